import { limits } from '../../../shared/limits.ts';
import type { BankReading, SlotReading } from '../readings.ts';

/** What charging remembers of the bank in a slot. */
export interface BankMemory {
  readonly bankId: string;
  /** It was charged up to this, and is left alone until it has lost some of it. */
  readonly doneAtPercent?: number;
  /** … because it took no more, whatever its gauge says. */
  readonly isFull?: true;
  /** It took nothing of what it was offered: nothing until then. */
  readonly restsUntilMs?: number;
  /** It wants charge and has had no whole turn of it, since. */
  readonly waitingSinceMs?: number;
  /** Charging was spent on it and goes on being so until then, if nothing is more urgent. */
  readonly turnEndsAtMs?: number;
  /** What it is offered, and since when much the same. */
  readonly offeredMilliwatts: number;
  readonly offeredSinceMs: number;
  /** What it was seen to take, with some room; absent: all that it is offered. */
  readonly takesMilliwatts?: number;
}

/** It begins again when it has lost so much. */
const LOST_PERCENT = 4;
/** At the end of a charge a bank takes less and less; below this it takes nothing. */
const NOTHING_MILLIWATTS = 700;
const NOTHING_MS = 30_000;
/** A gauge need not reach 100: from here a bank that takes no more is full. */
const MAY_BE_FULL_PERCENT = 90;
/** From an offer to a reading that shows what became of it. */
const SEEN_MS = 5_000;
/** JEITA: warm banks are slowed and cold ones charged gently. In 0.1 °C. */
const HOT_FROM = 400;
const HOT_END = 450;
const COLD_FROM = 100;
const FAST_FROM = 150;
/** Fast charging ages a bank most when it is nearly full or old. */
const FAST_BELOW_PERCENT = 80;
const FAST_BELOW_CYCLES = 500;

/** What the reading of a bank adds to what is remembered of it. */
export function rememberBank(
  known: BankMemory | undefined,
  { bank, outputMilliwatts }: SlotReading & { bank: BankReading },
  targetPercent: number,
  nowMs: number,
): BankMemory {
  const { bankId } = bank;
  const memory: BankMemory =
    known?.bankId === bankId ? known : { bankId, offeredMilliwatts: 0, offeredSinceMs: nowMs };
  const { doneAtPercent, isFull: wasFull, restsUntilMs, takesMilliwatts: _takes, ...rest } = memory;
  const offeredMs = memory.offeredMilliwatts > 0 ? nowMs - memory.offeredSinceMs : 0;
  const takesNothing = offeredMs >= NOTHING_MS && outputMilliwatts < NOTHING_MILLIWATTS;
  const isFull = takesNothing && bank.levelPercent >= MAY_BE_FULL_PERCENT;
  const isThere = isFull || bank.levelPercent >= targetPercent;
  const wasDone = doneAtPercent !== undefined && bank.levelPercent > doneAtPercent - LOST_PERCENT;
  // What was enough for the night is not enough for the day.
  const isStillDone = wasDone && (wasFull === true || doneAtPercent >= targetPercent);
  const done = isThere ? bank.levelPercent : isStillDone ? doneAtPercent : undefined;
  const rests = takesNothing && !isFull ? nowMs + limits.chargeRetryMs : restsUntilMs;
  const takes = offeredMs >= SEEN_MS ? taken(memory, outputMilliwatts) : memory.takesMilliwatts;
  return {
    ...rest,
    ...(done === undefined ? {} : { doneAtPercent: done }),
    ...(isFull || (wasFull === true && done !== undefined) ? { isFull: true as const } : {}),
    ...(rests === undefined || rests <= nowMs ? {} : { restsUntilMs: rests }),
    ...(takes === undefined || takes >= limits.slotChargeMilliwatts ? {} : { takesMilliwatts: takes }),
  };
}

/** What it leaves of an offer is free for others; when it takes all, it may want more. */
function taken(
  { offeredMilliwatts, takesMilliwatts }: BankMemory,
  outputMilliwatts: number,
): number | undefined {
  if (outputMilliwatts < 0.85 * offeredMilliwatts) return outputMilliwatts * 1.15 + 500;
  if (takesMilliwatts === undefined) return undefined;
  return Math.max(takesMilliwatts, offeredMilliwatts * 1.3 + 500);
}

/** Carries an offer into what is remembered. */
export function rememberOffer(memory: BankMemory, milliwatts: number, nowMs: number): BankMemory {
  const { waitingSinceMs, turnEndsAtMs, ...rest } = memory;
  const isAlike = Math.abs(milliwatts - memory.offeredMilliwatts) <= 0.05 * memory.offeredMilliwatts;
  const offeredSinceMs = isAlike && memory.offeredMilliwatts > 0 ? memory.offeredSinceMs : nowMs;
  if (milliwatts === 0) {
    return { ...rest, offeredMilliwatts: 0, offeredSinceMs, waitingSinceMs: waitingSinceMs ?? nowMs };
  }
  const isTurnOver = turnEndsAtMs !== undefined && nowMs >= turnEndsAtMs;
  const isNewTurn = turnEndsAtMs === undefined || isTurnOver;
  // Only a whole turn ends the waiting: a minute of power in hours is no charge.
  const isFed = memory.offeredMilliwatts > 0 && isTurnOver;
  return {
    ...rest,
    ...(waitingSinceMs === undefined || isFed ? {} : { waitingSinceMs }),
    // Compared with where it began, so that a slow slide is seen as well.
    offeredMilliwatts: isAlike ? memory.offeredMilliwatts : milliwatts,
    offeredSinceMs,
    turnEndsAtMs: isNewTurn ? nowMs + limits.chargeTurnMs : turnEndsAtMs,
  };
}

/** Most that a slot may have for its bank's sake, before any sharing. */
export function mostMilliwatts(
  { bank, slotTemperatureDeciCelsius }: SlotReading & { bank: BankReading },
  memory: BankMemory,
  powerShare: number,
): number {
  const hottest = Math.max(bank.temperatureDeciCelsius, slotTemperatureDeciCelsius);
  const coldest = Math.min(bank.temperatureDeciCelsius, slotTemperatureDeciCelsius);
  if (coldest < 0 || hottest >= HOT_END) return 0;
  const isFast =
    coldest >= FAST_FROM &&
    hottest < HOT_FROM &&
    bank.levelPercent < FAST_BELOW_PERCENT &&
    bank.cycles < FAST_BELOW_CYCLES;
  const plain = limits.slotPlainMilliwatts;
  const gentle = limits.slotLeastMilliwatts + (plain - limits.slotLeastMilliwatts) * (coldest / COLD_FROM);
  const most = isFast ? limits.slotChargeMilliwatts : Math.min(plain, gentle);
  const cooled = hottest <= HOT_FROM ? 1 : (HOT_END - hottest) / (HOT_END - HOT_FROM);
  const allowed = most * cooled * Math.min(1, Math.max(0, powerShare));
  const takes = Math.max(limits.slotLeastMilliwatts, memory.takesMilliwatts ?? Infinity);
  return allowed < limits.slotLeastMilliwatts ? 0 : Math.floor(Math.min(allowed, takes));
}

/** What a slot has to give until a bank is at a level, mWh. */
export const energyTo = (levelPercent: number, { levelPercent: from }: BankReading): number =>
  (Math.max(0, levelPercent - from) / 100) * limits.bankMilliwattHours;
