import type { Database } from 'better-sqlite3';
import type { DeviceId, OrderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Outcome } from '../../shared/notice.ts';
import type { Fen, Seq, UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type { LedgerNotice, LedgerOrder } from '../ledger.ts';
import type { LedgerQuery } from '../store.ts';

/** The last order of a step of the ledger: the next step begins after it. */
export interface LedgerPlace {
  readonly acceptedAtMs: UnixMs;
  readonly id: number;
}

export interface LedgerStep {
  readonly orders: readonly LedgerOrder[];
  /** Absent: this was the last step. */
  readonly next?: LedgerPlace;
}

export type LedgerOperations = {
  /**
   * One step over the orders of a ledger. An order, its notices and their receipts are read in one step, so steps at
   * different moments still add up, and commits go on between them.
   */
  readLedgerStep(argument: { query: LedgerQuery; after: LedgerPlace | undefined }): LedgerStep;
};

interface OrderRow {
  readonly id: number;
  readonly sn: OrderSn;
  readonly acceptedAtMs: UnixMs;
  readonly amountFen: Fen;
  readonly speakers: number;
  readonly handedOver: 0 | 1;
  readonly store: string | null;
}

interface NoticeRow {
  readonly deviceId: DeviceId;
  readonly seq: Seq;
  readonly amountFen: Fen;
  readonly storedAtMs: UnixMs | null;
  readonly settled: Outcome | null;
  readonly outcome: Outcome | null;
}

export function createLedgerHandlers(database: Database): StoreHandlers<LedgerOperations> {
  const orders = database.prepare<[number, number, number, number, number], OrderRow>(
    `SELECT id, sn, accepted_at_ms AS acceptedAtMs, amount_fen AS amountFen, speakers,
       handed_over IS NOT NULL AS handedOver, store
     FROM order_event
     WHERE kind IS NOT NULL AND accepted_at_ms >= ? AND (accepted_at_ms > ? OR id > ?) AND accepted_at_ms < ?
     ORDER BY accepted_at_ms, id LIMIT ?`,
  );
  const notices = database.prepare<[number], NoticeRow>(
    `SELECT device_id AS deviceId, seq, amount_fen AS amountFen, stored_at_ms AS storedAtMs, settled, outcome
     FROM notice JOIN log ON log.id = notice.log LEFT JOIN receipt ON receipt.notice = notice.id
     WHERE event = ? ORDER BY notice.id`,
  );

  return {
    readLedgerStep: {
      access: 'read',
      run({ query, after }) {
        const fromMs = after?.acceptedAtMs ?? query.fromMs ?? 0;
        const toMs = query.toMs ?? Number.MAX_SAFE_INTEGER;
        const rows = orders.all(fromMs, fromMs, after?.id ?? -1, toMs, limits.ledgerStepOrders);
        const last = rows.length < limits.ledgerStepOrders ? undefined : rows.at(-1);
        return {
          orders: rows
            .filter(({ store }) => query.store === undefined || query.store === store)
            .map((row) => ledgerOrder(row, notices.all(row.id))),
          ...(last === undefined ? {} : { next: { acceptedAtMs: last.acceptedAtMs, id: last.id } }),
        };
      },
    },
  };
}

const ledgerOrder = (row: OrderRow, notices: readonly NoticeRow[]): LedgerOrder => ({
  sn: row.sn,
  acceptedAtMs: row.acceptedAtMs,
  amountFen: row.amountFen,
  speakers: row.speakers,
  handedOver: row.handedOver === 1,
  notices: notices.map(
    (notice): LedgerNotice => ({
      deviceId: notice.deviceId,
      seq: notice.seq,
      amountFen: notice.amountFen,
      stored: notice.storedAtMs !== null,
      settled: notice.settled,
      receipt: notice.outcome,
    }),
  ),
});
