import { Failure, type FailureCode } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { StoreOperations, StoreReply, StoreRequest } from '../../shared/store-operations.ts';
import type { VirtualDisk } from './virtual-disk.ts';
import type { VirtualProcess } from './virtual-host.ts';

interface Pending {
  readonly request: StoreRequest;
  resolve(result: never): void;
  reject(failure: Failure): void;
}

/** The door of `SqliteStore` (shared/sqlite-store.ts) onto a virtual disk: the same batches, the same bounds. */
export class VirtualStore<Operations extends StoreOperations> {
  /** Told of each batch that has become durable. */
  onDurable: (requests: readonly StoreRequest[]) => void = () => {};
  mostWaiting = 0;
  readonly #process: VirtualProcess;
  readonly #disk: VirtualDisk<Operations>;
  readonly #waiting: Pending[] = [];
  #running: Pending[] = [];

  constructor(process: VirtualProcess, disk: VirtualDisk<Operations>) {
    this.#process = process;
    this.#disk = disk;
    process.atDeath(() => disk.crash(this.#running.map(({ request }) => request)));
  }

  get waitingOperations(): number {
    return this.#waiting.length;
  }

  call<Name extends keyof Operations & string>(
    name: Name,
    argument: Parameters<Operations[Name]>[0],
  ): Promise<ReturnType<Operations[Name]>> {
    if (!this.#process.mayAct()) return new Promise(() => {});
    this.#process.host.time.promised();
    if (this.#waiting.length >= limits.storeQueueOperations)
      return Promise.reject(
        new Failure('overloaded', `${this.#waiting.length} operations wait for the store`),
      );
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: { name, argument }, resolve, reject });
      this.mostWaiting = Math.max(this.mostWaiting, this.#waiting.length);
      if (this.#running.length === 0 && this.#waiting.length === 1)
        this.#process.nextTurn(() => this.#send());
    });
  }

  async close(): Promise<void> {}

  #send(): void {
    if (this.#running.length > 0 || this.#waiting.length === 0) return;
    this.#running = this.#waiting.splice(0, limits.groupCommitOperations);
    const isWriting = this.#running.some(({ request }) => this.#disk.isWrite(request));
    this.#process.lasts(this.#disk.drawMs(isWriting), () => this.#commit());
  }

  #commit(): void {
    const settled = this.#running;
    const requests = settled.map(({ request }) => request);
    const replies = this.#disk.run(requests);
    this.#running = [];
    this.onDurable(requests.filter((_, index) => replies[index]?.ok === true));
    // The commit has happened, and this is the last moment at which nobody knows it.
    if (!this.#process.mayAct()) return;
    this.#process.host.time.promised();
    this.#send();
    for (const [index, pending] of settled.entries()) answer(pending, replies[index]);
  }
}

function answer(pending: Pending, reply: StoreReply | undefined): void {
  if (reply?.ok === true) pending.resolve(reply.result as never);
  else
    pending.reject(
      new Failure((reply?.code ?? 'store_unavailable') as FailureCode, reply?.message ?? 'no answer'),
    );
}
