import { limits } from '../../../shared/limits.ts';
import type { BankReading, SlotReading } from '../readings.ts';

/** What the judge knows of a slot when it looks: the newest raw reading, and what the readings before it tell. */
export interface SlotSample {
  /** When the reading came … */
  readonly atMs: number;
  /** … and when it is looked at. */
  readonly nowMs: number;
  readonly reading: SlotReading;
  readonly bank: BankReading | undefined;
  /** The reading before, where it was of the same bank. */
  readonly before: SlotRecord | undefined;
  readonly history: BankHistory;
  /** Charging is forbidden since. */
  readonly forbiddenSinceMs: number | undefined;
}

/** One reading of a slot as it is kept around a trip. */
export interface SlotRecord {
  readonly atMs: number;
  readonly ambientDeciCelsius: number;
  readonly reading: SlotReading;
}

interface Warmth {
  readonly atMs: number;
  readonly deciCelsius: number;
}

/** What readings of one bank in one stay add up to. */
export interface BankHistory {
  readonly stayMs: number;
  /**
   * Time under charge; time without takes back a quarter, so that topping up for weeks does not add up. Beyond the
   * timeout nothing is taken back: rest makes no good bank of a bad one.
   */
  readonly chargedMs: number;
  /** Since when nothing has moved under charge. */
  readonly stillSinceMs: number | undefined;
  /** A temperature each 5 s of the last minute, oldest first. */
  readonly warmth: readonly Warmth[];
}

export const NO_HISTORY: BankHistory = { stayMs: 0, chargedMs: 0, stillSinceMs: undefined, warmth: [] };

const FLOWS_MILLIWATTS = 500;
const FLOWS_MILLIAMPS = 200;
/** So much moves the values of any bank within minutes. */
const MOVES_MILLIWATTS = 3_000;
const WARMTH_EVERY_MS = 5_000;
const WARMTH_WINDOW_MS = 60_000;
/** Over less than this, the sensor's step of 0.1 K would look like warming. */
const WARMTH_SHORTEST_MS = 20_000;

/** A bank takes on its slot's temperature with a time constant of about 4 minutes. */
const SETTLED_MS = 1_200_000;

const flows = ({ outputMilliwatts, bank }: SlotReading): boolean =>
  outputMilliwatts >= FLOWS_MILLIWATTS || (bank !== undefined && bank.currentMilliamps >= FLOWS_MILLIAMPS);

/** Carries a stay's history on by one reading. */
export function nextHistory(
  history: BankHistory,
  before: SlotRecord | undefined,
  { atMs, reading }: SlotRecord,
): BankHistory {
  const { bank } = reading;
  if (bank === undefined) return history;
  // A silence counts as no more than what a reading may be old.
  const passedMs = before === undefined ? 0 : Math.min(atMs - before.atMs, limits.staleReadingMs);
  const backMs = history.chargedMs > limits.chargeTimeoutMs ? 0 : passedMs / 4;
  const chargedMs = Math.max(0, history.chargedMs + (flows(reading) ? passedMs : -backMs));
  const isUnmoved = before?.reading.bank !== undefined && isSame(before.reading.bank, bank);
  const isMoving = reading.outputMilliwatts >= MOVES_MILLIWATTS;
  const stillSinceMs = isUnmoved ? (history.stillSinceMs ?? (isMoving ? atMs : undefined)) : undefined;
  const isDue = atMs - (history.warmth.at(-1)?.atMs ?? -Infinity) >= WARMTH_EVERY_MS;
  const warmth = isDue
    ? [
        ...history.warmth.filter((one) => atMs - one.atMs <= WARMTH_WINDOW_MS),
        { atMs, deciCelsius: bank.temperatureDeciCelsius },
      ]
    : history.warmth;
  return { stayMs: history.stayMs + passedMs, chargedMs, stillSinceMs, warmth };
}

const isSame = (one: BankReading, other: BankReading): boolean =>
  one.levelPercent === other.levelPercent &&
  one.voltageMillivolts === other.voltageMillivolts &&
  one.currentMilliamps === other.currentMilliamps &&
  one.temperatureDeciCelsius === other.temperatureDeciCelsius;

/** How old what the bank told is. What cannot be an age is older than any. */
export function readingAgeMs({ atMs, nowMs, bank, reading }: SlotSample): number | undefined {
  const onBusMs = nowMs - atMs;
  if (bank === undefined) return flows(reading) ? onBusMs : undefined;
  if (!(bank.ageMs >= 0 && onBusMs >= 0)) return Infinity;
  // A module that falls silent with nothing flowing is the bus's matter, not a trip of each of its slots.
  return flows(reading) ? onBusMs + bank.ageMs : bank.ageMs;
}

/** Whether the newest reading may be believed at all, whatever flows. */
export function isFresh({ atMs, nowMs, bank }: SlotSample): boolean {
  const onBusMs = nowMs - atMs;
  const ageMs = bank?.ageMs ?? 0;
  return onBusMs >= 0 && ageMs >= 0 && onBusMs + ageMs <= limits.staleReadingMs;
}

export const isPowered = ({ reading }: SlotSample): boolean => flows(reading);

export const isReversed = ({ reading, bank }: SlotSample): boolean =>
  reading.contactProblem === 'reversed' || (bank !== undefined && bank.voltageMillivolts < 0);

/** Of bank and slot; of the slot alone while a bank that is in does not tell. */
export function hottest({ reading, bank }: SlotSample): number | undefined {
  if (bank !== undefined) return Math.max(bank.temperatureDeciCelsius, reading.slotTemperatureDeciCelsius);
  return reading.isInserted ? reading.slotTemperatureDeciCelsius : undefined;
}

export const coldest = ({ reading, bank }: SlotSample): number | undefined =>
  bank === undefined ? undefined : Math.min(bank.temperatureDeciCelsius, reading.slotTemperatureDeciCelsius);

/**
 * Of the bank's own sensor over the last minute, in 0.1 K/min; unknown until there is enough of it. A bank that comes in
 * from the frost is warmed by its slot: only what is warmer than the slot warms itself.
 */
export function warmingPerMinute({ history, bank, reading }: SlotSample): number | undefined {
  const first = history.warmth[0];
  const last = history.warmth.at(-1);
  if (bank === undefined || first === undefined || last === undefined) return undefined;
  const passedMs = last.atMs - first.atMs;
  if (passedMs < WARMTH_SHORTEST_MS) return undefined;
  if (bank.temperatureDeciCelsius <= reading.slotTemperatureDeciCelsius) return 0;
  return ((last.deciCelsius - first.deciCelsius) * 60_000) / passedMs;
}

export function collapsedCurrent({ bank }: SlotSample): number | undefined {
  if (bank === undefined) return undefined;
  return bank.voltageMillivolts < 1_500 ? Math.abs(bank.currentMilliamps) : 0;
}

export const unbiddenPower = ({ reading, forbiddenSinceMs }: SlotSample): number =>
  forbiddenSinceMs === undefined ? 0 : reading.outputMilliwatts;

export const unreadPower = ({ reading, bank }: SlotSample): number =>
  bank === undefined ? reading.outputMilliwatts : 0;

export const chargedMinutes = ({ history }: SlotSample): number => history.chargedMs / 60_000;

export const stillSeconds = ({ history, atMs }: SlotSample): number =>
  history.stillSinceMs === undefined ? 0 : (atMs - history.stillSinceMs) / 1_000;

/** Values that no bank and no sensor can have. A voltage below 0 is a matter of polarity. */
export function impossibleValues({ reading, bank }: SlotSample): number {
  const values: readonly [number, number, number][] = [
    [reading.slotTemperatureDeciCelsius, -400, 1_250],
    [reading.outputMilliwatts, 0, 200_000],
  ];
  const ofBank: readonly [number, number, number][] =
    bank === undefined
      ? []
      : [
          [bank.levelPercent, 0, 100],
          [bank.voltageMillivolts, -6_000, 6_000],
          [bank.currentMilliamps, -40_000, 40_000],
          [bank.temperatureDeciCelsius, -400, 1_250],
        ];
  // Written so that what is not a number at all counts as well.
  return [...values, ...ofBank].filter(([value, low, high]) => !(value >= low && value <= high)).length;
}

/**
 * The largest step from the reading before to this one, as a percentage of what physics allow: a cell in thermal
 * runaway warms by 3 K a second at most, a voltage falls by less than 1 V when a load comes, a gauge corrects itself by
 * less than 25 %.
 */
export function jump({ atMs, reading, bank, before }: SlotSample): number | undefined {
  const old = before?.reading;
  if (before === undefined || old?.bank === undefined || bank === undefined) return undefined;
  const allowedDeciKelvin = 50 + (30 * (atMs - before.atMs)) / 1_000;
  const steps: readonly [number, number, number][] = [
    [bank.temperatureDeciCelsius, old.bank.temperatureDeciCelsius, allowedDeciKelvin],
    [reading.slotTemperatureDeciCelsius, old.slotTemperatureDeciCelsius, allowedDeciKelvin],
    [bank.voltageMillivolts, old.bank.voltageMillivolts, 1_000],
    [bank.levelPercent, old.bank.levelPercent, 25],
  ];
  return Math.max(...steps.map(([now, then, allowed]) => (100 * Math.abs(now - then)) / allowed));
}

/** Between the two sensors of a slot; unknown as long as a bank may have brought its temperature from outside. */
export const sensorGap = ({ reading, bank, history }: SlotSample): number | undefined =>
  bank === undefined || history.stayMs < SETTLED_MS
    ? undefined
    : Math.abs(bank.temperatureDeciCelsius - reading.slotTemperatureDeciCelsius);

/** How far the bank's own power lies outside of what the slot's output makes of it, losses and tolerances allowed for. */
export function bankPowerMismatch({ reading, bank }: SlotSample): number | undefined {
  if (bank === undefined) return undefined;
  const ofBank = (bank.voltageMillivolts * bank.currentMilliamps) / 1_000;
  const least = 0.6 * reading.outputMilliwatts - 1_500;
  const most = 1.1 * reading.outputMilliwatts + 1_000;
  return Math.max(0, ofBank - most, least - ofBank);
}
