import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { soundOnset } from './sound-onset.ts';

const chunkOf = (...samples: number[]): Buffer => {
  const chunk = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, place) => {
    chunk.writeInt16LE(sample, place * 2);
  });
  return chunk;
};

test('silence and dither are no sound', () => {
  assert.is(soundOnset(chunkOf(0, 1, -1, 60, -60), 1_000), undefined);
  assert.is(soundOnset(Buffer.alloc(0), 1_000), undefined);
});

test('the first loud sample, either way, lies as far back as samples follow it', () => {
  const quiet = new Array<number>(144).fill(0);
  assert.is(soundOnset(chunkOf(...quiet, 5_000, ...new Array<number>(15).fill(0)), 1_000), 999);
  assert.is(soundOnset(chunkOf(-32_768, ...new Array<number>(159).fill(9)), 1_000), 990);
});

test.run();
