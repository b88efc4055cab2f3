/** CONNACK, accepted, no session (MQTT 3.1.1, 3.2). */
export const CONNACK_ACCEPTED = Buffer.from([0x20, 2, 0, 0]);

/** The topic of a PUBLISH as it stands in the packet: length and text. Made once for each connection. */
export function topicField(topic: string): Buffer {
  const text = Buffer.from(topic);
  const field = Buffer.allocUnsafe(2 + text.length);
  field.writeUInt16BE(text.length);
  text.copy(field, 2);
  return field;
}

/**
 * A PUBLISH of QoS 0 (MQTT 3.1.1, 3.3). Written straight to the one client's socket it costs a third less than
 * the broker's own `client.publish`, and goes out in this turn of the event loop instead of the next.
 */
export function publishBytes(topic: Buffer, payload: Uint8Array): Buffer {
  const remaining = topic.length + payload.length;
  const lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
  const packet = Buffer.allocUnsafe(1 + lengthBytes + remaining);
  packet[0] = 0x30;
  let rest = remaining;
  for (let index = 1; index <= lengthBytes; index += 1) {
    packet[index] = (rest & 0x7f) | (index < lengthBytes ? 0x80 : 0);
    rest >>>= 7;
  }
  packet.set(topic, 1 + lengthBytes);
  packet.set(payload, 1 + lengthBytes + topic.length);
  return packet;
}
