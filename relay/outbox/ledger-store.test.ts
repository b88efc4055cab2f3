import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../../firmware-sim/trial-outbox.ts';
import { deviceId, storeId, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import { LedgerSum } from '../ledger.ts';
import type { Ledger, LedgerQuery, OrderCallback } from '../store.ts';
import type { LedgerPlace } from './ledger-store.ts';

const ledger = suite<{ outbox: TrialOutbox }>('ledger');
ledger.before.each((context) => {
  context.outbox = openTrialOutbox();
  context.outbox.addDevice(1);
  context.outbox.addDevice(2, { store: storeId('shop-2') });
});
ledger.after.each(({ outbox }) => outbox.close());

function accept(outbox: TrialOutbox, batch: readonly OrderCallback[], nowMs: number): void {
  outbox.call('acceptOrders', { batch, nowMs: unixMs(nowMs) });
}

function read(outbox: TrialOutbox, query: LedgerQuery = {}): Ledger & { steps: number } {
  const sum = new LedgerSum(unixMs(100_000));
  let after: LedgerPlace | undefined;
  let steps = 0;
  do {
    const step = outbox.call('readLedgerStep', { query, after });
    for (const order of step.orders) sum.addOrder(order);
    after = step.next;
    steps += 1;
  } while (after !== undefined);
  return { ...sum.result(), steps };
}

/** Payments at both terminals, a refund, one that nobody serves; half of them with receipts. */
function someTrade(outbox: TrialOutbox): void {
  const elsewhere = { terminalSn: terminalSn('T-2'), totalAmountFen: fen(50) };
  accept(outbox, [trialCallback(1), trialCallback(2, 'CREATED')], 10_000);
  accept(outbox, [trialCallback(2), trialCallback(3, 'PAID', elsewhere)], 20_000);
  accept(outbox, [trialCallback(1, 'REFUNDED')], 30_000);
  accept(outbox, [trialCallback(4, 'PAID', { terminalSn: terminalSn('T-9') })], 40_000);
  const receipt = { outcome: 'announced', repeat: false, atMs: unixMs(20_500) } as const;
  const batch = [1, 2].map((at) => ({
    deviceId: deviceId('SPK-1'),
    logId: trialLogId(1),
    receipt: { ...receipt, seq: seq(at) },
  }));
  outbox.call('recordReceipts', { batch, nowMs: unixMs(21_000) });
}

ledger('a day’s trade balances, and its parts are what happened', ({ outbox }) => {
  someTrade(outbox);
  const { ordersAccepted, notices, receipts, open, openNotices, ordersHandedOver, balanced } = read(outbox);
  assert.ok(balanced);
  assert.equal(ordersAccepted, { count: 5, sumFen: 4_050 });
  assert.equal(ordersHandedOver, { count: 1, sumFen: 1_000 });
  assert.equal(notices, { count: 4, sumFen: 3_050 });
  assert.equal(receipts.announced, { count: 2, sumFen: 2_000 });
  assert.equal(open, { count: 2, sumFen: 1_050 });
  assert.equal(
    openNotices.map(({ deviceId, seq, ageMs }) => [deviceId, seq, ageMs]),
    [
      ['SPK-2', 1, 80_000],
      ['SPK-1', 3, 70_000],
    ],
  );
});

ledger('the time is that of acceptance, its start inclusive and its end exclusive', ({ outbox }) => {
  someTrade(outbox);
  const count = (fromMs?: number, toMs?: number): number =>
    read(outbox, {
      ...(fromMs === undefined ? {} : { fromMs: unixMs(fromMs) }),
      ...(toMs === undefined ? {} : { toMs: unixMs(toMs) }),
    }).ordersAccepted.count;
  assert.equal(
    [count(20_000, 30_000), count(20_001), count(undefined, 10_000), count(0, 10_001)],
    [2, 2, 0, 1],
  );
});

ledger('a store sees its own, and balances by itself', ({ outbox }) => {
  someTrade(outbox);
  const shop2 = read(outbox, { store: storeId('shop-2') });
  assert.equal([shop2.ordersAccepted.count, shop2.notices.sumFen, shop2.balanced], [1, 50, true]);
  assert.is(read(outbox, { store: storeId('shop-1') }).ordersAccepted.count, 3);
  assert.is(read(outbox, { store: storeId('nobody') }).notices.count, 0);
});

ledger('many orders of one millisecond are counted once, step by step', ({ outbox }) => {
  const count = limits.ledgerStepOrders * 2 + 7;
  for (let from = 0; from < count; from += 500) {
    const size = Math.min(500, count - from);
    accept(
      outbox,
      Array.from({ length: size }, (_, at) => trialCallback(from + at)),
      10_000,
    );
  }
  const whole = read(outbox);
  assert.equal([whole.steps, whole.ordersAccepted.count, whole.notices.count], [3, count, count]);
  assert.ok(whole.balanced);
});

ledger('a rebuilt log and a device that is gone still balance', ({ outbox }) => {
  someTrade(outbox);
  outbox.call('rebuildLog', { device: deviceId('SPK-1'), newLog: trialLogId(99), nowMs: unixMs(50_000) });
  outbox.call('deleteDevice', { device: deviceId('SPK-2'), nowMs: unixMs(51_000) });
  const { notices, receipts, open, balanced } = read(outbox);
  assert.ok(balanced);
  assert.equal(
    [notices.count, receipts.announced.count, receipts.handed_over.count, open.count],
    [4, 2, 1, 1],
  );
});

for (const [what, sql] of Object.entries({
  'a changed amount': 'UPDATE notice SET amount_fen = amount_fen + 1 WHERE id = 1',
  'a changed order': 'UPDATE order_event SET amount_fen = amount_fen - 1 WHERE sn LIKE "%3"',
  'a lost notice': 'DELETE FROM notice WHERE settled IS NULL AND seq = 3',
  'a lost receipt': 'DELETE FROM receipt WHERE notice = 1',
  'a receipt changed afterwards': "UPDATE receipt SET outcome = 'summarised' WHERE notice = 1",
  'a notice closed without a receipt': "UPDATE notice SET settled = 'announced' WHERE seq = 3",
  'a hand-over that was forgotten': 'UPDATE order_event SET handed_over = NULL',
})) {
  ledger(`${what} is seen`, ({ outbox }) => {
    someTrade(outbox);
    assert.ok(read(outbox).balanced);
    assert.ok(outbox.database.prepare(sql.replaceAll('"', "'")).run().changes > 0);
    assert.is(read(outbox).balanced, false);
  });
}

ledger.run();
