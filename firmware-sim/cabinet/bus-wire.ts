import { limits } from '../../shared/limits.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { ModuleBoard } from './module-board.ts';

/** The first bytes of an answer are heard early, the rest in pieces of the size that a UART's buffer has. */
const FIRST_BYTES = 16;
const PIECE_BYTES = 64;
const FORGET_MS = 200;

interface Transmission {
  readonly from: ModuleBoard | 'host';
  readonly bytes: Uint8Array;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  deliveredBytes: number;
}

export interface BusWireMaking {
  readonly chance: Chance;
  readonly baudRate?: number;
}

/**
 * One pair of wires, on which the host and all boards talk at the speed of the line. Who talks does not hear; where
 * two talk at once, each bit is low as soon as one of them pulls it low. Time is what it is told.
 */
export class BusWire {
  readonly boards = new Set<ModuleBoard>();
  /** Share of the bytes that are garbled on their way, 0 … 1. */
  noise = 0;
  readonly #chance: Chance;
  readonly #bytesPerMs: number;
  #transmissions: Transmission[] = [];
  #nowMs = 0;
  #hostBytes = 0;

  constructor({ chance, baudRate = limits.busBaudRate }: BusWireMaking) {
    this.#chance = chance;
    this.#bytesPerMs = baudRate / 10_000;
  }

  /** All bytes that the host has said so far. */
  get hostBytes(): number {
    return this.#hostBytes;
  }

  hostSays(bytes: Uint8Array, nowMs: number): void {
    this.#hostBytes += bytes.length;
    const busyUntilMs = Math.max(nowMs, ...this.#of('host').map(({ endsAtMs }) => endsAtMs));
    this.#add('host', bytes, busyUntilMs);
  }

  /** A module is plugged in, or out: then what it was saying breaks off. */
  plug(board: ModuleBoard): void {
    this.boards.add(board);
  }

  unplug(board: ModuleBoard): void {
    this.boards.delete(board);
    this.#transmissions = this.#transmissions.filter(({ from }) => from !== board);
  }

  /** When {@link run} has something to do; undefined: not before the host says something. */
  nextAtMs(): number | undefined {
    this.#letFloodersTalk(this.#nowMs);
    const times = this.#transmissions.flatMap((one) => this.#nextDelivery(one)?.atMs ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Carries everything that is due by `nowMs`; what the host hears meanwhile, in order. */
  run(nowMs: number): Uint8Array[] {
    const heard: Uint8Array[] = [];
    for (;;) {
      const next = this.#dueBy(nowMs);
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      const piece = this.#carry(next.transmission, next.bytes);
      if (next.transmission.from !== 'host') heard.push(piece);
      else this.#tellBoards(piece, next.atMs);
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#transmissions = this.#transmissions.filter(({ endsAtMs }) => endsAtMs > this.#nowMs - FORGET_MS);
    return heard.filter((piece) => piece.length > 0);
  }

  #of(from: ModuleBoard | 'host'): Transmission[] {
    return this.#transmissions.filter((transmission) => transmission.from === from);
  }

  #add(from: ModuleBoard | 'host', bytes: Uint8Array, startsAtMs: number): void {
    const endsAtMs = startsAtMs + bytes.length / this.#bytesPerMs;
    this.#transmissions.push({
      from,
      bytes: Uint8Array.from(bytes),
      startsAtMs,
      endsAtMs,
      deliveredBytes: 0,
    });
  }

  #letFloodersTalk(nowMs: number): void {
    for (const board of this.boards) {
      if (!board.faults.has('flooding')) continue;
      if (this.#of(board).some(({ endsAtMs }) => endsAtMs > nowMs)) continue;
      const chatter = board.chatter(nowMs);
      if (chatter !== undefined) this.#add(board, chatter.bytes, nowMs + chatter.afterMs);
    }
  }

  #nextDelivery({ from, bytes, startsAtMs, deliveredBytes }: Transmission) {
    if (deliveredBytes >= bytes.length) return undefined;
    // Boards act on the end of a frame only; the host's timing looks at the first bytes, too.
    const piece = from === 'host' ? bytes.length : deliveredBytes === 0 ? FIRST_BYTES : PIECE_BYTES;
    const end = Math.min(bytes.length, deliveredBytes + piece);
    return { atMs: startsAtMs + end / this.#bytesPerMs, end };
  }

  #dueBy(nowMs: number): { transmission: Transmission; atMs: number; bytes: number } | undefined {
    this.#letFloodersTalk(this.#nowMs);
    let first: { transmission: Transmission; atMs: number; bytes: number } | undefined;
    for (const transmission of this.#transmissions) {
      const delivery = this.#nextDelivery(transmission);
      if (delivery === undefined || delivery.atMs > nowMs) continue;
      if (first !== undefined && first.atMs <= delivery.atMs) continue;
      first = { transmission, atMs: delivery.atMs, bytes: delivery.end };
    }
    return first;
  }

  /** The next bytes of it up to `end`, with what the others and the noise have made of them. */
  #carry(transmission: Transmission, end: number): Uint8Array {
    const { bytes, deliveredBytes, startsAtMs, endsAtMs, from } = transmission;
    const others = this.#transmissions.filter(
      (other) => other.from !== from && other.startsAtMs < endsAtMs && other.endsAtMs > startsAtMs,
    );
    const carried: number[] = [];
    for (let index = deliveredBytes; index < end; index += 1) {
      const atMs = startsAtMs + index / this.#bytesPerMs;
      const overlapping = others.filter((other) => other.startsAtMs <= atMs && other.endsAtMs > atMs);
      // The host's receiver is off while it sends.
      if (from !== 'host' && overlapping.some((other) => other.from === 'host')) continue;
      let byte = bytes[index] ?? 0;
      for (const other of overlapping) {
        byte &= other.bytes[Math.floor((atMs - other.startsAtMs) * this.#bytesPerMs)] ?? 0xff;
      }
      carried.push(this.noise > 0 && this.#chance.happens(this.noise) ? this.#chance.integer(0, 255) : byte);
    }
    transmission.deliveredBytes = end;
    return Uint8Array.from(carried);
  }

  /** Boards hear the host only: what they make of each other's answers is nothing. */
  #tellBoards(bytes: Uint8Array, atMs: number): void {
    for (const board of this.boards) {
      const isTalking = this.#of(board).some((one) => one.startsAtMs < atMs && one.endsAtMs > atMs);
      if (isTalking) continue;
      for (const { afterMs, bytes: answer } of board.hear(bytes, atMs))
        this.#add(board, answer, atMs + afterMs);
    }
  }
}
