import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { describeThrown } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';

const STARTS_MAX = 3;
const START_AGAIN_MS = 200;
const ECHO = new URL('./listener-twins.mjs', import.meta.url);

/** What somebody who listens wants of them. */
export interface Crowds {
  /** There are none: connections are accepted one in a turn. */
  readonly failed: (reason: string) => void;
}

export interface TwinsOptions extends Crowds {
  /** It listens already. */
  readonly server: Server;
  /** Of each connection, as of those of `server`. */
  readonly manner: ServerOpts;
  readonly backlog: number;
  readonly onSocket: (socket: Socket) => void;
}

/**
 * More handles on the socket on which a server listens. A handle accepts one connection in a turn of the event loop (libuv
 * 1.45, pull request 3696; Node 20): with turns of 5 ms, as when a relay that was killed catches up, a thousand devices
 * would need 5 s to be accepted at all, and the listener's queue would be full. Node cannot duplicate a descriptor; one that
 * is sent to another process and back is a duplicate.
 */
export class ListenerTwins {
  readonly #options: TwinsOptions;
  readonly #twins: Server[] = [];
  #child: ChildProcess | undefined;
  #closed = false;
  #hasFailed = false;

  /** They come within 100 ms or so. */
  constructor(options: TwinsOptions) {
    this.#options = options;
    this.#start(STARTS_MAX);
  }

  /** Stops accepting; resolves when all their connections have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#child?.kill();
    await Promise.all(this.#twins.map((twin) => new Promise<void>((resolve) => twin.close(() => resolve()))));
  }

  #start(startsLeft: number): void {
    if (this.#closed) return;
    let child: ChildProcess;
    try {
      child = fork(ECHO, {
        execArgv: [],
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        timeout: limits.listenerTwinsMs,
      });
    } catch (thrown) {
      // Most failures come as an event; EBUSY, seen while other threads opened files, is thrown. It passes.
      if (startsLeft > 1) setTimeout(() => this.#start(startsLeft - 1), START_AGAIN_MS);
      else this.#fail(describeThrown(thrown));
      return;
    }
    this.#child = child;
    child.on('message', (_, handle) => this.#add(child, handle));
    child.on('error', (error) => this.#fail(error.message));
    child.once('exit', () => {
      if (this.#twins.length < limits.listenerTwins) this.#fail('the helper process has ended');
    });
    // The bare handle: a server that is sent would begin to accept in the other process.
    const { _handle: handle } = this.#options.server as unknown as {
      _handle: Parameters<ChildProcess['send']>[1];
    };
    child.send(limits.listenerTwins, handle);
  }

  #add(child: ChildProcess, handle: unknown): void {
    const { manner, backlog, onSocket } = this.#options;
    if (handle === undefined) {
      this.#fail('the socket did not come back');
      child.kill();
      return;
    }
    const twin = createServer(manner, onSocket);
    twin.on('error', (error) => this.#fail(error.message));
    // The queue is one for all of them: who listens with another length changes it.
    twin.listen(handle, backlog);
    this.#twins.push(twin);
    if (this.#closed) twin.close();
    if (this.#twins.length === limits.listenerTwins) child.disconnect();
  }

  #fail(reason: string): void {
    if (this.#closed || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.failed(reason);
  }
}
