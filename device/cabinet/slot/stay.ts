import type { SlotReading } from '../readings.ts';
import { readableBank } from '../returns/insertion.ts';

/** What stands all the way in a slot, since when, and who that is: so that a bank is not dated by the one before it. */
export interface Stay {
  /** The first reading that had it in; absent: nothing is in. */
  readonly sinceMs?: number;
  /** The last reading that had nothing in. */
  readonly outAtMs: number;
  /** Absent: its contacts have not told yet. */
  readonly who?: Occupant;
}

/** The id of a bank, or what cannot become one of ours without having been out. */
type Occupant = string;

export const NO_STAY: Stay = { outAtMs: Number.NEGATIVE_INFINITY };

export const stayOut = (atMs: number): Stay => ({ outAtMs: atMs });

/** One reading more of a slot in which something is. */
export function stayIn(
  before: Stay,
  reading: SlotReading,
  atMs: number,
): Stay & { readonly sinceMs: number } {
  const { sinceMs = atMs, outAtMs } = before;
  const who = occupantOf(reading, outAtMs, atMs) ?? before.who;
  if (who === undefined) return { sinceMs, outAtMs };
  // Changed between two readings.
  const isOther = before.who !== undefined && who !== before.who;
  return { sinceMs: isOther ? atMs : sinceMs, outAtMs, who };
}

/** A motion owns the slot: only what both switches call in is in, for in the mouth stands what was let out. */
export const stayBehindMouth = (before: Stay, reading: SlotReading, atMs: number): Stay =>
  reading.isInserted && !reading.isAtMouth ? stayIn(before, reading, atMs) : stayOut(atMs);

/** What the contacts have felt before it came in may be of the bank that has left. */
function occupantOf(reading: SlotReading, outAtMs: number, atMs: number): Occupant | undefined {
  const { contactProblem } = reading;
  if (contactProblem === 'foreign' || contactProblem === 'reversed') return contactProblem;
  const read = readableBank(reading);
  return read === undefined || atMs - read.reading.ageMs <= outAtMs ? undefined : read.bankId;
}
