import type { Machine } from '../shared/machine.ts';
import { thisMachine } from '../shared/machine-port.ts';

/** `performance.now()` begins with the process; the monotonic clock of the machine outlives it. */
const PROCESS_BEGAN_AT_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** When the machine's monotonic clock showed what `performance.now()` did. */
export const steadyMsAt = (performanceMs: number): number => PROCESS_BEGAN_AT_MS + performanceMs;

/** The machine that a device runs on: its `steadyMs` can be compared with those of earlier processes of the same boot. */
export const deviceMachine: Machine = { ...thisMachine, steadyMs: () => steadyMsAt(performance.now()) };
