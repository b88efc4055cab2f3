import type { SlotPlace } from '../../../shared/cabinet-report.ts';
import type { BankId, RentalId } from '../../../shared/ids.ts';
import type { CabinetPrompt } from '../../speaker/voice.ts';
import type { BankRecord } from '../cabinet-operations.ts';
import { slotKey } from '../readings.ts';
import type { InsertionProblem } from './insertion.ts';

/** What a bank that is all the way in means. */
export type Arrival =
  /** It came back, and that counts: to be recorded, then said and lit (promise 12). */
  | { readonly is: 'return'; readonly rentalId?: RentalId; readonly isSaid: boolean }
  /** It was here all the time. */
  | { readonly is: 'at_home' }
  /** A new cabinet is being filled. */
  | { readonly is: 'stock' }
  /** A bank of this id sits in another slot, and is read there: one of the two is none of ours. */
  | { readonly is: 'already_returned' };

export interface ArrivalView {
  readonly at: SlotPlace;
  readonly bankId: BankId;
  /** What the books say of it; absent: it was never here. */
  readonly record: BankRecord | undefined;
  /** It is read in another slot too. */
  readonly isReadElsewhere: boolean;
  /** It was in the slot at the first look. */
  readonly wasFound: boolean;
  /** No bank has ever been in this cabinet, and its slot is looked into for the first time. */
  readonly isNewCabinet: boolean;
}

/**
 * Whose rental a bank ends is not for the cabinet to know: it may have been let out by another one. So every bank that
 * was not here counts as returned, with the rental by which it left where that was ours, and without where not.
 */
export function judgeArrival(view: ArrivalView): Arrival {
  const { at, record, isReadElsewhere, wasFound, isNewCabinet } = view;
  if (record?.is === 'home' && slotKey(record.at) === slotKey(at)) return { is: 'at_home' };
  if (isReadElsewhere) return { is: 'already_returned' };
  if (record?.is === 'out') return { is: 'return', rentalId: record.rentalId, isSaid: true };
  // Filled while it was off, or before its first start: nobody stands there and waits for a word.
  if (isNewCabinet && wasFound && record === undefined) return { is: 'stock' };
  return { is: 'return', isSaid: !wasFound };
}

const PROMPTS: Readonly<Record<InsertionProblem, CabinetPrompt>> = {
  half_in: 'bank_push_in',
  foreign_bank: 'bank_foreign',
  upside_down: 'bank_turn_over',
  dirty_contacts: 'bank_unread',
  unreadable: 'bank_unread',
  reported_full: 'cabinet_fault',
  already_returned: 'bank_already_returned',
};

/** What is said to whoever put it in. */
export const promptFor = (problem: InsertionProblem): CabinetPrompt => PROMPTS[problem];
