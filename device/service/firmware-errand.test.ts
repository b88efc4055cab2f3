import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { fetchPauseMs, firmwareWord, readFirmwareOrder } from './firmware-errand.ts';
import { Latencies } from './latencies.ts';

const order = { campaign: '0a1b2c3d', image: 'ab'.repeat(32), bytes: 70_000, version: '1.1.0' };

test('an order is taken whole or not at all', () => {
  assert.equal(readFirmwareOrder({ order }), order);
  const bad = [
    null,
    { order: null },
    { order: { ...order, campaign: '../../x' } },
    { order: { ...order, image: '../device.json' } },
    { order: { ...order, bytes: 0 } },
    { order: { ...order, bytes: limits.campaignImageBytes + 1 } },
    { order: { ...order, bytes: 1.5 } },
  ];
  for (const answer of bad) assert.is(readFirmwareOrder(answer), undefined, JSON.stringify(answer));
});

test('what speaks against the image fails; what speaks of this board only does not; what is not over is not told', () => {
  const state = (verdict: Parameters<typeof firmwareWord>[0]) => firmwareWord(verdict)?.state;
  assert.is(state({ kind: 'flashed', version: '1.1.0', from: '1.0.0' }), 'done');
  assert.is(state({ kind: 'already', version: '1.1.0' }), 'done');
  assert.is(state({ kind: 'reverted', why: 'motor 3', lines: [] }), 'failed');
  assert.is(state({ kind: 'refused', reason: 'signature', text: '' }), 'failed');
  assert.is(state({ kind: 'refused', reason: 'older', text: '' }), 'refused');
  assert.is(state({ kind: 'refused', reason: 'wrong_board', text: '' }), 'refused');
  assert.is(state({ kind: 'failed', failure: new Failure('device_gone', '') }), undefined);
  const long = firmwareWord({ kind: 'reverted', why: 'x'.repeat(1_000), lines: [] });
  assert.is(long?.detail.length, limits.campaignDetailCharacters);
});

test('a fetch takes no more of the line than allowed', () => {
  const perSecond = limits.firmwareBytesPerSecond;
  assert.is(fetchPauseMs(perSecond, 0), 1_000);
  assert.is(fetchPauseMs(perSecond, 300), 700);
  assert.is(fetchPauseMs(perSecond, 5_000), 0);
});

test('latencies are counted in classes, however many and however late', () => {
  const latencies = new Latencies();
  assert.is(latencies.quantileMs(0.99), undefined);
  for (let count = 0; count < 98; count += 1) latencies.add(45);
  latencies.add(-5);
  latencies.add(1e9);
  assert.is(latencies.total, 100);
  assert.equal([latencies.quantileMs(0.5), latencies.quantileMs(0.99)], [60, 60]);
  assert.is(latencies.quantileMs(1), Number.POSITIVE_INFINITY);
  assert.is(latencies.text, '≤20 ms 1, ≤60 ms 98, later 1');
});

test.run();
