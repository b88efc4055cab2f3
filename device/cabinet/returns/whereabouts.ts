import type { BankId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { SlotReading } from '../readings.ts';
import { readableBank } from './insertion.ts';

/**
 * Where the bank of a rental is, judged by two switches and the contacts so that no single one that lies can let a
 * second bank out: `in` needs the back switch, a clear mouth and its own id.
 */
export type Whereabouts =
  | 'in'
  /** Another bank sits in its place, or one that was turned over: so it has left. */
  | 'other'
  | 'mouth'
  /** Both switches say so; contacts that still claim it are outvoted. */
  | 'gone'
  /** The back switch says in, and the contacts feel something that they cannot read: a switch that sticks feels nothing. */
  | 'felt'
  /** The back switch says in, nothing else does. */
  | 'unclear';

export function whereIs(bankId: BankId, reading: SlotReading): Whereabouts {
  if (reading.isAtMouth) return 'mouth';
  if (!reading.isInserted) return 'gone';
  // Put in place of the bank that was let out: who lets it count as that one gives a bank away. And what is upside down
  // has been in somebody's hand, whichever bank it is.
  if (reading.contactProblem === 'foreign' || reading.contactProblem === 'reversed') return 'other';
  const read = readableBank(reading);
  if (read !== undefined) return read.bankId === bankId ? 'in' : 'other';
  return isFelt(reading) ? 'felt' : 'unclear';
}

/** What was read long ago may be of the bank that has left. */
const isFelt = ({ contactProblem, bank }: SlotReading): boolean =>
  contactProblem !== undefined || (bank !== undefined && bank.ageMs <= limits.contactAgeMs);
