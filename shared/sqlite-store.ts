import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type CommitPace, commitDelayMs, EAGER, mayRide } from './commit-pace.ts';
import { Failure, type FailureCode } from './failure.ts';
import { limits } from './limits.ts';
import type { SqliteWorkerData } from './sqlite-worker.ts';
import type { StoreOperations, StoreReply, StoreRequest, WorkerEvent } from './store-operations.ts';

interface Pending {
  readonly request: StoreRequest;
  readonly sinceMs: number;
  resolve(result: never): void;
  reject(failure: Failure): void;
}

export interface SqliteStoreOptions {
  readonly file: string;
  /** URL of the module that exports `schema` (a `StoreSchema`). */
  readonly schemaModule: URL;
  /** Called once when the worker dies without being asked to: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
  readonly pace?: CommitPace;
}

/**
 * A SQLite database behind an asynchronous, batching door. Commits run in a worker, because each blocks for the
 * length of an fsync (0.3 ms on an SSD, 10–100 ms on an SD card). While one batch commits, the next gathers; a
 * {@link CommitPace} makes them gather longer. A resolved write is on disk; a rejected one changed nothing.
 */
export class SqliteStore<Operations extends StoreOperations> {
  readonly #worker: Worker;
  readonly #pace: CommitPace;
  readonly #urgent: Pending[] = [];
  readonly #patient: Pending[] = [];
  #lastBegunAtMs = Number.NEGATIVE_INFINITY;
  /** A commit begins at the end of this turn of the event loop … */
  #isDue = false;
  /** … or is thought about again then. */
  #wake: { readonly atMs: number; readonly timer: NodeJS.Timeout } | undefined;
  #running: Pending[] = [];
  #closed: Promise<void> | undefined;
  #onClosed: () => void = () => {};
  #death: Failure | undefined;

  private constructor(worker: Worker, pace: CommitPace) {
    this.#worker = worker;
    this.#pace = pace;
  }

  /** @throws Failure `foreign_store`, `corrupt_store` or `store_unavailable`; the file is then as it was. */
  static async open<Operations extends StoreOperations>(
    options: SqliteStoreOptions,
  ): Promise<SqliteStore<Operations>> {
    try {
      mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
    } catch (thrown) {
      throw new Failure('store_unavailable', `${dirname(options.file)} cannot be made: ${String(thrown)}`);
    }
    const data: SqliteWorkerData = {
      entry: new URL('./sqlite-worker.ts', import.meta.url).href,
      file: options.file,
      schemaModule: options.schemaModule.href,
    };
    const worker = new Worker(new URL('./ts-worker.mjs', import.meta.url), { workerData: data });
    const store = new SqliteStore<Operations>(worker, options.pace ?? EAGER);
    await new Promise<void>((resolve, reject) => {
      worker.once('error', (error) =>
        reject(new Failure('store_unavailable', error.message, { cause: error })),
      );
      worker.once('message', (message: WorkerEvent) => {
        if (message.event === 'open') resolve();
        else if (message.event === 'refused')
          reject(new Failure(message.code as FailureCode, message.message));
      });
    });
    worker.on('message', (message: WorkerEvent) => store.#onMessage(message));
    worker.on('error', (error) => store.#die(error.message, options.onDeath));
    worker.on('exit', () => {
      if (store.#closed === undefined) store.#die('the store’s worker stopped', options.onDeath);
    });
    return store;
  }

  /** How many operations wait for a commit that has not begun. */
  get waitingOperations(): number {
    return this.#urgent.length + this.#patient.length;
  }

  /**
   * Runs one operation; it shares its commit with whatever else is waiting.
   *
   * @throws Failure `overloaded` when too many wait, `store_unavailable` when the disk refuses, or what the
   * operation itself throws
   */
  call<Name extends keyof Operations & string>(
    name: Name,
    argument: Parameters<Operations[Name]>[0],
  ): Promise<ReturnType<Operations[Name]>> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    if (this.#closed !== undefined) return Promise.reject(new Failure('stopped', 'the store is closed'));
    if (this.waitingOperations >= limits.storeQueueOperations) {
      return Promise.reject(
        new Failure('overloaded', `${this.waitingOperations} operations wait for the store`),
      );
    }
    return new Promise((resolve, reject) => {
      const sinceMs = performance.now();
      const queue = this.#pace.patient.includes(name) ? this.#patient : this.#urgent;
      queue.push({ request: { name, argument }, sinceMs, resolve, reject });
      this.#schedule(sinceMs);
    });
  }

  /** Finishes what was accepted, then closes the database. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#onClosed = resolve;
      if (this.#death !== undefined) resolve();
      else if (this.#isIdle) this.#worker.postMessage('close');
    });
    // What waited patiently waits no longer.
    this.#reconsider();
    return this.#closed;
  }

  get #isIdle(): boolean {
    return this.#running.length === 0 && this.waitingOperations === 0;
  }

  /** Never sends at once: what arrives in the same turn of the event loop shares the commit. */
  #schedule(nowMs: number): void {
    if (this.#running.length > 0 || this.#isDue) return;
    const delayMs = this.#delayMs(nowMs);
    if (delayMs === undefined) return;
    // A timer is never finer than 1 ms.
    if (delayMs < 1) {
      this.#isDue = true;
      setImmediate(() => this.#send());
    } else if (this.#wake === undefined || this.#wake.atMs > nowMs + delayMs) {
      clearTimeout(this.#wake?.timer);
      this.#wake = { atMs: nowMs + delayMs, timer: setTimeout(() => this.#reconsider(), delayMs) };
    }
  }

  #reconsider(): void {
    this.#wakeNoMore();
    this.#schedule(performance.now());
  }

  #wakeNoMore(): void {
    clearTimeout(this.#wake?.timer);
    this.#wake = undefined;
  }

  #delayMs(nowMs: number): number | undefined {
    if (this.#closed !== undefined) return this.waitingOperations === 0 ? undefined : 0;
    const waiting = {
      urgentSinceMs: this.#urgent[0]?.sinceMs,
      patientSinceMs: this.#patient[0]?.sinceMs,
    };
    return commitDelayMs(this.#pace, waiting, this.#lastBegunAtMs, nowMs);
  }

  #send(): void {
    this.#isDue = false;
    if (this.#running.length > 0) return;
    this.#wakeNoMore();
    const nowMs = performance.now();
    const most = limits.groupCommitOperations;
    const patient = this.#patient.splice(0, Math.min(most, this.#countRiding(nowMs)));
    this.#running = [...patient, ...this.#urgent.splice(0, most - patient.length)];
    if (this.#running.length === 0) return;
    this.#lastBegunAtMs = nowMs;
    this.#worker.postMessage(this.#running.map((pending) => pending.request));
  }

  /** So many of the patient ones are part of a commit that begins now, the first of them. */
  #countRiding(nowMs: number): number {
    if (this.#closed !== undefined) return this.#patient.length;
    const waits = this.#patient.findIndex(({ sinceMs }) => !mayRide(this.#pace, sinceMs, nowMs));
    return waits < 0 ? this.#patient.length : waits;
  }

  #onMessage(message: WorkerEvent): void {
    if (message.event === 'replies') this.#settle(message.replies);
    else if (message.event === 'closed') this.#onClosed();
  }

  #settle(replies: readonly StoreReply[]): void {
    const settled = this.#running;
    this.#running = [];
    this.#schedule(performance.now());
    settled.forEach((pending, index) => {
      const reply = replies[index];
      if (reply?.ok === true) pending.resolve(reply.result as never);
      else if (reply?.ok === false) pending.reject(new Failure(reply.code as FailureCode, reply.message));
      else pending.reject(new Failure('store_unavailable', 'the store did not answer'));
    });
    if (this.#closed !== undefined && this.#isIdle) this.#worker.postMessage('close');
  }

  #die(reason: string, onDeath: (failure: Failure) => void): void {
    if (this.#death !== undefined) return;
    this.#death = new Failure('store_unavailable', reason);
    const pending = [...this.#running, ...this.#patient.splice(0), ...this.#urgent.splice(0)];
    for (const { reject } of pending) reject(this.#death);
    this.#running = [];
    this.#onClosed();
    onDeath(this.#death);
  }
}
