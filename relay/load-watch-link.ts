import { monitorEventLoopDelay } from 'node:perf_hooks';

const SAMPLE_MS = 500;
const RESOLUTION_MS = 10;

/** Measures how late this process gets to do anything: the sign of overload that no queue of ours shows. */
export class LoadWatch {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #meanMs = 0;

  constructor() {
    this.#delays.enable();
    this.#timer = setInterval(() => {
      // It tells the time between two ticks, which is the resolution itself when nothing is late.
      this.#meanMs = Math.max(0, this.#delays.mean / 1e6 - RESOLUTION_MS) || 0;
      this.#delays.reset();
    }, SAMPLE_MS);
    this.#timer.unref();
  }

  /** Mean over the last half second. */
  get eventLoopDelayMs(): number {
    return this.#meanMs;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#delays.disable();
  }
}
