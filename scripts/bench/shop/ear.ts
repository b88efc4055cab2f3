import type { ChildProcess } from 'node:child_process';
import { until, wallMs } from '../clock.ts';
import { stopChild, type Workspace } from '../workspace.ts';
import { ONSET_SAMPLE_RATE_HZ, soundOnset } from './sound-onset.ts';

/** Asked for, so that the listening itself adds little; whatever it adds counts against us. */
const CHUNK_MS = 5;

/** Listens to what a sound server really plays, whatever the device says of itself. */
export class Ear {
  readonly #child: ChildProcess;
  #onsetAtMs: number | undefined;
  #odd: Buffer = Buffer.alloc(0);

  constructor(workspace: Workspace, source: string, environment: Readonly<Record<string, string>>) {
    const format = ['--raw', '--format=s16le', '--channels=1', `--rate=${ONSET_SAMPLE_RATE_HZ}`];
    const words = [`--device=${source}`, ...format, `--latency-msec=${CHUNK_MS}`];
    this.#child = workspace.start('parec', words, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk));
  }

  /** Forgets what it has heard. */
  rest(): void {
    this.#onsetAtMs = undefined;
  }

  /** Unix ms of the first sound since {@link rest}; undefined when there is none in time. */
  heard(withinMs: number): Promise<number | undefined> {
    return until(withinMs, 5, () => this.#onsetAtMs);
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }

  #hear(chunk: Buffer): void {
    const arrivedAtMs = wallMs();
    const bytes = this.#odd.length === 0 ? chunk : Buffer.concat([this.#odd, chunk]);
    // A pipe may cut a sample in two.
    this.#odd = bytes.subarray(bytes.length & ~1);
    this.#onsetAtMs ??= soundOnset(bytes.subarray(0, bytes.length & ~1), arrivedAtMs);
  }
}
