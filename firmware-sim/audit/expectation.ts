import type { CoreState, OrderMoment } from '../core/callback-maker.ts';
import type { CoreEntry } from '../core/log.ts';

/** One thing that a shop is to hear about an order. */
export interface Saying {
  /** The state that it tells of. */
  readonly state: CoreState;
  readonly kind: 'payment' | 'refund' | 'cancel';
  readonly amountFen: number;
  readonly paidAtMs: number;
  /** More than a day old when the relay first heard of it: it goes to a human and is not spoken. */
  readonly tooOld: boolean;
}

export interface OrderExpectation {
  readonly sn: string;
  readonly terminalSn: string;
  readonly payway: string;
  /**
   * What may rightly come of it, one list for each way in which its states may have reached the relay; a single
   * list where there was only one way.
   */
  readonly ways: readonly (readonly Saying[])[];
}

/** Something that the relay was told about an order. */
interface Told {
  readonly state: CoreState;
  readonly netFen: number;
  readonly finishedAtMs: number;
  /** From then on the relay may have known. */
  fromMs: number;
  /** From then on it must have known: it had answered `success`, or had its query answered and did not ask again. */
  byMs: number;
  /** It has answered `success`. */
  isAcknowledged: boolean;
}

const RANK: Partial<Record<CoreState, number>> = { PAID: 1, PARTIAL_REFUNDED: 2, REFUNDED: 3, CANCELED: 3 };
const TOO_OLD_MS = 24 * 3_600_000;
/**
 * An answered query is no acknowledgement: a relay whose disk refuses asks again, within seconds while it runs, and
 * meanwhile it may be told of a later state.
 */
const QUERY_DOUBT_MS = 60_000;

/** What every order of a core must and may have made heard, from what the core sent and what it was answered. */
export function expectations(entries: readonly CoreEntry[]): Map<string, OrderExpectation> {
  const orders = new Map<string, { terminalSn: string; payway: string; totalFen: number; told: Told[] }>();
  const byId = new Map<number, Told>();
  const tell = (sn: string, moment: OrderMoment, fromMs: number, byMs: number): Told | undefined => {
    const order = orders.get(sn);
    const known = order?.told.find(({ state, netFen }) => state === moment.state && netFen === moment.netFen);
    const told = known ?? { ...moment, fromMs, byMs, isAcknowledged: false };
    if (known === undefined) order?.told.push(told);
    told.fromMs = Math.min(told.fromMs, fromMs);
    told.byMs = Math.min(told.byMs, byMs);
    return told;
  };
  for (const entry of entries) {
    if (entry.entry === 'moment' && !orders.has(entry.order.sn)) {
      const { sn, terminalSn, payway, totalFen } = entry.order;
      orders.set(sn, { terminalSn, payway, totalFen, told: [] });
    }
    if (entry.entry === 'sent') {
      const told = tell(entry.sn, entry.moment, entry.atMs, Number.POSITIVE_INFINITY);
      if (told !== undefined) byId.set(entry.id, told);
    }
    if (entry.entry === 'query_answered')
      tell(entry.sn, entry.moment, entry.atMs, entry.atMs + QUERY_DOUBT_MS);
    if (entry.entry === 'answer' && entry.answer === 'success') {
      const told = byId.get(entry.id);
      if (told === undefined) continue;
      told.isAcknowledged = true;
      told.byMs = Math.min(told.byMs, entry.startedAtMs + Math.ceil(entry.tookMs));
    }
  }
  return new Map(
    [...orders].map(([sn, { terminalSn, payway, totalFen, told }]) => [
      sn,
      { sn, terminalSn, payway, ways: waysOf(totalFen, told) },
    ]),
  );
}

/** States only move forward, so what was overtaken may be missing; what nothing can have overtaken may not. */
function waysOf(totalFen: number, told: readonly Told[]): Saying[][] {
  const rank = ({ state }: Told): number => RANK[state] ?? 0;
  const facts = told
    .filter((one) => rank(one) > 0)
    .sort((one, other) => rank(one) - rank(other) || other.netFen - one.netFen);
  let ways: Told[][] = [[]];
  for (const [index, fact] of facts.entries()) {
    const overtakable = facts.slice(index + 1).some(({ fromMs }) => fromMs <= fact.byMs);
    // Asked about an order that was told as paid meanwhile: nobody asks again where the disk refused the answer.
    const isSettled = facts.slice(0, index).some((one) => one.isAcknowledged && one.byMs <= fact.byMs);
    const isSure = fact.isAcknowledged || !isSettled;
    const certain = Number.isFinite(fact.byMs) && !overtakable && isSure;
    const withFact = ways.map((way) => [...way, fact]);
    ways = certain ? withFact : [...ways, ...withFact];
  }
  const lists = ways.map((way) => sayings(totalFen, way));
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}

function sayings(totalFen: number, way: readonly Told[]): Saying[] {
  let left = totalFen;
  return way.flatMap((fact, index): Saying[] => {
    const { state, netFen, finishedAtMs, fromMs } = fact;
    const base = { state, paidAtMs: finishedAtMs, tooOld: fromMs - finishedAtMs > TOO_OLD_MS };
    if (state === 'PAID') return [{ ...base, kind: 'payment', amountFen: totalFen }];
    const back = left - netFen;
    left = netFen;
    // Cancelled before anybody was told of a payment: there is nothing to take back.
    if (state === 'CANCELED' && index === 0) return [];
    return [{ ...base, kind: state === 'CANCELED' ? 'cancel' : 'refund', amountFen: back }];
  });
}
