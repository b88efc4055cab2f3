import { type UnixMs, unixMs } from '../shared/quantities.ts';

/**
 * The relay's time, carried on by the machine's monotonic clock: a wall clock that is wrong, or jumps, never makes an
 * old payment sound fresh or a new one too old (promise 6).
 *
 * Until a relay has confirmed it in this boot of the machine the time is a guess, and those who ask have to know:
 * speakers often have no clock battery, and wake up in 1970 or at the moment when they were switched off.
 */
export interface RelayClock {
  /** Relay time minus monotonic time, ms. */
  readonly offsetMs: number;
  readonly confirmed: boolean;
}

/** What is kept on disk of an earlier agreement with the relay. */
export interface RememberedClock {
  /** Names the boot of the machine in which monotonic times can be compared. */
  readonly bootId: string;
  readonly offsetMs: number;
  /** Relay time minus the machine's wall clock, ms. */
  readonly skewMs: number;
}

export interface ClockStart {
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly wallMs: number;
  readonly remembered: RememberedClock | undefined;
  /** The newest time that is known to have passed, by the relay's clock; 0 when none is. */
  readonly newestKnownMs: number;
}

/** One answer of the relay to a question of ours. */
export interface ClockSample {
  readonly relayTimeMs: number;
  /** Monotonic. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/** A process that starts again in the same boot of the machine still knows the time; any other start guesses. */
export function startClock(start: ClockStart): RelayClock {
  const { remembered } = start;
  if (remembered !== undefined && start.bootId !== '' && remembered.bootId === start.bootId) {
    return { offsetMs: remembered.offsetMs, confirmed: true };
  }
  const guessMs = Math.max(start.wallMs + (remembered?.skewMs ?? 0), start.newestKnownMs);
  return { offsetMs: guessMs - start.monotonicMs, confirmed: false };
}

/**
 * The relay's clock read its time somewhere between question and answer. A belief within these bounds is kept, so that a
 * slow answer does not spoil what a quick one has told.
 */
export function adoptSample(clock: RelayClock, sample: ClockSample): RelayClock {
  const earliestOffsetMs = sample.relayTimeMs - sample.answeredAtMs;
  const latestOffsetMs = sample.relayTimeMs - sample.askedAtMs;
  const fits = clock.offsetMs >= earliestOffsetMs && clock.offsetMs <= latestOffsetMs;
  if (clock.confirmed && fits) return clock;
  return { offsetMs: (earliestOffsetMs + latestOffsetMs) / 2, confirmed: true };
}

/** The relay's time at `monotonicMs`, as the device believes. */
export function relayTime(clock: RelayClock, monotonicMs: number): UnixMs {
  return unixMs(Math.max(0, Math.round(monotonicMs + clock.offsetMs)));
}

/** Differences below this are not worth a write to disk, ms. */
const REMEMBER_FROM_MS = 1_000;

/** What to keep on disk now; undefined when what is there still holds. */
export function clockToRemember(
  clock: RelayClock,
  now: { readonly bootId: string; readonly monotonicMs: number; readonly wallMs: number },
  remembered: RememberedClock | undefined,
): RememberedClock | undefined {
  if (!clock.confirmed) return undefined;
  const skewMs = Math.round(now.monotonicMs + clock.offsetMs - now.wallMs);
  const holds =
    remembered?.bootId === now.bootId &&
    Math.abs(remembered.offsetMs - clock.offsetMs) < REMEMBER_FROM_MS &&
    Math.abs(remembered.skewMs - skewMs) < REMEMBER_FROM_MS;
  return holds ? undefined : { bootId: now.bootId, offsetMs: clock.offsetMs, skewMs };
}
