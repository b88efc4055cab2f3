import { nonceFrom } from '../shared/device-key.ts';
import type { Machine } from '../shared/machine.ts';

/** The world at one step of a device. */
export interface DeviceMoment {
  /** Monotonic. */
  readonly nowMs: number;
  /** The machine's wall clock, which is only trusted for want of a better one. */
  readonly wallMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** 16 fresh hex digits. */
  readonly nonce: () => string;
}

/** Time and chance of now. */
export const momentOf = (machine: Machine): DeviceMoment => ({
  nowMs: machine.steadyMs(),
  wallMs: machine.wallMs(),
  random: machine.random,
  nonce: () => nonceFrom(machine.drawBytes(8)),
});
