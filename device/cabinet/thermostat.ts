import type { ModuleSerial, TimedReading } from './readings.ts';

/** A time of day in the shop; may pass midnight. Both ends alike: never. */
export interface DayWindow {
  /** 0 … 1439, minute of the shop's day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface ThermostatSettings {
  readonly quiet: DayWindow;
  /** The fan is not louder than this in quiet hours; charging is slowed instead. */
  readonly quietFanPercent: number;
}

export const THERMOSTAT_DEFAULTS: ThermostatSettings = {
  quiet: { fromMinute: 22 * 60, toMinute: 7 * 60 },
  quietFanPercent: 35,
};

export interface ThermostatInput {
  readonly modules: readonly TimedReading[];
  readonly settings: ThermostatSettings;
  /** 0 … 1439 in the shop's time zone. */
  readonly minuteOfDay: number;
}

export type CoolingProblem = 'fan_stuck' | 'no_cooling' | 'ambient_sensor';

export interface ThermostatState {
  readonly modules: ReadonlyMap<ModuleSerial, unknown>;
}

export interface ThermostatStep {
  readonly state: ThermostatState;
  readonly fanPercent: ReadonlyMap<ModuleSerial, number>;
  /** Share of its charging power that each slot may have for its temperature's sake, 0 … 1, by `slotKey`; for `charging.plan`. */
  readonly powerShare: ReadonlyMap<string, number>;
  /** What holds now, to be said once when it begins. */
  readonly problems: ReadonlyMap<ModuleSerial, CoolingProblem>;
}

export function beginThermostat(): ThermostatState {
  return { modules: new Map() };
}

/** Once a second is plenty; no harm in more. */
export function step(state: ThermostatState, { modules }: ThermostatInput, _nowMs: number): ThermostatStep {
  return {
    state,
    fanPercent: new Map(modules.map(({ reading }) => [reading.module, 100])),
    powerShare: new Map(),
    problems: new Map(),
  };
}
