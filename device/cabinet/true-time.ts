import { UNIX_MS_MAX, type UnixMs, unixMs } from '../../shared/quantities.ts';
import { type RelayClock, type RememberedClock, relayTime } from '../clock.ts';
import type { ReportTime, TimeMark } from './cabinet-operations.ts';

/** What is known of the time now. */
export interface TimeKnowledge {
  /** This boot of the machine. */
  readonly bootId: string;
  readonly clock: RelayClock;
  /** What was kept of the last agreement with a relay, maybe in an earlier boot. */
  readonly remembered: RememberedClock | undefined;
  /** Relay time minus this machine's wall clock, now. */
  readonly skewMs: number;
}

const anyTime = (value: number): UnixMs => unixMs(Math.min(UNIX_MS_MAX, Math.max(0, Math.round(value))));

/**
 * The true time of something that was marked when it happened (promise 12): exact where a relay has told the time in
 * that same boot of the machine, before or after; otherwise the wall clock of then, put right by what it is wrong by
 * now, and uncertain.
 *
 * @returns undefined while no relay has told the time: then it is better to wait
 */
export function trueTime(mark: TimeMark, known: TimeKnowledge): ReportTime | undefined {
  const { bootId, clock, remembered, skewMs } = known;
  if (!clock.confirmed) return undefined;
  if (mark.bootId === bootId) return { atMs: relayTime(clock, mark.steadyMs), isUncertain: false };
  if (remembered !== undefined && remembered.bootId !== '' && remembered.bootId === mark.bootId) {
    return { atMs: anyTime(mark.steadyMs + remembered.offsetMs), isUncertain: false };
  }
  return { atMs: anyTime(mark.wallMs + skewMs), isUncertain: true };
}
