/**
 * How often a store may commit. Each commit costs an fsync and two thread switches, whatever it carries: at 2,000
 * orders a second a commit for each order took most of the relay's processor time.
 */
export interface CommitPace<Name extends string = string> {
  /** A commit begins at the earliest this long after the one before it began; a lone operation never waits. */
  readonly intervalMs: number;
  /**
   * Operations that nobody waits for. They gather for half of their patience, whatever is committed meanwhile: rows that
   * belong together are then written together, in a fraction of the pages. Then they ride on the next commit …
   */
  readonly patient: readonly Name[];
  /** … or make one after this time. */
  readonly patienceMs: number;
}

/** Commits as fast as the disk allows. */
export const EAGER: CommitPace<never> = { intervalMs: 0, patient: [], patienceMs: 0 };

/** What waits for a commit; a time is when the first of its kind came, undefined: none. */
export interface WaitingOperations {
  readonly urgentSinceMs: number | undefined;
  readonly patientSinceMs: number | undefined;
}

/**
 * @param lastBegunAtMs when the last commit began
 * @returns ms until the next commit should begin, 0: now; undefined: nothing waits
 */
export function commitDelayMs(
  pace: CommitPace,
  waiting: WaitingOperations,
  lastBegunAtMs: number,
  nowMs: number,
): number | undefined {
  const earliestAtMs = lastBegunAtMs + pace.intervalMs;
  if (waiting.urgentSinceMs !== undefined) return Math.max(0, earliestAtMs - nowMs);
  if (waiting.patientSinceMs === undefined) return undefined;
  return Math.max(0, earliestAtMs - nowMs, waiting.patientSinceMs + pace.patienceMs - nowMs);
}

/** Whether a patient operation is part of a commit that begins now. */
export const mayRide = (pace: CommitPace, sinceMs: number, nowMs: number): boolean =>
  nowMs - sinceMs >= pace.patienceMs / 2;
