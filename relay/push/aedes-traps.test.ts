import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { deviceId, logId, orderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { DownMessage } from '../../shared/messages.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import { clientId, downTopic, upTopic } from '../../shared/topics.ts';
import { createAdmission, judgeConnect } from './admission.ts';
import { RoutelessBroker, takeOverConnect } from './aedes-link.ts';
import type { DeviceConnection } from './connection-link.ts';
import { PINGREQ, PINGRESP, publishBytes, topicField } from './mqtt-bytes.ts';
import { MqttLink } from './mqtt-link.ts';
import { connectBytes, PretendedDevice, packet, subscribeBytes } from './pretended-device-link.ts';

const KEY = Buffer.alloc(32, 5);
const keys = deriveDeviceKeys(KEY);

interface House {
  link: MqttLink;
  port: number;
  refused: string[];
  frames: Buffer[];
}

const test = suite<House>('aedes traps');

test.before.each(async (house) => {
  const admission = createAdmission(unixMs(Date.now()), randomBytes(32));
  const refused: string[] = [];
  const frames: Buffer[] = [];
  const link = await MqttLink.open({
    listen: { host: '127.0.0.1', port: 0 },
    log: pino({ level: 'silent' }),
    events: {
      judge: (request) => judgeConnect(admission, request, () => KEY, unixMs(Date.now())),
      hasKey: () => true,
      connected: () => {},
      closed: () => {},
      frame: (_connection, payload) => frames.push(Buffer.from(payload)),
      refused: (code) => refused.push(code),
    },
  });
  Object.assign(house, { link, port: link.address?.port, refused, frames });
});
test.after.each(({ link }) => link.close());

const notice: DownMessage = {
  type: 'notice',
  logId: logId('0123456789abcdef'),
  seq: seq(1),
  kind: 'payment',
  sn: orderSn('7777777777777777'),
  event: 'PAID'.padEnd(48, 'x'),
  amountFen: fen(1),
  payway: '3',
  paidAtMs: unixMs(1_700_000_000_000),
  sumFen: fen(1),
};

const connect = (port: number, name: string): Promise<PretendedDevice> =>
  PretendedDevice.connect({ port, device: deviceId(name), keys });

function connectionOf(link: MqttLink, name: string): DeviceConnection {
  for (const connection of link.connections.values()) if (connection.device === name) return connection;
  throw new Error(`${name} is not connected`);
}

const firstBytes = (device: PretendedDevice): number[] => {
  const seen: number[] = [];
  device.socket.on('data', (chunk: Buffer) => seen.push(chunk[0] ?? 0));
  return seen;
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('PUBACK is written before the packet is stored: QoS 1 from a device is refused without one', async (house) => {
  const device = await connect(house.port, 'A');
  const seen = firstBytes(device);
  const topic = topicField(upTopic(device.device));
  const body = Buffer.concat([topic, Buffer.from([0, 1]), Buffer.alloc(40)]);
  device.socket.write(packet(0x32, body));
  await device.closed;
  assert.equal(seen, []);
  assert.equal(house.frames, []);
  assert.equal(house.refused, ['forbidden']);
});

test('a QoS 0 packet overtaking a QoS 1 one makes it vanish: everything to a device is QoS 0', async (house) => {
  const device = await connect(house.port, 'A');
  const seen = firstBytes(device);
  const connection = connectionOf(house.link, 'A');
  connection.send(notice);
  await device.next('notice');
  connection.send({ type: 'receipt_confirmation', logId: logId('0123456789abcdef'), seqs: [seq(1)] });
  await device.next('receipt_confirmation');
  assert.equal(seen, [0x30, 0x30]);
});

test('an error from authorizePublish closes the client: good topics are taken without one', async (house) => {
  const device = await connect(house.port, 'A');
  device.sendFrame(Buffer.from('one'));
  device.sendFrame(Buffer.from('two'));
  await until(() => house.frames.length === 2);
  assert.is(house.link.connections.size, 1);
  assert.equal(house.frames.map(String), ['one', 'two']);
});

test('broker.publish goes through one emitter: three frozen sockets stall nobody, and are dropped', async (house) => {
  const frozen = await Promise.all(['F1', 'F2', 'F3'].map((name) => connect(house.port, name)));
  for (const device of frozen) device.socket.pause();
  const well = await connect(house.port, 'W');
  const stuck = ['F1', 'F2', 'F3'].map((name) => connectionOf(house.link, name));
  // Until the kernel takes no more and the bytes stay with us, in one turn, as a burst would.
  for (const connection of stuck) while (connection.send(notice));
  connectionOf(house.link, 'W').send(notice);
  await well.next('notice');
  await until(() => house.link.connections.size === 1);
  for (const device of frozen) device.socket.resume();
  await Promise.all(frozen.map((device) => device.closed));
});

test('a socket that takes nothing is dropped in time, however few bytes wait', async (house) => {
  const device = await connect(house.port, 'A');
  device.socket.pause();
  const connection = connectionOf(house.link, 'A');
  connection.greeted = true;
  // Fills the kernel's buffers, and leaves a little with us.
  while (!connection.isWaiting) connection.send(notice);
  const nowMs = performance.now();
  house.link.sweep(nowMs);
  house.link.sweep(nowMs + limits.deviceDrainMs - 1);
  assert.equal(house.refused, []);
  house.link.sweep(nowMs + limits.deviceDrainMs + 1);
  assert.equal(house.refused, ['frozen']);
  device.socket.resume();
  await device.closed;
});

const connectOf = (name: string): Buffer => {
  const device = deviceId(name);
  const token = { deviceId: device, issuedAtMs: unixMs(Date.now()), nonce: nonceFrom(randomBytes(8)) };
  const password = connectPassword(keys, token);
  return connectBytes({
    ...{ clientId: clientId(device, 0), username: device, password },
    ...{ flags: 0xc2, keepaliveS: 15 },
  });
};

test('its queue before CONNACK is 42 packets of any size: ours takes what a hasty device says, and no flood', async (house) => {
  const subscribe = subscribeBytes(downTopic(deviceId('A')));
  const hello = publishBytes(topicField(upTopic(deviceId('A'))), Buffer.from('x'));
  const hasty = await PretendedDevice.open({ port: house.port, device: deviceId('A'), keys });
  hasty.socket.write(Buffer.concat([connectOf('A'), subscribe, hello]));
  await until(() => house.frames.length === 1);
  // The clock stands still: when what there is has been used, and filled once more, nobody earns a turn.
  const stands = performance.now();
  Object.defineProperty(performance, 'now', { configurable: true, value: () => stands });
  try {
    for (let index = 0; index < 2 * limits.mqttConnectsAtOnce; index += 1) {
      const one = await PretendedDevice.open({ port: house.port, device: deviceId(`C${index}`), keys });
      one.socket.write(connectOf(`C${index}`));
    }
    const flood = await PretendedDevice.open({ port: house.port, device: deviceId('F'), keys });
    flood.socket.write(connectOf('F'));
    flood.socket.write(Buffer.alloc(limits.mqttPacketBytes + 1, PINGREQ));
    await flood.closed;
    assert.is(flood.returnCode, undefined);
    assert.equal(house.refused, ['flood']);
  } finally {
    Reflect.deleteProperty(performance, 'now');
  }
});

test('its clock for a CONNECT goes on: who was let in past it and speaks in pieces later is not ended by it', async () => {
  const broker = await RoutelessBroker.open({ connectTimeout: 1 });
  const server = createServer((socket) => takeOverConnect(broker.handle(socket), 'A/0'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const device = await PretendedDevice.open({ port, device: deviceId('A'), keys });
  const seen = firstBytes(device);
  await new Promise((resolve) => setTimeout(resolve, 20));
  device.socket.write(PINGREQ);
  await until(() => seen.length > 0);
  assert.equal(seen, [PINGRESP[0]]);
  await device.end();
  await new Promise((resolve) => server.close(resolve));
  await new Promise<void>((resolve) => broker.close(resolve));
});

test('it speaks MQTT 3.1.1 only: MQTT 5 is told so', async (house) => {
  const device = await PretendedDevice.open({ port: house.port, device: deviceId('A'), keys });
  const fields = ['A/0', 'A', 'x'].map(topicField);
  const head = Buffer.from([0, 4, 77, 81, 84, 84, 5, 0xc2, 0, 15, 0]);
  device.socket.write(packet(0x10, Buffer.concat([head, ...fields])));
  await device.closed;
  assert.is(device.returnCode, 1);
});

test('a broker’s parser gathers 256 MB and hides: a frame of the largest size passes, a larger packet does not', async (house) => {
  const device = await connect(house.port, 'A');
  device.sendFrame(Buffer.alloc(limits.frameBytes, 1));
  await until(() => house.frames.length === 1);
  device.socket.write(publishBytes(topicField(upTopic(device.device)), Buffer.alloc(limits.mqttPacketBytes)));
  await device.closed;
  assert.equal(house.refused, ['too_large']);
});

test('strangers that never finish their CONNECT, and devices that never greet, are ended in time', async (house) => {
  const slow = await PretendedDevice.open({ port: house.port, device: deviceId('A'), keys });
  slow.socket.write(Buffer.from([0x10]));
  const mute = await connect(house.port, 'B');
  house.link.sweep(performance.now());
  assert.equal(house.refused, []);
  house.link.sweep(performance.now() + Math.max(limits.mqttConnectMs, limits.mqttHelloMs) + 1);
  await Promise.all([slow.closed, mute.closed]);
  assert.equal(house.refused, ['timed_out', 'no_hello']);
});

test('a fault of ours while a frame is handled costs that connection only', async (house) => {
  const other = await connect(house.port, 'B');
  house.frames.push = () => {
    throw new TypeError('a mistake');
  };
  const device = await connect(house.port, 'A');
  device.say({ type: 'command_result', id: 'x', done: true, message: '' });
  await device.closed;
  assert.equal(house.refused, ['internal']);
  connectionOf(house.link, 'B').send(notice);
  await other.next('notice');
});

const greeted = async (house: House, keepaliveS = 15): Promise<PretendedDevice> => {
  const device = await PretendedDevice.connect({ port: house.port, device: deviceId('A'), keys, keepaliveS });
  connectionOf(house.link, 'A').greeted = true;
  return device;
};

test('frames that the broker never sees come in their order, however they are cut and whatever is between', async (house) => {
  const device = await greeted(house);
  const topic = topicField(upTopic(device.device));
  const words = Array.from({ length: 60 }, (_, count) => `${count}`.repeat(1 + ((count * 7) % 200)));
  const ping = packet(0xc0, Buffer.alloc(0));
  const bytes = Buffer.concat(
    words.flatMap((word, count) => {
      const publish = publishBytes(topic, Buffer.from(word));
      return count % 3 === 0 ? [ping, publish] : [publish];
    }),
  );
  for (let at = 0, cut = 1; at < bytes.length; at += cut, cut = (cut * 3) % 1_021) {
    device.socket.write(bytes.subarray(at, at + cut));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => house.frames.length === words.length);
  assert.equal(house.frames.map(String), words);
  assert.equal(house.refused, []);
});

test('a broker that hears nothing of a device cannot count its keepalive: we do, 1.5 times what it named', async (house) => {
  // The longest that is let in: a busy machine's own pauses are nothing beside it.
  const keepaliveS = 2 * limits.mqttKeepaliveS;
  const mostMs = 1.5 * keepaliveS * 1_000;
  const device = await greeted(house, keepaliveS);
  const quietSinceMs = performance.now();
  house.link.sweep(quietSinceMs + mostMs / 2);
  assert.is(house.link.connections.size, 1);
  device.sendFrame(Buffer.from('alive'));
  await until(() => house.frames.length === 1);
  device.socket.write(PINGREQ);
  const seen = firstBytes(device);
  await until(() => seen.includes(PINGRESP[0] ?? 0));
  house.link.sweep(performance.now() + mostMs / 2);
  assert.equal(house.refused, []);
  house.link.sweep(performance.now() + mostMs + 1);
  await device.closed;
  assert.equal(house.refused, ['silent']);
});

test('what a device says in its usual words is answered alike when it comes in pieces, by the broker', async (house) => {
  const device = await connect(house.port, 'A');
  const seen = firstBytes(device);
  const subscribe = subscribeBytes(downTopic(device.device));
  for (const bytes of [subscribe, PINGREQ]) {
    for (const cut of [bytes.length, 1]) {
      seen.length = 0;
      for (let at = 0; at < bytes.length; at += cut) {
        device.socket.write(bytes.subarray(at, at + cut));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await until(() => seen.length > 0);
      assert.equal(seen, [bytes === subscribe ? 0x90 : 0xd0]);
    }
  }
  assert.equal(house.refused, []);
});

test('a second connection of one name ends the first, whichever of both the broker has answered', async (house) => {
  const first = await connect(house.port, 'A');
  const second = await connect(house.port, 'A');
  await first.closed;
  connectionOf(house.link, 'A').send(notice);
  await second.next('notice');
  assert.is(house.link.connections.size, 1);
});

test('a crowd that speaks at one moment is heard a few in each turn, in its order', async (house) => {
  const names = Array.from({ length: 3 * limits.hearingsPerTurn }, (_, index) => `C${index}`);
  const crowd = await Promise.all(names.map((name) => connect(house.port, name)));
  for (const { socket, device } of crowd)
    socket.write(publishBytes(topicField(upTopic(device)), Buffer.from(device)));
  // The loop stands still until all of it has come.
  const end = performance.now() + 50;
  while (performance.now() < end);
  const heardInTurn: number[] = [];
  for (let before = 0; before < names.length; before = house.frames.length) {
    await new Promise((resolve) => setImmediate(resolve));
    heardInTurn.push(house.frames.length - before);
  }
  assert.ok(Math.max(...heardInTurn) <= limits.hearingsPerTurn, String(heardInTurn));
  assert.equal(house.frames.map(String).sort(), [...names].sort());
});

test('a device that says much at once is read no faster than it is heard, and all of it comes', async (house) => {
  const device = await connect(house.port, 'A');
  const words = Array.from({ length: 500 }, (_, count) => `${count}`.padEnd(2_000));
  const topic = topicField(upTopic(device.device));
  device.socket.write(Buffer.concat(words.map((word) => publishBytes(topic, Buffer.from(word)))));
  await until(() => house.frames.length === words.length);
  assert.equal(house.frames.map(String), words);
  assert.equal(house.refused, []);
});

test('what a device says before it hangs up counts, and after it nothing is kept of it', async (house) => {
  const device = await connect(house.port, 'A');
  device.sendFrame(Buffer.from('last words'));
  device.socket.end();
  await device.closed;
  await until(() => house.link.connections.size === 0);
  assert.equal(house.frames.map(String), ['last words']);
});

test('who was refused is not judged again on the same connection', async (house) => {
  const device = await PretendedDevice.open({ port: house.port, device: deviceId('A'), keys });
  const forged = connectBytes({
    ...{ clientId: 'A/0', username: 'A', password: 'x', flags: 0xc2, keepaliveS: 15 },
  });
  device.socket.write(Buffer.concat([forged, connectOf('A')]));
  device.socket.on('data', () => device.socket.write(connectOf('A')));
  await device.closed;
  assert.is(device.returnCode, 4);
  assert.is(house.refused.length, 1);
});

test('a greeted device that floods is closed too', async (house) => {
  const device = await greeted(house);
  const frame = publishBytes(topicField(upTopic(device.device)), Buffer.from('x'));
  device.socket.write(Buffer.concat(Array.from({ length: 2 * limits.mqttPacketsBurst }, () => frame)));
  await device.closed;
  assert.equal(house.refused, ['flood']);
  assert.ok(house.frames.length <= limits.mqttPacketsBurst + 100);
});

test.run();
