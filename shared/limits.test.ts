import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assertLimitRelations, limits } from './limits.ts';

test('the limits stand in their asserted relations', () => {
  assertLimitRelations();
});

test('a limit moved alone is noticed', () => {
  const moved = { ...limits, syncWindowNotices: limits.inFlightPerDevice + 1 } as unknown as typeof limits;
  assert.throws(() => assertLimitRelations(moved), /sync window/);
});

test.run();
