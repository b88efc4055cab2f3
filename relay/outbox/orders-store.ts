import type { Database } from 'better-sqlite3';
import type { OrderSn, StoreId, TerminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { NoticeKind } from '../../shared/notice.ts';
import type { Fen, Seq, UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import { decide, type KnownEvent, type OrderDecision, type Saying } from '../core/order.ts';
import type { AcceptAnswer, OrderCallback, OrderState } from '../store.ts';
import { createAlarmRaiser } from './alarms-store.ts';
import { createLogTails, type StoredTail } from './log-tails-store.ts';
import { amountText, loggedNotice, type Spread, spreadOverSpeakers } from './outbox.ts';

export type OrderOperations = {
  acceptOrders(argument: { batch: readonly OrderCallback[]; nowMs: UnixMs }): readonly AcceptAnswer[];
};

/** A row of `order_event`, in the order of its columns. */
type EventRow = [
  sn: OrderSn,
  event: string,
  state: OrderState,
  terminalSn: TerminalSn,
  clientSn: string,
  tradeNo: string,
  payway: string,
  totalAmountFen: Fen,
  netAmountFen: Fen,
  finishedAtMs: UnixMs,
  acceptedAtMs: UnixMs,
  overtaken: 0 | 1,
  unfinished: 0 | 1,
  kind: NoticeKind | null,
  amountFen: number,
  movedAtMs: UnixMs,
  speakers: number,
  store: StoreId | null,
  handedOver: string | null,
  raw: string,
];

/** Every recorded event of an order, as `decide` wants it. */
export const KNOWN_EVENTS = `
  SELECT terminal_sn AS terminalSn, client_sn AS clientSn, trade_no AS tradeNo, state, payway,
    total_fen AS totalAmountFen, net_fen AS netAmountFen, finished_at_ms AS finishedAtMs
  FROM order_event WHERE sn = ?`;

function prepare(database: Database) {
  return {
    known: database.prepare<[OrderSn], KnownEvent>(KNOWN_EVENTS),
    insertEvent: database.prepare<EventRow>(
      `INSERT INTO order_event (sn, event, state, terminal_sn, client_sn, trade_no, payway, total_fen, net_fen,
         finished_at_ms, accepted_at_ms, overtaken, unfinished, kind, amount_fen, moved_at_ms, speakers, store,
         handed_over, raw)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    finish: database.prepare<[OrderSn, string]>(
      'UPDATE order_event SET unfinished = 0 WHERE sn = ? AND event = ? AND unfinished = 1',
    ),
    insertNotice: database.prepare<[number, Seq, number | bigint, Fen, Fen, number | null, UnixMs]>(
      'INSERT INTO notice (log, seq, event, amount_fen, sum_fen, fingerprint, made_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    countConflicts: database
      .prepare<[OrderSn], number>(
        "SELECT count(*) FROM order_note WHERE sn = ? AND step = 'conflict_refused'",
      )
      .pluck(),
    noteConflict: database.prepare<[OrderSn, string, UnixMs]>(
      "INSERT INTO order_note (sn, step, detail, at_ms) VALUES (?, 'conflict_refused', ?, ?) ON CONFLICT DO NOTHING",
    ),
  };
}

const NOTHING_TO_SAY: Spread<StoredTail> = { appended: [] };

export function createOrderHandlers(database: Database): StoreHandlers<OrderOperations> {
  const statements = prepare(database);
  const tails = createLogTails(database);
  const raise = createAlarmRaiser(database);

  function accept(callback: OrderCallback, nowMs: UnixMs): AcceptAnswer {
    const decision = decide(statements.known.all(callback.sn), callback, nowMs);
    if (decision.answer === 'recorded') return record(callback, decision, nowMs);
    if (decision.answer === 'conflict') keepConflict(callback.sn, decision.reason, nowMs);
    return decision;
  }

  function record(
    callback: OrderCallback,
    decision: Extract<OrderDecision, { answer: 'recorded' }>,
    nowMs: UnixMs,
  ): AcceptAnswer {
    const { sn, payway } = callback;
    const { event, saying } = decision;
    const speakers = saying === undefined ? [] : tails.ofTerminal(callback.terminalSn);
    const spread =
      saying === undefined ? NOTHING_TO_SAY : spreadOverSpeakers(speakers, { sn, event, payway, saying });
    const { lastInsertRowid } = statements.insertEvent.run(
      sn,
      event,
      callback.state,
      callback.terminalSn,
      callback.clientSn,
      callback.tradeNo,
      payway,
      callback.totalAmountFen,
      callback.netAmountFen,
      callback.finishedAtMs,
      nowMs,
      decision.overtaken ? 1 : 0,
      decision.unfinished ? 1 : 0,
      saying?.kind ?? null,
      saying?.amountFen ?? 0,
      saying?.atMs ?? callback.finishedAtMs,
      spread.appended.length,
      speakers[0]?.store ?? null,
      spread.handedOver ?? null,
      callback.raw,
    );
    for (const finished of decision.finishes) statements.finish.run(sn, finished);
    for (const { notice, tail } of spread.appended) {
      const { seq, amountFen, sumFen, fingerprint = null } = notice;
      statements.insertNotice.run(tail.log, seq, lastInsertRowid, amountFen, sumFen, fingerprint, nowMs);
    }
    if (saying !== undefined && spread.handedOver !== undefined) {
      const detail = handOverDetail(callback, saying, spread.handedOver);
      raise({ kind: 'order_handed_over', subject: sn, detail: `${event}: ${detail}` }, nowMs);
    }
    return {
      answer: 'recorded',
      notices: spread.appended.map(loggedNotice),
      handedOver: spread.handedOver !== undefined,
    };
  }

  /** The gateway calls again after a refusal: the same conflict is one step and one alarm. */
  function keepConflict(sn: OrderSn, reason: string, nowMs: UnixMs): void {
    if ((statements.countConflicts.get(sn) ?? 0) >= limits.conflictsKeptPerOrder) return;
    statements.noteConflict.run(sn, reason, nowMs);
    raise({ kind: 'order_conflict', subject: sn, detail: reason }, nowMs);
  }

  return {
    acceptOrders: {
      access: 'write',
      run: ({ batch, nowMs }) => batch.map((callback) => accept(callback, nowMs)),
    },
  };
}

const handOverDetail = ({ terminalSn }: OrderCallback, { kind, amountFen }: Saying, why: string): string =>
  `${kind} of ${amountText(amountFen)} at terminal ${terminalSn} is yours to tell: ${why}`;
