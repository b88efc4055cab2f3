import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { HeardLine } from '../../../firmware-sim/audit/evidence.ts';
import { JsonlFollower } from '../../../firmware-sim/jsonl-file.ts';
import { Failure } from '../../../shared/failure.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import type { HostPort } from '../../../shared/settings.ts';
import { until, wallMs } from '../clock.ts';
import { peakResidentBytesOf, residentBytesOf } from '../process-meter.ts';
import { builtProgram, stopChild, type Workspace, waitForExit } from '../workspace.ts';

export interface SpeakerOptions {
  readonly id: DeviceId;
  readonly keyFile: string;
  readonly relay: HostPort;
  readonly dataFolder: string;
  /** As `--voice` takes it. */
  readonly voice: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Our device as a process of its own, as `npm run device` starts it, and what the shop hears from it. */
export class SpeakerProcess {
  /** Unix ms just before the process was begun: the moment of power-on. */
  readonly startedAtMs: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #heard: JsonlFollower;
  #lines: HeardLine[] = [];
  #errors = '';

  constructor(workspace: Workspace, options: SpeakerOptions) {
    const { id, keyFile, relay, dataFolder, voice, environment } = options;
    this.#heard = new JsonlFollower(join(dataFolder, 'heard.jsonl'), 'end');
    const words = [
      builtProgram('device'),
      ...['--id', id, '--key-file', keyFile, '--relay', `mqtt://${relay.host}:${relay.port}`],
      ...['--data', dataFolder, '--voice', voice, '--language', 'zh-CN'],
    ];
    this.startedAtMs = wallMs();
    this.#child = workspace.start(process.execPath, words, {
      cwd: dataFolder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + String(chunk)).slice(-2_000);
    });
    if (this.#child.pid === undefined) throw new Failure('stopped', 'the device could not be started');
    this.pid = this.#child.pid;
  }

  get residentBytes(): number {
    return residentBytesOf(this.pid);
  }

  get peakResidentBytes(): number {
    return peakResidentBytesOf(this.pid);
  }

  /**
   * The first utterance about `sn` since this process was started.
   *
   * @throws Failure `timed_out` or `stopped`
   */
  async heard(sn: string, withinMs: number): Promise<HeardLine> {
    const line = await until(withinMs, 10, () => {
      this.#lines.push(...(this.#heard.read() as HeardLine[]));
      if (this.#child.exitCode !== null) {
        throw new Failure('stopped', `the device ended with ${this.#child.exitCode}: ${this.#errors}`);
      }
      return this.#lines.find(({ sns }) => sns.includes(sn));
    });
    if (line !== undefined) return line;
    throw new Failure('timed_out', `${sn} was not heard within ${withinMs / 1_000} s: ${this.#errors}`);
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }

  /** As when the power goes. */
  async cutPower(): Promise<void> {
    this.#child.kill('SIGKILL');
    await waitForExit(this.#child);
  }
}
