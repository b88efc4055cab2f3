import type { TimedReading } from './readings.ts';
import type { DayWindow } from './thermostat.ts';

export interface ChargingSettings {
  /** For all charging of the cabinet together. */
  readonly budgetMilliwatts: number;
  /** The promise: so many banks are ready to be rented … */
  readonly readyBanks: number;
  /** … at this level or more. */
  readonly readyLevelPercent: number;
  /** Hours of business. Both ends alike: day and night. */
  readonly open: DayWindow;
  /** Outside of them banks are charged no further than this, which ages them least. */
  readonly storageLevelPercent: number;
}

export const CHARGING_DEFAULTS: ChargingSettings = {
  budgetMilliwatts: 200_000,
  readyBanks: 4,
  readyLevelPercent: 80,
  open: { fromMinute: 9 * 60, toMinute: 22 * 60 },
  storageLevelPercent: 60,
};

export interface ChargingInput {
  readonly modules: readonly TimedReading[];
  readonly settings: ChargingSettings;
  /** 0 … 1439 in the shop's time zone. */
  readonly minuteOfDay: number;
  /** From `thermostat.step`; a slot that is not in it has its full share. */
  readonly powerShare: ReadonlyMap<string, number>;
  /** Slots (`slotKey`) where power would be wasted: forbidden by safety, disabled, about to eject. */
  readonly excluded: ReadonlySet<string>;
}

export interface ChargingState {
  readonly banks: ReadonlyMap<string, unknown>;
}

export interface ChargingStep {
  readonly state: ChargingState;
  /** By `slotKey`; a slot that is not in it gets nothing. Their sum never exceeds the budget. */
  readonly wishesMilliwatts: ReadonlyMap<string, number>;
}

export function beginCharging(): ChargingState {
  return { banks: new Map() };
}

/** Shares the budget out. Once a second is plenty; no harm in more. */
export function plan(state: ChargingState, _input: ChargingInput, _nowMs: number): ChargingStep {
  return { state, wishesMilliwatts: new Map() };
}
