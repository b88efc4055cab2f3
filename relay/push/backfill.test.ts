import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import type { SeqRange } from '../../shared/notice.ts';
import { seq } from '../../shared/quantities.ts';
import { adaptWindow, createBackfill, joinRanges, rangesUpTo, subtractRanges } from './backfill.ts';

const range = (first: number, last: number): SeqRange => ({ first: seq(first), last: seq(last) });

function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ; yield state) state = (state * 48_271) % 2_147_483_647;
}

const members = (ranges: readonly SeqRange[]): number[] =>
  [
    ...new Set(
      ranges.flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      ),
    ),
  ].sort((a, b) => a - b);

test('joining and subtracting ranges is joining and subtracting sets', () => {
  const random = chance(7);
  const some = (): SeqRange[] =>
    Array.from({ length: random.next().value % 6 }, () => {
      const first = 1 + (random.next().value % 40);
      return range(first, first + (random.next().value % 9));
    });
  for (let round = 0; round < 500; round += 1) {
    const owed = joinRanges([], some());
    const asked = some();
    const both = joinRanges(owed, asked);
    assert.equal(members(both), members([...owed, ...asked]));
    for (let index = 1; index < both.length; index += 1) {
      assert.ok(
        (both[index]?.first ?? 0) > (both[index - 1]?.last ?? 0) + 1,
        'sorted, disjoint, not even touching',
      );
    }
    const gone = new Set(members(asked));
    assert.equal(
      members(subtractRanges(owed, asked)),
      members(owed).filter((at) => !gone.has(at)),
    );
    const last = seq(random.next().value % 50);
    assert.equal(
      members(rangesUpTo(owed, last)),
      members(owed).filter((at) => at <= last),
    );
  }
});

test('a hostile sync of the largest numbers costs no more than its ranges', () => {
  const huge = range(1, Number.MAX_SAFE_INTEGER);
  assert.equal(joinRanges([huge], [huge]), [huge]);
  assert.equal(subtractRanges([huge], [range(5, Number.MAX_SAFE_INTEGER)]), [range(1, 4)]);
  assert.equal(subtractRanges([huge], [huge]), []);
});

test('holes beyond the bound are left to be asked for again, the highest first', () => {
  const holes = Array.from({ length: 3 * limits.syncRanges }, (_, index) =>
    range(2 * index + 1, 2 * index + 1),
  );
  const kept = joinRanges([], holes);
  assert.is(kept.length, 2 * limits.syncRanges);
  assert.equal(kept[0], range(1, 1));
});

test('the window opens while answers are quick and closes when they queue, within its bounds', () => {
  const backfill = createBackfill();
  for (let count = 0; count < 1_000; count += 1) adaptWindow(backfill, limits.backfillDelayMs);
  assert.is(backfill.window, limits.syncWindowNotices);
  for (let count = 0; count < 1_000; count += 1) adaptWindow(backfill, limits.backfillDelayMs + 1);
  assert.is(backfill.window, limits.backfillWindowLeast);
});

test.run();
