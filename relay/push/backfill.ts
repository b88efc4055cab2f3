import { limits } from '../../shared/limits.ts';
import type { SeqRange } from '../../shared/notice.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import type { BucketRate } from '../bucket.ts';

/** What one device still lacks, and how fast it takes it. */
export interface Backfill {
  /** Sorted, disjoint. */
  ranges: readonly SeqRange[];
  /** How many may be unacknowledged now: 8 … `limits.syncWindowNotices`. */
  window: number;
  unacknowledged: number;
  /** `void`: a read is under way whose result is of no use any more. */
  reading: 'no' | 'yes' | 'void';
}

export const createBackfill = (): Backfill => ({
  ranges: [],
  window: limits.backfillWindowFirst,
  unacknowledged: 0,
  reading: 'no',
});

/**
 * Joins what a device asks for with what is owed to it already. Beyond the bound the highest ranges are left out: the
 * device asks again when the lower ones are filled.
 */
export function joinRanges(owed: readonly SeqRange[], asked: readonly SeqRange[]): readonly SeqRange[] {
  const sorted = [...owed, ...asked].sort((a, b) => a.first - b.first);
  const joined: SeqRange[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && range.first <= before.last + 1) {
      if (range.last > before.last) joined[joined.length - 1] = { first: before.first, last: range.last };
    } else joined.push(range);
  }
  return joined.slice(0, 2 * limits.syncRanges);
}

/** How many notices the ranges name. */
export const countIn = (ranges: readonly SeqRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** The part of `ranges` that is not above `last`. */
export function rangesUpTo(ranges: readonly SeqRange[], last: Seq): readonly SeqRange[] {
  return ranges
    .filter((range) => range.first <= last)
    .map((range) => (range.last <= last ? range : { first: range.first, last }));
}

/** What of `owed` remains without `done`. */
export function subtractRanges(owed: readonly SeqRange[], done: readonly SeqRange[]): readonly SeqRange[] {
  let remaining = owed;
  for (const { first, last } of done) {
    remaining = remaining.flatMap((range) => [
      ...(range.first < first ? [{ first: range.first, last: seq(Math.min(range.last, first - 1)) }] : []),
      ...(range.last > last ? [{ first: seq(Math.max(range.first, last + 1)), last: range.last }] : []),
    ]);
  }
  return remaining;
}

/**
 * Opens the window while the answers come as fast as ever and closes it when they queue: a backfill may not stand in
 * front of a live payment on a thin link. Changes `backfill` in place.
 *
 * @param delayMs how much longer than the path's lowest this round trip took
 */
export function adaptWindow(backfill: Backfill, delayMs: number): void {
  backfill.window =
    delayMs <= limits.backfillDelayMs
      ? Math.min(limits.syncWindowNotices, backfill.window + 1)
      : Math.max(limits.backfillWindowLeast, Math.floor(backfill.window * 0.75));
}

/** The whole relay's backfills share one allowance, so that thousands of returning devices delay no live payment. */
export const BACKFILL_RATE: BucketRate = {
  perS: limits.backfillNoticesPerS,
  burst: limits.backfillReadingNotices,
};
