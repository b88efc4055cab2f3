import type { Chance } from '../seeded-chance.ts';
import type { PretendedBoard } from './pretended-board.ts';

/** What the way to a pretended board does to packets; chances of each, per packet and direction. */
export interface WireFaults {
  readonly loss: number;
  readonly twice: number;
  /** Takes another way and arrives up to 200 ms later. */
  readonly late: number;
}

export const NO_FAULTS: WireFaults = { loss: 0, twice: 0, late: 0 };

/**
 * Virtual time between a pretended board and whoever talks to it: nothing waits, the clock jumps. `trip` counts
 * the packets that pass, so that a test can cut the power or the link at each of them.
 */
export class PretendedWire {
  nowMs = 0;
  trips = 0;
  readonly board: PretendedBoard;
  private readonly chance: Chance;
  private readonly faults: WireFaults;
  private readonly onTrip: (trip: number) => void;
  /** Things under way, in no order. */
  private arrivals: { atMs: number; bytes: Uint8Array; to: 'board' | 'host' }[] = [];

  constructor(
    board: PretendedBoard,
    chance: Chance,
    faults: WireFaults = NO_FAULTS,
    onTrip: (trip: number) => void = () => {},
  ) {
    this.board = board;
    this.chance = chance;
    this.faults = faults;
    this.onTrip = onTrip;
  }

  send(bytes: Uint8Array): void {
    this.carry(bytes, 'board');
  }

  /** What is under way is gone: unplugged, or the board has lost its power. */
  clear(): void {
    this.arrivals = [];
  }

  private carry(bytes: Uint8Array, to: 'board' | 'host'): void {
    this.onTrip(this.trips++);
    if (this.chance.happens(this.faults.loss)) return;
    const copies = this.chance.happens(this.faults.twice) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = this.chance.happens(this.faults.late) ? this.chance.integer(1, 200) : 0;
      this.arrivals.push({ atMs: this.nowMs + 5 + delayMs, bytes, to });
    }
  }

  /**
   * Goes on to the next arrival at the host or to `untilMs`, whichever is first.
   *
   * @returns what arrived; undefined when time ran out
   */
  next(untilMs: number): Uint8Array | undefined {
    for (;;) {
      const soonest = this.arrivals.reduce<(typeof this.arrivals)[number] | undefined>(
        (best, arrival) => (best === undefined || arrival.atMs < best.atMs ? arrival : best),
        undefined,
      );
      if (soonest === undefined || soonest.atMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, untilMs);
        return undefined;
      }
      this.arrivals = this.arrivals.filter((arrival) => arrival !== soonest);
      this.nowMs = Math.max(this.nowMs, soonest.atMs);
      if (soonest.to === 'host') return soonest.bytes;
      const reply = this.board.handle(soonest.bytes);
      if (reply !== undefined) this.carry(reply, 'host');
    }
  }
}
