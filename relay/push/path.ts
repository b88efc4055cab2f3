import { limits } from '../../shared/limits.ts';

/** What is known of one path's round trip, without the time that the device held the notice. RFC 6298 terms. */
export interface RoundTrip {
  readonly smoothedMs: number;
  readonly deviationMs: number;
  /** Ever seen on this connection. It only falls, so that half of it never excuses more than the wire took. */
  readonly lowestMs: number;
}

/** One connection that carries notices to a device, and how well it has done so. */
export interface Path {
  readonly connection: number;
  readonly roundTrip: RoundTrip | undefined;
  /** The same with the device's disk: how long an answer takes. */
  readonly answer: RoundTrip | undefined;
  /** Share of sends whose answer was overdue or never came, of the last 16 or so: a lost packet stalls a TCP path. */
  readonly lateShare: number;
  /** Sends that went unanswered for a whole deadline since the last answer. */
  readonly strikes: number;
  /** What is sent now waits behind bytes that the system does not take yet. */
  readonly isBackedUp: boolean;
}

/** A path of which nothing is known counts as a mobile one (TESTBED: 42 ms), so that it is not trusted blindly. */
const UNKNOWN: RoundTrip = { smoothedMs: 40, deviationMs: 10, lowestMs: 0 };

/**
 * @param elapsedMs from sending to the return of *stored*
 * @param heldUs what the device says that it needed in between; it is believed only where it can be true
 * @returns ms on the wire, or undefined where the claim is impossible
 */
export function roundTripSample(elapsedMs: number, heldUs: number): number | undefined {
  const sampleMs = elapsedMs - heldUs / 1000;
  return sampleMs >= 0 ? sampleMs : undefined;
}

/** Takes one more sample into account: gains of 1/8 and 1/4 (RFC 6298, 2.3). */
export function withSample(before: RoundTrip | undefined, sampleMs: number): RoundTrip {
  if (before === undefined) return { smoothedMs: sampleMs, deviationMs: sampleMs / 2, lowestMs: sampleMs };
  return {
    smoothedMs: before.smoothedMs + (sampleMs - before.smoothedMs) / 8,
    deviationMs: before.deviationMs + (Math.abs(sampleMs - before.smoothedMs) - before.deviationMs) / 4,
    lowestMs: Math.min(before.lowestMs, sampleMs),
  };
}

/** The share of late answers with one more. */
export const withOutcome = (lateShare: number, isLate: boolean): number =>
  lateShare + ((isLate ? 1 : 0) - lateShare) / 16;

/** No answer on this path by then: something was lost. */
export function overdueMs({ answer }: Pick<Path, 'answer'>): number {
  const { smoothedMs, deviationMs } = answer ?? UNKNOWN;
  return Math.max(limits.hedgeFirstMs, smoothedMs + 4 * deviationMs);
}

/** The path to ask: one that takes bytes, that answers, and of those the one expected soonest; the older of equals. */
export function bestPath<Some extends Path>(paths: Iterable<Some>, except?: Some): Some | undefined {
  let best: Some | undefined;
  for (const path of paths) {
    if (path !== except && (best === undefined || isBetter(path, best))) best = path;
  }
  return best;
}

function isBetter(one: Path, other: Path): boolean {
  if (one.isBackedUp !== other.isBackedUp) return other.isBackedUp;
  if (one.strikes !== other.strikes) return one.strikes < other.strikes;
  return expectedMs(one) < expectedMs(other);
}

/** A packet that is lost costs a timeout of TCP, which is 200 ms where nobody has tuned it. */
const LOST_MS = 200;
const expectedMs = ({ roundTrip, lateShare }: Path): number =>
  (roundTrip ?? UNKNOWN).smoothedMs + lateShare * LOST_MS;

/**
 * When to send the same notice on the next path too, counted from the first send. Waiting until the first answer is
 * overdue costs nothing; but the second copy must still arrive before the deadline (promise 8). Where both cannot
 * be had, the path is long, and both are asked at once: on a mobile network that is p99.9 28 ms against 46 ms for
 * asking after 20 ms.
 *
 * @param ageMs how old the notice is when it is first sent
 * @returns ms; 0 means at once
 */
export function hedgeDelayMs(
  first: Pick<Path, 'answer'>,
  next: Pick<Path, 'roundTrip'>,
  ageMs: number,
): number {
  const lateMs = overdueMs(first);
  // One way out, and as much again as that one takes when it has to be retransmitted once.
  const latestMs = limits.pushDeadlineMs - ageMs - (next.roundTrip ?? UNKNOWN).smoothedMs;
  return lateMs <= latestMs ? lateMs : 0;
}

/**
 * When to send a notice again, counted from its last send. What was lost on a single path is sent again by TCP itself,
 * and a copy would only queue behind it: then it is the device that may have dropped it, which is rare and can wait. With
 * more paths both may have lost it, and a copy on each finds the loss, or a way round it, sooner than a timeout.
 */
export function resendDelayMs(paths: Iterable<Path>): number {
  let count = 0;
  let longestMs = 0;
  for (const path of paths) {
    count += 1;
    longestMs = Math.max(longestMs, overdueMs(path));
  }
  return count < 2
    ? limits.pushResendFirstMs
    : Math.min(limits.pushResendFirstMs, Math.max(limits.pushResendQuickMs, longestMs));
}
