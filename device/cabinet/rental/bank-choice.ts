import type { SlotPlace } from '../../../shared/cabinet-report.ts';
import type { BankId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { SlotMark } from '../cabinet-operations.ts';
import { readableBank } from '../returns/insertion.ts';
import { whereIs } from '../returns/whereabouts.ts';
import type { Bay } from '../slot/slot-book.ts';

/** A bank that may be let out. */
export interface Candidate {
  readonly at: SlotPlace;
  readonly bankId: BankId;
  readonly levelPercent: number;
  readonly cycles: number;
  readonly deciCelsius: number;
}

export interface ChoiceRules {
  readonly minimumLevelPercent: number;
  /** By `slotKey`: a protection holds it, or a rental has tried or reserved it. */
  readonly isExcluded: (key: string) => boolean;
  readonly nowMs: number;
}

/** A technician has to look at it first. */
export const isHeld = ({ bars, latched }: SlotMark): boolean =>
  latched.length > 0 || Object.keys(bars).length > 0;

/** The bank of a bay, where it may be let out: charged, not hot, at home beyond doubt, and nothing holds the slot. */
export function candidateOf(bay: Bay, rules: ChoiceRules): Candidate | undefined {
  const { at, content, reading, mark } = bay;
  if ((content.is !== 'locked' && content.is !== 'charging') || reading === undefined) return undefined;
  if (isHeld(mark) || rules.isExcluded(bay.key)) return undefined;
  if (rules.nowMs - bay.readAtMs > limits.staleReadingMs) return undefined;
  const bank = readableBank(reading);
  if (bank === undefined || !reading.isLocked || whereIs(content.bankId, reading) !== 'in') return undefined;
  const { levelPercent, cycles, temperatureDeciCelsius: deciCelsius } = bank.reading;
  if (bank.levelPercent !== levelPercent || levelPercent < rules.minimumLevelPercent) return undefined;
  const isTouchable = deciCelsius >= limits.rentLeastDeciCelsius && deciCelsius <= limits.rentMostDeciCelsius;
  return isTouchable ? { at, bankId: bank.bankId, levelPercent, cycles, deciCelsius } : undefined;
}

/** Cool before warm, well charged before just charged enough, then the one with the least cycles, so that all age alike. */
export function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  return [...candidates].sort(byMerit)[0];
}

function byMerit(one: Candidate, other: Candidate): number {
  const isWarm = (bank: Candidate): number => (bank.deciCelsius > limits.rentCoolDeciCelsius ? 1 : 0);
  const isLow = (bank: Candidate): number => (bank.levelPercent < limits.rentChargedPercent ? 1 : 0);
  return (
    isWarm(one) - isWarm(other) ||
    isLow(one) - isLow(other) ||
    one.cycles - other.cycles ||
    other.levelPercent - one.levelPercent ||
    (one.bankId < other.bankId ? -1 : 1)
  );
}
