/** Bounds of what a notice is sent for more than once; `limits.ts` gathers them. */
export const copyLimits = {
  /** Promise 8, from the callback's last byte to stored; the second path is asked in time for it. */
  pushDeadlineMs: 60,
  /** … of which relay and device need this for themselves: an answer that leaves them less was too long under way. */
  pushReserveMs: 15,
  /** An answer is not overdue before this, however short the path. */
  hedgeFirstMs: 10,
  /** Promise 8 is p99.9: where it is likelier than this that all asked paths are late, one more is asked at once. */
  lateShareAllowed: 0.001,
  /**
   * What long paths are taken to be late until they have shown: 1.5 % of packets lost, more than a mobile network should. Two
   * of them are still enough: a third copy is asked for what was seen, or a relay that is too busy to see keeps asking.
   */
  longLateShareFirst: 0.03,
  /** More notices than this late on all paths at once are no losses of single paths: third copies stop. */
  noticesLateShareMost: 0.1,
  /** A notice that was lost on two or more paths is sent again at the earliest after this. */
  pushResendQuickMs: 30,
  /** Copies of notices (hedges and resends) in a second and at once, of all devices and of one. */
  copiesPerS: 4_000,
  copiesBurst: 1_000,
  copiesPerDevicePerS: 32,
  copiesPerDeviceBurst: 64,
  /** Of these, resends: a tenth of a resend for each live notice, and so many a second and at once. */
  resendsPerNotice: 0.1,
  resendsPerS: 20,
  resendsBurst: 200,
  /** A committed notice or a deadline that had to wait longer than this: the main loop is late … */
  strainDelayMs: 20,
  /** … and sends no copies for as long as it was late, or this at most. */
  strainMs: 250,
  /** Sends whose answers may still come after another path has answered; of one device. */
  answersAwaited: 64,
} as const;

type CopyLimits = typeof copyLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertCopyLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: CopyLimits = copyLimits,
): void {
  must(l.hedgeFirstMs < l.pushDeadlineMs, 'the second path can be asked in time');
  must(2 * l.pushReserveMs < l.pushDeadlineMs, 'most of the deadline is for the wire');
  must(l.longLateShareFirst ** 2 < l.lateShareAllowed, 'a third copy is asked for what was seen');
  must(l.lateShareAllowed < l.noticesLateShareMost, 'what a third copy cures does not stop it');
  must(l.resendsBurst <= l.copiesBurst && l.resendsPerS <= l.copiesPerS, 'resends are some of the copies');
  must(l.copiesPerDeviceBurst <= l.copiesBurst, 'one device cannot use up the copies of all');
}
