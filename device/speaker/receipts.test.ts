import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { type OwedReceipt, type ReceiptBatch, Receipts } from './receipts.ts';

const LOG = logId('00000000000000aa');
const OLD_LOG = logId('00000000000000bb');

const owed = (position: number, log = LOG): OwedReceipt => ({
  logId: log,
  receipt: { seq: seq(position), outcome: 'announced', repeat: false, atMs: unixMs(1) },
});

const seqsOf = (batches: readonly ReceiptBatch[]): (string | number)[][] =>
  batches.map((batch) => [
    batch.logId === LOG ? 'log' : 'old',
    ...batch.receipts.map((receipt) => receipt.seq),
  ]);

test('a receipt is sent at once, and then again ever more slowly until it is confirmed', () => {
  const receipts = new Receipts([]);
  receipts.add(owed(1));
  assert.equal(seqsOf(receipts.due(0)), [['log', 1]]);
  assert.equal(receipts.due(1), []);
  assert.is(receipts.resendAtMs, limits.receiptResendFirstMs);
  assert.equal(seqsOf(receipts.due(limits.receiptResendFirstMs)), [['log', 1]]);
  assert.is(receipts.resendAtMs, 3 * limits.receiptResendFirstMs);
  assert.equal(receipts.confirm(LOG, [seq(1)]), [1]);
  assert.equal(receipts.confirm(LOG, [seq(1)]), [], 'a second confirmation is no news');
  assert.is(receipts.size, 0);
  assert.is(receipts.resendAtMs, undefined);
});

test('receipts of an ended log are sent under that log', () => {
  const receipts = new Receipts([owed(7, OLD_LOG), owed(1)]);
  assert.equal(seqsOf(receipts.due(0)), [
    ['old', 7],
    ['log', 1],
  ]);
  assert.equal(receipts.confirm(LOG, [seq(7)]), [], 'the same seq of another log is another receipt');
  assert.equal(receipts.confirm(OLD_LOG, [seq(7)]), [7]);
});

test('promise 15: messages are bounded and so is what is in flight; confirmations let more go out', () => {
  const count = limits.receiptsInFlight + 10;
  const receipts = new Receipts(Array.from({ length: count }, (_, index) => owed(index + 1)));
  const first = receipts.due(0);
  assert.equal(
    first.map((batch) => batch.receipts.length),
    Array.from(
      { length: limits.receiptsInFlight / limits.receiptsPerMessage },
      () => limits.receiptsPerMessage,
    ),
  );
  assert.equal(receipts.due(1), []);
  receipts.confirm(LOG, first[0]?.receipts.map((receipt) => receipt.seq) ?? []);
  assert.is(receipts.due(2)[0]?.receipts.length, 10);
});

test('a new connection sends what was in flight again, without waiting', () => {
  const receipts = new Receipts([owed(1)]);
  receipts.due(0);
  receipts.sendAgain();
  assert.equal(seqsOf(receipts.due(1)), [['log', 1]]);
});

test.run();
