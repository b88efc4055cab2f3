import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { frameForSerial, SERIAL_LINE_BYTES, SerialFrameDecoder, serialFrameBytes } from './serial-framing.ts';

const chance = seededChance(5_003);
const packetOf = (length: number): Uint8Array => Uint8Array.from({ length }, () => chance.integer(0, 255));
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

test('the frame of an echo, byte by byte', () => {
  // Packet 02 00 00 04 00 00 00 00 a1 61 64 60: length 14 with the checksum, CRC16-XMODEM 0x9c47.
  const packet = new Uint8Array(Buffer.from('0200000400000000a1616460', 'hex'));
  const raw = Buffer.from(`000e0200000400000000a1616460${crc('0200000400000000a1616460')}`, 'hex');
  assert.is(Buffer.from(frameForSerial(packet)).toString('latin1'), `\x06\x09${raw.toString('base64')}\n`);
});

/** CRC-16/XMODEM by its definition: polynomial 0x1021, from 0, most significant bit first. */
function crc(hexText: string): string {
  let value = 0;
  for (const byte of Buffer.from(hexText, 'hex')) {
    value ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) value = (value & 0x8000 ? (value << 1) ^ 0x1021 : value << 1) & 0xffff;
  }
  return value.toString(16).padStart(4, '0');
}

test('the checksum is CRC-16/XMODEM', () => {
  assert.is(crc(Buffer.from('123456789').toString('hex')), '31c3');
});

test('lines keep to their length, with markers, and their sum is foretold', () => {
  for (let length = 1; length <= 600; length++) {
    const frame = Buffer.from(frameForSerial(packetOf(length)));
    const lines = frame.toString('latin1').split('\n');
    assert.is(lines.pop(), '');
    for (const [index, line] of lines.entries()) {
      assert.ok(line.length + 1 <= SERIAL_LINE_BYTES, `line of ${line.length + 1}`);
      assert.is(line.slice(0, 2), index === 0 ? '\x06\x09' : '\x04\x14');
      assert.ok(line.length > 2, 'no empty line');
    }
    assert.is(frame.length, serialFrameBytes(length));
  }
});

test('packets of every length come back, in one chunk and byte by byte', () => {
  const decoder = new SerialFrameDecoder();
  for (let length = 1; length <= 400; length++) {
    const packet = packetOf(length);
    const frame = frameForSerial(packet);
    assert.equal(decoder.push(frame), [packet]);
    assert.equal(
      [...frame].flatMap((byte) => decoder.push(Uint8Array.of(byte))),
      [packet],
    );
  }
  const largest = packetOf(limits.smpPacketBytes);
  assert.equal(decoder.push(frameForSerial(largest)), [largest]);
  assert.is(decoder.droppedFrames, 0);
});

test('every split of two packets gives the same two', () => {
  const packets = [packetOf(150), packetOf(9)];
  const frames = join(...packets.map((packet) => frameForSerial(packet)));
  for (let at = 0; at <= frames.length; at++) {
    const decoder = new SerialFrameDecoder();
    assert.equal([...decoder.push(frames.subarray(0, at)), ...decoder.push(frames.subarray(at))], packets);
  }
});

test('the log speaks between lines, before one on the same line, and with carriage returns', () => {
  const packet = packetOf(200);
  const [first = '', second = '', third = ''] = Buffer.from(frameForSerial(packet))
    .toString('latin1')
    .split('\n');
  const decoder = new SerialFrameDecoder();
  const heard = decoder.push(
    latin1(
      `*** Booting Zephyr ***\r\nuart:~$ ${first}\r\n[00:01] <inf> flash: erased\n${second}\n\x04\x06${third}\nok\n`,
    ),
  );
  assert.equal(heard, [packet]);
  assert.is(decoder.droppedFrames, 0);
});

test('a whole packet in one long line is understood, as old bootloaders send it', () => {
  const packet = packetOf(500);
  assert.equal(new SerialFrameDecoder().push(frameForSerial(packet, 4_096)), [packet]);
});

test('truncated, then good', () => {
  const packet = packetOf(150);
  const frame = frameForSerial(packet);
  for (let cut = 0; cut < frame.length; cut++) {
    const decoder = new SerialFrameDecoder();
    assert.equal(decoder.push(join(frame.subarray(0, cut), frame)), [packet], `cut at ${cut}`);
  }
});

test('any damaged byte costs its packet, never gives another, and not the next', () => {
  const packet = packetOf(120);
  const next = packetOf(20);
  const frame = frameForSerial(packet);
  for (let at = 0; at < frame.length; at++) {
    for (const damage of [0x01, 0x20, 0x80]) {
      const damaged = Uint8Array.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ damage;
      const decoder = new SerialFrameDecoder();
      const heard = decoder.push(join(damaged, frameForSerial(next)));
      assert.ok(heard.length <= 1, `byte ${at}`);
      assert.equal(heard, [next], `byte ${at} ^ ${damage}`);
    }
  }
});

test('a line without an end, and a length that lies, keep nothing and stop nothing', () => {
  const decoder = new SerialFrameDecoder();
  const packet = packetOf(30);
  decoder.push(latin1(`\x06\x09${'A'.repeat(100_000)}`));
  assert.equal(decoder.push(frameForSerial(packet)), [packet]);
  decoder.push(latin1(`\x06\x09${Buffer.from('ffff0102', 'hex').toString('base64')}\n`));
  for (let line = 0; line < 1_000; line++) decoder.push(latin1(`\x04\x14${'AAAA'.repeat(31)}\n`));
  decoder.push(latin1('\x06\x09AAA=\n\x06\x09AAIAAA==\n\x06\x09\n\x06\x09A===\n\x06\x09AA==\n'));
  assert.equal(decoder.push(frameForSerial(packet)), [packet]);
  assert.ok(decoder.droppedFrames >= 6);
});

test('random bytes never give a packet that was not sent', () => {
  const decoder = new SerialFrameDecoder();
  const digits = [0x06, 0x09, 0x04, 0x14, 0x0a, 0x3d, 0x41, 0x42, 0x2b];
  for (let round = 0; round < 2_000; round++)
    assert.equal(decoder.push(Uint8Array.from({ length: 64 }, () => chance.pick(digits))), []);
});

test.run();
