import { limits } from '../../../shared/limits.ts';
import { type BankReading, type SlotReading, slotKey, type TimedReading } from '../readings.ts';
import { type BankMemory, energyTo, mostMilliwatts, rememberBank, rememberOffer } from './charging-bank.ts';
import { type ChargeNeed, shareOut } from './charging-shares.ts';
import { type DayWindow, isWithin, minutesUntil } from './day-window.ts';

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
  readonly banks: ReadonlyMap<string, BankMemory>;
  /** The night's last hours, in which banks are filled for the day. */
  readonly isRefilling: boolean;
}

export interface ChargingStep {
  readonly state: ChargingState;
  /** By `slotKey`; a slot that is not in it gets nothing. Their sum never exceeds the budget. */
  readonly wishesMilliwatts: ReadonlyMap<string, number>;
}

/** A charge's last part goes slowly, whatever power there is. */
const REFILL_SPARE_MINUTES = 60;
/** Of the budget, what can be counted on for the refill: not all banks take all of it until the end. */
const REFILL_SHARE = 0.75;

export function beginCharging(): ChargingState {
  return { banks: new Map(), isRefilling: false };
}

/** A slot whose bank can be charged. */
interface Chargeable {
  readonly key: string;
  readonly module: string;
  readonly slot: SlotReading & { bank: BankReading };
}

/** Shares the budget out. Once a second is plenty; no harm in more. */
export function plan(state: ChargingState, input: ChargingInput, nowMs: number): ChargingStep {
  const { settings, minuteOfDay, powerShare } = input;
  const chargeable = chargeableSlots(input, nowMs);
  const isOpen = settings.open.fromMinute === settings.open.toMinute || isWithin(settings.open, minuteOfDay);
  const isRefilling =
    !isOpen &&
    (state.isRefilling ||
      minutesUntil(minuteOfDay, settings.open.fromMinute) <= refillMinutes(chargeable, settings));
  const targetPercent = isOpen || isRefilling ? 100 : settings.storageLevelPercent;
  const memories = new Map<string, BankMemory>();
  const needs: ChargeNeed[] = [];
  let ready = 0;
  for (const { key, module, slot } of chargeable) {
    const memory = rememberBank(state.banks.get(key), slot, targetPercent, nowMs);
    memories.set(key, memory);
    if (slot.bank.levelPercent >= settings.readyLevelPercent) ready += 1;
    if (memory.doneAtPercent !== undefined || memory.restsUntilMs !== undefined) continue;
    const capMilliwatts = mostMilliwatts(slot, memory, powerShare.get(key) ?? 1);
    if (capMilliwatts === 0) continue;
    needs.push({
      key,
      module,
      capMilliwatts,
      toReadyMilliwattHours: energyTo(settings.readyLevelPercent, slot.bank),
      toTargetMilliwattHours: energyTo(targetPercent, slot.bank),
      waitedMs: memory.waitingSinceMs === undefined ? 0 : nowMs - memory.waitingSinceMs,
      isServed: memory.offeredMilliwatts > 0,
      isInTurn: memory.turnEndsAtMs !== undefined && nowMs < memory.turnEndsAtMs,
    });
  }
  const missing = isOpen || isRefilling ? Math.max(0, settings.readyBanks - ready) : 0;
  const wishesMilliwatts = shareOut(needs, missing, settings.budgetMilliwatts);
  const banks = new Map<string, BankMemory>();
  for (const [key, memory] of memories) {
    banks.set(key, offered(memory, wishesMilliwatts.get(key) ?? 0, nowMs));
  }
  return { state: { banks, isRefilling }, wishesMilliwatts };
}

/** Who has enough does not wait. */
function offered(memory: BankMemory, milliwatts: number, nowMs: number): BankMemory {
  const next = rememberOffer(memory, milliwatts, nowMs);
  if (next.doneAtPercent === undefined) return next;
  const { waitingSinceMs: _waiting, ...rest } = next;
  return rest;
}

function chargeableSlots({ modules, excluded }: ChargingInput, nowMs: number): Chargeable[] {
  return modules.flatMap(({ reading, atMs }) => {
    if (!(nowMs - atMs <= limits.staleReadingMs)) return [];
    return reading.slots.flatMap((slot) => {
      const { bank } = slot;
      const key = slotKey({ module: reading.module, slot: slot.slot });
      const isReady = slot.isInserted && slot.motor === 'idle' && slot.contactProblem === undefined;
      // What is no level at all would upset the sums of all others.
      if (bank === undefined || !isReady || excluded.has(key) || !(bank.levelPercent >= 0)) return [];
      return [{ key, module: reading.module, slot: { ...slot, bank } }];
    });
  });
}

/** How long before opening the refill has to begin. */
function refillMinutes(chargeable: readonly Chargeable[], { budgetMilliwatts }: ChargingSettings): number {
  const energies = chargeable.map(({ slot }) => energyTo(100, slot.bank));
  const sum = energies.reduce((all, energy) => all + energy, 0);
  const together = sum / (budgetMilliwatts * REFILL_SHARE);
  const slowest = Math.max(0, ...energies) / (limits.slotPlainMilliwatts * REFILL_SHARE);
  return Math.max(together, slowest) * 60 + REFILL_SPARE_MINUTES;
}
