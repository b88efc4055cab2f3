import { limits } from '../../shared/limits.ts';
import { createBucket, takeTokens } from '../bucket.ts';
import { CONNECT_RATE } from './traffic.ts';

/**
 * Lets in devices that have proved who they are, in their order, as many as the live payments leave time for. Thousands
 * that come back at one moment would otherwise be served in one turn of the event loop. A few each turn at most: a loop
 * that is late has fewer turns, and so lets in fewer.
 */
export class ConnectTurns {
  readonly #bucket = createBucket(CONNECT_RATE, performance.now());
  readonly #waiting = new Map<object, () => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param go called when it is the client's turn, unless it has left by then
   * @returns false: too many wait, and it is not let in
   */
  wait(client: object, go: () => void): boolean {
    if (this.#waiting.size >= limits.mqttConnectsWaiting) return false;
    this.#waiting.set(client, go);
    if (this.#timer === undefined) this.#letIn();
    return true;
  }

  /** It has gone; called for any client. */
  leave(client: object): void {
    this.#waiting.delete(client);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #letIn(): void {
    this.#timer = undefined;
    for (const [client, go] of this.#waiting) {
      const waitMs = takeTokens(this.#bucket, CONNECT_RATE, 1, performance.now());
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#letIn(), Math.ceil(waitMs));
        return;
      }
      this.#waiting.delete(client);
      go();
    }
  }
}
