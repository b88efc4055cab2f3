import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from './failure.ts';
import { limits } from './limits.ts';
import { tillbell } from './messages.pb.js';
import { decodeDown, decodeUp, encodeUp } from './messages.ts';
import { seededChance } from './seeded-chance.ts';

const wire = tillbell.v1;
const NOTICE = 1;
const STORED = 67;
const RECEIPTS = 68;
const SYNC = 66;

const goodNotice = {
  logId: '00112233445566aa',
  seq: 1,
  kind: 1,
  sn: '7895259485469125',
  event: 'PAID',
  amountFen: 100,
  payway: '2',
  paidAtMs: 1_700_000_000_000,
  sumFen: 100,
};

function refuses(run: () => unknown, message: RegExp): void {
  try {
    run();
  } catch (thrown) {
    assert.ok(isFailure(thrown), String(thrown));
    assert.match(thrown.message, message);
    return;
  }
  assert.unreachable('was accepted');
}

const noticeWith = (fields: object): Uint8Array => wire.Notice.encode({ ...goodNotice, ...fields }).finish();

test('a notice with a field outside its form is refused, and the message says which', () => {
  decodeDown(NOTICE, noticeWith({}));
  refuses(() => decodeDown(NOTICE, noticeWith({ seq: 0 })), /begins at 1/);
  refuses(() => decodeDown(NOTICE, noticeWith({ kind: 0 })), /notice kind 0/);
  refuses(() => decodeDown(NOTICE, noticeWith({ kind: 77 })), /notice kind 77/);
  refuses(() => decodeDown(NOTICE, noticeWith({ sn: '../../etc' })), /16 digits/);
  refuses(() => decodeDown(NOTICE, noticeWith({ logId: 'x' })), /log id/);
  refuses(() => decodeDown(NOTICE, noticeWith({ event: 'P'.repeat(99) })), /event/);
  refuses(() => decodeDown(NOTICE, noticeWith({ payway: '9'.repeat(99) })), /payway/);
  refuses(() => decodeDown(NOTICE, noticeWith({ settled: 9 })), /outcome 9/);
  refuses(() => decodeDown(NOTICE, noticeWith({ fingerprint: 2 ** 48 })), /48 bits/);
  refuses(() => decodeDown(NOTICE, new Uint8Array(0)), /log id/);
});

test('trap protobufjs: a 64-bit value that a Number cannot hold is refused, not rounded', () => {
  // Field 6 (amount_fen) as varint 2^53 + 1, which a Number would round to 2^53.
  const tooPrecise = Buffer.concat([
    noticeWith({ amountFen: 0 }),
    Buffer.from([6 << 3, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]),
  ]);
  refuses(() => decodeDown(NOTICE, tooPrecise), /amount/);
  // Field 9 (sum_fen) with all 64 bits set.
  const allBits = Buffer.concat([noticeWith({}), Buffer.from([9 << 3, ...Array(9).fill(0xff), 0x01])]);
  refuses(() => decodeDown(NOTICE, allBits), /sum/);
});

test('lists above their bound are refused before they are used', () => {
  const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const logId = goodNotice.logId;
  const seqs = many(limits.storedSeqs + 1);
  refuses(
    () => decodeUp(STORED, wire.Stored.encode({ logId, seqs, heldUs: seqs }).finish()),
    /seqs, at most/,
  );
  const receipts = many(limits.receiptsPerMessage + 1).map((seq) => ({ seq, outcome: 1 }));
  refuses(() => decodeUp(RECEIPTS, wire.Receipts.encode({ logId, receipts }).finish()), /receipts, at most/);
  const ranges = many(limits.syncRanges + 1).map((first) => ({ first, last: first }));
  refuses(() => decodeUp(SYNC, wire.Sync.encode({ logId, ranges }).finish()), /ranges, at most/);
});

test('a range that ends before it begins, or held times that do not match, are refused', () => {
  const logId = goodNotice.logId;
  refuses(
    () => decodeUp(SYNC, wire.Sync.encode({ logId, ranges: [{ first: 5, last: 4 }] }).finish()),
    /before it begins/,
  );
  refuses(
    () => decodeUp(STORED, wire.Stored.encode({ logId, seqs: [1, 2], heldUs: [1] }).finish()),
    /held time/,
  );
});

test('fields that a later version adds are passed over', () => {
  const { body } = encodeUp({ type: 'command_result', id: 'c', done: true, message: '' });
  const later = Buffer.concat([body, Buffer.from([(15 << 3) | 2, 3, 1, 2, 3])]);
  assert.equal(decodeUp(70, later), { type: 'command_result', id: 'c', done: true, message: '' });
});

test('mutated bodies never crash a decoder', () => {
  const chance = seededChance(2);
  const body = noticeWith({});
  for (let run = 0; run < 5_000; run++) {
    const mutated = Buffer.from(body);
    for (let change = 0; change < 3; change++)
      mutated[chance.integer(0, mutated.length - 1)] = chance.integer(0, 255);
    const type = [NOTICE, 2, 3, 4, 5, 6][run % 6] ?? NOTICE;
    try {
      decodeDown(type, mutated.subarray(0, chance.integer(0, mutated.length)));
    } catch (thrown) {
      assert.ok(isFailure(thrown), String(thrown));
    }
  }
});

test.run();
