import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { AcceptAnswer, LoggedNotice, OrderCallback, OrderStore } from '../store.ts';

export interface OrderIntakeOptions {
  readonly store: Pick<OrderStore, 'acceptOrders'>;
  /** Runs what it is given when everything that arrived in this turn of the event loop has been submitted. */
  afterThisTurn(run: () => void): void;
  now(): UnixMs;
  /** A clock that only goes forward, in ms. */
  uptimeMs(): number;
  /** Called in the order of the logs, before the payment core is answered. */
  deliver(notices: readonly LoggedNotice[], lastByteAtMs: number): void;
  /** How the store fared with a batch; `undefined`: well. */
  storeAnswered(failure: unknown | undefined): void;
}

interface Waiting {
  readonly callback: OrderCallback;
  readonly lastByteAtMs: number;
  resolve(answer: AcceptAnswer): void;
  reject(failure: unknown): void;
}

/**
 * The one way of an order into the store, for callbacks and for what the reconciler learned. What arrives in one
 * turn of the event loop is recorded by one operation, so that it shares one fsync; whatever the answer says is
 * durable when it resolves.
 */
export class OrderIntake {
  readonly #options: OrderIntakeOptions;
  #gathered: Waiting[] = [];
  /** When each batch that is at the store was submitted, the oldest first. */
  readonly #submittedAtMs = new Set<{ readonly atMs: number; readonly count: number }>();
  #atStore = 0;

  constructor(options: OrderIntakeOptions) {
    this.#options = options;
  }

  /** Callbacks that are not answered by the store yet. */
  get waiting(): number {
    return this.#gathered.length + this.#atStore;
  }

  /** How long the first of them has waited, in ms. */
  get oldestWaitMs(): number {
    const [oldest] = this.#submittedAtMs;
    return oldest === undefined ? 0 : this.#options.uptimeMs() - oldest.atMs;
  }

  /**
   * @param lastByteAtMs when the callback had arrived, by `uptimeMs`
   * @throws Failure `overloaded` or `store_unavailable`: it is not known to be recorded, and must be sent again
   */
  submit(callback: OrderCallback, lastByteAtMs: number): Promise<AcceptAnswer> {
    if (this.waiting >= limits.callbacksWaiting) {
      return Promise.reject(
        new Failure('overloaded', `${this.waiting} callbacks wait for the store; call again`),
      );
    }
    return new Promise((resolve, reject) => {
      if (this.#gathered.length === 0) this.#options.afterThisTurn(() => this.#flush());
      this.#gathered.push({ callback, lastByteAtMs, resolve, reject });
    });
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    for (let first = 0; first < gathered.length; first += limits.ordersPerAccept) {
      void this.#record(gathered.slice(first, first + limits.ordersPerAccept));
    }
  }

  async #record(batch: readonly Waiting[]): Promise<void> {
    const { store, now, uptimeMs, deliver, storeAnswered } = this.#options;
    const submitted = { atMs: uptimeMs(), count: batch.length };
    this.#submittedAtMs.add(submitted);
    this.#atStore += batch.length;
    try {
      const answers = await store.acceptOrders(
        batch.map((one) => one.callback),
        now(),
      );
      storeAnswered(undefined);
      // All notices first: the devices wait for them, the payment core can wait a little longer.
      answers.forEach((answer, index) => {
        const lastByteAtMs = batch[index]?.lastByteAtMs ?? 0;
        if (answer.answer === 'recorded' && answer.notices.length > 0) deliver(answer.notices, lastByteAtMs);
      });
      batch.forEach((one, index) => {
        const answer = answers[index];
        if (answer === undefined) one.reject(new Failure('store_unavailable', 'the store did not answer'));
        else one.resolve(answer);
      });
    } catch (thrown) {
      storeAnswered(thrown);
      for (const one of batch) one.reject(thrown);
    } finally {
      this.#submittedAtMs.delete(submitted);
      this.#atStore -= batch.length;
    }
  }
}
