import { randomBytes } from 'node:crypto';
import type { Machine } from './machine.ts';
import { UNIX_MS_MAX, type UnixMs, unixMs } from './quantities.ts';

/** @param readMs what the system's clock says, maybe before 1970 or after 9999 */
export const wallTime = (readMs: number): UnixMs =>
  unixMs(Math.min(UNIX_MS_MAX, Math.max(0, Math.round(readMs))));

/** The machine that this process runs on; `steadyMs` begins with the process. */
export const thisMachine: Machine = {
  // A dead clock battery can put the wall clock before 1970; it is only a guess then, and no reason to stop.
  wallMs: () => wallTime(Date.now()),
  steadyMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return { cancel: () => clearInterval(timer) };
  },
  nextTurn(run) {
    const turn = setImmediate(run);
    return { cancel: () => clearImmediate(turn) };
  },
  random: Math.random,
  drawBytes: randomBytes,
};
