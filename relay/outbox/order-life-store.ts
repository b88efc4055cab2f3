import type { Database } from 'better-sqlite3';
import type { DeviceId, LogId, OrderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { NoticeKind, Outcome } from '../../shared/notice.ts';
import type { Fen, Seq, UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import { furthestEvent, type KnownEvent } from '../core/order.ts';
import type { OrderLife, OrderStep, UnfinishedOrder } from '../store.ts';
import { KNOWN_EVENTS } from './orders-store.ts';
import { amountText } from './outbox.ts';

/** An order's life is not written down beside the tables, it is read out of them. */
export type OrderLifeOperations = {
  readOrder(sn: OrderSn): OrderLife | undefined;
  readUnfinishedOrders(argument: { acceptedAfterMs: UnixMs; most: number }): readonly UnfinishedOrder[];
};

interface EventRow {
  readonly event: string;
  readonly acceptedAtMs: UnixMs;
  readonly overtaken: 0 | 1;
  readonly kind: NoticeKind | null;
  readonly amountFen: Fen;
  readonly handedOver: string | null;
}

interface NoticeRow {
  readonly deviceId: DeviceId;
  readonly logId: LogId;
  readonly seq: Seq;
  readonly event: string;
  readonly madeAtMs: UnixMs;
  readonly storedAtMs: UnixMs | null;
  readonly outcome: Outcome | null;
  readonly repeat: 0 | 1;
  readonly heardAtMs: UnixMs;
  readonly recordedAtMs: UnixMs;
}

export function createOrderLifeHandlers(database: Database): StoreHandlers<OrderLifeOperations> {
  const known = database.prepare<[OrderSn], KnownEvent>(KNOWN_EVENTS);
  const events = database.prepare<[OrderSn], EventRow>(
    `SELECT event, accepted_at_ms AS acceptedAtMs, overtaken, kind, amount_fen AS amountFen,
       handed_over AS handedOver
     FROM order_event WHERE sn = ? ORDER BY id`,
  );
  const notices = database.prepare<[OrderSn, number], NoticeRow>(
    `SELECT log.device_id AS deviceId, log_id AS logId, seq, order_event.event, made_at_ms AS madeAtMs,
       stored_at_ms AS storedAtMs, outcome, repeat, at_ms AS heardAtMs, recorded_at_ms AS recordedAtMs
     FROM order_event JOIN notice ON notice.event = order_event.id JOIN log ON log.id = notice.log
       LEFT JOIN receipt ON receipt.notice = notice.id
     WHERE sn = ? ORDER BY notice.id LIMIT ?`,
  );
  const notes = database.prepare<[OrderSn, number], OrderStep & { deviceId: DeviceId | null }>(
    `SELECT at_ms AS atMs, step, device_id AS deviceId, detail FROM order_note WHERE sn = ? ORDER BY at_ms LIMIT ?`,
  );
  const unfinished = database.prepare<[UnixMs, number], UnfinishedOrder>(
    `SELECT sn, terminal_sn AS terminalSn, accepted_at_ms AS acceptedAtMs FROM order_event
     WHERE unfinished = 1 AND accepted_at_ms > ? ORDER BY accepted_at_ms LIMIT ?`,
  );

  return {
    readOrder: {
      access: 'read',
      run(sn) {
        const furthest = furthestEvent(known.all(sn));
        if (furthest === undefined) return undefined;
        const { terminalSn, state, totalAmountFen, netAmountFen, payway } = furthest;
        const steps: OrderStep[] = [
          ...events.all(sn).flatMap(stepsOfEvent),
          ...notices.all(sn, limits.storeRowsPerRead).flatMap(stepsOfNotice),
          ...notes
            .all(sn, limits.storeRowsPerRead)
            .map(({ deviceId, ...note }) => (deviceId === null ? note : { ...note, deviceId })),
        ];
        // Stable: what happened in one millisecond stays in the order of cause and effect above.
        steps.sort((one, other) => one.atMs - other.atMs);
        return { sn, terminalSn, state, totalAmountFen, netAmountFen, payway, steps };
      },
    },
    readUnfinishedOrders: {
      access: 'read',
      run: ({ acceptedAfterMs, most }) =>
        unfinished.all(acceptedAfterMs, Math.min(most, limits.storeRowsPerRead)),
    },
  };
}

function stepsOfEvent(row: EventRow): OrderStep[] {
  const saying = row.kind === null ? 'nothing to say' : `${row.kind} of ${amountText(row.amountFen)}`;
  const steps: OrderStep[] = [
    row.overtaken === 1
      ? { atMs: row.acceptedAtMs, step: 'superseded', detail: `${row.event} came late: nothing to say` }
      : { atMs: row.acceptedAtMs, step: 'accepted', detail: `${row.event}: ${saying}` },
  ];
  if (row.handedOver !== null) {
    steps.push({
      atMs: row.acceptedAtMs,
      step: 'handed_over',
      detail: `${row.event}: ${row.handedOver}`,
    });
  }
  return steps;
}

function stepsOfNotice(row: NoticeRow): OrderStep[] {
  const { deviceId } = row;
  const place = `${row.event}: seq ${row.seq} of log ${row.logId}`;
  const steps: OrderStep[] = [{ atMs: row.madeAtMs, step: 'logged', deviceId, detail: place }];
  if (row.storedAtMs !== null) {
    steps.push({ atMs: row.storedAtMs, step: 'stored', deviceId, detail: place });
  }
  if (row.outcome !== null) {
    const heard = `${row.outcome} at ${new Date(row.heardAtMs).toISOString()}`;
    steps.push({
      atMs: row.recordedAtMs,
      step: row.outcome === 'handed_over' ? 'handed_over' : 'receipt',
      deviceId,
      detail: `${row.event}: ${heard}${row.repeat === 1 ? ', as a repeat' : ''}`,
    });
  }
  return steps;
}
