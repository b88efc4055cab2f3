import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { latencyPlot, percentileLabel } from './latency-plot.ts';
import { tailOf } from './percentiles.ts';

test('the axis counts in nines', () => {
  assert.equal([1, 0.1, 0.01, 0.001, 0.0001].map(percentileLabel), [
    '0 %',
    '90 %',
    '99 %',
    '99.9 %',
    '99.99 %',
  ]);
});

test('a panel for each situation, a line and a name for each server, and what never came is drawn at the edge', () => {
  const fast = tailOf(Array.from({ length: 1_000 }, (_, index) => 1_000 + index));
  const lossy = tailOf([...Array.from({ length: 999 }, () => 5_000), Number.POSITIVE_INFINITY]);
  const svg = latencyPlot(
    [
      { panel: 'clean', server: 'ours', tail: fast },
      { panel: 'clean', server: 'mosquitto', tail: lossy },
      { panel: 'storm <1>', server: 'ours', tail: fast },
    ],
    'how & where',
  );
  assert.match(svg, /^<svg/);
  for (const text of ['clean', 'storm &lt;1&gt;', 'ours', 'mosquitto', 'how &amp; where', '99.9 %', '60 ms'])
    assert.ok(svg.includes(text), text);
  assert.not.match(svg, /NaN|Infinity|undefined/);
});

test('nothing to draw is no error', () => {
  assert.match(latencyPlot([], ''), /^<svg/);
});

test.run();
