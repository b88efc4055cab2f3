import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wallTime } from './machine-port.ts';
import { UNIX_MS_MAX } from './quantities.ts';

test('a wall clock before 1970 or beyond all years is a bad guess, not a crash', () => {
  assert.is(wallTime(-86_400_000), 0);
  assert.is(wallTime(1_700_000_000_000), 1_700_000_000_000);
  assert.is(wallTime(9e15), UNIX_MS_MAX);
});

test.run();
