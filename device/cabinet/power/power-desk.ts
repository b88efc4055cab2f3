import type { CabinetEvent, TripReading } from '../../../shared/cabinet-report.ts';
import { bankId, moduleSerial } from '../../../shared/ids.ts';
import type { ModuleOutputs, ModuleSerial, SlotName } from '../readings.ts';
import { isHeld } from '../rental/bank-choice.ts';
import { isBankId } from '../returns/insertion.ts';
import type { Bay, SlotBook } from '../slot/slot-book.ts';
import { lightOf } from '../slot/slot-light.ts';
import type { SlotRecord } from '../slot/slot-sample.ts';
import {
  beginCharging,
  type ChargingSettings,
  type ChargingState,
  type ChargingStep,
  plan,
} from './charging.ts';
import {
  beginSafety,
  type LatchedSlot,
  latchedSlots,
  type SafetyState,
  step as stepSafety,
  type Trip,
  type Verdict,
} from './safety.ts';
import {
  beginThermostat,
  type CoolingProblem,
  step as stepThermostat,
  type ThermostatSettings,
  type ThermostatState,
} from './thermostat.ts';

export interface PowerSettings {
  readonly charging: ChargingSettings;
  readonly thermostat: ThermostatSettings;
}

const PLAN_INTERVAL_MS = 1_000;

/** What each module is to do: the charger's wish, cut down to nothing by the judge, who knows nothing of wishes. */
export class PowerDesk {
  readonly #settings: PowerSettings;
  readonly #slots: SlotBook;
  #safety: SafetyState;
  #verdicts: ReadonlyMap<string, Verdict> = new Map();
  #thermostat: ThermostatState = beginThermostat();
  #charging: ChargingState = beginCharging();
  #wishes: ChargingStep['wishesMilliwatts'] = new Map();
  #fans: ReadonlyMap<ModuleSerial, number> = new Map();
  #problems: ReadonlyMap<ModuleSerial, CoolingProblem> = new Map();
  #plannedAtMs = Number.NEGATIVE_INFINITY;

  constructor(settings: PowerSettings, slots: SlotBook, nowMs: number) {
    this.#settings = settings;
    this.#slots = slots;
    this.#safety = beginSafety(slots.latched, nowMs);
  }

  /** Modules that are not cooled as they should be. */
  get coolingProblems(): ReadonlyMap<ModuleSerial, CoolingProblem> {
    return this.#problems;
  }

  /** Slots that stay latched until a technician frees them, as they have to be on disk. */
  get latched(): readonly LatchedSlot[] {
    return latchedSlots(this.#safety);
  }

  isTripped(key: string): boolean {
    return (this.#verdicts.get(key)?.tripped.length ?? 0) > 0;
  }

  /** A protection says that the bank is not to be given to anybody. One that is too cold to be charged may be used. */
  keepsBank(key: string): boolean {
    return this.#verdicts.get(key)?.tripped.some((protection) => protection !== 'under_temperature') === true;
  }

  /** To be called with every reading, and at least once a poll cycle without any. */
  judge(freed: readonly SlotName[], nowMs: number): readonly Trip[] {
    const step = stepSafety(this.#safety, { modules: this.#slots.readings, freed }, nowMs);
    this.#safety = step.state;
    this.#verdicts = step.verdicts;
    return step.trips;
  }

  /** @param minuteOfDay of the shop, 0 … 1439 */
  outputsOf(module: ModuleSerial, minuteOfDay: number, nowMs: number): ModuleOutputs | undefined {
    const bays = this.#slots.modules.get(module)?.bays;
    if (bays === undefined) return undefined;
    if (nowMs - this.#plannedAtMs >= PLAN_INTERVAL_MS) this.#plan(minuteOfDay, nowMs);
    const { readyLevelPercent } = this.#settings.charging;
    return {
      module,
      limitMilliwatts: bays.map((bay) => this.#limitOf(bay)),
      lights: bays.map((bay) => lightOf(bay, this.isTripped(bay.key), readyLevelPercent, nowMs)),
      fanPercent: this.#fans.get(module) ?? 100,
    };
  }

  #limitOf(bay: Bay): number {
    const isAllowed = this.#verdicts.get(bay.key)?.chargeAllowed === true && isAtHome(bay);
    return isAllowed ? Math.max(0, Math.floor(this.#wishes.get(bay.key) ?? 0)) : 0;
  }

  #plan(minuteOfDay: number, nowMs: number): void {
    this.#plannedAtMs = nowMs;
    const modules = this.#slots.readings;
    const { thermostat, charging } = this.#settings;
    const cooled = stepThermostat(this.#thermostat, { modules, settings: thermostat, minuteOfDay }, nowMs);
    this.#thermostat = cooled.state;
    this.#fans = cooled.fanPercent;
    this.#problems = cooled.problems;
    const excluded = new Set(
      this.#slots.bays
        .filter((bay) => !isAtHome(bay) || this.#verdicts.get(bay.key)?.chargeAllowed !== true)
        .map(({ key }) => key),
    );
    const { powerShare } = cooled;
    const input = { modules, settings: charging, minuteOfDay, powerShare, excluded };
    const charged = plan(this.#charging, input, nowMs);
    this.#charging = charged.state;
    this.#wishes = charged.wishesMilliwatts;
  }
}

/** Only a bank of ours that is where it belongs is charged. */
const isAtHome = ({ content, mark }: Bay): boolean =>
  (content.is === 'locked' || content.is === 'charging') && !isHeld(mark);

/** A trip as it is reported, with the readings around it. */
export function tripEvent(trip: Trip): CabinetEvent {
  const { at, kind, isLatched, readings, atMs } = trip;
  const bank = trip.bankId !== undefined && isBankId(trip.bankId) ? { bankId: bankId(trip.bankId) } : {};
  return {
    kind: 'protection_tripped',
    protection: kind,
    at: { module: moduleSerial(at.module), slot: at.slot },
    isLatched,
    ...bank,
    readings: readings.map((record) => tripReading(record, atMs)),
  };
}

const unsigned = (value: number): number => Math.max(0, Math.round(value));

function tripReading({ atMs, reading }: SlotRecord, trippedAtMs: number): TripReading {
  const { bank } = reading;
  return {
    beforeMs: unsigned(trippedAtMs - atMs),
    voltageMillivolts: unsigned(bank?.voltageMillivolts ?? 0),
    currentMilliamps: Math.round(bank?.currentMilliamps ?? 0),
    bankDeciCelsius: Math.round(bank?.temperatureDeciCelsius ?? 0),
    slotDeciCelsius: Math.round(reading.slotTemperatureDeciCelsius),
  };
}
