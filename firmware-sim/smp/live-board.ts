import type { SmpBoard } from './smp-board.ts';

export type CutKind = 'power' | 'link';

/** A board that lives in real time at the end of a cable or in the air. */
export interface LiveBoard {
  readonly board: SmpBoard;
  /** Where a host finds it: a device file, or a Bluetooth address. */
  readonly address: string;
  isNoisy: boolean;
  setPower(on: boolean): Promise<void>;
  /** Plugs the cable in or out; in the air: in reach or not. */
  setPlugged(isIn: boolean): Promise<void>;
  /** Cuts once, when so many further bytes have come from the host. */
  cutAfter(bytes: number, kind: CutKind): void;
  close(): Promise<void>;
}

/** Counts the bytes from the host to the one at which something is cut. */
export class CutPoint {
  readonly #onCut: (kind: CutKind) => void;
  #left = Number.POSITIVE_INFINITY;
  #kind: CutKind = 'link';

  constructor(onCut: (kind: CutKind) => void) {
    this.#onCut = onCut;
  }

  set(bytes: number, kind: CutKind): void {
    this.#left = bytes;
    this.#kind = kind;
  }

  /** What of `bytes` still arrives; the board is to handle that, and then calls {@link CutPoint.done}. */
  take(bytes: Buffer): Buffer {
    const arrived = bytes.subarray(0, this.#left);
    this.#left -= arrived.length;
    return arrived;
  }

  /** Cuts when it is time. */
  done(): void {
    if (this.#left > 0) return;
    this.#left = Number.POSITIVE_INFINITY;
    this.#onCut(this.#kind);
  }
}
