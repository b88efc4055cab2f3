import { randomBytes } from 'node:crypto';
import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { Failure, isFailure } from '../../shared/failure.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import { type DeviceId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { clientId, downTopic, upTopic } from '../../shared/topics.ts';
import { openBrokerLink } from './broker-link.ts';
import { PretendedDevice, QUIET_STATUS } from './pretended-device-link.ts';
import { type House, openHouse, receipt, until } from './pretended-house-link.ts';

const test = suite<House>('devices over sockets');

test.before.each(async (house) => {
  Object.assign(house, await openHouse());
});
test.after.each(({ link }) => link.close());

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
  await Promise.all([deleted, rekeyed].map((device) => link.rosterChanged(device)));
  const greet = (device: DeviceId) =>
    PretendedDevice.greet({ port: link.address.port, device, keys: logs.keysOf(device) });
  const [one, two, three] = [await house.greet(), await greet(deleted), await greet(rekeyed)];
  logs.entries.delete(deleted);
  logs.keys.delete(deleted);
  logs.keys.set(rekeyed, Buffer.alloc(32, 9));
  await Promise.all([deleted, rekeyed].map((device) => link.rosterChanged(device)));
  await Promise.all([two.closed, three.closed]);
  one.heartbeat();
  await one.next('pulse');
  assert.equal([...link.deviceStates().keys()], [house.device, rekeyed]);
  assert.is((await greet(rekeyed)).returnCode, 0);
  const gone = { port: link.address.port, device: deleted, keys: three.keys };
  assert.is((await PretendedDevice.connect(gone)).returnCode, 4);
});

test('a change reads its own device, however many others there are; what the store refuses is read with the next', async ({
  link,
  logs,
}) => {
  logs.readDevices = () => Promise.reject(new Error('the whole roster was read'));
  logs.readSecrets = () => Promise.reject(new Error('all keys were read'));
  const [one, two] = [logs.addDevice('SPK-0002'), logs.addDevice('SPK-0003')];
  const readSecret = logs.readSecret.bind(logs);
  logs.readSecret = () => Promise.reject(new Failure('store_unavailable', 'the disk hangs'));
  try {
    await link.rosterChanged(one);
    assert.unreachable('what it could not read it does not know');
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'store_unavailable'), String(thrown));
  }
  assert.is(link.keyOf(one), undefined);
  logs.readSecret = readSecret;
  await link.rosterChanged(two);
  assert.equal([link.keyOf(one), link.keyOf(two)], [logs.keys.get(one), logs.keys.get(two)]);
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

test('a crowd that connects at once waits its turn, and all get in', async ({ link, logs }) => {
  const crowd = Array.from({ length: 2 * limits.mqttConnectsAtOnce }, (_, index) =>
    logs.addDevice(`CROWD-${index}`),
  );
  await Promise.all(crowd.map((device) => link.rosterChanged(device)));
  const { port } = link.address;
  await Promise.all(
    crowd.map((device) => PretendedDevice.greet({ port, device, keys: logs.keysOf(device) })),
  );
  assert.is(link.deviceStates().size, crowd.length);
});

test('strangers take no turns: a forged token is answered at once, however many devices wait', async (house) => {
  const { link, logs } = house;
  const crowd = Array.from({ length: 50 * limits.mqttConnectsAtOnce }, (_, index) =>
    logs.addDevice(`CROWD-${index}`),
  );
  await Promise.all(crowd.map((device) => link.rosterChanged(device)));
  const { port } = link.address;
  const all = Promise.all(
    crowd.map((device) => PretendedDevice.connect({ port, device, keys: logs.keysOf(device) })),
  );
  await until(() => house.counts.connected > 0);
  const keys = deriveDeviceKeys(Buffer.alloc(32, 9));
  const forged = await PretendedDevice.connect({ port, device: house.device, keys });
  assert.is(forged.returnCode, 4);
  assert.ok(house.counts.connected < crowd.length, 'devices still wait');
  await all;
});

test('a key that is changed while its device waits for its turn lets nobody in', async (house) => {
  const { link, logs } = house;
  const crowd = Array.from({ length: 50 * limits.mqttConnectsAtOnce }, (_, index) =>
    logs.addDevice(`CROWD-${index}`),
  );
  await Promise.all(crowd.map((device) => link.rosterChanged(device)));
  const { port } = link.address;
  const all = Promise.all(
    crowd.map((device) => PretendedDevice.connect({ port, device, keys: logs.keysOf(device) })),
  );
  const last = crowd.at(-1) ?? house.device;
  await until(() => house.counts.connected > 0);
  logs.keys.set(last, Buffer.alloc(32, 7));
  await link.rosterChanged(last);
  const devices = await all;
  assert.is(devices.at(-1)?.returnCode, 4);
  assert.is(house.counts.connected, crowd.length - 1);
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
