import { limits } from '../../shared/limits.ts';
import type { NoticeKind } from '../../shared/notice.ts';
import { type Fen, fen, type UnixMs } from '../../shared/quantities.ts';
import type { OrderCallback, OrderState } from '../store.ts';

/** What the shop is to hear of one step of an order. */
export interface Saying {
  readonly kind: NoticeKind;
  readonly amountFen: Fen;
  /** When the money moved, by the gateway's clock. */
  readonly atMs: UnixMs;
}

/** A callback that was recorded, as far as later ones are compared with it. */
export type KnownEvent = Pick<
  OrderCallback,
  | 'terminalSn'
  | 'clientSn'
  | 'tradeNo'
  | 'state'
  | 'payway'
  | 'totalAmountFen'
  | 'netAmountFen'
  | 'finishedAtMs'
>;

export type OrderDecision =
  | {
      readonly answer: 'recorded';
      /** With `sn` the key of this step, for ever. */
      readonly event: string;
      /** It came too late: the order had gone further already, so it changes and says nothing. */
      readonly overtaken: boolean;
      /** The core has more to say of this order: the reconciler asks. */
      readonly unfinished: boolean;
      /** Known events that were unfinished and need no asking any more. */
      readonly finishes: readonly string[];
      /** Absent: there is nothing to say. */
      readonly saying?: Saying;
    }
  | { readonly answer: 'already_recorded' }
  | { readonly answer: 'conflict'; readonly reason: string };

/**
 * How far an order is. CREATED and PAY_ERROR come before the money is settled; REFUND_ERROR and CANCEL_ERROR pass
 * and leave what was said standing, so they rank between, but overtake no final state.
 */
const RANK: Readonly<Record<OrderState, number>> = {
  CREATED: 0,
  PAY_ERROR: 1,
  PAY_CANCELED: 2,
  PAID: 2,
  REFUND_ERROR: 3,
  CANCEL_ERROR: 4,
  PARTIAL_REFUNDED: 5,
  REFUNDED: 6,
  CANCELED: 6,
};
const LAST_RANK = RANK.REFUNDED;

/** States that are certain only once money has come in, and those that are certain only if none ever did. */
const MONEY_CAME: readonly OrderState[] = ['PAID', 'REFUND_ERROR', 'PARTIAL_REFUNDED', 'REFUNDED'];
const NO_MONEY_CAME: readonly OrderState[] = ['PAY_CANCELED'];
const PASSING: readonly OrderState[] = ['CREATED', 'PAY_ERROR', 'REFUND_ERROR', 'CANCEL_ERROR'];

type StateAndNet = Pick<KnownEvent, 'state' | 'netAmountFen'>;

/** The name of an order's step: its state, and for partial refunds, of which there can be many, what is left. */
export const eventName = ({ state, netAmountFen }: StateAndNet): string =>
  state === 'PARTIAL_REFUNDED' ? `${state}:${netAmountFen}` : state;

/** The known event that the order stands at: the furthest, whatever came last. */
export function furthestEvent<Event extends StateAndNet>(known: readonly Event[]): Event | undefined {
  return known.reduce<Event | undefined>((furthest, event) => {
    if (furthest === undefined) return event;
    const ahead = RANK[event.state] - RANK[furthest.state];
    return ahead > 0 || (ahead === 0 && event.netAmountFen < furthest.netAmountFen) ? event : furthest;
  }, undefined);
}

/**
 * Judges a callback against all that is known of its order (promise 2). Callbacks may repeat, and their order is not
 * guaranteed; whatever the order, the shop hears each step at most once, and none that was overtaken.
 *
 * @param known every recorded event of this `sn`, overtaken ones included, in any order
 * @param nowMs the relay's time
 */
export function decide(known: readonly KnownEvent[], callback: OrderCallback, nowMs: UnixMs): OrderDecision {
  const event = eventName(callback);
  const before = known.find((candidate) => eventName(candidate) === event);
  const reason =
    otherOrder(known, callback) ??
    (before === undefined ? contradiction(known, callback) : otherContent(before, callback));
  if (reason !== undefined) return { answer: 'conflict', reason: `${event}: ${reason}` };
  if (before !== undefined) return { answer: 'already_recorded' };

  const overtaken = isOvertaken(known, callback);
  const saying = overtaken ? undefined : sayingOf(known, callback, nowMs);
  return {
    answer: 'recorded',
    event,
    overtaken,
    unfinished: !overtaken && PASSING.includes(callback.state),
    finishes: overtaken ? [] : known.filter(({ state }) => passedBy(state, callback.state)).map(eventName),
    ...(saying === undefined ? {} : { saying }),
  };
}

const passedBy = (passing: OrderState, next: OrderState): boolean =>
  PASSING.includes(passing) && RANK[passing] < RANK[next];

const differ = (one: string, other: string): boolean => one !== '' && other !== '' && one !== other;

/** What must be the same through an order's whole life. */
function otherOrder(known: readonly KnownEvent[], callback: OrderCallback): string | undefined {
  for (const event of known) {
    if (event.totalAmountFen !== callback.totalAmountFen) {
      return `total_amount was ${event.totalAmountFen}, now ${callback.totalAmountFen}`;
    }
    if (event.terminalSn !== callback.terminalSn) {
      return `terminal_sn was ${event.terminalSn}, now ${callback.terminalSn}`;
    }
    if (differ(event.clientSn, callback.clientSn)) {
      return `client_sn was ${event.clientSn}, now ${callback.clientSn}`;
    }
  }
  return undefined;
}

/**
 * What must be the same when one step is told again. Between steps it may change: a refund has a trade number of its
 * own, and a wallet may be chosen after the order was made.
 */
function otherContent(before: KnownEvent, callback: OrderCallback): string | undefined {
  if (differ(before.tradeNo, callback.tradeNo)) {
    return `trade_no was ${before.tradeNo}, now ${callback.tradeNo}`;
  }
  if (differ(before.payway, callback.payway)) return `payway was ${before.payway}, now ${callback.payway}`;
  // A passing state says nothing of the money, so what is left may have changed meanwhile.
  if (!PASSING.includes(callback.state) && before.netAmountFen !== callback.netAmountFen) {
    return `net_amount was ${before.netAmountFen}, now ${callback.netAmountFen}`;
  }
  return undefined;
}

/** Two states that cannot both be true of one order, whichever came first. */
function contradiction(known: readonly KnownEvent[], callback: OrderCallback): string | undefined {
  if (known.length >= limits.eventsPerOrder) return `the order has ${known.length} steps already`;
  const opposite = MONEY_CAME.includes(callback.state)
    ? NO_MONEY_CAME
    : NO_MONEY_CAME.includes(callback.state)
      ? MONEY_CAME
      : [];
  const other = known.find(
    ({ state }) =>
      opposite.includes(state) || (RANK[state] === LAST_RANK && RANK[callback.state] === LAST_RANK),
  );
  return other === undefined ? undefined : `the order is ${other.state} already`;
}

function isOvertaken(known: readonly KnownEvent[], callback: OrderCallback): boolean {
  switch (callback.state) {
    case 'CREATED':
    case 'PAY_ERROR':
      return known.some(({ state }) => RANK[state] > RANK[callback.state]);
    // After a partial refund the next one may fail: only the end of the order overtakes these.
    case 'REFUND_ERROR':
    case 'CANCEL_ERROR':
      return known.some(({ state }) => RANK[state] === LAST_RANK);
    case 'PAID':
    case 'PAY_CANCELED':
    case 'PARTIAL_REFUNDED':
    case 'REFUNDED':
    case 'CANCELED':
      return known.some(
        (event) =>
          !PASSING.includes(event.state) &&
          (RANK[event.state] > RANK[callback.state] ||
            (event.state === callback.state && event.netAmountFen < callback.netAmountFen)),
      );
  }
}

/** What is left of an order that has not ended. A PAID that was late may carry a lower net_amount: it does not count. */
const leftFen = (known: readonly KnownEvent[], totalAmountFen: Fen): Fen =>
  known
    .filter(({ state }) => state === 'PARTIAL_REFUNDED')
    .reduce<Fen>((left, { netAmountFen }) => (netAmountFen < left ? netAmountFen : left), totalAmountFen);

function sayingOf(known: readonly KnownEvent[], callback: OrderCallback, nowMs: UnixMs): Saying | undefined {
  const wasLeft = leftFen(known, callback.totalAmountFen);
  const back = (kind: NoticeKind, amountFen: number): Saying | undefined =>
    // No money that goes back is no news.
    amountFen > 0
      ? { kind, amountFen: fen(amountFen), atMs: backFlowTime(known, callback, nowMs) }
      : undefined;
  switch (callback.state) {
    case 'PAID':
      // An order of 0 fen (all of it a coupon) is said too: the till waits for it.
      return { kind: 'payment', amountFen: callback.totalAmountFen, atMs: callback.finishedAtMs };
    case 'PARTIAL_REFUNDED':
      return back('refund', wasLeft - callback.netAmountFen);
    case 'REFUNDED':
      return back('refund', wasLeft);
    case 'CANCELED':
      return known.some(({ state }) => MONEY_CAME.includes(state)) ? back('cancel', wasLeft) : undefined;
    case 'CREATED':
    case 'PAY_ERROR':
    case 'PAY_CANCELED':
    case 'REFUND_ERROR':
    case 'CANCEL_ERROR':
      return undefined;
  }
}

/**
 * Where the gateway repeats the payment's time with a refund, that is not when the refund happened, and a refund of
 * yesterday's order would count as too old to be spoken.
 */
const backFlowTime = (known: readonly KnownEvent[], callback: OrderCallback, nowMs: UnixMs): UnixMs =>
  known.some(({ finishedAtMs }) => finishedAtMs >= callback.finishedAtMs) ? nowMs : callback.finishedAtMs;
