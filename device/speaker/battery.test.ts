import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BatteryState, forgetBattery, initialBattery, percentOf, stepBattery } from './battery.ts';

const feed = (state: BatteryState, ...millivolts: number[]): BatteryState =>
  millivolts.reduce(stepBattery, state);
const steady = (millivolts: number): number[] => Array.from({ length: 20 }, () => millivolts);

test('the curve: full, empty, its points, between them, never rising as the cell falls', () => {
  assert.is(percentOf(4_200), 100);
  assert.is(percentOf(4_242), 100); // 4.20 V + 1 %
  assert.is(percentOf(3_840), 50);
  assert.is(percentOf(3_855), 55);
  assert.is(percentOf(3_000), 0);
  assert.is(percentOf(2_600), 0);
  let last = 100;
  for (let millivolts = 4_200; millivolts >= 2_500; millivolts -= 1) {
    const percent = percentOf(millivolts) ?? Number.NaN;
    assert.ok(percent <= last && percent >= 0, `${millivolts} mV`);
    last = percent;
  }
});

test('no cell, a broken wire and nonsense are not a charge', () => {
  for (const millivolts of [0, 2_499, 4_401, 10_000, Number.NaN])
    assert.is(percentOf(millivolts), null, String(millivolts));
  assert.equal(feed(initialBattery, ...steady(0)).isLow, false);
});

test('nothing is claimed from the first readings', () => {
  assert.is(feed(initialBattery, 3_000, 3_000).percent, null);
  assert.not(feed(initialBattery, 3_000, 3_000).isLow);
  assert.is(feed(initialBattery, 3_840, 3_840, 3_840).percent, 50);
});

test('a dip while the speaker is loud does not warn; a battery that stays down does', () => {
  const charged = feed(initialBattery, ...steady(3_800));
  assert.not(feed(charged, 3_300, 3_250, 3_300, 3_280, 3_300, 3_290).isLow);
  assert.ok(feed(charged, ...steady(3_650)).isLow);
});

test('low has a hysteresis, so that a resting cell does not warn again', () => {
  const low = feed(initialBattery, ...steady(3_680));
  assert.ok(low.isLow);
  assert.ok(feed(low, ...steady(3_740)).isLow, '23 % is not recovered');
  assert.not(feed(low, ...steady(3_760)).isLow, '27 % is');
});

test('when the panel goes its reading goes, the warning stays', () => {
  const gone = forgetBattery(feed(initialBattery, ...steady(3_600)));
  assert.equal(gone, { recentMillivolts: [], percent: null, isLow: true });
  assert.ok(feed(gone, 3_600, 3_600).isLow, 'and too few readings do not end it');
});

test('the window is bounded', () => {
  assert.ok(feed(initialBattery, ...steady(3_700), ...steady(3_700)).recentMillivolts.length <= 15);
});

test.run();
