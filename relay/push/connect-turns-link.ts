import { createBucket, takeTokens } from './bucket.ts';
import { CONNECT_RATE } from './traffic.ts';

interface Waiting {
  readonly client: { readonly closed: boolean };
  readonly go: () => void;
}

/**
 * Judges CONNECTs in their order, as many as the live payments leave time for. Thousands that come back at one moment
 * would otherwise be served in one turn of the event loop. As many wait as there may be strangers.
 */
export class ConnectTurns {
  readonly #bucket = createBucket(CONNECT_RATE, performance.now());
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /** @param go called when it is the client's turn, unless it has gone by then */
  wait(client: { readonly closed: boolean }, go: () => void): void {
    this.#waiting.add({ client, go });
    if (this.#timer === undefined) this.#letIn();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #letIn(): void {
    this.#timer = undefined;
    for (const waiting of this.#waiting) {
      if (!waiting.client.closed) {
        const waitMs = takeTokens(this.#bucket, CONNECT_RATE, 1, performance.now());
        if (waitMs > 0) {
          this.#timer = setTimeout(() => this.#letIn(), Math.ceil(waitMs));
          return;
        }
        waiting.go();
      }
      this.#waiting.delete(waiting);
    }
  }
}
