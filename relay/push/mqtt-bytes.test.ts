import { generate } from 'mqtt-packet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONNACK_ACCEPTED, publishBytes, readPublish, topicField } from './mqtt-bytes.ts';

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
