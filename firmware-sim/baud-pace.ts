/** A start bit, eight data bits and a stop bit. */
const BITS_PER_BYTE = 10;
const STEP_MS = 1;

/**
 * Lets bytes through no faster than a serial line does. A pty knows no baud rate, and a link that is tried
 * only on an endless line fails on a real one.
 */
export class BaudPace {
  readonly #bytesPerMs: number;
  readonly #deliver: (bytes: Buffer) => void;
  #waiting: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #paidUntilMs = 0;

  /** @param baudRate bits per second */
  constructor(baudRate: number, deliver: (bytes: Buffer) => void) {
    this.#bytesPerMs = baudRate / BITS_PER_BYTE / 1_000;
    this.#deliver = deliver;
  }

  /** Bytes that are still on their way. */
  get waitingBytes(): number {
    return this.#waiting.length;
  }

  push(bytes: Uint8Array): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    this.#paidUntilMs = performance.now();
    this.#timer = setTimeout(() => this.#step(), STEP_MS);
  }

  /** What is on its way is lost, as on a line that is cut. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = Buffer.alloc(0);
  }

  #step(): void {
    this.#timer = undefined;
    const due = Math.floor((performance.now() - this.#paidUntilMs) * this.#bytesPerMs);
    const bytes = this.#waiting.subarray(0, due);
    this.#waiting = this.#waiting.subarray(due);
    this.#paidUntilMs += due / this.#bytesPerMs;
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#step(), STEP_MS);
    if (bytes.length > 0) this.#deliver(bytes);
  }
}
