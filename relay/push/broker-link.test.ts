import { randomBytes } from 'node:crypto';
import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, nonceFrom } from '../../shared/device-key.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import { type DeviceId, deviceId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { NoticeReceipt } from '../../shared/notice.ts';
import { fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { clientId, downTopic, upTopic } from '../../shared/topics.ts';
import { DeviceBroker, openBrokerLink } from './broker-link.ts';
import { PretendedDevice, QUIET_STATUS } from './pretended-device-link.ts';
import { PretendedLogs } from './pretended-logs.ts';

interface Counts {
  sent: number;
  resent: number;
  latencies: number[];
  refused: string[];
  connected: number;
}

interface House {
  logs: PretendedLogs;
  link: DeviceBroker;
  counts: Counts;
  device: DeviceId;
  greet(path?: number): Promise<PretendedDevice>;
  deliver(amountFen?: number): void;
}

const test = suite<House>('broker link');

async function openHouse(logs = new PretendedLogs()): Promise<House> {
  const device = logs.entries.size === 0 ? logs.addDevice('SPK-0001') : deviceId('SPK-0001');
  const counts: Counts = { sent: 0, resent: 0, latencies: [], refused: [], connected: 0 };
  const link = new DeviceBroker({
    listen: { host: '127.0.0.1', port: 0 },
    store: logs,
    log: pino({ level: 'silent' }),
    observer: {
      stored: ({ latencyMs }) => counts.latencies.push(latencyMs),
      sent: () => (counts.sent += 1),
      resent: () => (counts.resent += 1),
      refused: (code) => counts.refused.push(code),
      connected: (count) => (counts.connected = count),
    },
  });
  await link.open();
  return {
    logs,
    link,
    counts,
    device,
    greet: (path = 0) =>
      PretendedDevice.greet({ port: link.address.port, device, keys: logs.keysOf(device), path }),
    deliver: (amountFen) => link.deliver([logs.append(device, amountFen)], performance.now()),
  };
}

test.before.each(async (house) => {
  Object.assign(house, await openHouse());
});
test.after.each(({ link }) => link.close());

const receipt = (at: number, outcome: NoticeReceipt['outcome'] = 'announced'): NoticeReceipt => ({
  seq: seq(at),
  outcome,
  repeat: false,
  atMs: unixMs(1_700_000_000_000),
});

/** Resolves once `holds`; what is waited for is real I/O, so it is looked for now and then. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

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

test('receipts are confirmed only once they are durable', async ({ greet, ...house }) => {
  house.logs.append(house.device);
  const device = await greet();
  let open: () => void = () => {};
  house.logs.gate = new Promise((resolve) => (open = resolve));
  device.say({ type: 'receipts', logId: logId('0123456789abcdef'), receipts: [receipt(1)] });
  device.heartbeat();
  await device.next('pulse');
  assert.equal(device.all('receipt_confirmation'), []);
  open();
  assert.equal((await device.next('receipt_confirmation')).seqs, [1]);
  assert.is(house.logs.receipts.size, 1);
});

test('receipts are not confirmed while the disk is full, and recorded when they are said again', async (house) => {
  house.logs.append(house.device);
  const device = await house.greet();
  const say = (): void =>
    device.say({ type: 'receipts', logId: logId('0123456789abcdef'), receipts: [receipt(1)] });
  house.logs.isFull = true;
  say();
  await until(() => house.counts.refused.includes('receipts_not_recorded'));
  house.logs.isFull = false;
  say();
  assert.equal((await device.next('receipt_confirmation')).seqs, [1]);
  assert.equal(device.all('receipt_confirmation'), []);
});

test('repeated, contradicting and unknown receipts are confirmed too, the last two loudly', async (house) => {
  house.logs.append(house.device);
  const device = await house.greet();
  const of = logId('0123456789abcdef');
  for (const said of [receipt(1), receipt(1), receipt(1, 'handed_over'), receipt(9)]) {
    device.say({ type: 'receipts', logId: of, receipts: [said] });
    assert.equal((await device.next('receipt_confirmation')).seqs, [said.seq]);
  }
  assert.equal(house.counts.refused, ['receipt_contradicted', 'receipt_unknown']);
});

test('a wrong clock is told the time, and the token made with it is then good', async (house) => {
  const clockOffMs = -3_600_000;
  const options = {
    port: house.link.address.port,
    device: house.device,
    keys: house.logs.keysOf(house.device),
  };
  const present = await house.greet();
  const wrong = await PretendedDevice.connect({ ...options, clockOffMs });
  const clock = await wrong.next('clock');
  assert.ok(Math.abs(clock.relayTimeMs - Date.now()) < 60_000);
  await wrong.closed;
  assert.is(house.counts.connected, 1, 'the wrong clock did not end the present connection of that name');
  present.heartbeat();
  await present.next('pulse');
  const right = await PretendedDevice.connect(options);
  assert.is(right.returnCode, 0);
});

test('the stock client library greets, hears and answers', async (house) => {
  const keys = house.logs.keysOf(house.device);
  const issuedAtMs = unixMs(Date.now());
  const token = { deviceId: house.device, issuedAtMs, nonce: nonceFrom(randomBytes(8)) };
  const client = await connectAsync(`mqtt://127.0.0.1:${house.link.address.port}`, {
    clientId: clientId(house.device, 0),
    username: house.device,
    password: connectPassword(keys, token),
    keepalive: limits.mqttKeepaliveS,
    reconnectPeriod: 0,
  });
  const heard: string[] = [];
  client.on('message', (_topic, payload) => heard.push(openDown(keys, house.device, payload).type));
  await client.subscribeAsync(downTopic(house.device), { qos: 0 });
  const hello = { upTo: seq(0), sumFen: fenSum(0), nonce: token.nonce, status: QUIET_STATUS };
  await client.publishAsync(upTopic(house.device), sealUp(keys, house.device, { type: 'hello', ...hello }), {
    qos: 0,
  });
  await until(() => heard.length === 1);
  house.deliver();
  await until(() => heard.length === 2);
  assert.equal(heard, ['welcome', 'notice']);
  await client.endAsync(true);
});

test('a roster change ends deleted devices and replaced keys, and nobody else', async (house) => {
  const { logs, link } = house;
  const [deleted, rekeyed] = [logs.addDevice('SPK-0002'), logs.addDevice('SPK-0003')];
  await link.rosterChanged();
  const greet = (device: DeviceId) =>
    PretendedDevice.greet({ port: link.address.port, device, keys: logs.keysOf(device) });
  const [one, two, three] = [await house.greet(), await greet(deleted), await greet(rekeyed)];
  logs.entries.delete(deleted);
  logs.keys.delete(deleted);
  logs.keys.set(rekeyed, Buffer.alloc(32, 9));
  await link.rosterChanged();
  await Promise.all([two.closed, three.closed]);
  one.heartbeat();
  await one.next('pulse');
  assert.equal([...link.deviceStates().keys()], [house.device, rekeyed]);
  assert.is((await greet(rekeyed)).returnCode, 0);
  const gone = { port: link.address.port, device: deleted, keys: three.keys };
  assert.is((await PretendedDevice.connect(gone)).returnCode, 4);
});

test('the device’s word stands in its state, and its language follows the roster', async ({
  greet,
  ...house
}) => {
  const device = await greet();
  device.heartbeat({ ...QUIET_STATUS, volumePercent: 5, language: 'en' });
  await device.next('pulse');
  const command = await device.next('command');
  assert.equal(command.action, { do: 'set_language', language: 'zh-CN' });
  const state = house.link.deviceStates().get(house.device);
  assert.is(state?.online, true);
  assert.is(state?.status?.volumePercent, 5);
  await device.end();
  await until(() => house.counts.connected === 0);
  assert.is(house.link.deviceStates().get(house.device)?.online, false);
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

test('a crowd that connects at once waits its turn, and all get in', async ({ link, logs }) => {
  const crowd = Array.from({ length: 2 * limits.mqttConnectsAtOnce }, (_, index) =>
    logs.addDevice(`CROWD-${index}`),
  );
  await link.rosterChanged();
  const { port } = link.address;
  await Promise.all(
    crowd.map((device) => PretendedDevice.greet({ port, device, keys: logs.keysOf(device) })),
  );
  assert.is(link.deviceStates().size, crowd.length);
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

test('one that has greeted stays when those that have not are ended', async (house) => {
  const [greeted, mute] = [
    await house.greet(),
    await PretendedDevice.connect({
      port: house.link.address.port,
      device: house.device,
      keys: house.logs.keysOf(house.device),
      path: 1,
    }),
  ];
  house.link.sweep(performance.now() + limits.mqttHelloMs + 1);
  await mute.closed;
  greeted.heartbeat();
  await greeted.next('pulse');
});

test('closing waits for what is under way in the store', async () => {
  const house = await openHouse();
  house.logs.append(house.device);
  const device = await house.greet();
  let open: () => void = () => {};
  house.logs.gate = new Promise((resolve) => {
    open = resolve;
  });
  device.say({ type: 'receipts', logId: logId('0123456789abcdef'), receipts: [receipt(1)] });
  device.heartbeat();
  await device.next('pulse');
  let closed = false;
  const closing = house.link.close().then(() => {
    closed = true;
  });
  await device.closed;
  await new Promise((resolve) => setImmediate(resolve));
  assert.not(closed);
  open();
  await closing;
  assert.is(house.logs.receipts.size, 1);
});

test('an address in use is an error that says so', async ({ link, logs }) => {
  const listen = link.address;
  const observer = { stored() {}, sent() {}, resent() {}, refused() {}, connected() {} };
  try {
    await openBrokerLink({ listen, store: logs, log: pino({ level: 'silent' }), observer });
    assert.unreachable();
  } catch (thrown) {
    assert.match(String(thrown), /cannot listen on 127\.0\.0\.1:\d+/);
  }
});

test.run();
