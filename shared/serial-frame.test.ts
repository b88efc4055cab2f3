import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from './failure.ts';
import { limits } from './limits.ts';
import { seededChance } from './seeded-chance.ts';
import {
  encodeSerialFrame,
  frameOverheadBytes,
  type HeardFrame,
  type SerialFrame,
  SerialFrameParser,
} from './serial-frame.ts';

const one: SerialFrame = {
  address: 3,
  sequence: 200,
  kind: 0x84,
  body: Uint8Array.of(0, 1, 0, 0, 255, 7, 0),
};
const other: SerialFrame = { address: 0, sequence: 0, kind: 0, body: new Uint8Array() };
const bytesOne = encodeSerialFrame(one);
const bytesOther = encodeSerialFrame(other);

const framesOf = (heard: readonly HeardFrame[]): SerialFrame[] =>
  heard.flatMap((item) => ('frame' in item ? [item.frame] : []));
const brokenOf = (heard: readonly HeardFrame[]): number => heard.filter((item) => 'broken' in item).length;

test('one frame', () => {
  assert.equal(new SerialFrameParser().push(bytesOne), [{ frame: one }]);
});

test('no zero inside, so that an end is an end', () => {
  assert.is(bytesOne.slice(1, -1).indexOf(0), -1);
});

test('two in a chunk', () => {
  assert.equal(framesOf(new SerialFrameParser().push(Buffer.concat([bytesOne, bytesOther]))), [one, other]);
});

test('every split', () => {
  for (let at = 0; at <= bytesOne.length; at += 1) {
    const parser = new SerialFrameParser();
    const heard = [...parser.push(bytesOne.subarray(0, at)), ...parser.push(bytesOne.subarray(at))];
    assert.equal(heard, [{ frame: one }], `split at ${at}`);
  }
});

test('every length of body, with and without zeros, up to the bound', () => {
  const longest = limits.busFrameBytes - 7;
  for (const fill of [0, 1, 255]) {
    for (let length = 0; length <= longest; length += 1) {
      const frame = { address: 1, sequence: 2, kind: 3, body: new Uint8Array(length).fill(fill) };
      const bytes = encodeSerialFrame(frame);
      assert.ok(bytes.length <= length + frameOverheadBytes(length), `overhead at ${length}`);
      assert.equal(framesOf(new SerialFrameParser().push(bytes)), [frame]);
    }
  }
});

test('every single bit may be wrong, and what was said is heard', () => {
  for (let bit = 8; bit < (bytesOne.length - 1) * 8; bit += 1) {
    const bent = Uint8Array.from(bytesOne);
    const byte = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    if (byte === 0) continue;
    bent[bit >> 3] = byte;
    assert.equal(framesOf(new SerialFrameParser().push(bent)), [one], `bit ${bit}`);
  }
});

test('at one garbled byte in a hundred nine of ten long frames are heard, and none of them wrong', () => {
  const chance = seededChance(12);
  const long = {
    ...one,
    body: Uint8Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 0 : index)),
  };
  const bytes = encodeSerialFrame(long);
  let heard = 0;
  for (let round = 0; round < 1_000; round += 1) {
    const garbled = bytes.map((byte) => (chance.happens(0.01) ? chance.integer(0, 255) : byte));
    const [frame] = framesOf(new SerialFrameParser().push(garbled));
    if (frame === undefined) continue;
    assert.equal(frame, long);
    heard += 1;
  }
  assert.ok(heard > 900, `${heard} of 1000`);
});

test('more than can be mended is broken, and no frame', () => {
  const chance = seededChance(13);
  for (let round = 0; round < 2_000; round += 1) {
    const bent = Uint8Array.from(bytesOne);
    for (let at = 2; at < 9; at += 1) bent[at] = chance.integer(1, 255);
    for (const frame of framesOf(new SerialFrameParser().push(bent))) assert.equal(frame, one);
  }
});

test('noise first', () => {
  const heard = new SerialFrameParser().push(Buffer.concat([Uint8Array.of(9, 88, 255, 1), bytesOne]));
  assert.is(brokenOf(heard), 1);
  assert.equal(framesOf(heard), [one]);
});

test('over-long: told once, nothing kept, and the next frame is heard', () => {
  const parser = new SerialFrameParser();
  const heard = parser.push(new Uint8Array(100_000).fill(7));
  assert.is(brokenOf(heard), 1);
  assert.ok(parser.waitingBytes <= limits.busFrameBytes + frameOverheadBytes(limits.busFrameBytes - 7));
  assert.equal(parser.push(bytesOne), [{ frame: one }]);
});

test('truncated, then good', () => {
  for (let length = 1; length < bytesOne.length - 1; length += 1) {
    const heard = new SerialFrameParser().push(Buffer.concat([bytesOne.subarray(0, length), bytesOther]));
    assert.equal(framesOf(heard), [other], `cut to ${length}`);
  }
});

test('a reset forgets what was begun', () => {
  const parser = new SerialFrameParser();
  parser.push(bytesOne.subarray(0, 9));
  parser.reset();
  assert.equal(parser.push(bytesOther), [{ frame: other }]);
});

test('random bytes never become a frame, and never stop the next', () => {
  const chance = seededChance(11);
  const parser = new SerialFrameParser();
  for (let round = 0; round < 2_000; round += 1) {
    const noise = Uint8Array.from({ length: chance.integer(0, 90) }, () => chance.integer(0, 255));
    assert.equal(framesOf(parser.push(noise)), []);
    assert.equal(framesOf(parser.push(bytesOne)), [one]);
  }
});

test('what does not fit is refused before anything is sent', () => {
  const body = new Uint8Array(limits.busFrameBytes - 6);
  assert.throws(
    () => encodeSerialFrame({ ...one, body }),
    (thrown: unknown) => isFailure(thrown, 'too_large'),
  );
  for (const address of [-1, 256, 1.5, Number.NaN]) {
    assert.throws(
      () => encodeSerialFrame({ ...one, address }),
      (thrown: unknown) => isFailure(thrown, 'malformed'),
    );
  }
});

test.run();
