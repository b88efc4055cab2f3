import type { ChildProcess } from 'node:child_process';
import { Failure } from '../../../shared/failure.ts';
import { cpuMsOf, residentBytesOf } from '../process-meter.ts';
import { stopChild, waitForExit } from '../workspace.ts';

/** A server's process, which may be killed and started again on what it has left behind. */
export class ServerProcess {
  readonly #launch: () => Promise<ChildProcess>;
  #child: ChildProcess;
  /** By those before this one. */
  #spentMs = 0;

  private constructor(child: ChildProcess, launch: () => Promise<ChildProcess>) {
    this.#child = child;
    this.#launch = launch;
  }

  /** @param launch starts it, the first time and after each crash; resolves when it listens */
  static async start(launch: () => Promise<ChildProcess>): Promise<ServerProcess> {
    return new ServerProcess(await launch(), launch);
  }

  /** User and system time of all that it was so far, ms. */
  get cpuMs(): number {
    return this.#spentMs + cpuMsOf(this.#pid);
  }

  get residentBytes(): number {
    return residentBytesOf(this.#pid);
  }

  /** `kill -9`. */
  async crash(): Promise<void> {
    // Not after: a process that is gone tells nothing.
    this.#spentMs = this.cpuMs;
    this.#child.kill('SIGKILL');
    await waitForExit(this.#child);
  }

  async startAgain(): Promise<void> {
    this.#child = await this.#launch();
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }

  get #pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Failure('stopped', 'the server could not be started');
    return pid;
  }
}
