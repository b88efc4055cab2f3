import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Failure } from '../../shared/failure.ts';
import { NOTHING_REPORTED, type PlayerReport, readPlayerOutput, remedyFor } from './aplay-output.ts';
import { VOICE_SAMPLE_RATE_HZ } from './voice-pack.ts';

/**
 * Small buffers, asked for: aplay's own choice delays the start and the end by seconds (half a second of
 * buffer on hardware, two on PulseAudio). `-v -V mono` make it tell what the device takes.
 */
const ARGUMENTS = [
  '--file-type=raw',
  '--format=S16_LE',
  '--channels=1',
  `--rate=${VOICE_SAMPLE_RATE_HZ}`,
  '--buffer-time=60000',
  '--period-time=10000',
  '-v',
  '--vumeter=mono',
];

/** One run of aplay: sound goes in, what the device took comes out. It ends once and is not used again. */
export class AplayProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #onReport = new Set<() => void>();
  #report: PlayerReport = NOTHING_REPORTED;
  #ended: Failure | undefined;
  /** Resolves when the process is gone, with the reason for a person. */
  readonly ended: Promise<Failure>;

  constructor(command: string, device: string | undefined) {
    const chosen = device === undefined ? [] : [`--device=${device}`];
    // The output is parsed, so it has to be in English.
    const env = { ...process.env, LC_ALL: 'C' };
    this.#child = spawn(command, [...ARGUMENTS, ...chosen], { env, stdio: 'pipe' });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#report = readPlayerOutput(this.#report, text);
      for (const look of this.#onReport) look();
    });
    this.#child.stdout.resume();
    // EPIPE when it dies while we write: the end of the process tells the reason.
    this.#child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      const end = (reason: string, cause?: unknown): void => {
        this.#ended ??= new Failure('device_gone', `no sound: ${reason}`, { cause });
        resolve(this.#ended);
        for (const look of this.#onReport) look();
      };
      this.#child.on('error', (error: NodeJS.ErrnoException) => {
        const missing = `the program ${command} is missing; install the package alsa-utils`;
        end(error.code === 'ENOENT' ? missing : `${command}: ${error.message}`, error);
      });
      this.#child.on('close', () => end(remedyFor(this.#report.complaint)));
    });
  }

  get report(): PlayerReport {
    return this.#report;
  }

  write(sound: Buffer): void {
    this.#child.stdin.write(sound);
  }

  /**
   * Ends it at once; what the device still holds is not heard.
   * @param reason what to tell of its end, where we know better than its last words
   */
  kill(reason?: Failure): void {
    this.#ended ??= reason;
    this.#child.kill('SIGKILL');
  }

  /**
   * Waits until the report is as wished.
   * @param silenceMs how long it may tell nothing before it counts as frozen
   * @throws Failure `device_gone` when it ends or freezes before, `stopped` when cut
   */
  until(wished: (report: PlayerReport) => boolean, silenceMs: number, cut?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (failure?: Failure): void => {
        clearTimeout(timer);
        this.#onReport.delete(look);
        cut?.removeEventListener('abort', look);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const frozen = (): void => {
        settle(new Failure('device_gone', `no sound: the device took nothing for ${silenceMs} ms`));
      };
      const look = (): void => {
        clearTimeout(timer);
        if (wished(this.#report)) settle();
        else if (this.#ended !== undefined) settle(this.#ended);
        else if (cut?.aborted === true) settle(new Failure('stopped', 'cut while it was spoken'));
        else timer = setTimeout(frozen, silenceMs);
      };
      this.#onReport.add(look);
      cut?.addEventListener('abort', look);
      look();
    });
  }
}
