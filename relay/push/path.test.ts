import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { bestPath, hedgeDelayMs, type Path, type RoundTrip, roundTripSample, withSample } from './path.ts';

const settled = (ms: number): RoundTrip => ({ smoothedMs: ms, deviationMs: 1, lowestMs: ms });
const path = (connection: number, ms: number | undefined, strikes = 0): Path => ({
  connection,
  roundTrip: ms === undefined ? undefined : settled(ms),
  strikes,
});

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

test('on short paths the second waits until the first is overdue', () => {
  assert.is(hedgeDelayMs(settled(0.5), settled(0.5)), limits.hedgeFirstMs);
  assert.is(hedgeDelayMs(settled(20), settled(20)), 24);
});

test('on long or unknown paths both are asked at once: waiting would miss the deadline', () => {
  assert.is(hedgeDelayMs(settled(42), settled(42)), 0);
  assert.is(hedgeDelayMs(settled(20), settled(42)), 0);
  assert.is(hedgeDelayMs(undefined, undefined), 0);
});

test('whenever the second is asked later, it can still arrive before the deadline', () => {
  for (let first = 0; first <= 200; first += 1) {
    for (let next = 0; next <= 200; next += 5) {
      const delayMs = hedgeDelayMs(settled(first), settled(next));
      assert.ok(delayMs === 0 || delayMs + next <= limits.pushDeadlineMs, `${first} and ${next}`);
    }
  }
});

test.run();
