import { limits } from '../../../shared/limits.ts';
import type { ModuleReading } from '../readings.ts';

/** Whether a module's fan does what it is told to, by what it brings about. */
export interface CoolingState {
  readonly problem?: 'fan_stuck' | 'no_cooling';
  /** It turns much slower than it was told to, since. */
  readonly slowSinceMs?: number;
  /** It turns as it was told to, since. */
  readonly turningSinceMs?: number;
  /** It has been told to blow hard, since. */
  readonly blowingSinceMs?: number;
  /** The slots are hotter than that explains, since. */
  readonly hotSinceMs?: number;
  /** Mean power of the last minutes by slot, mW: heat comes out with a delay. */
  readonly powers: ReadonlyMap<number, number>;
  readonly atMs?: number;
}

export const NEW_COOLING: CoolingState = { powers: new Map() };

/** Below, a fan may not start. */
const TOLD_PERCENT = 25;
const SLOW_MS = 10_000;
const TURNING_MS = 10_000;
const HARD_PERCENT = 60;
/** Slots take a few minutes to cool down. */
const BLOWING_MS = 900_000;
const HOT_MS = 300_000;
const POWER_MEAN_MS = 300_000;
const COUNTS_MILLIWATTS = 3_000;
/** With a fan at 60 % a slot is warmer than the air by 0.2 K for each watt, without one by 0.8 K. */
const EXPLAINED_DECI_PER_WATT = 4;
const EXPLAINED_DECI = 20;

/** @param toldPercent what the fan was told with the outputs before this reading */
export function judgeCooling(
  before: CoolingState,
  reading: ModuleReading,
  ambientDeci: number | undefined,
  toldPercent: number,
  nowMs: number,
): CoolingState {
  const expectedRpm = (limits.fanFullRpm * toldPercent) / 100;
  const isTold = toldPercent >= TOLD_PERCENT;
  const slowSinceMs = since(isTold && !(reading.fanRpm >= 0.4 * expectedRpm), before.slowSinceMs, nowMs);
  const turningSinceMs = since(isTold && reading.fanRpm >= 0.6 * expectedRpm, before.turningSinceMs, nowMs);
  const powers = meanPowers(before, reading, nowMs);
  const blowingSinceMs = since(toldPercent >= HARD_PERCENT, before.blowingSinceMs, nowMs);
  const isHot = ambientDeci !== undefined && isHotterThanExplained(reading, powers, ambientDeci);
  const hotSinceMs = since(isHot && lasts(blowingSinceMs, BLOWING_MS, nowMs), before.hotSinceMs, nowMs);
  const isStuck =
    lasts(slowSinceMs, SLOW_MS, nowMs) ||
    (before.problem === 'fan_stuck' && !lasts(turningSinceMs, TURNING_MS, nowMs));
  const isUseless = lasts(hotSinceMs, HOT_MS, nowMs) || (before.problem === 'no_cooling' && isHot);
  const problem = isStuck ? 'fan_stuck' : isUseless ? 'no_cooling' : undefined;
  return {
    ...(problem === undefined ? {} : { problem }),
    ...(slowSinceMs === undefined ? {} : { slowSinceMs }),
    ...(turningSinceMs === undefined ? {} : { turningSinceMs }),
    ...(blowingSinceMs === undefined ? {} : { blowingSinceMs }),
    ...(hotSinceMs === undefined ? {} : { hotSinceMs }),
    powers,
    atMs: nowMs,
  };
}

const since = (holds: boolean, beforeMs: number | undefined, nowMs: number): number | undefined =>
  holds ? (beforeMs ?? nowMs) : undefined;

const lasts = (sinceMs: number | undefined, forMs: number, nowMs: number): boolean =>
  sinceMs !== undefined && nowMs - sinceMs >= forMs;

function meanPowers(
  { powers, atMs }: CoolingState,
  { slots }: ModuleReading,
  nowMs: number,
): Map<number, number> {
  const kept = atMs === undefined ? 0 : Math.exp(-Math.max(0, nowMs - atMs) / POWER_MEAN_MS);
  return new Map(
    slots.map(({ slot, outputMilliwatts }) => {
      const mean = powers.get(slot) ?? 0;
      const power = Number.isFinite(outputMilliwatts) ? outputMilliwatts : mean;
      return [slot, power + (mean - power) * kept];
    }),
  );
}

/** Every slot that is charged is: one hot slot among cool ones is its bank's doing, not the fan's. */
function isHotterThanExplained(
  { slots }: ModuleReading,
  powers: ReadonlyMap<number, number>,
  ambientDeci: number,
): boolean {
  const charged = slots.filter(({ slot }) => (powers.get(slot) ?? 0) >= COUNTS_MILLIWATTS);
  const explains = (slot: number): number =>
    EXPLAINED_DECI + (EXPLAINED_DECI_PER_WATT * (powers.get(slot) ?? 0)) / 1_000;
  return (
    charged.length > 0 &&
    charged.every(
      ({ slot, slotTemperatureDeciCelsius }) => slotTemperatureDeciCelsius - ambientDeci > explains(slot),
    )
  );
}
