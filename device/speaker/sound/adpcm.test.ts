import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adpcmBytes, decodeAdpcm, encodeAdpcm } from './adpcm.ts';

test('decodes as another implementation does (Python’s audioop, bit by bit, clipping included)', () => {
  const bytes = Buffer.from('707f12a3ff7780089c4125e63bd47777777777777777ffff', 'hex');
  const expected = [
    0, 11, -19, 44, 89, 113, 165, 132, 39, -160, 270, 1195, 1327, 1207, 1098, 1197, 383, 55, 353, 1167, 2371,
    3172, 5066, 1709, -1493, 1416, 4818, -214, 9831, 31367, 32767, 32767, 32767, 32767, 32767, 32767, 32767,
    32767, 32767, 32767, 32767, 32767, 32767, 32767, -28669, -32768, -32768, -32768,
  ];
  assert.equal(Array.from(decodeAdpcm(bytes, 48)), expected);
});

test('what is encoded comes back close to what it was', () => {
  const voice = Int16Array.from({ length: 8_001 }, (_, at) => {
    const swell = Math.sin((Math.PI * at) / 8_001);
    return Math.round(swell * (9_000 * Math.sin(at / 9) + 4_000 * Math.sin(at / 2.3)));
  });
  const bytes = encodeAdpcm(voice);
  assert.is(bytes.length, adpcmBytes(voice.length));
  const back = decodeAdpcm(bytes, voice.length);
  assert.is(back.length, voice.length);
  let signal = 0;
  let noise = 0;
  voice.forEach((sample, at) => {
    signal += sample ** 2;
    noise += (sample - (back[at] ?? 0)) ** 2;
  });
  assert.ok(10 * Math.log10(signal / noise) > 20, 'at least 20 dB of signal over noise');
});

test('silence stays silence, nothing stays nothing, and no more is decoded than is there', () => {
  assert.ok(decodeAdpcm(encodeAdpcm(new Int16Array(999)), 999).every((sample) => sample === 0));
  assert.is(encodeAdpcm(new Int16Array(0)).length, 0);
  assert.is(decodeAdpcm(new Uint8Array(3), 1_000_000).length, 6);
});

test.run();
