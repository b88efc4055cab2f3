import type { DeviceId, OrderSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { OUTCOMES, type Outcome } from '../shared/notice.ts';
import { type Fen, fenSum, type Seq, type UnixMs } from '../shared/quantities.ts';
import type { Ledger, LedgerCount } from './store.ts';

/** A notice as its log has it, and beside it what the receipts have of it. */
export interface LedgerNotice {
  readonly deviceId: DeviceId;
  readonly seq: Seq;
  readonly amountFen: Fen;
  readonly stored: boolean;
  /** The log says that it needs nothing more. */
  readonly settled: boolean;
  readonly receipt: Outcome | null;
}

/** One step of an order that had something to say, and every notice that stands in a log because of it. */
export interface LedgerOrder {
  readonly sn: OrderSn;
  readonly acceptedAtMs: UnixMs;
  readonly amountFen: Fen;
  /** How many speakers were to be told, by the order itself. */
  readonly speakers: number;
  readonly handedOver: boolean;
  readonly notices: readonly LedgerNotice[];
}

type Tally = { count: number; sumFen: number };
const tally = (): Tally => ({ count: 0, sumFen: 0 });
const add = (to: Tally, count: number, amountFen: number): void => {
  to.count += count;
  to.sumFen += count * amountFen;
};
const same = (one: Tally, other: Tally): boolean => one.count === other.count && one.sumFen === other.sumFen;
const counted = ({ count, sumFen }: Tally): LedgerCount => ({ count, sumFen: fenSum(sumFen) });

/**
 * Promise 7, counted from both ends. Orders, notices and receipts are summed apart, each from its own rows, and only
 * then compared: a notice that got lost, doubled or changed anywhere between makes `balanced` false.
 */
export class LedgerSum {
  readonly #orders = tally();
  /** What the orders say that there must be. */
  readonly #expected = tally();
  readonly #notices = tally();
  readonly #open = tally();
  readonly #handedOver = tally();
  readonly #receipts: Record<Outcome, Tally> = {
    announced: tally(),
    announced_late: tally(),
    summarised: tally(),
    handed_over: tally(),
  };
  readonly #openNotices: Ledger['openNotices'][number][] = [];
  readonly #nowMs: UnixMs;
  #silentlyDropped = 0;

  constructor(nowMs: UnixMs) {
    this.#nowMs = nowMs;
  }

  /** Orders are to be added in the order of their acceptance: the first open ones are listed. */
  addOrder(order: LedgerOrder): void {
    add(this.#orders, 1, order.amountFen);
    add(this.#expected, order.speakers, order.amountFen);
    if (order.handedOver) add(this.#handedOver, 1, order.amountFen);
    else if (order.speakers === 0) this.#silentlyDropped += 1;
    for (const notice of order.notices) this.#addNotice(order, notice);
  }

  #addNotice(order: LedgerOrder, notice: LedgerNotice): void {
    add(this.#notices, 1, notice.amountFen);
    if (notice.receipt !== null) add(this.#receipts[notice.receipt], 1, notice.amountFen);
    if (notice.settled) return;
    add(this.#open, 1, notice.amountFen);
    if (this.#openNotices.length >= limits.ledgerOpenListed) return;
    this.#openNotices.push({
      sn: order.sn,
      deviceId: notice.deviceId,
      seq: notice.seq,
      ageMs: this.#nowMs - order.acceptedAtMs,
      stored: notice.stored,
    });
  }

  result(): Ledger {
    const ended = tally();
    for (const part of [this.#open, ...OUTCOMES.map((outcome) => this.#receipts[outcome])]) {
      ended.count += part.count;
      ended.sumFen += part.sumFen;
    }
    const { announced, announced_late, summarised, handed_over } = this.#receipts;
    return {
      ordersAccepted: counted(this.#orders),
      notices: counted(this.#notices),
      receipts: {
        announced: counted(announced),
        announced_late: counted(announced_late),
        summarised: counted(summarised),
        handed_over: counted(handed_over),
      },
      open: counted(this.#open),
      openNotices: this.#openNotices,
      ordersHandedOver: counted(this.#handedOver),
      balanced:
        same(this.#expected, this.#notices) && same(this.#notices, ended) && this.#silentlyDropped === 0,
    };
  }
}
