/**
 * Builds the default voice packs in device/voices/ with espeak-ng. The result is committed, so that nobody
 * needs espeak-ng at run time; run this again after changing a word (`npm run voices`). The same espeak-ng
 * makes the same bytes.
 *
 * Usage: npm run voices [-- --check]     (--check builds nothing and fails when a pack would change)
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexiconOf } from '../device/speaker/phrase.ts';
import { adpcmBytes, encodeAdpcm } from '../device/speaker/sound/adpcm.ts';
import { faded, levelled, resampled, trimmed, withoutRumble } from '../device/speaker/sound/pcm.ts';
import { parseWav } from '../device/speaker/sound/wav.ts';
import type { Language } from '../device/speaker/voice.ts';
import {
  type PackClip,
  type PackManifest,
  RUMBLE_HZ,
  VOICE_LEVEL,
  VOICE_SAMPLE_RATE_HZ,
} from '../device/speaker/voice-pack.ts';
import { CLIPS_FILE, MANIFEST_FILE, VOICES_FOLDER } from '../device/speaker/voice-pack-store.ts';
import { type Pronunciation, pronunciationOf } from './voice-pronunciation.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'yue', 'ms', 'en'];
/** Words said alone come out longer than inside a sentence; these speeds make up for it. */
const WORDS_PER_MINUTE: Readonly<Record<string, number>> = { 'en-gb': 170, ms: 180 };
const CHINESE_WORDS_PER_MINUTE = 195;
const PAUSE_MS = 180;
/** What is quieter at the ends of a clip is espeak-ng's silence. */
const SILENCE_DB = -40;
const KEEP_MS = { before: 12, after: 20 } as const;
const FADE_MS = 6;

function espeak(voice: string, ...rest: string[]): Buffer {
  try {
    const speed = WORDS_PER_MINUTE[voice] ?? CHINESE_WORDS_PER_MINUTE;
    return execFileSync('espeak-ng', ['-v', voice, '-s', `${speed}`, ...rest]);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    console.error('building voice packs needs espeak-ng: apt-get install espeak-ng');
    process.exit(1);
  }
}

/** espeak-ng's own letters for a sound, which it takes back in double brackets. */
function phonemes({ voice, input }: Pronunciation): string {
  return espeak(voice, '-q', '-x', input).toString().replaceAll('_|', '').trim();
}

function spoken(pronunciation: Pronunciation): Int16Array {
  const { voice, input, halfThirdTone } = pronunciation;
  const said = halfThirdTone ? `[[${phonemes(pronunciation).replaceAll('214', '21')}]]` : input;
  const sound = parseWav(espeak(voice, '--stdout', said));
  const samples = resampled(sound.samples, sound.sampleRateHz, VOICE_SAMPLE_RATE_HZ);
  const clear = withoutRumble(samples, VOICE_SAMPLE_RATE_HZ, RUMBLE_HZ);
  const level = levelled(clear, VOICE_SAMPLE_RATE_HZ, VOICE_LEVEL);
  const speech = trimmed(level, VOICE_SAMPLE_RATE_HZ, SILENCE_DB, KEEP_MS);
  return faded(speech, VOICE_SAMPLE_RATE_HZ, FADE_MS);
}

function buildPack(language: Language): { manifest: string; blob: Buffer } {
  const parts: Uint8Array[] = [];
  const clips: Record<string, PackClip> = {};
  let offset = 0;
  for (const [name, text] of Object.entries(lexiconOf(language))) {
    const samples =
      name === 'pause'
        ? new Int16Array((PAUSE_MS * VOICE_SAMPLE_RATE_HZ) / 1000)
        : spoken(pronunciationOf(language, name, text));
    if (samples.length === 0) throw new Error(`espeak-ng says nothing for ${language} ${name} (${text})`);
    clips[name] = { text, offset, samples: samples.length };
    offset += adpcmBytes(samples.length);
    parts.push(encodeAdpcm(samples));
  }
  const blob = Buffer.concat(parts);
  const version = /\d+\.\d+(\.\d+)?/.exec(espeak('en', '--version').toString())?.[0] ?? '';
  const manifest: PackManifest = {
    format: 'tillbell-voice-1',
    language,
    sampleRateHz: VOICE_SAMPLE_RATE_HZ,
    codec: 'ima-adpcm',
    source: `espeak-ng ${version}, scripts/build-voice-packs.ts`,
    clipsSha256: createHash('sha256').update(blob).digest('hex'),
    clips,
  };
  return { manifest: `${JSON.stringify(manifest, undefined, 2)}\n`, blob };
}

const checkOnly = process.argv.includes('--check');
let changed = false;
for (const language of LANGUAGES) {
  const folder = join(VOICES_FOLDER, language);
  const { manifest, blob } = buildPack(language);
  const clips = Object.keys(lexiconOf(language)).length;
  console.log(`${language}: ${clips} clips, ${blob.length} bytes`);
  if (checkOnly) {
    const same =
      readFileSync(join(folder, MANIFEST_FILE), 'utf8') === manifest &&
      readFileSync(join(folder, CLIPS_FILE)).equals(blob);
    if (!same) console.error(`${language}: the committed pack differs; run npm run voices`);
    changed ||= !same;
  } else {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, MANIFEST_FILE), manifest);
    writeFileSync(join(folder, CLIPS_FILE), blob);
  }
}
process.exit(changed ? 1 : 0);
