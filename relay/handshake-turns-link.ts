import type { Socket } from 'node:net';
import { limits } from '../shared/limits.ts';
import { InTurns } from './in-turns-link.ts';

/**
 * Begins TLS handshakes a few in each turn of the event loop. One takes 0.2 to 3.5 ms of the relay (P-256, RSA 2048, RSA
 * 4096), all of it when its first bytes have come: a stranger who opened 1,500 connections and said hello on all of them at
 * one moment held up every payment for a third of a second, and would have for five with a large key.
 */
export class HandshakeTurns {
  readonly #silent = new Set<Socket>();
  readonly #turns: InTurns<Socket>;
  readonly #begin: (raw: Socket) => void;

  /** @param begin makes a TLS socket over this one, which holds what has come unread */
  constructor(begin: (raw: Socket) => void) {
    this.#begin = begin;
    this.#turns = new InTurns<Socket>(limits.handshakesPerTurn, (raw) => this.#take(raw));
  }

  /** @param raw a connection of which nothing was read; it is destroyed when it says nothing within `limits.handshakeSilenceMs` */
  wait(raw: Socket): void {
    this.#silent.add(raw);
    raw.setTimeout(limits.handshakeSilenceMs, () => raw.destroy());
    raw.once('readable', () => this.#turns.add(raw));
    raw.once('close', () => {
      this.#silent.delete(raw);
      this.#turns.leave(raw);
    });
  }

  /** Ends all that have not begun. */
  close(): void {
    this.#turns.close();
    for (const raw of this.#silent) raw.destroy();
  }

  #take(raw: Socket): void {
    if (raw.destroyed) return;
    this.#silent.delete(raw);
    raw.setTimeout(0);
    // It has hung up.
    if (raw.readableLength === 0) raw.destroy();
    else this.#begin(raw);
  }
}
