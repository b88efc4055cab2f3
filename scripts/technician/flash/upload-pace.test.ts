import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { leftMsOf, paceText, rateOf, stepPace } from './upload-pace.ts';

test('a rate and the time left, once there is something to go by', () => {
  const first = stepPace(undefined, 0, 100_000, 1_000);
  assert.is(rateOf(first), undefined);
  assert.is(paceText(first), '…');
  const later = stepPace(first, 20_000, 100_000, 3_000);
  assert.is(rateOf(later), 10_000);
  assert.is(leftMsOf(later), 8_000);
  assert.is(paceText(later), '10.0 kB/s, 8 s left');
  assert.is(paceText(stepPace(later, 20_001, 2_000_000, 3_000)), '10.0 kB/s, 3 min 18 s left');
});

test('what the board had already does not count as fast', () => {
  const resumed = stepPace(undefined, 60_000, 100_000, 0);
  const later = stepPace(resumed, 70_000, 100_000, 1_000);
  assert.is(rateOf(later), 10_000);
});

test('a board that begins again at 0 begins a new pace', () => {
  const before = stepPace(stepPace(undefined, 0, 100, 0), 90, 100, 1_000);
  const again = stepPace(before, 10, 100, 1_100);
  assert.is(rateOf(again), undefined);
  assert.is(rateOf(stepPace(again, 20, 100, 2_100)), 10);
});

test.run();
