import { limits } from '../../../shared/limits.ts';
import { ceilingMs } from '../../../shared/retry.ts';
import type { CabinetChange } from '../cabinet-operations.ts';

const RETRY = { firstMs: limits.storeRetryFirstMs, maxMs: limits.storeRetryMaxMs };

/** Changes that belong together, and what is to be done once they are on disk. */
interface Entry<Deed> {
  readonly changes: readonly CabinetChange[];
  readonly deeds: readonly Deed[];
}

/**
 * What has happened and is not on disk yet, in its order. One write at a time; whatever comes while it runs goes into
 * the next. A write that the disk refuses is written again, with all that has come since: nothing is ever taken back,
 * and what was to be done after it waits (promise 4: it speaks, and moves, only after its own fsync).
 */
export class Journal<Deed> {
  #waiting: Entry<Deed>[] = [];
  #writing: Entry<Deed>[] = [];
  #attempt = 0;
  #retryAtMs = 0;

  add(changes: readonly CabinetChange[], ...deeds: readonly Deed[]): void {
    this.#waiting.push({ changes, deeds });
  }

  /** The last write was refused. */
  get isRefused(): boolean {
    return this.#attempt > 0;
  }

  /** Everything is on disk. */
  get isQuiet(): boolean {
    return this.#waiting.length + this.#writing.length === 0;
  }

  /** The next write, where one is due. */
  next(nowMs: number): readonly CabinetChange[] | undefined {
    if (this.#writing.length > 0 || this.#waiting.length === 0 || nowMs < this.#retryAtMs) return undefined;
    this.#writing = this.#waiting.splice(0, limits.journalEntriesPerWrite);
    return this.#writing.flatMap(({ changes }) => changes);
  }

  /** The write under way is on disk. @returns what is to be done now */
  recorded(): Deed[] {
    const deeds = this.#writing.flatMap((entry) => entry.deeds);
    this.#writing = [];
    this.#attempt = 0;
    this.#retryAtMs = 0;
    return deeds;
  }

  refused(nowMs: number): void {
    this.#waiting = [...this.#writing, ...this.#waiting];
    this.#writing = [];
    this.#retryAtMs = nowMs + ceilingMs(RETRY, this.#attempt);
    this.#attempt += 1;
  }

  /** When {@link next} has something to write again. */
  get wakeAtMs(): number | undefined {
    return this.#waiting.length > 0 && this.#writing.length === 0 ? this.#retryAtMs : undefined;
  }
}
