import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DeviceId, deviceId, type LogId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { createPushState, type PushEffect, type PushInput } from './push-state.ts';
import { latestSeq, step } from './pusher.ts';

const LOG = logId('0123456789abcdef');

/** One device in front of the pusher; time is a number. */
function house() {
  const logs = new PretendedLogs();
  const device = logs.addDevice('SPK-0001');
  const state = createPushState(0);
  let nowMs = 0;
  const take = (input: PushInput): readonly PushEffect[] => step(state, input, nowMs);
  return {
    logs,
    device,
    state,
    take,
    pass(ms: number): readonly PushEffect[] {
      nowMs += ms;
      return take({ input: 'due' });
    },
    greet(connection: number, upTo = 0, log: LogId = LOG): readonly PushEffect[] {
      take({ input: 'connected', device, connection });
      return take({ input: 'greeted', device, connection, logId: log, upTo: seq(upTo) });
    },
    deliver: (): readonly PushEffect[] =>
      take({ input: 'delivered', logged: logs.append(device), lastByteAtMs: nowMs }),
    stored: (connection: number, seqs: readonly number[], heldUs = 0): readonly PushEffect[] =>
      take({
        input: 'stored',
        device,
        connection,
        logId: LOG,
        seqs: seqs.map(seq),
        heldUs: seqs.map(() => heldUs),
      }),
    sync: (first: number, last: number): readonly PushEffect[] =>
      take({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(first), last: seq(last) }] }),
  };
}

const sends = (effects: readonly PushEffect[]): string[] =>
  effects.flatMap((one) =>
    one.effect === 'send' ? [`${one.notice.seq}>${one.connection}${one.again ? '!' : ''}`] : [],
  );
const marks = (effects: readonly PushEffect[]): number[] =>
  effects.flatMap((one) => (one.effect === 'mark' ? [one.seq] : []));
const codes = (effects: readonly PushEffect[]): string[] =>
  effects.flatMap((one) => (one.effect === 'refuse' ? [one.code] : []));

test('a notice is sent again at growing intervals until it is stored', () => {
  const { greet, deliver, pass, stored } = house();
  greet(1);
  assert.equal(sends(deliver()), ['1>1']);
  assert.equal(sends(pass(limits.pushResendFirstMs - 1)), []);
  assert.equal(sends(pass(1)), ['1>1!']);
  assert.equal(sends(pass(2 * limits.pushResendFirstMs - 1)), []);
  assert.equal(sends(pass(1)), ['1>1!']);
  assert.equal(marks(stored(1, [1])), [1]);
  assert.equal(sends(pass(3_600_000)), []);
});

test('resends never come further apart than the bound', () => {
  const { greet, deliver, pass } = house();
  greet(1);
  deliver();
  pass(3_600_000);
  for (let count = 0; count < 20; count += 1) pass(limits.pushResendMaxMs);
  for (let count = 0; count < 5; count += 1) assert.equal(sends(pass(limits.pushResendMaxMs)), ['1>1!']);
});

test('nothing is sent before the hello was answered, nor to a device that is away', () => {
  const { take, device, deliver, greet, state } = house();
  assert.equal(deliver(), []);
  assert.is(state.devices.size, 0);
  take({ input: 'connected', device, connection: 1 });
  assert.equal(deliver(), []);
  assert.equal(greet(1), []);
  assert.equal(sends(deliver()), ['3>1']);
});

test('what was delivered while the store was being asked belongs to the welcome', () => {
  const { take, device, deliver, state, logs } = house();
  take({ input: 'connected', device, connection: 1 });
  deliver();
  deliver();
  assert.is(latestSeq(state, device, LOG, seq(1)), 2);
  assert.is(latestSeq(state, device, LOG, seq(3)), 3);
  assert.is(latestSeq(state, device, logId('ffffffffffffffff'), seq(1)), 1);
  assert.is(logs.append(device).notice.seq, 3);
});

test('latency counts from the callback, round trips without what the device held', () => {
  const { greet, deliver, pass, stored } = house();
  greet(1);
  deliver();
  pass(30);
  const sample = stored(1, [1], 10_000).find((one) => one.effect === 'sample');
  assert.equal(sample, { effect: 'sample', latencyMs: 30, lowestRoundTripMs: 20 });
});

test('after two sends on one path no round trip is guessed (Karn)', () => {
  const { greet, deliver, pass, stored, state, device } = house();
  greet(1);
  deliver();
  pass(limits.pushResendFirstMs);
  pass(3);
  stored(1, [1]);
  assert.is(state.devices.get(device)?.paths.get(1)?.roundTrip, undefined);
});

test('a stored that claims to have been held longer than it took moves no estimate', () => {
  const { greet, deliver, pass, stored, state, device } = house();
  greet(1);
  deliver();
  pass(5);
  assert.equal(marks(stored(1, [1], 4_000_000_000)), [1]);
  assert.is(state.devices.get(device)?.paths.get(1)?.roundTrip, undefined);
});

/** Two paths of known length: each has answered a few times. */
function twoPaths(roundTripMs: number) {
  const world = house();
  for (const connection of [1, 2]) {
    world.greet(connection);
    for (let count = 0; count < 40; count += 1) {
      world.deliver();
      world.pass(roundTripMs);
      world.stored(connection, [world.logs.logs.get(world.device)?.notices.length ?? 0]);
    }
  }
  return world;
}

test('on short paths the second is asked when the first is overdue, and only then', () => {
  const { deliver, pass, stored } = twoPaths(2);
  const [first] = sends(deliver());
  assert.match(first ?? '', /^81>\d$/);
  assert.equal(sends(pass(limits.hedgeFirstMs - 1)), []);
  const [hedge] = sends(pass(1));
  assert.match(hedge ?? '', /^81>\d!$/);
  assert.is.not(hedge?.slice(0, -1), first);
  const [asked, answering] = first === '81>1' ? [1, 2] : [2, 1];
  pass(20);
  stored(answering, [81]);
  assert.is(
    sends(deliver())[0],
    `82>${answering}`,
    'the slow one that answered comes before the one that did not',
  );
  stored(asked, [82]);
  assert.is(sends(deliver())[0], `83>${asked}`, 'until that one answers again');
});

test('on mobile paths both are asked at once', () => {
  const { deliver } = twoPaths(42);
  assert.equal(sends(deliver()).sort(), ['81>1', '81>2!']);
});

test('resends alternate between the paths', () => {
  const { deliver, pass } = twoPaths(42);
  const first = sends(deliver()).at(-1);
  const again = [1, 2, 4, 8].flatMap((times) => sends(pass(times * limits.pushResendFirstMs)));
  const path = (send: string | undefined): string | undefined => send?.replace(/^81>|!$/g, '');
  const order = [first, ...again].map(path);
  for (let index = 1; index < order.length; index += 1) assert.is.not(order[index], order[index - 1]);
});

test('what was on a lost path goes out on the other at once', () => {
  const { greet, deliver, take, device } = house();
  greet(1);
  deliver();
  deliver();
  greet(2);
  assert.equal(sends(take({ input: 'closed', device, connection: 1 })), ['1>2!', '2>2!']);
  assert.equal(sends(take({ input: 'closed', device, connection: 2 })), []);
});

test('a stored that was lost is learned from hello and heartbeat', () => {
  const { greet, deliver, take, device } = house();
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
  const { greet, deliver, stored, take, device, state, sync } = house();
  greet(1);
  for (let count = 0; count < 3; count += 1) deliver();
  stored(1, [1, 2, 3]);
  take({ input: 'closed', device, connection: 1 });
  greet(2, 0);
  assert.is(state.devices.get(device)?.storedUpTo, 0);
  assert.ok(sync(1, 3).some((one) => one.effect === 'read'));
});

test('another log makes everything of the old one void', () => {
  const { greet, deliver, pass, stored, take, device, sync } = house();
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
  const { greet, deliver, stored } = house();
  greet(1);
  deliver();
  assert.equal(codes(stored(1, [2])), ['stored_unsent']);
  assert.equal(stored(1, [1]).length, 2);
  assert.equal(stored(1, [1]), []);
  assert.equal(codes(stored(7, [1])), ['stored_other_log'], 'a connection that is not its own');
});

test('what a device had before we started, or got out of order, can be said twice too', () => {
  const { greet, stored, sync, take, deliver, logs, device } = house();
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

test('a backfill leaves what is in flight already, and never exceeds what may be', () => {
  const { greet, sync, take, deliver, logs, device } = house();
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
  const { greet, sync, take } = house();
  greet(1);
  for (let count = 0; count < 100; count += 1) {
    const read = sync(1, 1_000).find((one) => one.effect === 'read');
    assert.ok(read?.effect === 'read');
    take({ ...read, input: 'read', notices: [] });
  }
});

test('more than the bound is never in flight; the rest is owed, and comes when there is room', () => {
  const { greet, deliver, stored, state, device, take, logs } = house();
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
  const { greet, sync, take, pass, device, logs } = house();
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
  const { greet, sync, take, device, logs } = house();
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
      underWay += 1;
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
    underWay -= 1;
    const notices = logs.logs.get(read.device)?.notices.slice(0, read.most) ?? [];
    sent += notices.length;
    run({ ...read, input: 'read', notices }, 0);
  }
  assert.is(most, limits.backfillReads);
  assert.ok(sent <= limits.backfillReads * limits.backfillReadNotices, `${sent} at one moment`);
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
      underWay -= 1;
      const notices = logs.logs.get(read.device)?.notices.slice(0, read.most) ?? [];
      sent += notices.length;
      run({ ...read, input: 'read', notices }, nowMs);
    }
  }
  assert.ok(sent / nowMs < (1.5 * limits.backfillNoticesPerS) / 1_000, `${sent} in ${nowMs} ms`);
});

test('a live notice that a sync has brought already is not sent again', () => {
  const { greet, take, logs, device } = house();
  greet(1);
  const logged = logs.append(device);
  take({ input: 'reached', device, logId: LOG, upTo: seq(1) });
  assert.equal(take({ input: 'delivered', logged, lastByteAtMs: 0 }), []);
});

test('a notice that is sent anew in a new session has one deadline at a time', () => {
  const { greet, deliver, take, pass, sync, device, logs } = house();
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
  const { greet, take, sync, device, logs } = house();
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

test('nothing of a device that is away stays but the age of a few unanswered notices', () => {
  const { greet, deliver, take, device, state } = house();
  greet(1);
  for (let count = 0; count < 300; count += 1) deliver();
  take({ input: 'closed', device, connection: 1 });
  const kept = state.devices.get(device);
  assert.is(kept?.inFlight.size, 0);
  assert.is(kept?.bornAtMs.size, limits.unansweredKept);
  assert.ok(kept?.bornAtMs.has(seq(300)), 'the newest are kept');
  take({ input: 'forgotten', device });
  assert.is(state.devices.size, 0);
});

test('after an hour of losses on two flapping paths everything is stored, in bounded memory', () => {
  let seed = 20_250_630;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const logs = new PretendedLogs();
  const device = deviceId('SPK-0001');
  logs.addDevice(device);
  const state = createPushState(0);
  const disk = new Set<number>();
  const open = new Set<number>();
  let connection = 0;
  let nowMs = 0;
  const upTo = (): number => {
    let at = 0;
    while (disk.has(at + 1)) at += 1;
    return at;
  };
  const run = (input: PushInput): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect === 'read') {
        const notices = logs.logs.get(device)?.notices ?? [];
        const wanted = notices.filter(({ seq: at }) =>
          effect.ranges.some((range) => at >= range.first && at <= range.last),
        );
        run({ ...effect, input: 'read', notices: random() < 0.1 ? undefined : wanted.slice(0, effect.most) });
      }
      if (effect.effect !== 'send' || random() < 0.2) continue;
      assert.ok(open.has(effect.connection), 'only open connections are written to');
      disk.add(effect.notice.seq);
      const said = {
        device,
        connection: effect.connection,
        logId: LOG,
        seqs: [effect.notice.seq],
        heldUs: [0],
      };
      if (random() > 0.2) run({ input: 'stored', ...said });
    }
  };
  const holes = (): void => {
    const last = logs.logs.get(device)?.notices.length ?? 0;
    if (upTo() < last)
      run({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(upTo() + 1), last: seq(last) }] });
  };
  const greet = (): void => {
    connection += 1;
    open.add(connection);
    run({ input: 'connected', device, connection });
    run({ input: 'greeted', device, connection, logId: LOG, upTo: seq(upTo()) });
    holes();
  };
  for (let turn = 0; turn < 3_600; turn += 1) {
    nowMs += 1_000;
    for (const one of open) {
      if (random() < 0.95) continue;
      open.delete(one);
      run({ input: 'closed', device, connection: one });
    }
    while (open.size < 2 && random() < 0.7) greet();
    if (random() < 0.5) run({ input: 'delivered', logged: logs.append(device), lastByteAtMs: nowMs });
    run({ input: 'due' });
    if (turn % 10 === 0 && open.size > 0) {
      run({ input: 'reached', device, logId: LOG, upTo: seq(upTo()) });
      holes();
    }
    assert.ok((state.devices.get(device)?.inFlight.size ?? 0) <= limits.inFlightPerDevice);
  }
  if (open.size === 0) greet();
  for (let turn = 0; turn < 600; turn += 1) {
    nowMs += 1_000;
    run({ input: 'due' });
    if (turn % 10 === 0) holes();
  }
  const all = logs.logs.get(device)?.notices.length ?? 0;
  assert.ok(all > 1_000);
  assert.is(upTo(), all);
  run({ input: 'reached', device, logId: LOG, upTo: seq(upTo()) });
  assert.is(state.devices.get(device)?.inFlight.size, 0);
  assert.is(state.devices.get(device)?.backfill.unacknowledged, 0);
  assert.is(state.devices.get(device)?.bornAtMs.size, 0);
  assert.is(state.readsUnderWay, 0);
});

test.run();
