import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { formatWav } from './sound/wav.ts';
import { VOICE_SAMPLE_RATE_HZ } from './voice-pack.ts';
import type { Player } from './voice-player.ts';

/** `20260105T104259123-000001.wav`: sorted by name they are sorted by time. */
const OWN_FILE = /^\d{8}T\d{9}-\d{6}\.wav$/;
const UNFINISHED = '.part';

/**
 * Writes each utterance as a WAV file into a folder. A file stands there under its name only when it is
 * whole and was played to its end; of more than `filesKept` the oldest go.
 * @param paced an utterance takes as long as its sound; else no longer than the writing
 * @throws Failure `store_unavailable` when the folder cannot be made or read
 */
export function openWavFilePlayer(
  folder: string,
  paced: boolean,
  filesKept: number = limits.voiceFilesKept,
): Player {
  const kept = openFolder(folder);
  let newestMs = 0;
  let counter = 0;

  /** Never smaller than the name before, though the clock may be set back. */
  const nextName = (): string => {
    newestMs = Math.max(newestMs, Date.now());
    counter += 1;
    const time = new Date(newestMs).toISOString().replace(/[-:.Z]/g, '');
    return `${time}-${String(counter % 1_000_000).padStart(6, '0')}.wav`;
  };

  return {
    async play(samples, started, cut) {
      const name = nextName();
      const path = join(folder, name);
      const unfinished = path + UNFINISHED;
      try {
        const written = writeFile(unfinished, formatWav({ sampleRateHz: VOICE_SAMPLE_RATE_HZ, samples }));
        const startedAtMs = performance.now();
        await written;
        started(startedAtMs);
        const lastsMs = (samples.length * 1000) / VOICE_SAMPLE_RATE_HZ;
        const restMs = startedAtMs + lastsMs - performance.now();
        if (paced && restMs > 0) await sleep(restMs, undefined, { signal: cut });
        if (cut.aborted) throw new Failure('stopped', 'cut while it was spoken');
        await rename(unfinished, path);
        kept.push(name);
        for (const old of kept.splice(0, kept.length - filesKept)) await rm(join(folder, old));
        return { file: path };
      } catch (thrown) {
        await rm(unfinished, { force: true }).catch(() => {});
        if (cut.aborted) throw new Failure('stopped', 'cut while it was spoken');
        throw unavailable(folder, thrown);
      }
    },
    close: async () => {},
  };
}

/** @returns the names of the files that earlier runs wrote, oldest first */
function openFolder(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).sort();
    // Left by a run that was killed while it spoke: never heard to the end.
    for (const name of names) {
      const whole = name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : '';
      if (OWN_FILE.test(whole)) rmSync(join(folder, name));
    }
    return names.filter((name) => OWN_FILE.test(name));
  } catch (thrown) {
    throw unavailable(folder, thrown);
  }
}

function unavailable(folder: string, thrown: unknown): Failure {
  const reason = `no WAV can be written into ${folder}: ${describeThrown(thrown)}`;
  return new Failure('store_unavailable', reason, { cause: thrown });
}
