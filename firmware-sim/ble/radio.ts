/** Packets that the central holds for the air; beyond, a writer waits, as for a full socket. */
const CENTRAL_QUEUE_PACKETS = 16;

export interface RadioTiming {
  /** Connection interval: packets move only at its events (Bluetooth Core 5.4, vol. 6 part B, 4.5.1). */
  readonly intervalMs: number;
  /** Packets each side may send in one event; controllers allow 4 to 6. */
  readonly packetsPerEvent: number;
}

/** The air between a central and a peripheral while they are connected: packets in order, only at connection events. */
export class Radio {
  readonly #timing: RadioTiming;
  readonly #toPeripheral: (packet: Buffer) => void;
  readonly #toCentral: (packet: Buffer) => void;
  readonly #down: Buffer[] = [];
  readonly #up: Buffer[] = [];
  readonly #writers: (() => void)[] = [];
  readonly #startedAtMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #eventNumber = 0;
  #isStopped = false;

  constructor(
    timing: RadioTiming,
    ends: { toPeripheral(packet: Buffer): void; toCentral(packet: Buffer): void },
  ) {
    this.#timing = timing;
    this.#toPeripheral = (packet) => ends.toPeripheral(packet);
    this.#toCentral = (packet) => ends.toCentral(packet);
  }

  /** Central to peripheral. Resolves when the packet has a place in the queue. */
  async sendDown(packet: Buffer): Promise<void> {
    while (this.#down.length >= CENTRAL_QUEUE_PACKETS && !this.#isStopped)
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    if (this.#isStopped) return;
    this.#down.push(packet);
    this.#schedule();
  }

  /** Peripheral to central. */
  sendUp(packet: Buffer): void {
    if (this.#isStopped) return;
    this.#up.push(packet);
    this.#schedule();
  }

  /** The connection is gone, and with it what was on its way. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const wake of this.#writers.splice(0)) wake();
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const { intervalMs } = this.#timing;
    const sinceMs = performance.now() - this.#startedAtMs;
    // Node's timers may fire a little early: no event comes twice for that.
    this.#eventNumber = Math.max(this.#eventNumber + 1, Math.ceil(sinceMs / intervalMs));
    this.#timer = setTimeout(() => this.#event(), this.#eventNumber * intervalMs - sinceMs);
  }

  #event(): void {
    this.#timer = undefined;
    const { packetsPerEvent } = this.#timing;
    for (const packet of this.#down.splice(0, packetsPerEvent)) this.#toPeripheral(packet);
    for (const packet of this.#up.splice(0, packetsPerEvent)) this.#toCentral(packet);
    for (const wake of this.#writers.splice(0, packetsPerEvent)) wake();
    if (!this.#isStopped && this.#down.length + this.#up.length > 0) this.#schedule();
  }
}
