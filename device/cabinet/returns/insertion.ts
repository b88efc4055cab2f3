import { type BankId, bankId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { BankReading, ContactProblem, SlotReading } from '../readings.ts';

/** Why something in a slot is not taken as a bank; also the code of its report. */
export type InsertionProblem =
  | 'half_in'
  | 'foreign_bank'
  | 'upside_down'
  | 'dirty_contacts'
  | 'unreadable'
  /** The switch says that something is in, and nothing else does. */
  | 'reported_full'
  /** Its id is that of a bank that is in another slot. */
  | 'already_returned';

const PROBLEM_OF_CONTACTS: Readonly<Record<ContactProblem, InsertionProblem>> = {
  foreign: 'foreign_bank',
  reversed: 'upside_down',
  dirty: 'dirty_contacts',
  garbled: 'unreadable',
};

export function problemOf(reading: SlotReading): InsertionProblem {
  if (reading.contactProblem !== undefined) return PROBLEM_OF_CONTACTS[reading.contactProblem];
  return reading.bank === undefined ? 'reported_full' : 'unreadable';
}

export interface ReadableBank {
  readonly bankId: BankId;
  /** 0 … 100. */
  readonly levelPercent: number;
  readonly reading: BankReading;
}

/** As `bankId` (shared/ids.ts) wants it, without a throw: a board can say anything. */
export const isBankId = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text);

/** What the contacts tell now; undefined when it is old, garbled, or comes with a complaint. */
export function readableBank({ bank, contactProblem }: SlotReading): ReadableBank | undefined {
  if (bank === undefined || contactProblem !== undefined) return undefined;
  if (!isBankId(bank.bankId) || bank.ageMs > limits.contactAgeMs) return undefined;
  const isLevel = Number.isInteger(bank.levelPercent) && bank.levelPercent >= 0 && bank.levelPercent <= 100;
  // A bank that lies about its level is still a bank that came back.
  return { bankId: bankId(bank.bankId), levelPercent: isLevel ? bank.levelPercent : 0, reading: bank };
}
