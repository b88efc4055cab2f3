import type { UnixMs } from './quantities.ts';

/** Something that will be done, unless it is cancelled first. */
export interface Timer {
  cancel(): void;
}

/**
 * The time, timers and chance of the machine that a program runs on. The programs use `thisMachine`
 * (machine-port.ts); the simulator gives each of its relays and devices a machine on its own virtual clock.
 */
export interface Machine {
  /** The clock on the wall: it may be wrong, and may be set. */
  wallMs(): UnixMs;
  /** A clock that only goes forward; its zero means nothing. */
  steadyMs(): number;
  /** Once, not before `delayMs` have passed. */
  after(delayMs: number, run: () => void): Timer;
  /** Again and again. */
  every(periodMs: number, run: () => void): Timer;
  /** When everything that has arrived by now has been seen. */
  nextTurn(run: () => void): Timer;
  /** Uniform in [0, 1); not for secrets. */
  random(): number;
  drawBytes(count: number): Buffer;
}
