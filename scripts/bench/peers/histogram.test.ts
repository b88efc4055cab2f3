import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boundOf, readCounter, readHistogram } from './histogram.ts';

const PAGE = `# TYPE push_seconds histogram
push_seconds_bucket{le="0.001"} 50
push_seconds_bucket{le="0.01"} 990
push_seconds_bucket{le="0.06"} 999
push_seconds_bucket{le="+Inf"} 1000
push_seconds_sum 3.5
push_seconds_count 1000
push_seconds_other_bucket{le="1"} 7
`;

test('a share is reached in the bucket whose bound is told', () => {
  const histogram = readHistogram(PAGE, 'push_seconds');
  assert.is(histogram.length, 4);
  assert.equal(
    [0.01, 0.5, 0.99, 0.999, 0.9999].map((share) => boundOf(histogram, share)),
    [0.001, 0.01, 0.01, 0.06, Number.POSITIVE_INFINITY],
  );
});

test('a histogram that is not there, or is empty, gives no figure', () => {
  assert.equal(readHistogram(PAGE, 'pull_seconds'), []);
  assert.ok(Number.isNaN(boundOf([], 0.5)));
  assert.ok(Number.isNaN(boundOf([{ upTo: 1, count: 0 }], 0.5)));
});

test('a counter is read by its label', () => {
  const page =
    'pushes_total{attempt="first"} 7\npushes_total{attempt="again"} 2\npushes_total_other{a="b"} 1\n';
  assert.equal(readCounter(page, 'pushes_total'), { first: 7, again: 2 });
  assert.equal(readCounter(page, 'pulls_total'), {});
});

test.run();
