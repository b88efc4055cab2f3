import type { Socket } from 'node:net';
import { limits } from '../../shared/limits.ts';
import { InTurns } from '../in-turns-link.ts';

type Reader = (this: Socket, bytes: Buffer) => void;

interface Held {
  /** Node's own: parses at once all that it is given. */
  readonly parse: Reader;
  readonly gather: Reader;
  unheard: Buffer[];
  hasAsked: boolean;
  isKnown: boolean;
}

/**
 * What connections say until their caller is known: a few of them are heard in each turn of the event loop, a little of
 * each. Node parses all that has come at once, and a read of 64 KiB holds 2,400 requests, or a body of 10,900 pieces: a
 * few strangers held up every payment for seconds with that.
 */
export class FirstWords {
  readonly #held = new Map<Socket, Held>();
  readonly #turns = new InTurns<Socket>(limits.httpStrangersPerTurn, (socket) => this.#hear(socket));

  /** @param socket as the HTTP server has just taken it */
  hold(socket: Socket): void {
    const [parse] = socket.listeners('data') as Reader[];
    if (parse === undefined) return;
    const gather = (bytes: Buffer): void => {
      held.unheard.push(bytes);
      this.#turns.add(socket);
      if (held.unheard.length > limits.unheardChunks) socket.pause();
    };
    const held: Held = { parse, gather, unheard: [], hasAsked: false, isKnown: false };
    socket.off('data', parse);
    // From its first listener on, the parser leaves the reading to the socket's own stream.
    socket.on('data', gather);
    this.#held.set(socket, held);
    socket.once('close', () => {
      this.#held.delete(socket);
      this.#turns.leave(socket);
    });
  }

  /** @returns false: it is not known yet, and has asked before; whatever else it says is not worth an answer */
  mayAsk(socket: Socket): boolean {
    const held = this.#held.get(socket);
    if (held === undefined || held.isKnown) return true;
    const isFirst = !held.hasAsked;
    held.hasAsked = true;
    return isFirst;
  }

  isKnown(socket: Socket): boolean {
    return this.#held.get(socket)?.isKnown ?? true;
  }

  /** Its caller is known: all that it says is heard at once, from the next turn on. */
  letThrough(socket: Socket): void {
    const held = this.#held.get(socket);
    if (held === undefined) return;
    held.isKnown = true;
    // Not now: its parser may be in the middle of a request.
    this.#turns.add(socket);
  }

  #hear(socket: Socket): void {
    const held = this.#held.get(socket);
    if (held === undefined || socket.destroyed) return;
    if (held.isKnown) {
      this.#release(socket, held);
      return;
    }
    const [first] = held.unheard;
    if (first === undefined) return;
    if (first.length > limits.httpStrangerBytesPerTurn)
      held.unheard[0] = first.subarray(limits.httpStrangerBytesPerTurn);
    else held.unheard.shift();
    held.parse.call(socket, first.subarray(0, limits.httpStrangerBytesPerTurn));
    if (socket.destroyed) return;
    if (held.unheard.length > 0) this.#turns.add(socket);
    else if (socket.isPaused()) socket.resume();
  }

  #release(socket: Socket, { parse, gather, unheard }: Held): void {
    this.#held.delete(socket);
    socket.off('data', gather);
    socket.on('data', parse);
    if (unheard.length > 0) socket.unshift(Buffer.concat(unheard));
    if (socket.isPaused()) socket.resume();
  }
}
