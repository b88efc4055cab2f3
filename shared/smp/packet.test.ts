import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { seededChance } from '../seeded-chance.ts';
import { decodePacket, encodePacket, isReply, packetBytes, replyOperation } from './packet.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

test('the header is laid out as Zephyr has it, in both versions', () => {
  const packet = {
    version: 1,
    operation: 'write',
    group: 1,
    sequence: 0x42,
    command: 1,
    payload: bytes('a0'),
  } as const;
  assert.is(hex(encodePacket(packet)), '0200000100014201a0');
  assert.is(hex(encodePacket({ ...packet, version: 2 })), '0a00000100014201a0');
  assert.equal(decodePacket(bytes('0b 00 0001 0040 ff 07 a0')), {
    version: 2,
    operation: 'write_reply',
    group: 64,
    sequence: 255,
    command: 7,
    payload: bytes('a0'),
  });
});

test('a reply answers in the operation of its request', () => {
  assert.is(replyOperation('read'), 'read_reply');
  assert.is(replyOperation('write'), 'write_reply');
  assert.equal((['read', 'read_reply', 'write', 'write_reply'] as const).map(isReply), [
    false,
    true,
    false,
    true,
  ]);
});

test('what is no packet is refused with the reason', () => {
  const code = (text: string): string => {
    try {
      decodePacket(bytes(text));
    } catch (error) {
      if (isFailure(error)) return error.code;
      throw error;
    }
    return 'accepted';
  };
  assert.is(code('00 00 0000 0000 00 00'), 'accepted');
  assert.is(code('00 00 0000 0000 00'), 'malformed', 'seven bytes');
  assert.is(code('20 00 0000 0000 00 00'), 'malformed', 'reserved bits');
  assert.is(code('10 00 0000 0000 00 00'), 'unknown_version', 'version bits 2');
  assert.is(code('04 00 0000 0000 00 00'), 'malformed', 'operation 4');
  assert.is(code('00 00 0001 0000 00 00'), 'malformed', 'shorter than it says');
  assert.is(code('00 00 0000 0000 00 00 a0'), 'malformed', 'longer than it says');
  assert.is(code('00 00 ffff 0000 00 00'), 'too_large');
  assert.throws(
    () =>
      encodePacket({
        version: 1,
        operation: 'read',
        group: 0,
        sequence: 0,
        command: 0,
        payload: new Uint8Array(8_185),
      }),
    /8193 bytes/,
  );
});

test('random and mutated bytes end in a packet or a failure, nothing else', () => {
  const chance = seededChance(5_001);
  for (let round = 0; round < 20_000; round++) {
    const random = Uint8Array.from({ length: chance.integer(0, 40) }, () => chance.integer(0, 255));
    try {
      assert.is(hex(encodePacket(decodePacket(random))).slice(4), hex(random).slice(4));
      assert.is(packetBytes(random), random.length);
    } catch (error) {
      if (!isFailure(error)) throw error;
    }
  }
});

test.run();
