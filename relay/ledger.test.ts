import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, orderSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { OUTCOMES, type Outcome } from '../shared/notice.ts';
import { fen, seq, unixMs } from '../shared/quantities.ts';
import { type LedgerNotice, type LedgerOrder, LedgerSum } from './ledger.ts';

const notice = (receipt: Outcome | null, change: Partial<LedgerNotice> = {}): LedgerNotice => ({
  deviceId: deviceId('SPK-1'),
  seq: seq(1),
  amountFen: fen(1_000),
  stored: true,
  settled: receipt,
  receipt,
  ...change,
});

const order = (notices: readonly LedgerNotice[], change: Partial<LedgerOrder> = {}): LedgerOrder => ({
  sn: orderSn('7895252018360178'),
  acceptedAtMs: unixMs(10_000),
  amountFen: fen(1_000),
  speakers: notices.length,
  handedOver: false,
  notices,
  ...change,
});

function ledgerOf(...orders: LedgerOrder[]) {
  const sum = new LedgerSum(unixMs(12_000));
  for (const one of orders) sum.addOrder(one);
  return sum.result();
}

test('nothing balances', () => {
  const ledger = ledgerOf();
  assert.ok(ledger.balanced);
  assert.equal(ledger.notices, { count: 0, sumFen: 0 });
});

test('every notice is in one of the four receipts or open, in count and in sum', () => {
  const ledger = ledgerOf(
    order(OUTCOMES.map((outcome) => notice(outcome))),
    order([notice(null, { seq: seq(7), stored: false }), notice('announced')]),
    order([], { handedOver: true, amountFen: fen(55) }),
  );
  assert.ok(ledger.balanced);
  assert.equal(ledger.ordersAccepted, { count: 3, sumFen: 2_055 });
  assert.equal(ledger.ordersHandedOver, { count: 1, sumFen: 55 });
  assert.equal(ledger.notices, { count: 6, sumFen: 6_000 });
  assert.equal(ledger.receipts.announced, { count: 2, sumFen: 2_000 });
  assert.equal(ledger.receipts.summarised, { count: 1, sumFen: 1_000 });
  assert.equal(ledger.open, { count: 1, sumFen: 1_000 });
  assert.equal(ledger.openNotices, [
    { sn: '7895252018360178', deviceId: 'SPK-1', seq: 7, ageMs: 2_000, stored: false },
  ]);
});

test('balanced is false when anything between order and receipt is lost, doubled or changed', () => {
  const spoiled: Record<string, LedgerOrder> = {
    'a notice is gone': order([], { speakers: 1 }),
    'a notice is one too many': order([notice('announced'), notice('announced')], { speakers: 1 }),
    'a notice has another amount': order([notice('announced', { amountFen: fen(999) })]),
    'an order has another amount': order([notice('announced')], { amountFen: fen(999) }),
    'a log calls a notice settled and no receipt is there': order([notice(null, { settled: 'announced' })]),
    'a receipt is there and its notice is open': order([notice('announced', { settled: null })]),
    'a log believes another receipt than there is': order([notice('announced', { settled: 'handed_over' })]),
    'an order had something to say and nobody got it': order([]),
  };
  for (const [name, one] of Object.entries(spoiled)) assert.is(ledgerOf(one).balanced, false, name);
  assert.is(
    ledgerOf(
      order([], { speakers: 1 }),
      order([notice('announced'), notice('announced')], { speakers: 1 }),
      order([notice('announced')]),
    ).balanced,
    false,
    'one lost and one doubled',
  );
});

test('the oldest open notices are listed, and no more than the bound', () => {
  const open = Array.from({ length: limits.ledgerOpenListed + 5 }, (_, at) =>
    order([notice(null, { seq: seq(at + 1) })], { acceptedAtMs: unixMs(at) }),
  );
  const ledger = ledgerOf(...open);
  assert.is(ledger.open.count, limits.ledgerOpenListed + 5);
  assert.is(ledger.openNotices.length, limits.ledgerOpenListed);
  assert.is(ledger.openNotices[0]?.ageMs, 12_000);
});

test.run();
