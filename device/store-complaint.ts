import { describeThrown } from '../shared/failure.ts';
import type { Log } from '../shared/log.ts';

/** Tells a store's problem once for each occurrence: on a full disk every line makes it worse. */
export class StoreComplaint {
  readonly #log: Log;
  /** Absent since the store took something. */
  #problem: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  refused(thrown: unknown): void {
    const problem = describeThrown(thrown);
    if (problem !== this.#problem) this.#log.error({ problem }, 'the store refuses');
    this.#problem = problem;
  }

  took(): void {
    this.#problem = undefined;
  }
}
