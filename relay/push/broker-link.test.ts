import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fenSum, seq } from '../../shared/quantities.ts';
import { PretendedDevice } from './pretended-device-link.ts';
import { type House, openHouse, until } from './pretended-house-link.ts';
import { PretendedLogs } from './pretended-logs.ts';

const test = suite<House>('notices over sockets');

test.before.each(async (house) => {
  Object.assign(house, await openHouse());
});
test.after.each(({ link }) => link.close());

test('a live notice goes out at once, and its stored is measured and marked', async ({
  greet,
  deliver,
  ...house
}) => {
  const device = await greet();
  deliver(1250);
  const notice = await device.next('notice');
  assert.is(notice.amountFen, 1250);
  device.stored(1);
  await until(() => house.logs.marks.length === 1);
  assert.equal(
    house.logs.marks.map((mark) => [mark.deviceId, mark.seq]),
    [[house.device, 1]],
  );
  assert.is(house.counts.latencies.length, 1);
  assert.is(house.counts.sent, 1);
  assert.equal(house.counts.refused, []);
});

test('a hole is filled with exactly what the device asks for', async ({ greet, ...house }) => {
  for (let count = 0; count < 10; count += 1) house.logs.append(house.device);
  const device = await greet();
  device.say({
    type: 'sync',
    logId: logId('0123456789abcdef'),
    ranges: [
      { first: seq(3), last: seq(4) },
      { first: seq(9), last: seq(9) },
    ],
  });
  const got = [await device.next('notice'), await device.next('notice'), await device.next('notice')];
  assert.equal(
    got.map((notice) => notice.seq),
    [3, 4, 9],
  );
  device.stored(3, 4, 9);
  await until(() => house.logs.marks.length === 3);
  assert.is(house.counts.sent, 3);
});

test('a sync larger than the window goes on as stored come in, and a live payment overtakes it', async (house) => {
  const many = 1_000;
  for (let count = 0; count < many; count += 1) house.logs.append(house.device);
  const device = await house.greet();
  device.sync(1, many);
  const first: number[] = [];
  for (let count = 0; count < limits.backfillWindowFirst; count += 1)
    first.push((await device.next('notice')).seq);
  house.deliver();
  assert.is((await device.next('notice')).seq, many + 1);
  device.stored(...first);
  const seen = new Set(first);
  while (seen.size < many) {
    const { seq: at } = await device.next('notice');
    assert.not.ok(seen.has(at), `notice ${at} came twice`);
    seen.add(at);
    device.stored(at);
  }
  assert.equal(seen.size, many);
});

test('a notice that is not stored is sent again until it is', async ({ greet, deliver, counts }) => {
  const device = await greet();
  deliver();
  await device.next('notice');
  assert.is((await device.next('notice')).seq, 1);
  assert.is(counts.resent, 1);
  device.stored(1);
  await until(() => counts.latencies.length === 1);
  assert.ok((counts.latencies[0] ?? 0) >= limits.pushResendFirstMs);
});

test('what was in flight when the connection ended comes by the next sync, with its true age', async (house) => {
  const before = await house.greet();
  house.deliver();
  await before.next('notice');
  await before.end();
  await until(() => house.counts.connected === 0);
  const device = await house.greet();
  device.sync(1, 1);
  await device.next('notice');
  device.stored(1);
  await until(() => house.logs.marks.length === 1);
  assert.is(house.counts.latencies.length, 1);
});

test('a stored that was lost with its connection is learned from the next hello', async (house) => {
  const before = await house.greet();
  house.deliver();
  await before.next('notice');
  await before.end();
  const device = await PretendedDevice.connect({
    port: house.link.address.port,
    device: house.device,
    keys: house.logs.keysOf(house.device),
  });
  Object.assign(device, { logId: before.logId, upTo: before.upTo, sumFen: before.sumFen });
  await device.hello();
  await until(() => house.logs.marks.length === 1);
  assert.is(house.counts.resent, 0);
});

test('of two paths the second takes over at once what the first had when it was lost', async (house) => {
  const [first, second] = [await house.greet(0), await house.greet(1)];
  house.deliver();
  // Nothing is known of either path yet, so both are asked.
  await Promise.all([first.next('notice'), second.next('notice')]);
  first.stored(1);
  await until(() => house.logs.marks.length === 1);
  house.deliver();
  await first.next('notice');
  await first.end();
  assert.is((await second.next('notice')).seq, 2);
  second.stored(2);
  await until(() => house.logs.marks.length === 2);
  assert.is(house.link.deviceStates().get(house.device)?.paths, 1);
});

test('a stored for what was never sent is refused and changes nothing', async ({ greet, ...house }) => {
  house.logs.append(house.device);
  const device = await greet();
  device.stored(1, 7);
  await until(() => house.counts.refused.length === 2);
  assert.equal(house.counts.refused, ['stored_unsent', 'stored_unsent']);
  assert.equal(house.logs.marks, []);
});

test('a device that is ahead of the log, or whose sum differs, begins a new log', async (house) => {
  for (const upTo of [2, 1]) {
    const logs = new PretendedLogs();
    const other = await openHouse(logs);
    logs.append(other.device, 100);
    const device = await PretendedDevice.connect({
      port: other.link.address.port,
      device: other.device,
      keys: logs.keysOf(other.device),
    });
    Object.assign(device, { logId: logId('0123456789abcdef'), upTo: seq(upTo), sumFen: fenSum(250) });
    const welcome = await device.hello();
    assert.is(logs.rebuilds, 1);
    assert.is.not(welcome.logId, '0123456789abcdef');
    assert.is(welcome.lastSeq, 1);
    device.sync(1, 1);
    assert.is((await device.next('notice')).amountFen, 100);
    await other.link.close();
  }
  assert.is(house.logs.rebuilds, 0);
});

test('a heartbeat with a lost tail is told where the log ends; one that disagrees gets a new log', async (house) => {
  const device = await house.greet();
  house.logs.append(house.device);
  device.heartbeat();
  assert.is((await device.next('pulse')).lastSeq, 1);
  device.upTo = seq(1);
  device.sumFen = fenSum(101);
  device.heartbeat();
  const pulse = await device.next('pulse');
  assert.is.not(pulse.logId, device.logId);
  assert.is(house.logs.rebuilds, 1);
  device.heartbeat();
  assert.is((await device.next('pulse')).logId, pulse.logId);
  assert.is(house.logs.rebuilds, 1, 'a device that has not changed over yet is no reason for another');
});

test('a big commit goes out whole, over several turns', async ({ greet, link, logs, device: id }) => {
  const device = await greet();
  const many = 3 * limits.livePerTurn + 1;
  link.deliver(
    Array.from({ length: many }, () => logs.append(id)),
    performance.now() - 1_000,
  );
  assert.ok(link.oldestUnsentAgeMs >= 1_000, 'what waits for the next turn is seen from outside');
  for (let at = 1; at <= many; at += 1) assert.is((await device.next('notice')).seq, at);
  assert.is(link.oldestUnsentAgeMs, 0);
});

test('what is delivered while a hello waits for the store belongs to its welcome', async (house) => {
  const device = await PretendedDevice.connect({
    port: house.link.address.port,
    device: house.device,
    keys: house.logs.keysOf(house.device),
  });
  const before = await house.logs.readLogEnd(house.device);
  house.logs.readLogEnd = async () => {
    house.deliver();
    return before;
  };
  assert.is((await device.hello()).lastSeq, 1);
});

test.run();
