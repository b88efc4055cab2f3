import { createHash } from 'node:crypto';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { adpcmBytes, decodeAdpcm } from './sound/adpcm.ts';
import { faded, gainForVolume, levelled, resampled, scaled, trimmed, withoutRumble } from './sound/pcm.ts';
import { parseWav } from './sound/wav.ts';
import type { Language } from './voice.ts';

/** Every pack and every port speaks at this rate: enough for speech, and what small amplifiers take. */
export const VOICE_SAMPLE_RATE_HZ = 16_000;
/** Clips are brought to this level, and a shop's own recordings too, so that no word shouts. */
export const VOICE_LEVEL = { loudnessDb: -18, peakLimitDb: -1 } as const;
/** Each clip rises from zero and falls back to it, so that joins make no click. */
const JOIN_FADE_MS = 4;
/** Below a man's voice; small loudspeakers begin at three times this. */
export const RUMBLE_HZ = 70;
/** What is quieter at the ends of a recording, once levelled, is the room; and how much of that is kept. */
const RECORDING_SILENCE_DB = -42;
const RECORDING_KEEP_MS = { before: 15, after: 40 } as const;

/** `manifest.json` of a pack: what stands where in the file of clips beside it. */
export interface PackManifest {
  readonly format: 'tillbell-voice-1';
  readonly language: Language;
  readonly sampleRateHz: typeof VOICE_SAMPLE_RATE_HZ;
  /** Each clip by itself, as adpcm.ts defines it. */
  readonly codec: 'ima-adpcm';
  /** What made the sound. */
  readonly source: string;
  readonly clipsSha256: string;
  readonly clips: Readonly<Record<string, PackClip>>;
}

export interface PackClip {
  /** What it says. */
  readonly text: string;
  /** Its first byte in the file of clips. */
  readonly offset: number;
  readonly samples: number;
}

/** The clips of one language, decoded when they are first wanted and kept. */
export class VoicePack {
  readonly language: Language;
  readonly #manifest: PackManifest;
  readonly #blob: Uint8Array;
  readonly #decoded = new Map<string, Int16Array>();

  /**
   * @param blob the file of clips that belongs to `manifest`
   * @throws Failure `corrupt_store` when they do not belong together
   */
  constructor(manifest: PackManifest, blob: Uint8Array) {
    if (createHash('sha256').update(blob).digest('hex') !== manifest.clipsSha256) {
      throw new Failure('corrupt_store', `the ${manifest.language} voice pack is damaged: ${PACK_REMEDY}`);
    }
    for (const [name, clip] of Object.entries(manifest.clips)) {
      if (clip.offset + adpcmBytes(clip.samples) > blob.length) {
        throw new Failure('corrupt_store', `clip ${name} lies outside its voice pack: ${PACK_REMEDY}`);
      }
    }
    this.language = manifest.language;
    this.#manifest = manifest;
    this.#blob = blob;
  }

  get clipNames(): string[] {
    return Object.keys(this.#manifest.clips);
  }

  /** Says `name` with a shop's own recording from now on; see {@link soundOfRecording}. */
  replace(name: string, samples: Int16Array): void {
    this.#decoded.set(name, faded(samples, VOICE_SAMPLE_RATE_HZ, JOIN_FADE_MS));
  }

  /**
   * The sound of one clip; it begins and ends at zero.
   * @throws Failure `not_found` when the pack has no such clip
   */
  clip(name: string): Int16Array {
    const ready = this.#decoded.get(name);
    if (ready !== undefined) return ready;
    const clip = Object.hasOwn(this.#manifest.clips, name) ? this.#manifest.clips[name] : undefined;
    if (clip === undefined) {
      throw new Failure('not_found', `the ${this.language} voice pack has no clip ${JSON.stringify(name)}`);
    }
    const bytes = this.#blob.subarray(clip.offset, clip.offset + adpcmBytes(clip.samples));
    const samples = faded(decodeAdpcm(bytes, clip.samples), VOICE_SAMPLE_RATE_HZ, JOIN_FADE_MS);
    this.#decoded.set(name, samples);
    return samples;
  }

  /**
   * One utterance as sound: its clips one after the other, at the loudness of the volume setting.
   * @throws Failure `not_found` for an unknown clip, `too_large` for more than limits.utteranceClips
   */
  join(names: readonly string[], volumePercent: number): Int16Array {
    if (names.length > limits.utteranceClips) {
      throw new Failure(
        'too_large',
        `an utterance of ${names.length} clips; ${limits.utteranceClips} at most`,
      );
    }
    const parts = names.map((name) => this.clip(name));
    const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return scaled(joined, gainForVolume(volumePercent));
  }
}

const PACK_REMEDY = 'install Tillbell again, or build the packs with npm run voices';
const CLIP_NAME = /^[a-z0-9][a-z0-9_]{0,39}$/;

/** @throws Failure `corrupt_store` when the text is no manifest of `language` */
export function parseManifest(text: string, language: Language): PackManifest {
  const refuse = (what: string): Failure =>
    new Failure('corrupt_store', `the manifest of the ${language} voice pack ${what}: ${PACK_REMEDY}`);
  let manifest: PackManifest;
  try {
    // What it promises is checked field by field below; nothing of it is used before.
    manifest = JSON.parse(text) as PackManifest;
  } catch {
    throw refuse('is not JSON');
  }
  if (typeof manifest !== 'object' || manifest === null) throw refuse('is not an object');
  if (manifest.format !== 'tillbell-voice-1' || manifest.codec !== 'ima-adpcm') {
    throw refuse('is of an unknown format');
  }
  if (manifest.language !== language) throw refuse('is of another language');
  if (manifest.sampleRateHz !== VOICE_SAMPLE_RATE_HZ) throw refuse('has another sample rate');
  if (typeof manifest.clips !== 'object' || manifest.clips === null) throw refuse('has no clips');
  const clips = Object.entries(manifest.clips);
  if (clips.length > limits.packClips) throw refuse('has too many clips');
  const samplesMax = (limits.clipMs * VOICE_SAMPLE_RATE_HZ) / 1000;
  for (const [name, clip] of clips) {
    const numbers = [clip?.offset, clip?.samples];
    const whole = numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
    if (!CLIP_NAME.test(name) || !whole || clip.samples > samplesMax || typeof clip.text !== 'string') {
      throw refuse(`is wrong about clip ${JSON.stringify(name)}`);
    }
  }
  return manifest;
}

/**
 * Makes a shop's own WAV fit the pack: its rate and loudness, without the silence around it.
 * @throws Failure `malformed` or `too_large` with what to do about it
 */
export function soundOfRecording(wav: Uint8Array): Int16Array {
  const sound = parseWav(wav);
  if (sound.samples.length > (limits.clipMs * sound.sampleRateHz) / 1000) {
    throw new Failure('too_large', `the recording is longer than ${limits.clipMs / 1000} s`);
  }
  const samples = resampled(sound.samples, sound.sampleRateHz, VOICE_SAMPLE_RATE_HZ);
  const clear = withoutRumble(samples, VOICE_SAMPLE_RATE_HZ, RUMBLE_HZ);
  const level = levelled(clear, VOICE_SAMPLE_RATE_HZ, VOICE_LEVEL);
  const speech = trimmed(level, VOICE_SAMPLE_RATE_HZ, RECORDING_SILENCE_DB, RECORDING_KEEP_MS);
  if (speech.length === 0) throw new Failure('malformed', 'the recording is silent; record it again, louder');
  return speech;
}
