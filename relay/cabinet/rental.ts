import type { CabinetEvent, SlotPlace } from '../../shared/cabinet-report.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { DeviceRole } from '../store.ts';
import type { RentalAnswer, RentalEnd, RentalOrder, RentalState } from './cabinet-memory.ts';

/** What the store knows about a cabinet when a rental is asked of it. */
export interface CabinetFacts {
  /** Absent: it is not on the roster. */
  readonly role: DeviceRole | undefined;
  /** Its rentals without an end. */
  readonly openRentals: number;
}

/**
 * Judges what the rental core asks for (promise 11): the id is the key for ever, so a repeat is answered as before even
 * when it has expired meanwhile, and moves nothing.
 *
 * @param known what was recorded under this id
 */
export function judgeOrder(
  known: RentalOrder | undefined,
  order: RentalOrder,
  facts: CabinetFacts,
  nowMs: UnixMs,
): Exclude<RentalAnswer, { answer: 'recorded' }> | { readonly answer: 'record' } {
  if (known !== undefined) {
    const reason = differenceOf(known, order);
    return reason === undefined ? { answer: 'already_recorded' } : { answer: 'conflict', reason };
  }
  if (facts.role === undefined) return { answer: 'unknown_cabinet' };
  if (facts.role !== 'cabinet') return { answer: 'not_a_cabinet' };
  if (order.expiresAtMs <= nowMs) return { answer: 'expired' };
  if (facts.openRentals >= limits.rentalsOpenPerCabinet) return { answer: 'too_many_open' };
  return { answer: 'record' };
}

function differenceOf(known: RentalOrder, order: RentalOrder): string | undefined {
  if (known.cabinet !== order.cabinet) return `it was asked of ${known.cabinet}`;
  if (known.expiresAtMs !== order.expiresAtMs) {
    return `its expiry was ${new Date(known.expiresAtMs).toISOString()}`;
  }
  if (known.minimumLevelPercent !== order.minimumLevelPercent) {
    return `its least level was ${known.minimumLevelPercent} %`;
  }
  return undefined;
}

type Ended = Extract<CabinetEvent, { kind: 'rental_ended' }>;

/** What the store knows of the rental that a report ends. */
export interface EndingRental {
  readonly cabinet: DeviceId;
  readonly end: Pick<RentalEnd, 'outcome' | 'bankId'> | undefined;
}

export type EndVerdict =
  | { readonly verdict: 'ends' | 'same' | 'unknown' }
  | { readonly verdict: 'contradicts'; readonly reason: string };

/** The first end that its own cabinet reports stands for ever; what says otherwise is for a human to look at. */
export function judgeEnd(rental: EndingRental | undefined, from: DeviceId, ended: Ended): EndVerdict {
  if (rental === undefined) return { verdict: 'unknown' };
  if (rental.cabinet !== from) {
    const reason = `${from} says ${describeEnd(ended)}, but the rental is ${rental.cabinet}’s`;
    return { verdict: 'contradicts', reason };
  }
  if (rental.end === undefined) return { verdict: 'ends' };
  const { outcome, bankId } = rental.end;
  if (outcome === ended.outcome && bankId === ended.bankId) return { verdict: 'same' };
  const reason = `${from} says ${describeEnd(ended)}, but ${describeEnd(rental.end)} stands`;
  return { verdict: 'contradicts', reason };
}

/**
 * Whether a bank comes back from the same rental by which it has come back already, though nothing was told of its
 * leaving since. Without a rental nobody can tell.
 *
 * @param last what was told last of where this bank is, but for its leaving with the rental of `returned`
 */
export function judgeReturn(
  last: CabinetEvent,
  returned: Extract<CabinetEvent, { kind: 'bank_returned' }>,
): 'first' | 'same' {
  if (last.kind !== 'bank_returned' || returned.rentalId === undefined) return 'first';
  return last.rentalId === returned.rentalId ? 'same' : 'first';
}

/** `taken, PB0012345678 from 0a1b2c3d/8`, for a person. */
export function describeEnd(end: Pick<Ended, 'outcome' | 'bankId' | 'at' | 'code'>): string {
  const { outcome, bankId, at, code } = end;
  const bank = bankId === undefined ? '' : `, ${bankId}`;
  const place = at === undefined ? '' : ` from ${placeText(at)}`;
  return `${outcome}${code === undefined ? '' : ` (${code})`}${bank}${place}`;
}

export const placeText = ({ module, slot }: SlotPlace): string => `${module}/${slot}`;

/** Where a rental stands, read out of the times that were written down. */
export function stateOf(times: {
  readonly sentAtMs: UnixMs | null;
  readonly storedAtMs: UnixMs | null;
  readonly outcome: unknown;
  readonly givenUpAtMs: UnixMs | null;
}): RentalState {
  if (times.outcome !== null) return 'ended';
  if (times.givenUpAtMs !== null) return 'expired_unanswered';
  if (times.storedAtMs !== null) return 'stored';
  return times.sentAtMs === null ? 'requested' : 'sent';
}
