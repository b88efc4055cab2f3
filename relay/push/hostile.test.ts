import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { downTopic, upTopic } from '../../shared/topics.ts';
import { type BrokerLink, openBrokerLink } from './broker-link.ts';
import { publishBytes, topicField } from './mqtt-bytes.ts';
import { pretendCertificate } from './pretended-certificate.ts';
import {
  connectBytes,
  PretendedDevice,
  type PretendedOptions,
  packet,
  QUIET_STATUS,
  subscribeBytes,
} from './pretended-device-link.ts';
import { PretendedLogs } from './pretended-logs.ts';

interface House {
  logs: PretendedLogs;
  link: BrokerLink;
  refused: string[];
  device: DeviceId;
  other: DeviceId;
  options(device?: DeviceId): PretendedOptions;
}

const test = suite<House>('hostile devices');

test.before.each(async (house) => {
  const logs = new PretendedLogs();
  const [device, other] = [logs.addDevice('SPK-0001'), logs.addDevice('SPK-0002')];
  const refused: string[] = [];
  const link = await openBrokerLink({
    listen: { host: '127.0.0.1', port: 0 },
    store: logs,
    log: pino({ level: 'silent' }),
    observer: { stored() {}, sent() {}, resent() {}, refused: (code) => refused.push(code), connected() {} },
  });
  const options = (of = device): PretendedOptions => ({
    port: link.address.port,
    device: of,
    keys: logs.keysOf(of),
  });
  Object.assign(house, { logs, link, refused, device, other, options });
});
test.after.each(({ link }) => link.close());

test('an unknown device, a wrong key and a used token get the same answer', async (house) => {
  const { refused, other } = house;
  const nonce = nonceFrom(randomBytes(8));
  const token = { deviceId: house.device, issuedAtMs: unixMs(Date.now()), nonce };
  const password = connectPassword(house.logs.keysOf(house.device), token);
  const first = await PretendedDevice.connect({ ...house.options(), password });
  assert.is(first.returnCode, 0);
  const attempts: Partial<PretendedOptions>[] = [
    { password, path: 1 },
    { keys: deriveDeviceKeys(Buffer.alloc(32, 77)), path: 1 },
    { device: 'NOBODY-1' as DeviceId, username: 'NOBODY-1' },
    { device: other, keys: house.logs.keysOf(house.device) },
    { password: '', path: 1 },
    { password: 'letmein', path: 1 },
    { username: '', path: 1 },
    { username: '../../etc', path: 1 },
    { username: '__proto__', path: 1 },
  ];
  for (const attempt of attempts) {
    const device = await PretendedDevice.connect({ ...house.options(), ...attempt });
    await device.closed;
    assert.is(device.returnCode, 4, JSON.stringify(attempt.username ?? attempt.password));
  }
  assert.is(refused.length, attempts.length);
  first.socket.write(subscribeBytes(downTopic(house.device)));
  await first.hello();
});

test('a client id that is none of the device’s paths is refused', async (house) => {
  for (const clientId of [`${house.other}/0`, `${house.device}/9`, `${house.device}`, '']) {
    const device = await PretendedDevice.connect({ ...house.options(), clientId });
    await device.closed;
    assert.is(device.returnCode, 2);
  }
});

test('wills, lasting sessions and endless keepalives are refused before anybody is asked', async (house) => {
  const words = { clientId: `${house.device}/0`, username: 'x', password: 'y', keepaliveS: 15 };
  const connects = [
    connectBytes({ ...words, flags: 0xc0 }),
    connectBytes({ ...words, flags: 0xc6 }, ['tillbell/1/SPK-0002/down', 'money']),
    connectBytes({ ...words, flags: 0xc2, keepaliveS: 0 }),
    connectBytes({ ...words, flags: 0xc2, keepaliveS: 65_535 }),
    connectBytes({ ...words, flags: 0xc2, username: 'x'.repeat(5_000) }),
  ];
  for (const bytes of connects) {
    const device = await PretendedDevice.open(house.options());
    device.socket.write(bytes);
    await device.closed;
    assert.is(device.returnCode, undefined);
  }
  assert.equal(house.refused, ['forbidden', 'forbidden', 'forbidden', 'forbidden', 'malformed']);
});

test('another topic, a wildcard, QoS 1 or a retained message ends the connection', async (house) => {
  const victim = await PretendedDevice.greet(house.options(house.other));
  const frame = sealUp(house.logs.keysOf(house.device), house.device, {
    type: 'sync',
    logId: '0123456789abcdef' as never,
    ranges: [],
  });
  const publish = (topic: string, firstByte = 0x30): Buffer => {
    const bytes = publishBytes(topicField(topic), frame);
    bytes[0] = firstByte;
    return bytes;
  };
  const attempts = [
    publish(upTopic(house.other)),
    publish(downTopic(house.other)),
    publish(downTopic(house.device)),
    publish('$SYS/x/new/clients'),
    publish(upTopic(house.device), 0x31),
    subscribeBytes(downTopic(house.other)),
    subscribeBytes('#'),
    subscribeBytes('tillbell/1/+/down'),
    subscribeBytes('$SYS/#'),
    subscribeBytes(upTopic(house.device)),
    subscribeBytes(downTopic(house.device), 1),
  ];
  for (const bytes of attempts) {
    const device = await PretendedDevice.connect(house.options());
    device.socket.write(bytes);
    await device.closed;
  }
  assert.equal(
    house.refused,
    attempts.map(() => 'forbidden'),
  );
  victim.heartbeat();
  await victim.next('pulse');
  assert.equal(victim.messages, []);
});

test('garbage, forged seals and another device’s frames are counted by what is wrong and change nothing', async (house) => {
  house.logs.append(house.device);
  const device = await PretendedDevice.greet(house.options());
  const stored = { type: 'stored', logId: '0123456789abcdef' as never, seqs: [seq(1)], heldUs: [0] } as const;
  const good = sealUp(device.keys, house.device, stored);
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at] = value;
    return bytes;
  };
  const frames: [Buffer, string][] = [
    [Buffer.alloc(0), 'malformed'],
    [randomBytes(33), 'malformed'],
    [changed(0, 9), 'unknown_version'],
    [changed(1, 200), 'unknown_type'],
    [changed(1, 1), 'unknown_type'],
    [changed(20, 0xff ^ (good[20] ?? 0)), 'bad_seal'],
    [changed(good.length - 1, 0xff ^ (good.at(-1) ?? 0)), 'bad_seal'],
    [sealUp(house.logs.keysOf(house.other), house.other, stored), 'bad_seal'],
    [Buffer.alloc(limits.frameBytes + 1, 1), 'too_large'],
  ];
  for (const [frame] of frames) device.sendFrame(frame);
  device.heartbeat();
  await device.next('pulse');
  assert.equal(
    house.refused,
    frames.map(([, code]) => code),
  );
  assert.equal(house.logs.marks, []);
});

test('a client that sends bad frames only is closed', async (house) => {
  const device = await PretendedDevice.greet(house.options());
  for (let count = 0; count <= limits.badFramesPerMinute; count += 1) device.sendFrame(Buffer.alloc(40));
  await device.closed;
  assert.is(house.refused.length, limits.badFramesPerMinute + 1);
});

test('a client that floods small packets is closed, and in between others are served', async (house) => {
  const victim = await PretendedDevice.greet(house.options(house.other));
  const flooder = await PretendedDevice.greet(house.options());
  flooder.socket.write(Buffer.alloc(400_000, Buffer.from([0xc0, 0])));
  victim.heartbeat();
  await victim.next('pulse');
  await flooder.closed;
  assert.equal(house.refused, ['flood']);
});

test('a huge packet is refused from its first bytes, never gathered', async (house) => {
  const device = await PretendedDevice.greet(house.options());
  // 256 MB announced: only its head is ever sent.
  device.socket.write(Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(100)]));
  await device.closed;
  const stranger = await PretendedDevice.open(house.options());
  stranger.socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4]));
  await stranger.closed;
  assert.equal(house.refused, ['too_large', 'too_large']);
});

test('bytes that are no MQTT, or another packet before CONNECT, end the connection', async (house) => {
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    randomBytes(64),
    packet(0xc0, Buffer.alloc(0)),
  ]) {
    const device = await PretendedDevice.open(house.options());
    device.socket.write(bytes);
    await device.closed;
    assert.is(device.returnCode, undefined);
  }
});

test('a second connection of one path ends the first; notices go to the one that greeted', async (house) => {
  const first = await PretendedDevice.greet(house.options());
  const second = await PretendedDevice.greet(house.options());
  await first.closed;
  house.link.deliver([house.logs.append(house.device)], performance.now());
  await second.next('notice');
});

test('a device that disagrees again right after its log was rebuilt is closed instead', async (house) => {
  const device = await PretendedDevice.greet(house.options());
  device.upTo = seq(5);
  device.heartbeat();
  const { logId } = await device.next('pulse');
  device.logId = logId;
  device.sumFen = fenSum(1);
  device.heartbeat(QUIET_STATUS);
  await device.closed;
  assert.is(house.logs.rebuilds, 1);
  assert.ok(house.refused.includes('log_disagrees_again'));
});

test('TLS: the same conversation, and plain bytes there end nothing but themselves', async (house) => {
  const tls = pretendCertificate();
  const link = await openBrokerLink({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    store: house.logs,
    log: pino({ level: 'silent' }),
    observer: { stored() {}, sent() {}, resent() {}, refused() {}, connected() {} },
  });
  const { port } = link.address;
  const plain = await PretendedDevice.open({ ...house.options(), port });
  plain.socket.write(
    connectBytes({ clientId: 'x', username: 'x', password: 'x', flags: 0xc2, keepaliveS: 9 }),
  );
  await plain.closed;
  const device = await PretendedDevice.greet({ ...house.options(), port, trustedCertificate: tls.cert });
  link.deliver([house.logs.append(house.device)], performance.now());
  assert.is((await device.next('notice')).seq, 1);
  await link.close();
  await device.closed;
});

test('a certificate that cannot be used is an error that says so', async ({ logs }) => {
  try {
    const observer = { stored() {}, sent() {}, resent() {}, refused() {}, connected() {} };
    const tls = { cert: Buffer.from('x'), key: Buffer.from('y') };
    const listen = { host: '127.0.0.1', port: 0 };
    await openBrokerLink({ listen, tls, store: logs, log: pino({ level: 'silent' }), observer });
    assert.unreachable();
  } catch (thrown) {
    assert.match(String(thrown), /the MQTT certificate cannot be used/);
  }
});

test.run();
