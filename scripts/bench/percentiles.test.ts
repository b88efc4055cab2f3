import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { percentilesOf, tailOf } from './percentiles.ts';

test('each percentile is the sample of that rank', () => {
  const samples = Array.from({ length: 10_000 }, (_, index) => 10_000 - index);
  assert.equal(percentilesOf(samples), {
    samples: 10_000,
    p50: 5_000,
    p99: 9_900,
    p999: 9_990,
    p9999: 9_999,
    max: 10_000,
  });
});

test('one sample is all of its percentiles', () => {
  const { p50, p9999, max } = percentilesOf([7]);
  assert.equal([p50, p9999, max], [7, 7, 7]);
});

test('what never arrived pushes the tail out, and hides nowhere', () => {
  const samples = Array.from({ length: 1_000 }, (_, index) => (index < 2 ? Number.POSITIVE_INFINITY : 1));
  const { p99, p999, max } = percentilesOf(samples);
  assert.equal([p99, p999, max], [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test('no samples give no figure', () => {
  assert.ok(Number.isNaN(percentilesOf([]).p50));
});

test('a tail falls from half to the last sample that is not alone, in equal steps of nines', () => {
  const tail = tailOf(Array.from({ length: 1_000 }, (_, index) => index + 1));
  const at = (above: number): number | undefined =>
    tail.find((point) => Math.abs(point.above / above - 1) < 1e-9)?.value;
  assert.equal([at(0.1), at(0.01), at(0.001)], [900, 990, 999]);
  assert.is(tail.length, 60);
  assert.ok(tail.every(({ value }, index) => index === 0 || value >= (tail[index - 1]?.value ?? 0)));
  assert.equal(tailOf([]), []);
  assert.equal(tailOf([5]), []);
});

test.run();
