export interface RetrySchedule {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (0 = first retry): uniform between 0 and a ceiling that doubles from
 * `firstMs` to `maxMs`. Full jitter, so that ten thousand devices do not come back at one moment
 * (M. Brooker, "Exponential Backoff and Jitter", AWS 2015).
 *
 * @param random uniform in [0, 1)
 * @returns ms
 */
export function fullJitterMs(schedule: RetrySchedule, attempt: number, random: number): number {
  return Math.round(ceilingMs(schedule, attempt) * random);
}

/** The same growth without jitter, for timers that nobody shares. */
export function ceilingMs(schedule: RetrySchedule, attempt: number): number {
  return Math.min(schedule.maxMs, schedule.firstMs * 2 ** Math.min(attempt, 30));
}
