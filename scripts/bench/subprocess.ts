import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { TYPESCRIPT_FLAGS, type Workspace, waitForExit } from './workspace.ts';

type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string };

/** What a subprocess can be asked for: for each order its argument and its answer. */
export type Orders = { readonly [name: string]: (argument: never) => unknown };

/**
 * A part of the bench in a process of its own, so that sender, devices and server share nothing but the machine.
 * One order at a time; typed arrays cross as they are.
 */
export class Subprocess<Known extends Orders> {
  readonly #child: ChildProcess;
  readonly #program: string;

  constructor(workspace: Workspace, program: string, file: URL) {
    this.#program = program;
    this.#child = workspace.start(process.execPath, [...TYPESCRIPT_FLAGS, fileURLToPath(file)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
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
      const onExit = (code: number | null): void => {
        reject(new Failure('stopped', `${this.#program} ended with ${code ?? 'a signal'}`));
      };
      this.#child.once('exit', onExit);
      this.#child.once('message', (reply: Reply) => {
        this.#child.off('exit', onExit);
        if (reply.ok) resolve(reply.result as Awaited<ReturnType<Known[Name]>>);
        else reject(new Failure('stopped', `${this.#program}: ${reply.message}`));
      });
      this.#child.send({ order, argument });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await waitForExit(this.#child);
  }
}

/** The other end, in the subprocess itself. It ends with its parent. */
export function serveOrders<Known extends Orders>(handlers: Known): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async ({ order, argument }: { order: string; argument: unknown }) => {
    let reply: Reply;
    try {
      const handler = handlers[order];
      if (handler === undefined) throw new Error(`no order ${order}`);
      reply = { ok: true, result: await handler(argument as never) };
    } catch (thrown) {
      reply = { ok: false, message: describeThrown(thrown) };
    }
    process.send?.(reply);
  });
}
