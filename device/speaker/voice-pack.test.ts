import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { encodeAdpcm } from './sound/adpcm.ts';
import { loudnessDb, peakDb } from './sound/pcm.ts';
import { formatWav } from './sound/wav.ts';
import { type PackManifest, parseManifest, soundOfRecording, VOICE_LEVEL, VoicePack } from './voice-pack.ts';

const tone = (samples: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: samples }, (_, at) => Math.round(amplitude * Math.sin(at / 8)));

function packOf(clips: Record<string, Int16Array>): { manifest: PackManifest; blob: Buffer } {
  let offset = 0;
  const blobs: Uint8Array[] = [];
  const entries: PackManifest['clips'][string][] = [];
  for (const samples of Object.values(clips)) {
    const bytes = encodeAdpcm(samples);
    entries.push({ text: 'x', offset, samples: samples.length });
    blobs.push(bytes);
    offset += bytes.length;
  }
  const blob = Buffer.concat(blobs);
  const manifest: PackManifest = {
    format: 'tillbell-voice-1',
    language: 'en',
    sampleRateHz: 16_000,
    codec: 'ima-adpcm',
    source: 'test',
    clipsSha256: createHash('sha256').update(blob).digest('hex'),
    clips: Object.fromEntries(
      Object.keys(clips).map((name, at) => [name, entries[at] ?? { text: '', offset: 0, samples: 0 }]),
    ),
  };
  return { manifest, blob };
}
const { manifest, blob } = packOf({ one: tone(3_001, 20_000), two: tone(2_000, 15_000) });
const refusesAs =
  (code: Parameters<typeof isFailure>[1]) =>
  (thrown: unknown): boolean =>
    isFailure(thrown, code);

test('clips are joined in order, each as long as it is', () => {
  const pack = new VoicePack(manifest, blob);
  const sound = pack.join(['one', 'two', 'one'], 100);
  assert.is(sound.length, 3_001 + 2_000 + 3_001);
  assert.equal(sound.subarray(0, 3_001), pack.clip('one'));
  assert.equal(sound.subarray(3_001, 5_001), pack.clip('two'));
  assert.is(pack.join([], 100).length, 0);
});

test('joins make no click: every clip begins and ends at zero', () => {
  const pack = new VoicePack(manifest, blob);
  const sound = pack.join(['one', 'two'], 100);
  const jump = (at: number): number => Math.abs((sound[at] ?? 0) - (sound[at - 1] ?? 0));
  for (let at = 2_995; at < 3_008; at += 1) assert.ok(jump(at) < 100, `a jump of ${jump(at)} at ${at}`);
  // What an unfaded join of the same tones would do.
  assert.ok(Math.abs((tone(3_001, 20_000).at(-1) ?? 0) - 0) > 1_000);
});

test('loudness rises with every step of the volume; at 0 there is silence of the same length', () => {
  const pack = new VoicePack(manifest, blob);
  let before = Number.NEGATIVE_INFINITY;
  for (let percent = 5; percent <= 100; percent += 5) {
    const loudness = loudnessDb(pack.join(['one'], percent), 16_000);
    assert.ok(loudness > before, `${percent} %`);
    before = loudness;
  }
  const silent = pack.join(['one'], 0);
  assert.is(silent.length, 3_001);
  assert.ok(silent.every((sample) => sample === 0));
});

test('an unknown clip and an endless utterance are refused', () => {
  const pack = new VoicePack(manifest, blob);
  assert.throws(() => pack.join(['one', 'three'], 50), refusesAs('not_found'));
  assert.throws(() => pack.join(['__proto__'], 50), refusesAs('not_found'));
  assert.throws(() => pack.join(Array(limits.utteranceClips + 1).fill('one'), 50), refusesAs('too_large'));
});

test('a damaged pack is refused, never spoken', () => {
  const flipped = Buffer.from(blob);
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  assert.throws(() => new VoicePack(manifest, flipped), refusesAs('corrupt_store'));
  assert.throws(() => new VoicePack(manifest, blob.subarray(1)), refusesAs('corrupt_store'));
  const beyond = {
    ...manifest,
    clips: { ...manifest.clips, far: { text: 'x', offset: blob.length, samples: 2 } },
  };
  assert.throws(() => new VoicePack(beyond, blob), refusesAs('corrupt_store'));
});

test('a wrong manifest is refused with what is wrong and what to do', () => {
  const refused = (change: object | string): string => {
    const text = typeof change === 'string' ? change : JSON.stringify({ ...manifest, ...change });
    try {
      parseManifest(text, 'en');
    } catch (thrown) {
      if (isFailure(thrown, 'corrupt_store')) return thrown.message;
      throw thrown;
    }
    return 'accepted';
  };
  assert.is(refused({}), 'accepted');
  assert.match(refused(''), /is not JSON.*npm run voices/);
  assert.match(refused('null'), /is not an object/);
  assert.match(refused({ format: 'tillbell-voice-2' }), /unknown format/);
  assert.match(refused({ language: 'ms' }), /another language/);
  assert.match(refused({ sampleRateHz: 8_000 }), /sample rate/);
  assert.match(refused({ clips: null }), /no clips/);
  const clip = { text: 'x', offset: 0, samples: 10 };
  assert.match(refused({ clips: { '../../etc': clip } }), /wrong about clip/);
  assert.match(refused({ clips: { a: { ...clip, offset: -1 } } }), /wrong about clip/);
  assert.match(refused({ clips: { a: { ...clip, samples: 1e9 } } }), /wrong about clip/);
  assert.match(refused({ clips: { a: null } }), /wrong about clip/);
  const many = Object.fromEntries(Array.from({ length: limits.packClips + 1 }, (_, at) => [`c${at}`, clip]));
  assert.match(refused({ clips: many }), /too many clips/);
});

test('a shop’s own recording takes a clip’s place, at the pack’s loudness and without its silence', () => {
  const pack = new VoicePack(manifest, blob);
  const silence = new Int16Array(44_100);
  const voice = tone(44_100, 700);
  const recorded = Int16Array.from([...silence, ...voice, ...silence]);
  const sound = soundOfRecording(formatWav({ sampleRateHz: 44_100, samples: recorded }));
  pack.replace('one', sound);
  const clip = pack.clip('one');
  assert.ok(Math.abs(clip.length - 16_000) < 1_500, `${clip.length} samples of a second`);
  assert.ok(Math.abs(loudnessDb(clip, 16_000) - VOICE_LEVEL.loudnessDb) < 1);
  assert.ok(peakDb(clip) <= VOICE_LEVEL.peakLimitDb + 0.01);
  assert.is(clip[0], 0);
  assert.is(clip.at(-1), 0);
});

test('a silent, an endless and a broken recording are refused', () => {
  const wav = (samples: number): Buffer =>
    formatWav({ sampleRateHz: 8_000, samples: new Int16Array(samples) });
  assert.throws(() => soundOfRecording(wav(8_000)), refusesAs('malformed'));
  assert.throws(() => soundOfRecording(wav(0)), refusesAs('malformed'));
  assert.throws(() => soundOfRecording(wav(8 * limits.clipMs + 1)), refusesAs('too_large'));
  assert.throws(() => soundOfRecording(Buffer.from('no wav')), refusesAs('malformed'));
});

test.run();
