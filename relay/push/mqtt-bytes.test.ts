import { generate } from 'mqtt-packet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONNACK_ACCEPTED, publishBytes, topicField } from './mqtt-bytes.ts';

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

test.run();
