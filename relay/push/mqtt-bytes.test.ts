import { generate, type IConnectPacket, type Packet } from 'mqtt-packet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CONNACK_ACCEPTED,
  connackRefused,
  PINGREQ,
  PINGRESP,
  publishBytes,
  readConnect,
  readPing,
  readPublish,
  readSubscribe,
  topicField,
} from './mqtt-bytes.ts';

test('a PUBLISH is byte for byte what the stock encoder makes, at every length of its length', () => {
  const topic = 'tillbell/1/SPK-0001/down';
  const overhead = 2 + topic.length;
  for (const remaining of [overhead, 127, 128, 16_383, 16_384, 16_900, 2_097_151, 2_097_152]) {
    const payload = Buffer.alloc(remaining - overhead, 7);
    const expected = generate({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false });
    assert.is(Buffer.compare(publishBytes(topicField(topic), payload), expected), 0, `${remaining} bytes`);
  }
});

test('the CONNACK is what the stock encoder makes', () => {
  const expected = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  assert.is(Buffer.compare(CONNACK_ACCEPTED, expected), 0);
});

test('a CONNACK that refuses is what the stock encoder makes', () => {
  for (const returnCode of [2, 3, 4]) {
    const expected = generate({ cmd: 'connack', returnCode, sessionPresent: false });
    assert.is(Buffer.compare(connackRefused(returnCode), expected), 0, `${returnCode}`);
  }
});

const words = { clientId: 'SPK-0001/0', username: 'SPK-0001', password: 'x'.repeat(90), keepalive: 15 };
// Its types want a Buffer where its own parser gives text and MQTT has both.
const plainConnect = (
  changed: { readonly [field in keyof IConnectPacket]?: IConnectPacket[field] | string } = {},
): Buffer =>
  generate({ cmd: 'connect', clean: true, protocolVersion: 4, ...words, ...changed } as unknown as Packet);

test('the CONNECT of the stock encoder is read where it stands, at every length of its length', () => {
  const { clientId, username, keepalive: keepaliveS } = words;
  for (const length of [0, 1, 80, 81, 90, 300, 16_300]) {
    const password = 'x'.repeat(length);
    const bytes = plainConnect({ password });
    const chunk = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]);
    const read = readConnect(chunk, 6);
    assert.is(read?.end, chunk.length - 5, `${length}`);
    assert.equal(read?.connect, { clientId, username, password, keepaliveS });
  }
});

test('a cut CONNECT, another protocol, a will, a session, no password, more fields and no ASCII are not read', () => {
  const whole = plainConnect();
  for (let end = 0; end < whole.length; end += 1)
    assert.is(readConnect(whole.subarray(0, end), 0), undefined, `${end} bytes`);
  const others = [
    plainConnect({ protocolVersion: 5 }),
    plainConnect({ protocolVersion: 3, protocolId: 'MQIsdp' }),
    plainConnect({ clean: false }),
    plainConnect({ will: { topic: 'a', payload: Buffer.from('b'), qos: 0, retain: false } }),
    generate({ cmd: 'connect', clean: true, clientId: 'x', keepalive: 15 }),
    plainConnect({ username: 'Käse' }),
    plainConnect({ password: Buffer.from([0]) }),
    plainConnect({ password: 'x'.repeat(17_000) }),
    generate({ cmd: 'pingreq' }),
  ];
  for (const [index, other] of others.entries()) assert.is(readConnect(other, 0), undefined, `${index}`);
  const fourFields = Buffer.concat([whole, Buffer.from([0, 0])]);
  fourFields[1] = (whole[1] ?? 0) + 2;
  assert.is(readConnect(fourFields, 0), undefined);
  const lying = Buffer.from(whole);
  // The first field says that it is longer than the packet.
  lying.writeUInt16BE(60_000, whole.indexOf('SPK-0001/0') - 2);
  assert.is(readConnect(lying, 0), undefined);
});

test('PINGREQ and PINGRESP are what the stock encoder makes, and a PINGREQ is read where it stands', () => {
  assert.is(Buffer.compare(PINGREQ, generate({ cmd: 'pingreq' })), 0);
  assert.is(Buffer.compare(PINGRESP, generate({ cmd: 'pingresp' })), 0);
  assert.is(readPing(Buffer.from([1, 0xc0, 0, 9]), 1), 3);
  for (const other of [[0xc0], [0xc0, 1], [0xc1, 0], [0xd0, 0], []])
    assert.is(readPing(Buffer.from(other), 0), undefined, String(other));
});

const DOWN = 'tillbell/1/SPK-0001/down';
const subscribeTo = (topic: string, qos: 0 | 1 | 2 = 0, messageId = 7): Buffer =>
  generate({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos }] });

test('a SUBSCRIBE to the own topic is read where it stands, and its SUBACK is what the stock encoder makes', () => {
  for (const messageId of [1, 255, 256, 65_535]) {
    const chunk = Buffer.concat([Buffer.from('xx'), subscribeTo(DOWN, 0, messageId), Buffer.from('yy')]);
    const read = readSubscribe(chunk, 2, topicField(DOWN));
    assert.is(read?.end, chunk.length - 2);
    const expected = generate({ cmd: 'suback', messageId, granted: [0] });
    assert.is(Buffer.compare(read?.answer ?? Buffer.alloc(0), expected), 0, `${messageId}`);
  }
});

test('a cut SUBSCRIBE, another topic, another QoS, two topics, no identifier and a long topic are not read', () => {
  const whole = subscribeTo(DOWN);
  for (let end = 0; end < whole.length; end += 1)
    assert.is(readSubscribe(whole.subarray(0, end), 0, topicField(DOWN)), undefined, `${end} bytes`);
  const noIdentifier = Buffer.from(whole);
  noIdentifier.writeUInt16BE(0, 2);
  const two = generate({
    ...{ cmd: 'subscribe', messageId: 7 },
    subscriptions: [DOWN, '#'].map((topic) => ({ topic, qos: 0 })),
  });
  const unflagged = Buffer.from(whole);
  unflagged[0] = 0x80;
  const others = ['#', 'tillbell/1/SPK-0002/down', 'tillbell/1/SPK-0001/dowN'].map((topic) =>
    subscribeTo(topic),
  );
  for (const other of [...others, subscribeTo(DOWN, 1), two, noIdentifier, unflagged])
    assert.is(readSubscribe(other, 0, topicField(DOWN)), undefined, other.toString('hex'));
  const long = 'x'.repeat(200);
  assert.is(readSubscribe(subscribeTo(long), 0, topicField(long)), undefined);
});

const UP = topicField('tillbell/1/SPK-0001/up');

test('what was written as a PUBLISH is read again, wherever it begins, at every length of its length', () => {
  for (const bytes of [0, 1, 100, 127, 128, 16_383, 16_384, 2_097_152]) {
    const payload = Buffer.alloc(bytes, 9);
    const chunk = Buffer.concat([Buffer.from('before'), publishBytes(UP, payload), Buffer.from('after')]);
    const read = readPublish(chunk, 6, UP);
    assert.is(read?.end, chunk.length - 5);
    assert.ok(read?.payload.equals(payload), `${bytes} bytes`);
  }
});

test('a cut one, another topic, another packet, another QoS and a broken length are not read', () => {
  const whole = publishBytes(UP, Buffer.from('hello'));
  for (let end = 0; end < whole.length; end += 1) {
    assert.is(readPublish(whole.subarray(0, end), 0, UP), undefined, `${end} bytes`);
  }
  for (const topic of ['tillbell/1/SPK-0002/up', 'tillbell/1/SPK-0001/upper', 'tillbell/1/SPK-0001/u', '']) {
    assert.is(readPublish(publishBytes(topicField(topic), Buffer.from('x')), 0, UP), undefined, topic);
  }
  for (const first of [0x31, 0x32, 0x34, 0x38, 0x40, 0xc0, 0x00]) {
    const other = Buffer.from(whole);
    other[0] = first;
    assert.is(readPublish(other, 0, UP), undefined, `first byte ${first}`);
  }
  const endless = Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(64)]);
  assert.is(readPublish(endless, 0, UP), undefined);
});

test.run();
