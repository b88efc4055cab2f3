import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { afterTry, nextRate, SEARCH_START } from './rate-search.ts';

const BOUNDS = { firstPerS: 1_000, mostPerS: 64_000, within: 0.08 };

function search(limitPerS: number): { found: number; tried: number[] } {
  let state = SEARCH_START;
  const tried: number[] = [];
  for (let rate = nextRate(state, BOUNDS); rate !== undefined; rate = nextRate(state, BOUNDS)) {
    tried.push(rate);
    assert.ok(tried.length < 20, 'the search ends');
    state = afterTry(state, rate, rate <= limitPerS);
  }
  return { found: state.held, tried };
}

test('doubles up to the first failure, then narrows down', () => {
  assert.equal(search(5_000), {
    found: 5_000,
    tried: [1_000, 2_000, 4_000, 8_000, 6_000, 5_000, 5_500, 5_300],
  });
});

test('finds every limit to within its bound', () => {
  for (let limit = 1_000; limit < 64_000; limit += 370) {
    const { found } = search(limit);
    assert.ok(found <= limit && found >= limit / 1.1, `${limit}: ${found}`);
  }
});

test('stops at the top when nothing fails', () => {
  assert.equal(search(1e9), { found: 64_000, tried: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000] });
});

test('a server that cannot keep the first rate is looked for below, and given up on', () => {
  const { found } = search(300);
  assert.ok(found <= 300 && found >= 275, String(found));
  assert.equal(search(0), { found: 0, tried: [1_000, 500, 250, 125] });
});

test.run();
