import { performance } from 'node:perf_hooks';
import { Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { ceilingMs } from '../../shared/retry.ts';
import type { PlayerReport } from './aplay-output.ts';
import { AplayProcess } from './aplay-port.ts';
import { pcmBytes } from './sound/wav.ts';
import { VOICE_SAMPLE_RATE_HZ } from './voice-pack.ts';
import type { Player } from './voice-player.ts';

/**
 * Silence before each utterance. Between utterances the device runs dry; PulseAudio then swallows the first
 * 9 ms of what comes next (seen with 16.1), and small amplifiers need a moment to wake.
 */
const LEAD_IN_MS = 20;
const RESTART = { firstMs: limits.playerRestartFirstMs, maxMs: limits.playerRestartMaxMs };

export interface AlsaOptions {
  /** An ALSA device as `aplay -L` lists them; absent: the machine's default. */
  readonly device?: string | undefined;
  readonly onProblem?: (problem: Failure) => void;
  /** The player program; tests put a stand-in here. */
  readonly command?: string;
}

/** Plays on the sound card through one long-lived aplay, started now and again whenever it dies. */
export function openAlsaPlayer(options: AlsaOptions): Player {
  return new AlsaPlayer(options);
}

/**
 * Invariant: there is a process, or a timer that will start one, or the player is closed.
 */
class AlsaPlayer implements Player {
  readonly #options: AlsaOptions;
  #process: AplayProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #failures = 0;
  #problem = new Failure('device_gone', 'no sound: the player has not been started');
  #closed = false;

  constructor(options: AlsaOptions) {
    this.#options = options;
    this.#start();
  }

  async play(samples: Int16Array, started: (atMs: number) => void, cut: AbortSignal): Promise<object> {
    const player = this.#process;
    if (player === undefined) throw this.#problem;
    try {
      await player.until(isOpen, limits.playerReadyMs, cut);
      const { periodFrames, bufferFrames } = geometryOf(player.report);
      const periods = (frames: number): number => Math.ceil(frames / periodFrames);
      const leadIn = periods((LEAD_IN_MS * VOICE_SAMPLE_RATE_HZ) / 1000);
      const speech = periods(samples.length);
      // aplay hands on whole periods only, and the device begins when its buffer is full: silence fills both.
      // When the device has taken that silence, nothing before it is left in the buffer.
      const all = leadIn + speech + periods(bufferFrames) + 1;
      const sound = new Int16Array(all * periodFrames);
      sound.set(samples, leadIn * periodFrames);
      const before = player.report.periodsTaken;
      player.write(pcmBytes(sound));
      const taken = (count: number) => (report: PlayerReport) => report.periodsTaken >= before + count;
      await player.until(taken(leadIn + 1), limits.playerStallMs, cut);
      started(performance.now());
      await player.until(taken(all), limits.playerStallMs, cut);
      return {};
    } catch (thrown) {
      // What it has been given cannot be taken back but with its life.
      if (cut.aborted) this.#replace(player);
      else player.kill(isFailure(thrown) ? thrown : undefined);
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    this.#process?.kill();
    await this.#process?.ended;
  }

  /** After a cut: the next utterance shall not wait for a backoff. */
  #replace(player: AplayProcess): void {
    player.kill();
    if (this.#process === player && !this.#closed) this.#start();
  }

  #start(): void {
    const player = new AplayProcess(this.#options.command ?? 'aplay', this.#options.device);
    this.#process = player;
    player.until(isOpen, limits.playerReadyMs).then(
      () => {
        this.#failures = 0;
      },
      (problem: Failure) => player.kill(problem),
    );
    void player.ended.then((problem) => this.#lost(player, problem));
  }

  #lost(player: AplayProcess, problem: Failure): void {
    if (this.#process !== player) return;
    this.#process = undefined;
    if (this.#closed) return;
    // The same trouble again at each attempt is told once.
    if (this.#failures === 0 || problem.message !== this.#problem.message) this.#options.onProblem?.(problem);
    this.#problem = problem;
    this.#restart = setTimeout(() => this.#start(), ceilingMs(RESTART, this.#failures));
    this.#failures += 1;
  }
}

function isOpen(report: PlayerReport): boolean {
  return (
    report.periodFrames !== undefined && report.bufferFrames !== undefined && report.rateHz !== undefined
  );
}

/** @throws Failure `device_gone` when the device would play at another speed than was asked for */
function geometryOf(report: PlayerReport): { periodFrames: number; bufferFrames: number } {
  const { periodFrames = 0, bufferFrames = 0, rateHz } = report;
  if (rateHz !== VOICE_SAMPLE_RATE_HZ || periodFrames < 1) {
    const wrong = `the device plays ${rateHz} samples a second, not ${VOICE_SAMPLE_RATE_HZ}`;
    throw new Failure('device_gone', `no sound: ${wrong}; name it as plughw:… in --voice alsa:DEVICE`);
  }
  return { periodFrames, bufferFrames };
}
