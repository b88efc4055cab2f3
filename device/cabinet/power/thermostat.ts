import { limits } from '../../../shared/limits.ts';
import {
  type ModuleReading,
  type ModuleSerial,
  type SlotReading,
  slotKey,
  type TimedReading,
} from '../readings.ts';
import { type CoolingState, judgeCooling, NEW_COOLING } from './cooling-watch.ts';
import { type DayWindow, isWithin } from './day-window.ts';

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

/** `fan_stuck`: it does not turn. `no_cooling`: it says that it turns, and nothing gets cooler. */
export type CoolingProblem = 'fan_stuck' | 'no_cooling' | 'ambient_sensor';

interface ModuleState {
  /** The controller's memory, in percent of the fan. */
  readonly integralPercent: number;
  readonly fanPercent: number;
  readonly cooling: CoolingState;
  readonly atMs: number;
}

export interface ThermostatState {
  readonly modules: ReadonlyMap<ModuleSerial, ModuleState>;
}

export interface ThermostatStep {
  readonly state: ThermostatState;
  readonly fanPercent: ReadonlyMap<ModuleSerial, number>;
  /** Share of its charging power that each slot may have for its temperature's sake, 0 … 1, by `slotKey`; for `charging.plan`. */
  readonly powerShare: ReadonlyMap<string, number>;
  /** What holds now, to be said once when it begins. */
  readonly problems: ReadonlyMap<ModuleSerial, CoolingProblem>;
}

/** Where the fan tries to hold the hottest bank of its module: below the 40 °C from which charging ages cells. */
const FAN_TARGET_DECI = 370;
/** Cells stay under this while they are charged, wherever the air is cool enough … */
const CELL_MOST_DECI = 400;
/** … which is so much below it. In hotter air the goal moves up with it, to the end of the range for charging. */
const AIR_MARGIN_DECI = 30;
const CHARGE_END_DECI = 450;
/** Power falls from all to nothing over so much below the goal. */
const POWER_BAND_DECI = 20;
/** A bank follows the fan with a time constant of some 4 minutes: slower than that, the integral does not swing. */
const GAIN_PERCENT_PER_DECI = 1.2;
const INTEGRAL_MS = 400_000;
/** A fan that has just begun is not stopped for a tenth of a degree. */
const FAN_STARTS_PERCENT = 20;
const FAN_STOPS_PERCENT = 12;
/** More than one step of the loop is not made up for after a pause. */
const STEP_MS_MAX = 10_000;

export function beginThermostat(): ThermostatState {
  return { modules: new Map() };
}

/**
 * A proportional-integral controller for each module's fan, on its hottest bank; and, where the fan has reached what it
 * can do or may do, less power for the slots that are too warm. Once a second is plenty; no harm in more.
 */
export function step(
  state: ThermostatState,
  { modules, settings, minuteOfDay }: ThermostatInput,
  nowMs: number,
): ThermostatStep {
  const isQuiet = isWithin(settings.quiet, minuteOfDay);
  const mostPercent = isQuiet ? settings.quietFanPercent : 100;
  const next = new Map<ModuleSerial, ModuleState>();
  const powerShare = new Map<string, number>();
  const problems = new Map<ModuleSerial, CoolingProblem>();
  for (const { reading, atMs } of modules) {
    const { module } = reading;
    const before = state.modules.get(module) ?? newModule(nowMs);
    const isStale = !(nowMs - atMs <= limits.staleReadingMs);
    const ambientDeci = ambientOf(reading);
    const cooling = judgeCooling(before.cooling, reading, ambientDeci, before.fanPercent, nowMs);
    const fan = isStale
      ? { ...before, fanPercent: mostPercent }
      : controlFan(before, hottestOf(reading), ambientDeci, mostPercent, nowMs);
    next.set(module, { ...fan, cooling, atMs: nowMs });
    const problem = cooling.problem ?? (ambientDeci === undefined ? 'ambient_sensor' : undefined);
    if (problem !== undefined) problems.set(module, problem);
    for (const slot of reading.slots) {
      powerShare.set(slotKey({ module, slot: slot.slot }), shareOf(temperatureOf(slot), ambientDeci));
    }
  }
  const fanPercent = new Map([...next].map(([module, one]) => [module, Math.round(one.fanPercent)]));
  return { state: { modules: next }, fanPercent, powerShare, problems };
}

const newModule = (nowMs: number): ModuleState => ({
  integralPercent: 0,
  fanPercent: 0,
  cooling: NEW_COOLING,
  atMs: nowMs,
});

function controlFan(
  before: ModuleState,
  hottestDeci: number | undefined,
  ambientDeci: number | undefined,
  mostPercent: number,
  nowMs: number,
): Omit<ModuleState, 'cooling' | 'atMs'> {
  // Beyond the range for charging, quiet no longer counts.
  if (hottestDeci !== undefined && hottestDeci > CHARGE_END_DECI) {
    return { integralPercent: before.integralPercent, fanPercent: 100 };
  }
  // Air that is no cooler than the banks would only warm them.
  if (hottestDeci === undefined || (ambientDeci !== undefined && ambientDeci >= hottestDeci)) {
    return { integralPercent: 0, fanPercent: 0 };
  }
  const error = hottestDeci - FAN_TARGET_DECI;
  const passedMs = Math.max(0, Math.min(STEP_MS_MAX, nowMs - before.atMs));
  const gained = (GAIN_PERCENT_PER_DECI * error * passedMs) / INTEGRAL_MS;
  const wanted = GAIN_PERCENT_PER_DECI * error + before.integralPercent + gained;
  // What the fan cannot or may not do is not saved up for later.
  const isSaturated = (wanted > mostPercent && gained > 0) || (wanted < 0 && gained < 0);
  const integralPercent = clamp(before.integralPercent + (isSaturated ? 0 : gained), 0, mostPercent);
  const isRunning = before.fanPercent > 0;
  const leastPercent = isRunning ? FAN_STOPS_PERCENT : FAN_STARTS_PERCENT;
  const turned = wanted < Math.min(leastPercent, mostPercent) ? 0 : Math.min(wanted, mostPercent);
  return { integralPercent, fanPercent: turned };
}

function shareOf(deciCelsius: number, ambientDeci: number | undefined): number {
  const airDeci = ambientDeci === undefined ? CELL_MOST_DECI : ambientDeci + AIR_MARGIN_DECI;
  const goalDeci = clamp(airDeci, CELL_MOST_DECI, CHARGE_END_DECI);
  const share = (goalDeci - deciCelsius) / POWER_BAND_DECI;
  return Number.isFinite(share) ? clamp(share, 0, 1) : 0;
}

const temperatureOf = ({ bank, slotTemperatureDeciCelsius }: SlotReading): number =>
  Math.max(bank?.temperatureDeciCelsius ?? -Infinity, slotTemperatureDeciCelsius);

/** Of the slots with a bank in; a broken sensor of one slot does not drive the fan of all. */
function hottestOf({ slots }: ModuleReading): number | undefined {
  const temperatures = slots
    .filter(({ isInserted }) => isInserted)
    .map(temperatureOf)
    .filter((deci) => deci >= -400 && deci <= 1_500);
  return temperatures.length === 0 ? undefined : Math.max(...temperatures);
}

const ambientOf = ({ ambientDeciCelsius }: ModuleReading): number | undefined =>
  ambientDeciCelsius >= -400 && ambientDeciCelsius <= 800 ? ambientDeciCelsius : undefined;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
