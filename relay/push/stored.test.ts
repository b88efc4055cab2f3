import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import { codes, LOG, marks, pretendPush, sends } from './pretended-push.ts';

test('latency counts from the callback, round trips without what the device held', () => {
  const { greet, deliver, pass, stored } = pretendPush();
  greet(1);
  deliver();
  pass(30);
  const sample = stored(1, [1], 10_000).find((one) => one.effect === 'sample');
  assert.equal(sample, { effect: 'sample', latencyMs: 30, lowestRoundTripMs: 20 });
});

test('after two sends on one path no round trip is guessed (Karn)', () => {
  const { greet, deliver, pass, stored, state, device } = pretendPush();
  greet(1);
  deliver();
  pass(limits.pushResendFirstMs);
  pass(3);
  stored(1, [1]);
  assert.is(state.devices.get(device)?.paths.get(1)?.roundTrip, undefined);
});

test('a stored that claims to have been held longer than it took moves no estimate', () => {
  const { greet, deliver, pass, stored, state, device } = pretendPush();
  greet(1);
  deliver();
  pass(5);
  assert.equal(marks(stored(1, [1], 4_000_000_000)), [1]);
  assert.is(state.devices.get(device)?.paths.get(1)?.roundTrip, undefined);
});

test('a stored that was lost is learned from hello and heartbeat', () => {
  const { greet, deliver, take, device } = pretendPush();
  greet(1);
  for (let count = 0; count < 3; count += 1) deliver();
  assert.equal(marks(take({ input: 'reached', device, logId: LOG, upTo: seq(1) })), [1]);
  take({ input: 'closed', device, connection: 1 });
  const effects = greet(2, 3);
  assert.equal(marks(effects), [2, 3]);
  assert.is(effects.filter((one) => one.effect === 'sample').length, 2);
  assert.equal(marks(take({ input: 'reached', device, logId: LOG, upTo: seq(3) })), []);
});

test('a device that lost its disk gets everything again', () => {
  const { greet, deliver, stored, take, device, state, sync } = pretendPush();
  greet(1);
  for (let count = 0; count < 3; count += 1) deliver();
  stored(1, [1, 2, 3]);
  take({ input: 'closed', device, connection: 1 });
  greet(2, 0);
  assert.is(state.devices.get(device)?.storedUpTo, 0);
  assert.ok(sync(1, 3).some((one) => one.effect === 'read'));
});

test('another log makes everything of the old one void', () => {
  const { greet, deliver, pass, stored, take, device, sync } = pretendPush();
  greet(1);
  deliver();
  greet(2, 0, logId('ffffffffffffffff'));
  assert.equal(sends(pass(limits.pushResendFirstMs)), []);
  assert.equal(codes(stored(1, [1])), ['stored_other_log']);
  assert.equal(codes(sync(1, 1)), ['sync_other_log']);
  assert.equal(deliver(), [], 'a notice of a log that the device does not have is not sent');
  take({ input: 'reached', device, logId: LOG, upTo: seq(1) });
});

test('what was never sent cannot be stored; what was, can be said twice', () => {
  const { greet, deliver, stored } = pretendPush();
  greet(1);
  deliver();
  assert.equal(codes(stored(1, [2])), ['stored_unsent']);
  assert.equal(stored(1, [1]).length, 2);
  assert.equal(stored(1, [1]), []);
  assert.equal(codes(stored(7, [1])), ['stored_other_log'], 'a connection that is not its own');
});

test('what a device had before we started, or got out of order, can be said twice too', () => {
  const { greet, stored, sync, take, deliver, logs, device } = pretendPush();
  for (let count = 0; count < 5; count += 1) logs.append(device);
  greet(1, 3);
  assert.equal(codes(stored(1, [3])), []);
  deliver();
  stored(1, [6]);
  const read = sync(4, 4).find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  take({ ...read, input: 'read', notices: logs.logs.get(device)?.notices.slice(3, 4) ?? [] });
  assert.equal(codes(stored(1, [4, 6])), []);
  assert.equal(codes(stored(1, [5])), [], 'and what lies between is no wonder');
  assert.equal(codes(stored(1, [7])), ['stored_unsent']);
});

test('the slower of two copies tells how long its path is, though the notice is settled', () => {
  const { greet, deliver, pass, stored, state, device } = pretendPush();
  greet(1);
  greet(2);
  assert.equal(sends(deliver()), ['1>1', '1>2!']);
  pass(10);
  assert.equal(marks(stored(1, [1])), [1]);
  pass(25);
  assert.equal(stored(2, [1]), []);
  assert.is(state.devices.get(device)?.paths.get(1)?.roundTrip?.smoothedMs, 10);
  assert.is(state.devices.get(device)?.paths.get(2)?.roundTrip?.smoothedMs, 35);
  assert.is(state.devices.get(device)?.awaited.length, 0);
});

test('a path whose copies are never answered is known to lose; what is awaited is bounded', () => {
  const { greet, deliver, pass, stored, state, device } = pretendPush();
  greet(1);
  greet(2);
  for (let count = 1; count <= 60; count += 1) {
    deliver();
    pass(100);
    stored(1, [count]);
    assert.ok((state.devices.get(device)?.awaited.length ?? 0) <= limits.answersAwaited);
  }
  const paths = state.devices.get(device)?.paths;
  assert.ok((paths?.get(2)?.lateShare ?? 0) > 0.5);
  assert.ok((paths?.get(1)?.lateShare ?? 1) < 0.5);
});

test.run();
