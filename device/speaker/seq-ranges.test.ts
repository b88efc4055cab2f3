import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../../shared/seeded-chance.ts';
import { joinRanges, rangesOf, type SeqRanges, spanRange, withoutRanges } from './seq-ranges.ts';

const numbersIn = (ranges: SeqRanges): number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));

test('ranges of single seqs, in any order and doubled', () => {
  assert.equal(rangesOf([]), []);
  assert.equal(rangesOf([5]), [{ first: 5, last: 5 }]);
  assert.equal(rangesOf([3, 1, 2, 2, 7]), [
    { first: 1, last: 3 },
    { first: 7, last: 7 },
  ]);
});

test('a span that ends before it begins holds nothing', () => {
  assert.equal(spanRange(4, 3), []);
  assert.equal(spanRange(4, 4), [{ first: 4, last: 4 }]);
});

test('a hole of a million costs one range', () => {
  assert.equal(withoutRanges(spanRange(1, 1_000_001), rangesOf([1, 1_000_001])), [
    { first: 2, last: 1_000_000 },
  ]);
});

test('joining and taking away agree with sets of numbers, 200 seeds', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seededChance(seed).next;
    const some = (): number[] =>
      Array.from({ length: Math.floor(random() * 20) }, () => 1 + Math.floor(random() * 30));
    const [one, other] = [some(), some()];
    const joined = joinRanges(rangesOf(one), rangesOf(other));
    const union = [...new Set([...one, ...other])].sort((a, b) => a - b);
    assert.equal(numbersIn(joined), union, `seed ${seed}`);
    assert.equal(joined, rangesOf(union), `seed ${seed}`);
    const left = withoutRanges(rangesOf(one), rangesOf(other));
    const difference = [...new Set(one)].filter((value) => !other.includes(value)).sort((a, b) => a - b);
    assert.equal(numbersIn(left), difference, `seed ${seed}`);
    assert.equal(left, rangesOf(difference), `seed ${seed}`);
  }
});

test.run();
