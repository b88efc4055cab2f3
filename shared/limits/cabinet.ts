/** Bounds of the power-bank cabinet and of its serial bus; part of `limits` (../limits.ts). */
export const cabinetLimits = {
  // --- bus ---
  /** Modules on one bus, and slots on one module (PROMISES: up to 80 slots). */
  busModules: 10,
  slotsPerModule: 8,
  /** Longest bus frame before stuffing, with head and checksum. */
  busFrameBytes: 512,
  /** All slots of a full cabinet are polled once in this. */
  pollCycleMs: 500,
  /** A slot's outputs on the board expire unless refreshed within this (promise 13). */
  outputExpiryMs: 2_000,

  // --- rentals ---
  /** A bank that was let out and not taken is pulled back after this. */
  notTakenMs: 15_000,
  /** Ids of rentals whose answer a cabinet and its boards remember, so that a repeat moves nothing. */
  rentalsRemembered: 10_000,
  /** Reports (rental results, returns, trips) that wait for the relay in the cabinet; beyond, rentals are refused. */
  reportsWaiting: 50_000,
  /** Reports in one message. */
  reportsPerMessage: 32,
  /** Readings from before a trip that its report carries. */
  tripReadings: 8,
} as const;

type CabinetLimits = typeof cabinetLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertCabinetLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: CabinetLimits = cabinetLimits,
): void {
  must(3 * l.pollCycleMs < l.outputExpiryMs, 'two lost polls do not switch a healthy output off');
  must(l.reportsPerMessage <= l.reportsWaiting, 'a full report message can wait');
  // A report without readings has at most 190 bytes, a reading 32; a frame has 16,384 (see `frameBytes`).
  must(l.reportsPerMessage * (190 + l.tripReadings * 32) < 16_384, 'a full report message fits a frame');
}
