import { CHARGING_DEFAULTS } from '../../../device/cabinet/power/charging.ts';
import { isWithin } from '../../../device/cabinet/power/day-window.ts';
import { THERMOSTAT_DEFAULTS } from '../../../device/cabinet/power/thermostat.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import { PlanControl } from './plan-control.ts';
import { PlanDemand } from './plan-demand.ts';
import { PlanPlant } from './plan-plant.ts';

/** What is planned. */
export interface DayWishes {
  readonly hours: number;
  readonly slots: number;
  readonly budgetWatts: number;
  readonly readyBanks: number;
  /** At its mean; the room is 3 K warmer in the afternoon and 3 K cooler before dawn. */
  readonly ambientCelsius: number;
  readonly seed: number;
}

/** One minute of the day, for the plot. */
export interface DayMinute {
  readonly minute: number;
  /** By slot; undefined: no bank. */
  readonly levels: readonly (number | undefined)[];
  readonly celsius: readonly (number | undefined)[];
  readonly watts: number;
  readonly ambientCelsius: number;
  readonly fanPercent: number;
  readonly readyBanks: number;
  /** Banks under charge at 40 °C or more. */
  readonly hotCharging: number;
}

export interface DaySummary extends DayWishes {
  readonly rented: number;
  /** Came while no bank was ready. */
  readonly turnedAway: number;
  /** Business hours in which fewer banks than promised were ready, as a share. */
  readonly shortShare: number;
  readonly wattHours: number;
  readonly peakWatts: number;
  readonly hottestCelsius: number;
  /** Minutes under charge at 40 °C or more, of all banks together. */
  readonly hotChargingMinutes: number;
  readonly trips: readonly { readonly minute: number; readonly slot: string; readonly rule: string }[];
  readonly coolingProblems: readonly string[];
}

export interface PlannedDay {
  readonly minutes: readonly DayMinute[];
  readonly summary: DaySummary;
}

const STEP_SECONDS = 2;
/** The day begins at six, so that lunch and evening stand in its middle. */
const BEGINS_AT_MINUTE = 6 * 60;
const DAY_SWING_CELSIUS = 3;
const WARMEST_MINUTE = 15 * 60;

/**
 * Lets a cabinet live through a day: the product's own charging, thermostat and safety on the simulated slots, banks and
 * fans, with people who rent and return.
 *
 * @param onHour called after each hour; false ends the day there
 */
export async function planDay(
  wishes: DayWishes,
  onHour: (hour: number) => Promise<boolean>,
): Promise<PlannedDay> {
  const charging = {
    ...CHARGING_DEFAULTS,
    budgetMilliwatts: wishes.budgetWatts * 1_000,
    readyBanks: wishes.readyBanks,
  };
  const plant = new PlanPlant(wishes.slots, ambientAt(wishes.ambientCelsius, BEGINS_AT_MINUTE));
  const control = new PlanControl({ charging, thermostat: THERMOSTAT_DEFAULTS });
  const demand = new PlanDemand(seededChance(wishes.seed), plant, charging.readyLevelPercent);
  const minutes: DayMinute[] = [minuteNow(plant, 0, charging.readyLevelPercent)];
  let joules = 0;
  let peakWatts = 0;
  const steps = (wishes.hours * 3_600) / STEP_SECONDS;
  for (let step = 1; step <= steps; step += 1) {
    const nowMs = step * STEP_SECONDS * 1_000;
    const minuteOfDay = (BEGINS_AT_MINUTE + nowMs / 60_000) % 1_440;
    plant.ambientCelsius = ambientAt(wishes.ambientCelsius, minuteOfDay);
    demand.step(plant, minuteOfDay, STEP_SECONDS, nowMs);
    plant.advance(nowMs);
    joules += plant.watts * STEP_SECONDS;
    peakWatts = Math.max(peakWatts, plant.watts);
    control.step(plant, minuteOfDay, nowMs);
    if (nowMs % 60_000 === 0) minutes.push(minuteNow(plant, nowMs / 60_000, charging.readyLevelPercent));
    if (nowMs % 3_600_000 === 0 && !(await onHour(nowMs / 3_600_000))) break;
  }
  const open = minutes.filter(({ minute }) => isWithin(charging.open, minuteOfDayAt(minute)));
  const short = open.filter(({ readyBanks }) => readyBanks < wishes.readyBanks);
  const celsius = minutes.flatMap((one) => one.celsius.filter((value) => value !== undefined));
  return {
    minutes,
    summary: {
      ...wishes,
      rented: demand.rented,
      turnedAway: demand.turnedAway,
      shortShare: open.length === 0 ? 0 : short.length / open.length,
      wattHours: joules / 3_600,
      peakWatts,
      hottestCelsius: Math.max(...celsius),
      hotChargingMinutes: minutes.reduce((sum, { hotCharging }) => sum + hotCharging, 0),
      trips: control.trips.map(({ at, rule, atMs }) => ({
        minute: Math.floor(atMs / 60_000),
        slot: `${at.module}/${at.slot}`,
        rule,
      })),
      coolingProblems: [...control.problems],
    },
  };
}

const ambientAt = (mean: number, minuteOfDay: number): number =>
  mean + DAY_SWING_CELSIUS * Math.cos(((minuteOfDay - WARMEST_MINUTE) / 1_440) * 2 * Math.PI);

function minuteNow(plant: PlanPlant, minute: number, readyLevelPercent: number): DayMinute {
  const levels = plant.bays.map(({ bank }) => (bank === undefined ? undefined : bank.level * 100));
  return {
    minute,
    levels,
    celsius: plant.bays.map(({ bank }) => bank?.celsius),
    watts: plant.watts,
    ambientCelsius: plant.ambientCelsius,
    fanPercent: Math.max(...plant.modules.map(({ fanPercent }) => fanPercent)),
    readyBanks: levels.filter((level) => level !== undefined && level >= readyLevelPercent).length,
    hotCharging: plant.bays.filter(({ bank, outputWatts }) => outputWatts > 0 && (bank?.celsius ?? 0) >= 40)
      .length,
  };
}

/** Minute of the shop's day, 0 … 1439, of a minute of the plan. */
export const minuteOfDayAt = (minute: number): number => (BEGINS_AT_MINUTE + minute) % 1_440;

/** Clock time of a minute of the plan, e.g. `06:00`. */
export function clockOf(minute: number): string {
  const ofDay = minuteOfDayAt(minute);
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(Math.floor(ofDay % 60)).padStart(2, '0')}`;
}
