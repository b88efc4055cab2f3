import type { DeviceId, OrderSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { Outcome } from '../shared/notice.ts';
import { type Fen, fenSum, type Seq, type UnixMs } from '../shared/quantities.ts';
import type { Ledger, LedgerCount } from './store.ts';

/** A notice as its log has it, and beside it what the receipts have of it. */
export interface LedgerNotice {
  readonly deviceId: DeviceId;
  readonly seq: Seq;
  readonly amountFen: Fen;
  readonly stored: boolean;
  /** What the log believes; `null`: it is open. */
  readonly settled: Outcome | null;
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
const add = (to: Tally, amountFen: number): void => {
  to.count += 1;
  to.sumFen += amountFen;
};
const counted = ({ count, sumFen }: Tally): LedgerCount => ({ count, sumFen: fenSum(sumFen) });

/**
 * Promise 7 for one order, counted from both ends: what the order says that there must be, the notices in the logs,
 * and the receipts are three sets of rows that were written at three times.
 */
const orderBalances = ({ amountFen, speakers, handedOver, notices }: LedgerOrder): boolean =>
  notices.length === speakers &&
  (speakers > 0 || handedOver) &&
  notices.every((notice) => notice.amountFen === amountFen && notice.settled === notice.receipt);

/** Adds orders up. Each is judged by itself, so that one lost and one doubled do not make a balance. */
export class LedgerSum {
  readonly #orders = tally();
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
  #balanced = true;

  constructor(nowMs: UnixMs) {
    this.#nowMs = nowMs;
  }

  /** Orders are to be added in the order of their acceptance: the first open ones are listed. */
  addOrder(order: LedgerOrder): void {
    if (!orderBalances(order)) this.#balanced = false;
    add(this.#orders, order.amountFen);
    if (order.handedOver) add(this.#handedOver, order.amountFen);
    for (const notice of order.notices) this.#addNotice(order, notice);
  }

  #addNotice(order: LedgerOrder, notice: LedgerNotice): void {
    add(this.#notices, notice.amountFen);
    if (notice.receipt !== null) add(this.#receipts[notice.receipt], notice.amountFen);
    if (notice.settled !== null) return;
    add(this.#open, notice.amountFen);
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
      balanced: this.#balanced,
    };
  }
}
