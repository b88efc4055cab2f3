import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../../firmware-sim/trial-outbox.ts';
import { deviceId, orderSn, storeId, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { noticeFingerprint } from '../../shared/log-fingerprint.ts';
import { FEN_MAX, fen, seq, unixMs } from '../../shared/quantities.ts';
import type { AcceptAnswer, OrderCallback } from '../store.ts';

const orders = suite<{ outbox: TrialOutbox }>('orders');
orders.before.each((context) => {
  context.outbox = openTrialOutbox();
});
orders.after.each(({ outbox }) => outbox.close());

const at = unixMs;
const accept = (outbox: TrialOutbox, batch: readonly OrderCallback[], nowMs = 10_000) =>
  outbox.call('acceptOrders', { batch, nowMs: at(nowMs) });
function acceptOne(outbox: TrialOutbox, callback: OrderCallback, nowMs = 10_000): AcceptAnswer {
  const [answer] = accept(outbox, [callback], nowMs);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}
const stepsOf = (outbox: TrialOutbox, number: number): string[] =>
  (outbox.call('readOrder', trialCallback(number).sn)?.steps ?? []).map(({ step }) => step);
const alarmKinds = (outbox: TrialOutbox): string[] => outbox.call('readAlarms', 100).map(({ kind }) => kind);

orders('a payment becomes a notice for each speaker of its terminal, and for no cabinet', ({ outbox }) => {
  outbox.addDevice(1);
  outbox.addDevice(2, { terminals: [terminalSn('T-1'), terminalSn('T-2')] });
  outbox.addDevice(3, { role: 'cabinet', terminals: [terminalSn('T-1')] });
  const answer = acceptOne(outbox, trialCallback(1));
  assert.ok(answer.answer === 'recorded');
  assert.is(answer.handedOver, false);
  const first = { ...trialCallback(1), event: 'PAID', kind: 'payment', amountFen: fen(1_000) } as const;
  assert.equal(answer.notices, [
    {
      deviceId: 'SPK-1',
      notice: {
        logId: trialLogId(1),
        seq: 1,
        kind: 'payment',
        sn: trialCallback(1).sn,
        event: 'PAID',
        amountFen: 1_000,
        payway: '3',
        paidAtMs: 5_000,
        sumFen: 1_000,
        fingerprint: noticeFingerprint({ ...first, seq: seq(1) }),
      },
    },
    { deviceId: 'SPK-2', notice: { ...answer.notices[0]?.notice, logId: trialLogId(2) } },
  ]);
});

orders('the same sn twice in one batch is recorded once', ({ outbox }) => {
  outbox.addDevice(1);
  const answers = accept(outbox, [trialCallback(1), trialCallback(2), trialCallback(1)]);
  assert.equal(
    answers.map(({ answer }) => answer),
    ['recorded', 'recorded', 'already_recorded'],
  );
  assert.is(outbox.call('readLogEnd', deviceId('SPK-1'))?.lastSeq, 2);
});

orders('a whole life in one batch is judged step by step', ({ outbox }) => {
  outbox.addDevice(1);
  const answers = accept(outbox, [
    trialCallback(1, 'CREATED'),
    trialCallback(1, 'PAID'),
    trialCallback(1, 'PARTIAL_REFUNDED', { netAmountFen: fen(600) }),
    trialCallback(1, 'CREATED'),
    trialCallback(1, 'REFUNDED'),
  ]);
  const said = answers.flatMap((answer) =>
    answer.answer === 'recorded' ? answer.notices.map(({ notice }) => [notice.event, notice.amountFen]) : [],
  );
  assert.equal(said, [
    ['PAID', 1_000],
    ['PARTIAL_REFUNDED:600', 400],
    ['REFUNDED', 600],
  ]);
  assert.is(outbox.call('readLogEnd', deviceId('SPK-1'))?.sumFen, 2_000);
});

orders('a conflict is refused, written down once and raised once, and moves no log', ({ outbox }) => {
  outbox.addDevice(1);
  acceptOne(outbox, trialCallback(1));
  const other = trialCallback(1, 'PAID', { totalAmountFen: fen(9_999) });
  for (const nowMs of [11_000, 12_000, 17_000]) {
    const answer = acceptOne(outbox, other, nowMs);
    assert.ok(answer.answer === 'conflict');
    assert.match(answer.reason, /total_amount was 1000, now 9999/);
  }
  assert.equal(stepsOf(outbox, 1), ['accepted', 'logged', 'conflict_refused']);
  assert.equal(alarmKinds(outbox), ['order_conflict']);
  assert.is(outbox.call('readDueWebhooks', { nowMs: at(20_000), most: 9 }).length, 1);
  assert.is(outbox.call('readLogEnd', deviceId('SPK-1'))?.lastSeq, 1);
  assert.is(outbox.call('readOrder', other.sn)?.totalAmountFen, 1_000);
});

orders('a core that sends conflict after conflict does not fill the disk', ({ outbox }) => {
  acceptOne(outbox, trialCallback(1));
  for (let amount = 1; amount <= 3 * limits.conflictsKeptPerOrder; amount += 1) {
    const answer = acceptOne(outbox, trialCallback(1, 'PAID', { totalAmountFen: fen(amount) }));
    assert.is(answer.answer, 'conflict');
  }
  const refused = stepsOf(outbox, 1).filter((step) => step === 'conflict_refused');
  assert.is(refused.length, limits.conflictsKeptPerOrder);
});

orders('a late state is success, says nothing and leaves a superseded step', ({ outbox }) => {
  outbox.addDevice(1);
  acceptOne(outbox, trialCallback(1, 'REFUNDED'), 10_000);
  const late = acceptOne(outbox, trialCallback(1, 'PAID'), 11_000);
  assert.equal(late, { answer: 'recorded', notices: [], handedOver: false });
  assert.is(acceptOne(outbox, trialCallback(1, 'PAID'), 12_000).answer, 'already_recorded');
  assert.equal(stepsOf(outbox, 1), ['accepted', 'logged', 'superseded']);
  assert.is(outbox.call('readOrder', trialCallback(1).sn)?.state, 'REFUNDED');
});

orders('an order that no speaker serves goes to a human at once', ({ outbox }) => {
  outbox.addDevice(1, { role: 'cabinet' });
  const answer = acceptOne(outbox, trialCallback(1));
  assert.equal(answer, { answer: 'recorded', notices: [], handedOver: true });
  assert.equal(stepsOf(outbox, 1), ['accepted', 'handed_over']);
  const [alarm] = outbox.call('readAlarms', 9);
  assert.is(alarm?.kind, 'order_handed_over');
  assert.is(alarm?.subject, trialCallback(1).sn);
  assert.match(alarm?.detail ?? '', /PAID: payment of 10\.00 at terminal T-1/);
  assert.is(acceptOne(outbox, trialCallback(1)).answer, 'already_recorded');
  assert.is(alarmKinds(outbox).length, 1);
});

orders('nothing to say hands nothing over', ({ outbox }) => {
  assert.equal(acceptOne(outbox, trialCallback(1, 'CREATED')), {
    answer: 'recorded',
    notices: [],
    handedOver: false,
  });
  assert.equal(alarmKinds(outbox), []);
});

/** Notices that nobody has heard, at the end of the log; each of an order of its own. */
function addOpen({ database }: TrialOutbox, log: string, count: number): void {
  database.exec('BEGIN');
  database
    .prepare(
      `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
       INSERT INTO order_event (sn, event, state, terminal_sn, client_sn, trade_no, payway, total_fen, net_fen,
         finished_at_ms, accepted_at_ms, overtaken, unfinished, kind, amount_fen, moved_at_ms, speakers, raw)
       SELECT 'made-' || n, 'PAID', 'PAID', 'T', '', '', '3', 1, 1, 1, 1, 0, 0, 'payment', 1, 1, 1, '' FROM number`,
    )
    .run(count);
  database
    .prepare(
      `INSERT INTO notice (log, seq, event, amount_fen, sum_fen, made_at_ms)
       SELECT log.id, (SELECT max(seq) FROM notice WHERE log = log.id) + row_number() OVER (ORDER BY order_event.id),
         order_event.id, 1, 1, 1
       FROM log, order_event WHERE log_id = ? AND sn LIKE 'made-%'`,
    )
    .run(log);
  database.exec('COMMIT');
}

orders('one notice that stays open does not fill a log: the others behind it were heard', ({ outbox }) => {
  outbox.addDevice(1);
  acceptOne(outbox, trialCallback(2));
  addOpen(outbox, trialLogId(1), limits.openNoticesPerDevice + 5);
  outbox.database.exec("UPDATE notice SET settled = 'announced' WHERE seq > 1");
  const answer = acceptOne(outbox, trialCallback(1));
  assert.ok(answer.answer === 'recorded' && !answer.handedOver);
});

orders('a speaker without room is not waited for: its part goes to a human', ({ outbox }) => {
  outbox.addDevice(1);
  outbox.addDevice(2, { terminals: [terminalSn('T-1'), terminalSn('T-2')] });
  acceptOne(outbox, trialCallback(2, 'PAID', { terminalSn: terminalSn('T-2') }));
  addOpen(outbox, trialLogId(2), limits.openNoticesPerDevice - 2);
  const last = acceptOne(outbox, trialCallback(3, 'PAID', { terminalSn: terminalSn('T-2') }));
  assert.ok(last.answer === 'recorded' && !last.handedOver, 'there was room for one');
  const answer = acceptOne(outbox, trialCallback(1));
  assert.ok(answer.answer === 'recorded' && answer.handedOver);
  assert.equal(
    answer.notices.map(({ deviceId }) => deviceId),
    ['SPK-1'],
  );
  assert.match(outbox.call('readAlarms', 9)[0]?.detail ?? '', /SPK-2 has no room/);
});

orders('the largest amounts are summed exactly, to the end of the log’s arithmetic', ({ outbox }) => {
  outbox.addDevice(1);
  const brink = Number.MAX_SAFE_INTEGER - FEN_MAX;
  acceptOne(outbox, trialCallback(9));
  outbox.database.prepare('UPDATE notice SET sum_fen = ?').run(brink);
  const most = { totalAmountFen: fen(FEN_MAX) };
  const last = acceptOne(outbox, trialCallback(1, 'PAID', most));
  assert.ok(last.answer === 'recorded');
  assert.is(last.notices[0]?.notice.sumFen, Number.MAX_SAFE_INTEGER);
  const beyond = acceptOne(outbox, trialCallback(2, 'PAID', most));
  assert.ok(beyond.answer === 'recorded' && beyond.handedOver);
});

orders(
  'what is passing is listed for the reconciler, the oldest first, until it is settled',
  ({ outbox }) => {
    outbox.addDevice(1);
    accept(outbox, [trialCallback(1, 'CREATED')], 1_000);
    accept(outbox, [trialCallback(2, 'CREATED')], 2_000);
    accept(outbox, [trialCallback(3, 'PAID'), trialCallback(3, 'REFUND_ERROR')], 3_000);
    accept(outbox, [trialCallback(4, 'PAID'), trialCallback(4, 'CREATED')], 3_000);
    const listed = (after: number, most = 9) =>
      outbox
        .call('readUnfinishedOrders', { acceptedAfterMs: at(after), most })
        .map(({ sn }) => Number(sn) % 10);
    assert.equal(listed(0), [1, 2, 3]);
    assert.equal(listed(1_000), [2, 3]);
    assert.equal(listed(0, 1), [1]);
    accept(outbox, [trialCallback(1, 'PAY_ERROR')], 4_000);
    assert.equal(listed(0), [2, 3, 1], 'asked about once, from its last step on');
    accept(outbox, [
      trialCallback(1, 'PAID'),
      trialCallback(2, 'PAY_CANCELED'),
      trialCallback(3, 'REFUNDED'),
    ]);
    assert.equal(listed(0), []);
  },
);

orders('the life of an order tells every step with its time and device', ({ outbox }) => {
  outbox.addDevice(1);
  const logIdOfOne = trialLogId(1);
  const device = deviceId('SPK-1');
  acceptOne(outbox, trialCallback(1), 10_000);
  outbox.call('markStored', [{ deviceId: device, logId: logIdOfOne, seq: seq(1), atMs: at(10_020) }]);
  const receipt = { seq: seq(1), outcome: 'announced', repeat: true, atMs: at(11_500) } as const;
  outbox.call('recordReceipts', {
    batch: [{ deviceId: device, logId: logIdOfOne, receipt }],
    nowMs: at(12_000),
  });
  const life = outbox.call('readOrder', trialCallback(1).sn);
  assert.equal(life, {
    sn: trialCallback(1).sn,
    terminalSn: 'T-1',
    state: 'PAID',
    totalAmountFen: 1_000,
    netAmountFen: 1_000,
    payway: '3',
    steps: [
      { atMs: 10_000, step: 'accepted', detail: 'PAID: payment of 10.00' },
      { atMs: 10_000, step: 'logged', deviceId: 'SPK-1', detail: `PAID: seq 1 of log ${logIdOfOne}` },
      { atMs: 10_020, step: 'stored', deviceId: 'SPK-1', detail: `PAID: seq 1 of log ${logIdOfOne}` },
      {
        atMs: 12_000,
        step: 'receipt',
        deviceId: 'SPK-1',
        detail: 'PAID: announced at 1970-01-01T00:00:11.500Z, as a repeat',
      },
    ],
  });
  assert.is(outbox.call('readOrder', orderSn('0000000000000000')), undefined);
});

orders('the body is kept as it was signed, unknown fields and all', ({ outbox }) => {
  const raw = '{"sn":"x","brand_new":"领券立减"}';
  acceptOne(outbox, trialCallback(1, 'PAID', { raw }));
  assert.is(outbox.database.prepare('SELECT raw FROM order_event').pluck().get(), raw);
});

orders('an order belongs to the store of its speaker at the time', ({ outbox }) => {
  outbox.addDevice(1, { store: storeId('old') });
  acceptOne(outbox, trialCallback(1));
  outbox.addDevice(1, { store: storeId('new') });
  acceptOne(outbox, trialCallback(2));
  const stores = outbox.database.prepare('SELECT store FROM order_event ORDER BY id').pluck().all();
  assert.equal(stores, ['old', 'new']);
});

orders('a batch in which one callback fails is not recorded at all', ({ outbox }) => {
  outbox.addDevice(1);
  const broken = { ...trialCallback(2), raw: null } as unknown as OrderCallback;
  assert.throws(() => accept(outbox, [trialCallback(1), broken]), /NOT NULL/);
  assert.is(outbox.call('readOrder', trialCallback(1).sn), undefined);
  assert.is(outbox.call('readLogEnd', deviceId('SPK-1'))?.lastSeq, 0);
});

orders.run();
