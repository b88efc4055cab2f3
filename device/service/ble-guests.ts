import { limits } from '../../shared/limits.ts';
import { BleGuest, type GuestHeard } from './ble-guest.ts';

interface Seat {
  readonly guest: BleGuest;
  readonly sinceMs: number;
  newestAtMs: number;
}

/** The centrals that are connected, each by BlueZ's path of it; a few. */
export class BleGuests {
  readonly #code: Uint8Array;
  readonly #drawBytes: (count: number) => Uint8Array;
  readonly #seats = new Map<string, Seat>();

  constructor(code: Uint8Array, drawBytes: (count: number) => Uint8Array) {
    this.#code = code;
    this.#drawBytes = drawBytes;
  }

  hear(central: string, piece: Uint8Array, nowMs: number): GuestHeard {
    const seat = this.#seats.get(central) ?? this.#seat(central, nowMs);
    seat.newestAtMs = nowMs;
    return seat.guest.hear(piece, nowMs);
  }

  /** It is not connected any more: what it has shown counts for nothing from now on. */
  leave(central: string): void {
    this.#seats.delete(central);
  }

  clear(): void {
    this.#seats.clear();
  }

  /** Those who have had time to show the code and have not: they keep a technician from connecting. */
  strangers(nowMs: number): string[] {
    return [...this.#seats]
      .filter(([, { guest, sinceMs }]) => !guest.isProven && nowMs - sinceMs >= limits.bleStrangerMs)
      .map(([central]) => central);
  }

  /** Where there is no seat, the stranger that was silent for longest loses his; a technician only to his like. */
  #seat(central: string, nowMs: number): Seat {
    if (this.#seats.size >= limits.bleGuests) {
      const [last] = [...this.#seats].sort(([, left], [, right]) =>
        left.guest.isProven === right.guest.isProven
          ? left.newestAtMs - right.newestAtMs
          : Number(left.guest.isProven) - Number(right.guest.isProven),
      );
      if (last !== undefined) this.#seats.delete(last[0]);
    }
    const seat = { guest: new BleGuest(this.#code, this.#drawBytes), sinceMs: nowMs, newestAtMs: nowMs };
    this.#seats.set(central, seat);
    return seat;
  }
}
