import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { createBucket, giveBack, takeTokens } from '../bucket.ts';
import { allowsBadFrame, allowsPacket, createTraffic, isSilent } from './traffic.ts';

test('a bucket gives its burst at once and its rate afterwards, and says how long to wait', () => {
  const rate = { perS: 100, burst: 10 };
  const bucket = createBucket(rate, 0);
  assert.is(takeTokens(bucket, rate, 10, 0), 0);
  assert.is(takeTokens(bucket, rate, 1, 0), 10);
  assert.is(takeTokens(bucket, rate, 1, 10), 0);
  assert.is(takeTokens(bucket, rate, 10, 50), 60);
  assert.is(takeTokens(bucket, rate, 10, 110), 0);
  giveBack(bucket, rate, 50);
  assert.is(takeTokens(bucket, rate, 10, 110), 0);
  assert.ok(takeTokens(bucket, rate, 1, 110) > 0, 'no more than the burst is ever given back');
});

test('over any time no more packets pass than burst and rate allow', () => {
  const traffic = createTraffic(0);
  let passed = 0;
  for (let nowMs = 0; nowMs < 5_000; nowMs += 0.5) if (allowsPacket(traffic, nowMs)) passed += 1;
  assert.ok(passed <= limits.mqttPacketsBurst + 5 * limits.mqttPacketsPerS);
  assert.ok(passed > limits.mqttPacketsBurst + 4.9 * limits.mqttPacketsPerS);
});

test('a bad frame now and then is forgiven, a stream of them is not', () => {
  const traffic = createTraffic(0);
  for (let minute = 0; minute < 10; minute += 1) {
    for (let count = 0; count < limits.badFramesPerMinute; count += 1)
      assert.ok(allowsBadFrame(traffic, minute * 60_000));
  }
  assert.not(allowsBadFrame(traffic, 9 * 60_000));
});

test('a connection is silent after 1.5 times its keepalive, counted from what it said last or from its CONNACK', () => {
  const keepaliveMs = 10_000;
  assert.not.ok(isSilent({ heardAtMs: 5_000, keepaliveMs }, 1_000, 20_000));
  assert.ok(isSilent({ heardAtMs: 5_000, keepaliveMs }, 1_000, 20_001));
  // It waited 30 s for its turn.
  assert.not.ok(isSilent({ heardAtMs: 0, keepaliveMs }, 30_000, 45_000));
  assert.ok(isSilent({ heardAtMs: 0, keepaliveMs }, 30_000, 45_001));
});

test.run();
