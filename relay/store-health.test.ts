import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../shared/failure.ts';
import { unixMs } from '../shared/quantities.ts';
import { StoreHealth } from './store-health.ts';

const nowMs = unixMs(1_751_241_600_000);
const read = (health: StoreHealth, isStuck = false) => {
  const { status, body } = health.reply(nowMs, isStuck);
  return { status, ...JSON.parse(body) };
};

test('a relay that heard nothing bad says ok, with its time', () => {
  assert.equal(read(new StoreHealth()), { status: 'ok', store: 'ok', timeMs: nowMs });
  assert.is(new StoreHealth().reply(nowMs, false).status, 200);
});

test('a store that refuses is told with its reason and since when, until it takes again', () => {
  const health = new StoreHealth();
  health.answered(new Failure('store_unavailable', 'the disk is full'), unixMs(5));
  health.answered(new Failure('store_unavailable', 'still'), unixMs(6));
  assert.is(health.isWell, false);
  assert.is(health.reply(nowMs, false).status, 503);
  assert.equal(read(health), { status: 'failing', store: 'the disk is full', sinceMs: 5, timeMs: nowMs });
  health.answered(undefined, nowMs);
  assert.is(health.reply(nowMs, false).status, 200);
});

test('a store that does not answer at all is no better', () => {
  assert.is(new StoreHealth().reply(nowMs, true).status, 503);
});

test('too many callbacks at once are no illness', () => {
  const health = new StoreHealth();
  health.answered(new Failure('overloaded', 'x'), nowMs);
  assert.is(health.isWell, true);
});

test.run();
