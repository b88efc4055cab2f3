import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { TYPESCRIPT_FLAGS, type Workspace, waitForExit } from './workspace.ts';

type Reply = { readonly number: number } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string }
);

/** What a subprocess can be asked for: for each order its argument and its answer. */
export type Orders = { readonly [name: string]: (argument: never) => unknown };

interface Asked {
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: Failure) => void;
}

/**
 * A part of the bench in a process of its own, so that sender, devices and server share nothing but the machine.
 * Several orders may be under way; typed arrays cross as they are.
 */
export class Subprocess<Known extends Orders> {
  readonly #child: ChildProcess;
  readonly #program: string;
  readonly #asked = new Map<number, Asked>();
  #orders = 0;

  /** @param entrance what to write before the command so that it runs in another network */
  constructor(workspace: Workspace, program: string, file: URL, entrance: readonly string[] = []) {
    this.#program = program;
    const [command = '', ...words] = [
      ...entrance,
      process.execPath,
      ...TYPESCRIPT_FLAGS,
      fileURLToPath(file),
    ];
    this.#child = workspace.start(command, words, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('message', (reply: Reply) => this.#onReply(reply));
    this.#child.once('exit', (code) => {
      const failure = new Failure('stopped', `${program} ended with ${code ?? 'a signal'}`);
      for (const { reject } of this.#asked.values()) reject(failure);
      this.#asked.clear();
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Failure('stopped', `${this.#program} could not be started`);
    return pid;
  }

  /** @throws Failure `stopped` when it dies, or with the message of what it threw itself */
  ask<Name extends keyof Known & string>(
    order: Name,
    argument: Parameters<Known[Name]>[0],
  ): Promise<Awaited<ReturnType<Known[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        reject(new Failure('stopped', `${this.#program} has ended`));
        return;
      }
      const number = ++this.#orders;
      this.#asked.set(number, {
        resolve: (result) => resolve(result as Awaited<ReturnType<Known[Name]>>),
        reject,
      });
      this.#child.send({ number, order, argument });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await waitForExit(this.#child);
  }

  #onReply(reply: Reply): void {
    const asked = this.#asked.get(reply.number);
    this.#asked.delete(reply.number);
    if (reply.ok) asked?.resolve(reply.result);
    else asked?.reject(new Failure('stopped', `${this.#program}: ${reply.message}`));
  }
}

interface Order {
  readonly number: number;
  readonly order: string;
  readonly argument: unknown;
}

/** The other end, in the subprocess itself. It ends with its parent. */
export function serveOrders<Known extends Orders>(handlers: Known): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async ({ number, order, argument }: Order) => {
    let reply: Reply;
    try {
      const handler = handlers[order];
      if (handler === undefined) throw new Error(`no order ${order}`);
      reply = { number, ok: true, result: await handler(argument as never) };
    } catch (thrown) {
      reply = { number, ok: false, message: describeThrown(thrown) };
    }
    process.send?.(reply);
  });
}
