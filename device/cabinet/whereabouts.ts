import type { BankId } from '../../shared/ids.ts';
import { readableBank } from './insertion.ts';
import type { SlotReading } from './readings.ts';

/**
 * Where the bank of a rental is, judged by two switches and the contacts so that no single one that lies can let a
 * second bank out: `in` needs the back switch, a clear mouth and its own id.
 */
export type Whereabouts =
  | 'in'
  /** Another bank sits in its place: so it has left. */
  | 'other'
  | 'mouth'
  /** Both switches say so; contacts that still claim it are outvoted. */
  | 'gone'
  /** The back switch says in, nothing else does. */
  | 'unclear';

export function whereIs(bankId: BankId, reading: SlotReading): Whereabouts {
  if (reading.isAtMouth) return 'mouth';
  if (!reading.isInserted) return 'gone';
  // Put in place of the bank that was let out: who lets it count as that one gives a bank away.
  if (reading.contactProblem === 'foreign') return 'other';
  const read = readableBank(reading);
  if (read === undefined) return 'unclear';
  return read.bankId === bankId ? 'in' : 'other';
}
