import type { SeqRange } from '../../shared/notice.ts';
import { seq } from '../../shared/quantities.ts';

/**
 * Sets of seqs as sorted, disjoint, non-touching ranges: a hole of a million seqs costs as much as a hole of one.
 */
export type SeqRanges = readonly SeqRange[];

const range = (first: number, last: number): SeqRange => ({ first: seq(first), last: seq(last) });

/** @returns `ranges` and `added` together */
export function joinRanges(ranges: SeqRanges, added: SeqRanges): SeqRanges {
  const sorted = [...ranges, ...added].sort((one, other) => one.first - other.first);
  const joined: SeqRange[] = [];
  for (const next of sorted) {
    const before = joined.at(-1);
    if (before === undefined || next.first > before.last + 1) joined.push(next);
    else if (next.last > before.last) joined[joined.length - 1] = range(before.first, next.last);
  }
  return joined;
}

/** @returns what of `ranges` is not in `taken` */
export function withoutRanges(ranges: SeqRanges, taken: SeqRanges): SeqRanges {
  const left: SeqRange[] = [];
  let index = 0;
  for (const { first, last } of ranges) {
    let from: number = first;
    while ((taken[index]?.last ?? Number.POSITIVE_INFINITY) < from) index += 1;
    for (let at = index; from <= last; at += 1) {
      const hole = taken[at];
      if (hole === undefined || hole.first > last) {
        left.push(range(from, last));
        break;
      }
      if (hole.first > from) left.push(range(from, hole.first - 1));
      from = hole.last + 1;
    }
  }
  return left;
}

/** @returns the ranges of single `seqs`, in any order */
export function rangesOf(seqs: Iterable<number>): SeqRanges {
  const sorted = [...seqs].sort((one, other) => one - other);
  const ranges: SeqRange[] = [];
  for (const value of sorted) {
    const before = ranges.at(-1);
    if (before !== undefined && value <= before.last + 1) {
      ranges[ranges.length - 1] = range(before.first, value);
    } else ranges.push(range(value, value));
  }
  return ranges;
}

/** @returns the seqs from `first` to `last`; none when `last` lies before `first` */
export const spanRange = (first: number, last: number): SeqRanges =>
  last < first ? [] : [range(first, last)];
