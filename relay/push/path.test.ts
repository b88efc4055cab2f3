import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import {
  bestPath,
  hedgeDelayMs,
  type Path,
  type RoundTrip,
  resendDelayMs,
  roundTripSample,
  withOutcome,
  withSample,
} from './path.ts';

const settled = (ms: number): RoundTrip => ({ smoothedMs: ms, deviationMs: 1, lowestMs: ms });
const path = (connection: number, ms: number | undefined, strikes = 0, lateShare = 0): Path => ({
  connection,
  roundTrip: ms === undefined ? undefined : settled(ms),
  answer: ms === undefined ? undefined : settled(ms),
  lateShare,
  strikes,
  isBackedUp: false,
});
const hedge = (first: number | undefined, next: number | undefined, ageMs = 0): number =>
  hedgeDelayMs(path(1, first), path(2, next), ageMs);

test('what the device held is taken off, and an impossible claim is not believed', () => {
  assert.is(roundTripSample(50, 8_000), 42);
  assert.is(roundTripSample(50, 50_000), 0);
  assert.is(roundTripSample(50, 50_001), undefined);
});

test('the lowest round trip only falls; the smoothed one follows slowly', () => {
  let roundTrip = withSample(undefined, 40);
  assert.equal(roundTrip, { smoothedMs: 40, deviationMs: 20, lowestMs: 40 });
  roundTrip = withSample(roundTrip, 80);
  assert.equal(roundTrip, { smoothedMs: 45, deviationMs: 25, lowestMs: 40 });
  assert.is(withSample(roundTrip, 10).lowestMs, 10);
});

test('the best path answers, is fast, and came first', () => {
  const paths = [path(1, 30), path(2, 5, 1), path(3, 20), path(4, 20)];
  assert.is(bestPath(paths)?.connection, 3);
  assert.is(bestPath(paths, paths[2])?.connection, 4);
  assert.is(
    bestPath([path(1, undefined), path(2, 39)])?.connection,
    2,
    'an unknown path counts as a mobile one',
  );
  assert.is(bestPath([]), undefined);
});

test('a path that takes no bytes comes last, however fast it was', () => {
  assert.is(bestPath([{ ...path(1, 1), isBackedUp: true }, path(2, 300, 3)])?.connection, 2);
});

test('on short paths the second waits until the first is overdue', () => {
  assert.is(hedge(0.5, 0.5), limits.hedgeFirstMs);
  assert.is(hedge(20, 20), 24);
});

test('on long or unknown paths both are asked at once: waiting would miss the deadline', () => {
  assert.is(hedge(42, 42), 0);
  assert.is(hedge(20, 42), 0);
  assert.is(hedge(undefined, undefined), 0);
});

test('whenever the second is asked later, it can still arrive before the deadline', () => {
  for (let first = 0; first <= 200; first += 1) {
    for (let next = 0; next <= 200; next += 5) {
      const delayMs = hedge(first, next);
      assert.ok(delayMs === 0 || delayMs + next <= limits.pushDeadlineMs, `${first} and ${next}`);
    }
  }
});

test('the deadline counts from the callback: of an old notice the second copy goes out at once', () => {
  assert.is(hedge(20, 20, 16), 24);
  assert.is(hedge(20, 20, 17), 0);
});

test('a device with a slow disk is not overdue before its disk can have answered', () => {
  const slowDisk = { ...path(1, 2), answer: settled(30) };
  assert.is(hedgeDelayMs(slowDisk, path(2, 2), 0), 34);
});

test('a path that loses packets comes after a slower one that does not', () => {
  assert.is(bestPath([path(1, 20, 0, 0.2), path(2, 40)])?.connection, 2);
  assert.is(bestPath([path(1, 20, 0, 0.05), path(2, 40)])?.connection, 1);
});

test('the share of late answers follows the last sixteen or so', () => {
  let share = 0;
  for (let count = 0; count < 400; count += 1) share = withOutcome(share, count % 20 === 0);
  assert.ok(share > 0.02 && share < 0.1, `${share}`);
  for (let count = 0; count < 64; count += 1) share = withOutcome(share, true);
  assert.ok(share > 0.95);
});

test('lost on one path waits for TCP; lost on two is sent again as soon as both are overdue, in bounds', () => {
  assert.is(resendDelayMs([path(1, 42)]), limits.pushResendFirstMs);
  assert.is(resendDelayMs([path(1, 42), path(2, 50)]), 54);
  assert.is(resendDelayMs([path(1, 1), path(2, 1)]), limits.pushResendQuickMs);
  assert.is(resendDelayMs([path(1, 1), path(2, 5_000)]), limits.pushResendFirstMs);
});

test.run();
