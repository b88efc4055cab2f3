import { limits } from '../../shared/limits.ts';

/**
 * Ends connections whose devices have hung up, a few in each turn of the event loop: to close one takes 60 µs with all
 * that follows, and when a network goes, thousands hang up at one moment. Payments come in between.
 */
export class Departures {
  readonly #leaving = new Set<{ destroy(): unknown }>();
  #turn: NodeJS.Immediate | undefined;

  add(socket: { destroy(): unknown }): void {
    this.#leaving.add(socket);
    this.#turn ??= setImmediate(() => this.#endSome());
  }

  close(): void {
    clearImmediate(this.#turn);
    this.#leaving.clear();
  }

  #endSome(): void {
    this.#turn = undefined;
    let count = 0;
    for (const socket of this.#leaving) {
      if (count === limits.departuresPerTurn) {
        this.#turn = setImmediate(() => this.#endSome());
        return;
      }
      count += 1;
      this.#leaving.delete(socket);
      socket.destroy();
    }
  }
}
