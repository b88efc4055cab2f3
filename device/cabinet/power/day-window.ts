/** A time of day in the shop; may pass midnight. */
export interface DayWindow {
  /** 0 … 1439, minute of the shop's day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

const DAY_MINUTES = 1_440;

/** How long from one time of day to the next time that it is the other, 0 … 1439. */
export const minutesUntil = (minuteOfDay: number, otherMinute: number): number =>
  (((otherMinute - minuteOfDay) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;

/** Both ends alike is no time at all. */
export const isWithin = ({ fromMinute, toMinute }: DayWindow, minuteOfDay: number): boolean =>
  minutesUntil(fromMinute, minuteOfDay) < minutesUntil(fromMinute, toMinute);
