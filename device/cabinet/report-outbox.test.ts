import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bankId, logId, moduleSerial } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { RelayClock } from '../clock.ts';
import type { TimeMark } from './cabinet-operations.ts';
import { ReportOutbox } from './report-outbox.ts';
import { trueTime } from './true-time.ts';

const LOG = logId('00000000000000aa');
const event = {
  kind: 'bank_missing',
  bankId: bankId('B1'),
  at: { module: moduleSerial('0a0b0c0d'), slot: 1 },
} as const;
const mark: TimeMark = { bootId: 'A', steadyMs: 5_000, wallMs: 77_000 };
const time = { atMs: unixMs(1_000), isUncertain: false };
const seqsOf = (batches: readonly (readonly { seq: number }[])[]): number[] =>
  batches.flat().map((report) => report.seq);

test('nothing is sent before it is on disk and its time is fixed', () => {
  const outbox = new ReportOutbox(LOG, seq(4), []);
  outbox.add(event, mark, time);
  outbox.add(event, mark, undefined);
  assert.equal(outbox.due(0), []);
  outbox.stored(seq(5));
  outbox.stored(seq(6));
  assert.equal(seqsOf(outbox.due(0)), [5]);
  assert.equal(
    outbox.fixTimes(() => time),
    [{ seq: 6, time }],
  );
  assert.equal(outbox.due(0), [], 'the time is not on disk yet');
  outbox.stored(seq(6));
  assert.equal(seqsOf(outbox.due(0)), [6]);
});

test('sent again until it is confirmed, and after each new connection; oldest first', () => {
  const outbox = new ReportOutbox(LOG, seq(2), [
    { seq: seq(1), event, mark, time },
    { seq: seq(2), event, mark, time },
  ]);
  assert.equal(seqsOf(outbox.due(0)), [1, 2]);
  assert.equal(seqsOf(outbox.due(limits.receiptResendFirstMs - 1)), []);
  assert.equal(outbox.confirm(LOG, [seq(1)]), [1]);
  assert.equal(seqsOf(outbox.due(limits.receiptResendFirstMs)), [2]);
  outbox.sendAgain();
  assert.equal(seqsOf(outbox.due(limits.receiptResendFirstMs)), [2]);
  assert.equal(outbox.confirm(LOG, [seq(2)]), [2]);
  assert.is(outbox.size, 0);
  assert.is(outbox.resendAtMs, undefined);
});

test('a confirmation of another log, of what is not on disk, or of nothing changes nothing', () => {
  const outbox = new ReportOutbox(LOG, seq(0), []);
  outbox.add(event, mark, time);
  assert.equal(outbox.confirm(logId('00000000000000bb'), [seq(1)]), []);
  assert.equal(outbox.confirm(LOG, [seq(1), seq(9)]), []);
  assert.is(outbox.size, 1);
});

test('promise 15: few are in flight at once, and a message holds no more than it may', () => {
  const reports = Array.from({ length: 300 }, (_, index) => ({ seq: seq(index + 1), event, mark, time }));
  const outbox = new ReportOutbox(LOG, seq(300), reports);
  const batches = outbox.due(0);
  assert.is(seqsOf(batches).length, limits.reportsInFlight);
  assert.ok(batches.every((batch) => batch.length <= limits.reportsPerMessage));
  outbox.confirm(LOG, [seq(1)]);
  assert.equal(seqsOf(outbox.due(0)), [limits.reportsInFlight + 1]);
});

const told: RelayClock = { offsetMs: 1_000_000, confirmed: true };
const known = { bootId: 'A', clock: told, remembered: undefined, skewMs: 500_000 };

test('the true time is exact in the boot in which a relay told the time, be it before or after', () => {
  assert.equal(trueTime(mark, known), { atMs: 1_005_000, isUncertain: false });
  const remembered = { bootId: 'A', offsetMs: 2_000_000, skewMs: 0 };
  assert.equal(trueTime(mark, { ...known, bootId: 'B', remembered }), {
    atMs: 2_005_000,
    isUncertain: false,
  });
});

test('of a boot in which no relay told it, the wall clock is put right by what it is wrong by now, and that is said', () => {
  assert.equal(trueTime(mark, { ...known, bootId: 'B' }), { atMs: 577_000, isUncertain: true });
  assert.equal(trueTime(mark, { ...known, bootId: 'B', skewMs: -90_000 }), { atMs: 0, isUncertain: true });
});

test('while nobody knows the time it is not guessed', () => {
  assert.is(trueTime(mark, { ...known, clock: { ...told, confirmed: false } }), undefined);
});

test.run();
