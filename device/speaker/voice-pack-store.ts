import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { lexiconOf } from './phrase.ts';
import type { Language } from './voice.ts';
import { parseManifest, soundOfRecording, VoicePack } from './voice-pack.ts';

/** Where the default packs lie, one folder a language. */
export const VOICES_FOLDER = fileURLToPath(new URL('../voices', import.meta.url));
export const CLIPS_FILE = 'clips.ima';
export const MANIFEST_FILE = 'manifest.json';

export interface LoadedVoice {
  readonly pack: VoicePack;
  /** Clips that the shop's own recordings say. */
  readonly replaced: readonly string[];
  /** Recordings that could not be used, each with the reason; the default says those clips. Tell a person. */
  readonly problems: readonly string[];
}

/**
 * The voice of one language: the default pack, with the shop's own recordings in the place of the clips
 * that they are named after (`{recordings}/{clip}.wav`).
 * @param recordings usually `{dataDir}/voices/{language}`; need not exist
 * @throws Failure `corrupt_store` when the default pack itself is missing, damaged or incomplete
 */
export function loadVoice(language: Language, recordings?: string, voices = VOICES_FOLDER): LoadedVoice {
  const pack = loadPack(language, join(voices, language));
  const names = new Set(pack.clipNames);
  const missing = Object.keys(lexiconOf(language)).filter((name) => !names.has(name));
  if (missing.length > 0) {
    const few = missing.slice(0, 5).join(', ');
    throw new Failure('corrupt_store', `the ${language} voice pack lacks ${missing.length} clips (${few} …)`);
  }
  const replaced: string[] = [];
  const problems: string[] = [];
  for (const file of recordings === undefined ? [] : wavFiles(recordings, problems)) {
    const path = join(recordings ?? '', file);
    const name = file.slice(0, -'.wav'.length);
    try {
      if (!names.has(name)) throw new Failure('not_found', `no clip of ${language} is named ${name}`);
      if (statSync(path).size > limits.recordingBytes) {
        throw new Failure('too_large', `it has more than ${limits.recordingBytes} bytes`);
      }
      pack.replace(name, soundOfRecording(readFileSync(path)));
      replaced.push(name);
    } catch (thrown) {
      problems.push(`${path}: ${describeThrown(thrown)}`);
    }
  }
  return { pack, replaced, problems };
}

function loadPack(language: Language, folder: string): VoicePack {
  try {
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST_FILE), 'utf8'), language);
    const path = join(folder, CLIPS_FILE);
    if (statSync(path).size > limits.packBytes) throw new Failure('corrupt_store', `${path} is too large`);
    return new VoicePack(manifest, readFileSync(path));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = describeThrown(thrown);
    throw new Failure('corrupt_store', `the ${language} voice pack cannot be read: ${reason}`, {
      cause: thrown,
    });
  }
}

function wavFiles(folder: string, problems: string[]): string[] {
  if (!existsSync(folder)) return [];
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const wavs = files.map((entry) => entry.name).filter((name) => name.toLowerCase().endsWith('.wav'));
    return wavs.sort();
  } catch (thrown) {
    problems.push(`${folder}: ${describeThrown(thrown)}`);
    return [];
  }
}
