import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  faded,
  gainForVolume,
  levelled,
  loudnessDb,
  peakDb,
  resampled,
  scaled,
  trimmed,
  withoutRumble,
} from './pcm.ts';

const RATE_HZ = 16_000;
const tone = (lengthMs: number, hz: number, amplitude: number, rateHz = RATE_HZ): Int16Array =>
  Int16Array.from({ length: (lengthMs * rateHz) / 1000 }, (_, at) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * at) / rateHz)),
  );
const near = (actual: number, expected: number, within: number, what = ''): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${what} ${actual} is not ${expected} ± ${within}`);
const silence = (lengthMs: number): Int16Array => new Int16Array((lengthMs * RATE_HZ) / 1000);
const joined = (...parts: Int16Array[]): Int16Array =>
  Int16Array.from(parts.flatMap((part) => Array.from(part)));

test('the volume curve: silent at 0, full at 100, always rising, half as loud at half the setting', () => {
  assert.is(gainForVolume(0), 0);
  assert.is(gainForVolume(100), 1);
  for (let percent = 1; percent <= 100; percent += 1) {
    assert.ok(gainForVolume(percent) > gainForVolume(percent - 1), `${percent}`);
  }
  near(20 * Math.log10(gainForVolume(50)), -10, 0.1, 'dB at 50 %');
  near(20 * Math.log10(gainForVolume(25)), -20, 0.1, 'dB at 25 %');
  assert.is(gainForVolume(-5), 0);
  assert.is(gainForVolume(500), 1);
  assert.is(gainForVolume(Number.NaN), 0);
});

test('scaling clips instead of wrapping round', () => {
  assert.equal(Array.from(scaled(Int16Array.from([30_000, -30_000]), 2)), [32_767, -32_768]);
});

test('loudness is that of the speech, not of the pauses in it', () => {
  const sine = tone(500, 440, 10_000);
  near(loudnessDb(sine, RATE_HZ), 20 * Math.log10(10_000 / 32_768 / Math.SQRT2), 0.2);
  near(loudnessDb(joined(sine, silence(2000)), RATE_HZ), loudnessDb(sine, RATE_HZ), 0.2);
  assert.is(loudnessDb(silence(100), RATE_HZ), Number.NEGATIVE_INFINITY);
  assert.is(loudnessDb(new Int16Array(0), RATE_HZ), Number.NEGATIVE_INFINITY);
});

test('levelling brings soft and loud speech to one loudness, and no peak passes the limit', () => {
  const target = { loudnessDb: -18, peakLimitDb: -1 };
  for (const amplitude of [50, 1_000, 30_000]) {
    const level = levelled(tone(300, 300, amplitude), RATE_HZ, target);
    near(loudnessDb(level, RATE_HZ), -18, 0.5, `amplitude ${amplitude}`);
  }
  const knock = joined(tone(300, 300, 200), tone(1, 4000, 32_000), tone(300, 300, 200));
  assert.ok(peakDb(levelled(knock, RATE_HZ, target)) <= -0.99);
  assert.equal(levelled(silence(10), RATE_HZ, target), silence(10));
});

test('trimming takes the silence and lone clicks, and keeps a little before and after', () => {
  const sound = joined(silence(100), tone(2, 500, 20_000), silence(200), tone(400, 300, 8_000), silence(300));
  const speech = trimmed(sound, RATE_HZ, -40, { before: 10, after: 20 });
  near(speech.length / 16, 430, 11, 'ms');
  assert.is(trimmed(silence(500), RATE_HZ, -40, { before: 10, after: 20 }).length, 0);
  assert.is(trimmed(new Int16Array(0), RATE_HZ, -40, { before: 10, after: 20 }).length, 0);
});

test('fades begin and end at zero, for the shortest sounds too', () => {
  for (const length of [1, 2, 3, 50, 1_000]) {
    const sound = faded(new Int16Array(length).fill(20_000), RATE_HZ, 5);
    if (length > 1) assert.is(sound[0], 0, `${length}`);
    if (length > 1) assert.is(sound.at(-1), 0, `${length}`);
  }
  assert.is(faded(new Int16Array(1_000).fill(20_000), RATE_HZ, 5)[500], 20_000);
});

test('rumble and offset go, speech stays', () => {
  const offset = Int16Array.from(tone(500, 300, 8_000), (sample) => sample + 3_000);
  const clear = withoutRumble(offset, RATE_HZ, 70);
  const mean = clear.reduce((sum, sample) => sum + sample, 0) / clear.length;
  near(mean, 0, 30, 'mean');
  near(loudnessDb(clear, RATE_HZ), loudnessDb(tone(500, 300, 8_000), RATE_HZ), 0.5);
});

test('resampling keeps pitch and level from any common rate, and filters what cannot be carried', () => {
  for (const rateHz of [8_000, 11_025, 22_050, 44_100, 48_000, 96_000]) {
    const sound = resampled(tone(500, 1_000, 10_000, rateHz), rateHz, RATE_HZ);
    near(sound.length, 8_000, 2, `${rateHz} Hz: samples`);
    const crossings = sound.reduce(
      (sum, sample, at) => sum + (sample >= 0 && (sound[at - 1] ?? 0) < 0 ? 1 : 0),
      0,
    );
    near(crossings, 500, 2, `${rateHz} Hz: periods`);
    near(loudnessDb(sound, RATE_HZ), 20 * Math.log10(10_000 / 32_768 / Math.SQRT2), 0.3, `${rateHz} Hz: dB`);
  }
  const above = resampled(tone(500, 11_000, 10_000, 48_000), 48_000, RATE_HZ);
  assert.ok(loudnessDb(above.subarray(400, 7_600), RATE_HZ) < -60, 'no alias of 11 kHz');
  assert.is(resampled(new Int16Array(0), 44_100, RATE_HZ).length, 0);
});

test.run();
