import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../../firmware-sim/trial-outbox.ts';
import { deviceId, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type Fingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import { OUTCOMES, type Outcome } from '../../shared/notice.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { DeviceReceipt } from '../store.ts';

const receipts = suite<{ outbox: TrialOutbox }>('receipts');
receipts.before.each((context) => {
  context.outbox = openTrialOutbox();
  context.outbox.addDevice(1);
  context.outbox.addDevice(2);
});
receipts.after.each(({ outbox }) => outbox.close());

/** Orders `from` … `to`, each a notice of device `device`, made at `nowMs`. */
function make(outbox: TrialOutbox, from: number, to: number, nowMs: number, device = 1): void {
  const batch = Array.from({ length: to - from + 1 }, (_, index) =>
    trialCallback(from + index, 'PAID', { terminalSn: terminalSn(`T-${device}`) }),
  );
  outbox.call('acceptOrders', { batch, nowMs: unixMs(nowMs) });
}

const receipt = (at: number, outcome: Outcome = 'announced', device = 1): DeviceReceipt => ({
  deviceId: deviceId(`SPK-${device}`),
  logId: trialLogId(device),
  receipt: { seq: seq(at), outcome, repeat: false, atMs: unixMs(11_000) },
});

const record = (outbox: TrialOutbox, ...batch: DeviceReceipt[]) =>
  outbox.call('recordReceipts', { batch, nowMs: unixMs(12_000) });

const stored = (outbox: TrialOutbox, at: number, atMs: number, device = 1): void =>
  outbox.call('markStored', [
    { deviceId: deviceId(`SPK-${device}`), logId: trialLogId(device), seq: seq(at), atMs: unixMs(atMs) },
  ]);

const openCounts = (outbox: TrialOutbox) =>
  outbox.database
    .prepare(
      'SELECT count(notice.id) FROM log LEFT JOIN notice ON log = log.id AND settled IS NULL GROUP BY log.id',
    )
    .pluck()
    .all();
const alarms = (outbox: TrialOutbox) => outbox.call('readAlarms', 100);

receipts('a receipt is recorded once; told again it is known', ({ outbox }) => {
  make(outbox, 1, 4, 10_000);
  const batch = OUTCOMES.slice(0, 3).map((outcome, index) => receipt(index + 1, outcome));
  assert.equal(record(outbox, ...batch), ['recorded', 'recorded', 'recorded']);
  assert.equal(record(outbox, ...batch), ['already_recorded', 'already_recorded', 'already_recorded']);
  assert.equal(openCounts(outbox), [1, 0]);
  assert.equal(alarms(outbox), []);
});

receipts('the first receipt stands; a contradiction is a step, an alarm and no change', ({ outbox }) => {
  make(outbox, 1, 1, 10_000);
  assert.equal(record(outbox, receipt(1, 'announced'), receipt(1, 'summarised')), [
    'recorded',
    'contradicted',
  ]);
  assert.equal(record(outbox, receipt(1, 'summarised')), ['contradicted']);
  const life = outbox.call('readOrder', trialCallback(1).sn);
  const contradicted = life?.steps.filter(({ step }) => step === 'receipt_contradicted');
  assert.equal(contradicted, [
    {
      atMs: 12_000,
      step: 'receipt_contradicted',
      deviceId: 'SPK-1',
      detail: 'PAID: SPK-1 says summarised, but announced stands',
    },
  ]);
  assert.equal(
    alarms(outbox).map(({ kind, subject }) => [kind, subject]),
    [['receipt_contradicted', trialCallback(1).sn]],
  );
  assert.equal(openCounts(outbox), [0, 0]);
});

receipts('a receipt for no notice, or for another device’s, is unknown and changes nothing', ({ outbox }) => {
  make(outbox, 1, 1, 10_000);
  const foreign = { ...receipt(1), deviceId: deviceId('SPK-2') };
  const answers = record(outbox, receipt(2), receipt(1, 'announced', 2), foreign);
  assert.equal(answers, ['unknown', 'unknown', 'unknown']);
  assert.equal(openCounts(outbox), [1, 0]);
});

receipts('a receipt for another notice at the same place is unknown and changes nothing', ({ outbox }) => {
  make(outbox, 1, 2, 10_000);
  const { fingerprint } = outbox.call('readLogEnd', deviceId('SPK-1')) ?? {};
  assert.ok(fingerprint !== undefined);
  const named = (of: Fingerprint, outcome: Outcome = 'announced'): DeviceReceipt => ({
    ...receipt(2),
    receipt: { ...receipt(2, outcome).receipt, fingerprint: of },
  });
  const other = withNotice(fingerprint, fingerprint);
  assert.equal(record(outbox, named(other), named(fingerprint), named(other, 'summarised')), [
    'unknown',
    'recorded',
    'unknown',
  ]);
  assert.equal(openCounts(outbox), [1, 0]);
  assert.equal(alarms(outbox), [], 'it contradicts nothing');
});

receipts('a receipt implies stored, also where that word got lost', ({ outbox }) => {
  make(outbox, 1, 2, 10_000);
  stored(outbox, 1, 10_040);
  record(outbox, receipt(1), receipt(2));
  const at = outbox.database.prepare('SELECT stored_at_ms FROM notice ORDER BY seq').pluck().all();
  assert.equal(at, [10_040, 12_000]);
});

receipts('what a speaker gives up goes to a human, order by order', ({ outbox }) => {
  make(outbox, 1, 2, 10_000);
  make(outbox, 3, 3, 10_000, 2);
  record(outbox, receipt(1, 'handed_over'), receipt(1, 'handed_over', 2), receipt(2, 'handed_over'));
  record(outbox, receipt(2, 'handed_over'));
  const told = alarms(outbox);
  assert.equal(told.map(({ kind, subject }) => `${kind} ${subject}`).sort(), [
    'notice_handed_over SPK-1',
    'notice_handed_over SPK-2',
  ]);
  const ofOne = told.find(({ subject }) => subject === 'SPK-1')?.detail ?? '';
  for (const number of [1, 2]) assert.match(ofOne, trialCallback(number).sn);
});

receipts('what no speaker has stored in time is handed over, the oldest first and bounded', ({ outbox }) => {
  make(outbox, 1, 2, 10_000);
  make(outbox, 3, 3, 11_000, 2);
  make(outbox, 4, 4, 20_000);
  stored(outbox, 1, 10_050);
  const handOver = (most: number) =>
    outbox.call('handOverUnstored', { madeBeforeMs: unixMs(20_000), nowMs: unixMs(30_000), most });
  assert.is(handOver(1), 1);
  assert.is(handOver(9), 1);
  assert.is(handOver(9), 0);
  assert.equal(openCounts(outbox), [2, 0]);
  assert.equal(
    alarms(outbox).map(({ kind, subject }) => `${kind} ${subject}`),
    ['notice_handed_over SPK-2', 'notice_handed_over SPK-1'],
  );
  const steps = outbox.call('readOrder', trialCallback(2).sn)?.steps ?? [];
  assert.equal(
    steps.map(({ step }) => step),
    ['accepted', 'logged', 'handed_over'],
  );
});

receipts('a device that comes back after its notice was handed over does not speak it', ({ outbox }) => {
  make(outbox, 1, 1, 10_000);
  outbox.call('handOverUnstored', { madeBeforeMs: unixMs(20_000), nowMs: unixMs(30_000), most: 9 });
  const ranges = [{ first: seq(1), last: seq(1) }];
  const [notice] = outbox.call('readNotices', {
    device: deviceId('SPK-1'),
    log: trialLogId(1),
    ranges,
    most: 9,
  });
  assert.is(notice?.settled, 'handed_over');
  assert.equal(
    record(outbox, receipt(1, 'announced_late')),
    ['contradicted'],
    'it had stored it, unheard of',
  );
});

receipts('every hand-over reaches a human, also the next one of the same device', ({ outbox }) => {
  for (const [number, madeAtMs] of [
    [1, 10_000],
    [2, 40_000],
  ] as const) {
    make(outbox, number, number, madeAtMs);
    outbox.call('handOverUnstored', {
      madeBeforeMs: unixMs(madeAtMs + 1),
      nowMs: unixMs(madeAtMs + 1),
      most: 9,
    });
  }
  assert.is(outbox.call('readDueWebhooks', { nowMs: unixMs(50_000), most: 9 }).length, 2);
});

receipts('a long absence is a few alarms that name every order, not one alarm each', ({ outbox }) => {
  const count = limits.handOverAlarmNotices * 3;
  make(outbox, 1, count, 10_000);
  outbox.call('handOverUnstored', { madeBeforeMs: unixMs(20_000), nowMs: unixMs(30_000), most: 999 });
  const details = alarms(outbox).map(({ detail }) => detail);
  assert.is(details.length, 3);
  for (let number = 1; number <= count; number += 1) {
    assert.is(details.filter((detail) => detail.includes(trialCallback(number).sn)).length, 1);
  }
});

receipts('stored and never heard is overdue, by device', ({ outbox }) => {
  make(outbox, 1, 3, 10_000);
  make(outbox, 4, 4, 10_000, 2);
  for (const at of [1, 2, 3]) stored(outbox, at, 10_000 + at);
  stored(outbox, 1, 10_000, 2);
  record(outbox, receipt(1), receipt(1, 'announced', 2));
  assert.equal(outbox.call('readOverdue', unixMs(10_003)), [{ deviceId: 'SPK-1', count: 1 }]);
  assert.equal(outbox.call('readOverdue', unixMs(99_000)), [{ deviceId: 'SPK-1', count: 2 }]);
  assert.equal(outbox.call('readOverdue', unixMs(0)), []);
});

receipts.run();
