import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, logId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { NoticeReceipt } from '../shared/notice.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { createReceipts, type ReceiptsEffect, type ReceiptsInput, step } from './receipts.ts';

const receipt = (at: number): NoticeReceipt => ({
  seq: seq(at),
  outcome: 'announced',
  repeat: false,
  atMs: unixMs(1_700_000_000_000),
});
const NEW_LOG = logId('ffffffffffffffff');
const OLD_LOG = logId('0123456789abcdef');
const came = (connection: number, seqs: readonly number[], log = NEW_LOG): ReceiptsInput => ({
  input: 'came',
  device: deviceId(`SPK-${connection}`),
  connection,
  logId: log,
  receipts: seqs.map(receipt),
});
const sizes = (effects: readonly ReceiptsEffect[]): (string | number)[] =>
  effects.map((effect) => (effect.effect === 'record' ? effect.batch.length : effect.effect));

test('a receipt is confirmed after it is recorded, to the connection and for the log it came with', () => {
  const state = createReceipts();
  assert.equal(sizes(step(state, came(1, [1, 2]))), [2]);
  const effects = step(state, { input: 'recorded', answers: ['recorded', 'already_recorded'] });
  assert.equal(effects, [
    { effect: 'confirm', device: 'SPK-1', connection: 1, logId: NEW_LOG, seqs: [1, 2] },
  ]);
});

test('receipts of an ended log are confirmed under its name', () => {
  const state = createReceipts();
  step(state, came(1, [5], OLD_LOG));
  const [confirm] = step(state, { input: 'recorded', answers: ['recorded'] });
  assert.ok(confirm?.effect === 'confirm' && confirm.logId === OLD_LOG);
});

test('while one batch is recorded the next gathers, over devices and logs', () => {
  const state = createReceipts();
  step(state, came(1, [1]));
  assert.equal(step(state, came(2, [1, 2])), []);
  assert.equal(step(state, came(1, [2], OLD_LOG)), []);
  assert.equal(sizes(step(state, { input: 'recorded', answers: ['recorded'] })), ['confirm', 3]);
  const effects = step(state, { input: 'recorded', answers: ['recorded', 'recorded', 'recorded'] });
  assert.equal(sizes(effects), ['confirm', 'confirm']);
});

test('what the store could not keep is not confirmed, and the next batch is tried', () => {
  const state = createReceipts();
  step(state, came(1, [1]));
  step(state, came(2, [7]));
  assert.equal(sizes(step(state, { input: 'recorded', answers: undefined })), ['refuse', 1]);
  assert.equal(sizes(step(state, { input: 'recorded', answers: [] })), ['refuse']);
});

test('contradicted and unknown receipts are reported, and confirmed so that they end', () => {
  const state = createReceipts();
  step(state, came(1, [1, 2, 3]));
  const effects = step(state, { input: 'recorded', answers: ['contradicted', 'recorded', 'unknown'] });
  assert.equal(sizes(effects), ['report', 'report', 'confirm']);
});

test('a receipt said twice in one batch is confirmed once', () => {
  const state = createReceipts();
  step(state, came(1, [1, 1]));
  const [confirm] = step(state, { input: 'recorded', answers: ['recorded', 'already_recorded'] });
  assert.ok(confirm?.effect === 'confirm' && confirm.seqs.length === 1);
});

test('one device cannot fill the queue of all', () => {
  const state = createReceipts();
  const many = Array.from({ length: limits.receiptsPerMessage }, (_, index) => index + 1);
  const refusals: ReceiptsEffect[] = [];
  for (let count = 0; count < 2 * limits.receiptsWaitingPerDevice; count += many.length)
    refusals.push(...step(state, came(1, many)).filter((effect) => effect.effect === 'refuse'));
  assert.ok(refusals.length > 0);
  assert.is(state.waitingOf.get(deviceId('SPK-1')), limits.receiptsWaitingPerDevice);
  assert.equal(step(state, came(2, [1])), []);
});

test('the places of what was settled are free again', () => {
  const state = createReceipts();
  step(state, came(1, [1, 2]));
  step(state, { input: 'recorded', answers: ['recorded', 'recorded'] });
  assert.is(state.waitingOf.size, 0);
});

test.run();
