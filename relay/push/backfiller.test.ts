import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DeviceId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { LOG, pretendPush, sends } from './pretended-push.ts';
import { createPushState, type PushEffect, type PushInput } from './push-state.ts';
import { step } from './pusher.ts';

test('a backfill leaves what is in flight already, and never exceeds what may be', () => {
  const { greet, sync, take, deliver, logs, device } = pretendPush();
  for (let count = 0; count < 20; count += 1) logs.append(device);
  greet(1);
  for (let count = 0; count < limits.inFlightPerDevice - 5; count += 1) deliver();
  const read = sync(1, 21).find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  assert.is(read.most, 5);
  const notices = logs.logs.get(device)?.notices.slice(18, 21) ?? [];
  assert.equal(sends(take({ ...read, input: 'read', notices })), ['19>1', '20>1']);
});

test('reads that find nothing use up nobody’s allowance', () => {
  const { greet, sync, take } = pretendPush();
  greet(1);
  for (let count = 0; count < 100; count += 1) {
    const read = sync(1, 1_000).find((one) => one.effect === 'read');
    assert.ok(read?.effect === 'read');
    take({ ...read, input: 'read', notices: [] });
  }
});

test('more than the bound is never in flight; the rest is owed, and comes when there is room', () => {
  const { greet, deliver, stored, state, device, take, logs } = pretendPush();
  greet(1);
  for (let count = 0; count < limits.inFlightPerDevice + 10; count += 1) deliver();
  assert.is(state.devices.get(device)?.inFlight.size, limits.inFlightPerDevice);
  const effects = stored(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const read = effects.find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  assert.equal(read.ranges, [{ first: limits.inFlightPerDevice + 1, last: limits.inFlightPerDevice + 10 }]);
  const notices = logs.logs.get(device)?.notices.slice(-10) ?? [];
  assert.is(sends(take({ ...read, input: 'read', notices })).length, 10);
});

test('a read that fails is tried again, one of an ended session is not used', () => {
  const { greet, sync, take, pass, device, logs } = pretendPush();
  logs.append(device);
  greet(1);
  const read = sync(1, 1).find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  take({ ...read, input: 'read', notices: undefined });
  const again = pass(limits.pushResendFirstMs).find((one) => one.effect === 'read');
  assert.ok(again?.effect === 'read');
  take({ input: 'closed', device, connection: 1 });
  greet(2);
  const notices = logs.logs.get(device)?.notices ?? [];
  assert.equal(sends(take({ ...again, input: 'read', notices })), []);
  assert.ok(
    sync(1, 1).some((one) => one.effect === 'read'),
    'the new session reads for itself',
  );
});

test('while a read is under way another hole can be asked for, and both are filled', () => {
  const { greet, sync, take, device, logs } = pretendPush();
  for (let count = 0; count < 9; count += 1) logs.append(device);
  const notices = logs.logs.get(device)?.notices ?? [];
  greet(1);
  const first = sync(5, 6).find((one) => one.effect === 'read');
  assert.ok(first?.effect === 'read');
  assert.equal(sync(2, 2), []);
  const effects = take({ ...first, input: 'read', notices: notices.slice(4, 6) });
  assert.equal(sends(effects), ['5>1', '6>1']);
  const second = effects.find((one) => one.effect === 'read');
  assert.ok(second?.effect === 'read');
  assert.equal(second.ranges, [{ first: 2, last: 2 }]);
});

test('few reads at once, in turn, and within the allowance of all', () => {
  const state = createPushState(0);
  const logs = new PretendedLogs();
  const devices = Array.from({ length: 40 }, (_, index) => logs.addDevice(`SPK-${index}`));
  for (const device of devices) for (let count = 0; count < 100; count += 1) logs.append(device);
  const reads: { device: DeviceId; most: number }[] = [];
  let underWay = 0;
  let most = 0;
  const run = (input: PushInput, nowMs: number): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect !== 'read') continue;
      underWay += effect.most;
      most = Math.max(most, underWay);
      reads.push(effect);
      queue.push(effect);
    }
  };
  const queue: Extract<PushEffect, { effect: 'read' }>[] = [];
  devices.forEach((device, connection) => {
    run({ input: 'connected', device, connection }, 0);
    run({ input: 'greeted', device, connection, logId: LOG, upTo: seq(0) }, 0);
    run({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(1), last: seq(100) }] }, 0);
  });
  let sent = 0;
  for (let read = queue.shift(); read !== undefined; read = queue.shift()) {
    underWay -= read.most;
    const notices = logs.logs.get(read.device)?.notices.slice(0, read.most) ?? [];
    sent += notices.length;
    run({ ...read, input: 'read', notices }, 0);
  }
  assert.is(most, limits.backfillReadingNotices, 'notices in all reads together');
  assert.ok(sent <= limits.backfillReadingNotices, `${sent} at one moment`);
  assert.is(
    new Set(reads.map((read) => read.device)).size,
    reads.length,
    'nobody twice before everybody once',
  );
  // Nothing is answered, so each device gets its first window; as fast as the allowance lets it.
  let nowMs = 0;
  while (sent < devices.length * limits.backfillWindowFirst) {
    nowMs = state.deadlines.nextAtMs ?? Number.POSITIVE_INFINITY;
    assert.ok(nowMs < limits.pushResendFirstMs, `${sent} sent at ${nowMs} ms`);
    run({ input: 'due' }, nowMs);
    for (let read = queue.shift(); read !== undefined; read = queue.shift()) {
      underWay -= read.most;
      const notices = logs.logs.get(read.device)?.notices.slice(0, read.most) ?? [];
      sent += notices.length;
      run({ ...read, input: 'read', notices }, nowMs);
    }
  }
  assert.ok(sent / nowMs < (1.5 * limits.backfillNoticesPerS) / 1_000, `${sent} in ${nowMs} ms`);
});

test('devices that come back in a crowd wait for a commit, not for each other', () => {
  // A relay that was killed catches up: 1,000 devices greet within 2 s, each lacks one notice, and a read takes 25 ms.
  const [devices, crowdMs, commitMs] = [1_000, 2_000, 25];
  const state = createPushState(0);
  const logs = new PretendedLogs();
  const waiting = Array.from({ length: devices }, (_, index) => logs.addDevice(`SPK-${index}`));
  const askedAtMs = new Map<DeviceId, number>();
  let reads: Extract<PushEffect, { effect: 'read' }>[] = [];
  let nowMs = 0;
  let [most, longestMs, sent] = [0, 0, 0];
  const run = (input: PushInput): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect === 'read') reads.push(effect);
      else if (effect.effect === 'send') sent += 1;
    }
    most = Math.max(most, state.readsUnderWay);
  };
  for (; sent < devices && nowMs < 10 * crowdMs; nowMs += commitMs) {
    const begun = reads;
    reads = [];
    for (const read of begun) {
      longestMs = Math.max(longestMs, nowMs - (askedAtMs.get(read.device) ?? 0));
      run({ ...read, input: 'read', notices: logs.logs.get(read.device)?.notices ?? [] });
    }
    for (const device of waiting.splice(0, (devices * commitMs) / crowdMs)) {
      logs.append(device);
      askedAtMs.set(device, nowMs);
      run({ input: 'connected', device, connection: askedAtMs.size });
      run({ input: 'greeted', device, connection: askedAtMs.size, logId: LOG, upTo: seq(0) });
      run({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(1), last: seq(1) }] });
    }
  }
  assert.is(sent, devices);
  assert.ok(longestMs <= 2 * commitMs, `${longestMs} ms from its sync to its notice`);
  assert.ok(most <= limits.backfillReads);
  assert.is(state.readingNotices, 0);
});

test('a read asks for no more ranges than it may bring notices', () => {
  const { greet, take, device, logs, deliver } = pretendPush();
  for (let count = 0; count < 200; count += 1) logs.append(device);
  greet(1);
  for (let count = 0; count < limits.inFlightPerDevice - 5; count += 1) deliver();
  const holes = Array.from({ length: limits.syncRanges }, (_, index) => seq(2 * index + 1));
  const ranges = holes.map((hole) => ({ first: hole, last: hole }));
  const read = take({ input: 'sync', device, logId: LOG, ranges }).find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  assert.is(read.most, 5);
  assert.is(read.ranges.length, 5);
});

test('a device whose log was begun anew before its turn came is owed nothing, and nothing is read', () => {
  const { greet, sync, take, device, logs, state } = pretendPush();
  for (let count = 0; count < 10; count += 1) logs.append(device);
  greet(1);
  state.readsUnderWay = limits.backfillReads;
  assert.equal(sync(1, 10), []);
  const newLog = logId('fedcba9876543210');
  take({ input: 'reached', device, logId: newLog, upTo: seq(0) });
  state.readsUnderWay = 0;
  assert.equal(take({ input: 'due' }), []);
  const ranges = [{ first: seq(1), last: seq(10) }];
  const effects = take({ input: 'sync', device, logId: newLog, ranges });
  assert.ok(
    effects.some((one) => one.effect === 'read'),
    'its next sync is heard',
  );
});

test('a notice that is sent anew in a new session has one deadline at a time', () => {
  const { greet, deliver, take, pass, sync, device, logs } = pretendPush();
  greet(1);
  deliver();
  pass(100);
  take({ input: 'closed', device, connection: 1 });
  greet(2);
  const read = sync(1, 1).find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  take({ ...read, input: 'read', notices: logs.logs.get(device)?.notices ?? [] });
  let again = 0;
  for (let ms = 0; ms < 4_000; ms += 10) again += sends(pass(10)).length;
  assert.is(again, 3, 'at about 0.5, 1.5 and 3.5 s');
});

test('a new session begins with a whole window', () => {
  const { greet, take, sync, device, logs } = pretendPush();
  for (let count = 0; count < 100; count += 1) logs.append(device);
  const room = (effects: readonly PushEffect[]): number | undefined =>
    effects.flatMap((one) => (one.effect === 'read' ? [one] : []))[0]?.most;
  greet(1);
  const effects = sync(1, 100);
  assert.is(room(effects), limits.backfillWindowFirst);
  const read = effects.find((one) => one.effect === 'read');
  assert.ok(read?.effect === 'read');
  const notices = logs.logs.get(device)?.notices.slice(0, read.most) ?? [];
  assert.is(room(take({ ...read, input: 'read', notices })), undefined, 'the window is full');
  take({ input: 'closed', device, connection: 1 });
  greet(2);
  assert.is(room(sync(1, 100)), limits.backfillWindowFirst);
});

test.run();
