import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { BlePacketAssembler, fragmentForBle } from './ble-framing.ts';
import { encodePacket } from './packet.ts';

const chance = seededChance(5_004);
const packetOf = (payloadBytes: number): Uint8Array =>
  encodePacket({
    version: 2,
    operation: 'write_reply',
    group: 1,
    sequence: chance.integer(0, 255),
    command: 1,
    payload: Uint8Array.from({ length: payloadBytes }, () => chance.integer(0, 255)),
  });

test('pieces are full but the last, and each fits a write', () => {
  const packet = packetOf(100);
  const pieces = fragmentForBle(packet, 23);
  assert.equal(
    pieces.map((piece) => piece.length),
    [20, 20, 20, 20, 20, 8],
  );
  assert.equal(new Uint8Array(Buffer.concat(pieces)), packet);
});

test('packets of every length and every MTU come back', () => {
  const assembler = new BlePacketAssembler();
  for (const mtu of [23, 24, 185, 247, 517])
    for (let length = 0; length <= 300; length++) {
      const packet = packetOf(length);
      const heard = fragmentForBle(packet, mtu).flatMap((piece) => assembler.push(piece, 0) ?? []);
      assert.equal(heard, [packet]);
    }
  assert.is(assembler.droppedPackets, 0);
});

test('every split, also inside the header', () => {
  const packet = packetOf(30);
  for (let at = 1; at < packet.length; at++) {
    const assembler = new BlePacketAssembler();
    assert.is(assembler.push(packet.subarray(0, at), 0), undefined);
    assert.equal(assembler.push(packet.subarray(at), 0), packet);
  }
});

test('a packet whose rest was lost ends with a pause, and the next one is understood', () => {
  const assembler = new BlePacketAssembler();
  const [first = new Uint8Array(), ...rest] = fragmentForBle(packetOf(60), 23);
  assembler.push(first, 1_000);
  const next = packetOf(5);
  assert.equal(assembler.push(next, 1_000 + limits.blePieceGapMs + 1), next);
  assert.is(assembler.droppedPackets, 1);
  assert.is(rest.length, 3);
});

test('a piece too many, and what begins as no packet, are dropped at once', () => {
  const assembler = new BlePacketAssembler();
  const next = packetOf(5);
  assert.is(assembler.push(Buffer.concat([packetOf(3), Uint8Array.of(0)]), 0), undefined);
  assert.is(assembler.push(new Uint8Array(20).fill(0xff), 0), undefined);
  assert.equal(assembler.push(next, 0), next);
  assert.is(assembler.droppedPackets, 2);
});

test('random pieces keep no more than a packet, and stop nothing', () => {
  const assembler = new BlePacketAssembler();
  for (let round = 0; round < 20_000; round++)
    assembler.push(
      Uint8Array.from({ length: chance.integer(0, 244) }, () => chance.integer(0, 255)),
      0,
    );
  assembler.push(new Uint8Array(limits.smpPacketBytes + 1), 0);
  const next = packetOf(40);
  assert.equal(assembler.push(next, limits.blePieceGapMs + 1), next);
});

test.run();
