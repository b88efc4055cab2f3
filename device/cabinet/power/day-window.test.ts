import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isWithin, minutesUntil } from './day-window.ts';

test('a window includes its beginning and not its end, also over midnight', () => {
  const day = { fromMinute: 540, toMinute: 1_320 };
  const night = { fromMinute: 1_320, toMinute: 420 };
  assert.equal(
    [539, 540, 1_319, 1_320].map((minute) => isWithin(day, minute)),
    [false, true, true, false],
  );
  assert.equal(
    [1_319, 1_320, 0, 419, 420].map((minute) => isWithin(night, minute)),
    [false, true, true, true, false],
  );
});

test('both ends alike is no time at all', () => {
  assert.not([0, 300, 1_439].some((minute) => isWithin({ fromMinute: 300, toMinute: 300 }, minute)));
});

test('how long until a time of day', () => {
  assert.equal([minutesUntil(0, 60), minutesUntil(1_380, 60), minutesUntil(60, 60)], [60, 120, 0]);
});

test.run();
