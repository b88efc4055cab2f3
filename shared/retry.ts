import { limits } from './limits.ts';

export interface RetrySchedule {
  readonly firstMs: number;
  readonly maxMs: number;
}

const RECONNECT = { firstMs: limits.reconnectFirstMs, maxMs: limits.reconnectQuickMaxMs };
const RECONNECT_LATER = { firstMs: 2 * limits.reconnectQuickMaxMs, maxMs: limits.reconnectMaxMs };

/**
 * How long a device waits before it connects again for the `attempt`th time (0 = first): uniform between 0 and a ceiling.
 * Full jitter, so that ten thousand devices do not come back at one moment (M. Brooker, "Exponential Backoff and Jitter",
 * AWS 2015). The ceiling stays low for the first attempts, since a relay that was killed is back within seconds, and lets
 * in no more at a time than it can serve; then it doubles.
 *
 * @param random uniform in [0, 1)
 * @returns ms
 */
export function reconnectMs(attempt: number, random: number): number {
  const later = attempt - limits.reconnectQuickAttempts;
  return Math.round((later < 0 ? ceilingMs(RECONNECT, attempt) : ceilingMs(RECONNECT_LATER, later)) * random);
}

/** Doubles with each attempt (0 = first), without jitter: for timers that nobody shares. */
export function ceilingMs(schedule: RetrySchedule, attempt: number): number {
  return Math.min(schedule.maxMs, schedule.firstMs * 2 ** Math.min(attempt, 30));
}
