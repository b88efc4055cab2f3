import { randomBytes } from 'node:crypto';
import type { Machine } from './machine.ts';
import { unixMs } from './quantities.ts';

/** The machine that this process runs on; `steadyMs` begins with the process. */
export const thisMachine: Machine = {
  wallMs: () => unixMs(Date.now()),
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
