import type { Database } from 'better-sqlite3';
import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import type { DeviceId, RentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type {
  OpenRental,
  RentalAnswer,
  RentalLife,
  RentalMark,
  RentalOrder,
  RentalQuery,
  RentalStep,
  SentRental,
} from '../cabinet/cabinet-memory.ts';
import { type CabinetFacts, describeEnd, judgeOrder, stateOf } from '../cabinet/rental.ts';
import type { NewWebhook } from '../store.ts';
import { createAlarmRaiser } from './alarms-store.ts';
import { createRentalEnder, createRentalNotes, endOfRow, type RentalEndRow } from './rental-end-store.ts';
import { createWebhookQueue } from './webhooks-store.ts';

export type RentalOperations = {
  requestRental(argument: { order: RentalOrder; nowMs: UnixMs }): RentalAnswer;
  markRentals(batch: readonly RentalMark[]): void;
  readOpenRentals(most: number): readonly OpenRental[];
  giveUpRentals(argument: { rentalIds: readonly RentalId[]; nowMs: UnixMs }): void;
  readRental(rentalId: RentalId): (RentalLife & { readonly steps: readonly RentalStep[] }) | undefined;
  readRentals(argument: { query: RentalQuery; most: number }): readonly RentalLife[];
};

interface RentalRow extends RentalOrder, RentalEndRow {
  readonly requestedAtMs: UnixMs;
  readonly sentAtMs: UnixMs | null;
  readonly storedAtMs: UnixMs | null;
}

const ORDER_COLUMNS = `rental_id AS rentalId, cabinet, expires_at_ms AS expiresAtMs,
  minimum_level AS minimumLevelPercent`;
const COLUMNS = `${ORDER_COLUMNS}, requested_at_ms AS requestedAtMs, sent_at_ms AS sentAtMs,
  stored_at_ms AS storedAtMs, given_up_at_ms AS givenUpAtMs, outcome, code, bank_id AS bankId, module, slot,
  ended_at_ms AS endedAtMs, time_uncertain AS timeUncertain, end_recorded_at_ms AS endRecordedAtMs,
  end_webhook_id AS endWebhookId`;
const IS_OPEN = 'outcome IS NULL AND given_up_at_ms IS NULL';

function prepare(database: Database) {
  return {
    one: database.prepare<[RentalId], RentalRow>(`SELECT ${COLUMNS} FROM rental WHERE rental_id = ?`),
    role: database
      .prepare<[DeviceId], NonNullable<CabinetFacts['role']>>('SELECT role FROM device WHERE id = ?')
      .pluck(),
    countOpen: database
      .prepare<[DeviceId], number>(`SELECT count(*) FROM rental WHERE cabinet = ? AND ${IS_OPEN}`)
      .pluck(),
    insert: database.prepare<[RentalOrder & { nowMs: UnixMs }]>(
      `INSERT INTO rental (rental_id, cabinet, expires_at_ms, minimum_level, requested_at_ms)
       VALUES (@rentalId, @cabinet, @expiresAtMs, @minimumLevelPercent, @nowMs)`,
    ),
    sent: database.prepare<[UnixMs, RentalId]>(
      'UPDATE rental SET sent_at_ms = ? WHERE rental_id = ? AND sent_at_ms IS NULL',
    ),
    stored: database.prepare<[UnixMs, RentalId]>(
      'UPDATE rental SET stored_at_ms = ? WHERE rental_id = ? AND stored_at_ms IS NULL',
    ),
    open: database.prepare<[number], SentRental & { storedAtMs: UnixMs | null }>(
      `SELECT ${ORDER_COLUMNS}, requested_at_ms AS askedAtMs, stored_at_ms AS storedAtMs FROM rental INDEXED BY rental_open
       WHERE ${IS_OPEN} AND cabinet > '' LIMIT ?`,
    ),
    giveUp: database.prepare<[UnixMs, RentalId], { cabinet: DeviceId; storedAtMs: UnixMs | null }>(
      `UPDATE rental SET given_up_at_ms = ? WHERE rental_id = ? AND ${IS_OPEN}
       RETURNING cabinet, stored_at_ms AS storedAtMs`,
    ),
    place: database
      .prepare<[RentalId, DeviceId], UnixMs>(
        'SELECT requested_at_ms FROM rental WHERE rental_id = ? AND cabinet = ?',
      )
      .pluck(),
    page: database.prepare<[DeviceId, number, number, string, number], RentalRow>(
      `SELECT ${COLUMNS} FROM rental
       WHERE cabinet = ? AND requested_at_ms >= ? AND (requested_at_ms > ?
         OR id > coalesce((SELECT id FROM rental WHERE rental_id = ?), 0))
       ORDER BY requested_at_ms, id LIMIT ?`,
    ),
    told: database
      .prepare<[string], UnixMs | null>('SELECT delivered_at_ms FROM webhook WHERE webhook_id = ?')
      .pluck(),
    reportedEnd: database.prepare<
      [RentalId, DeviceId],
      { event: string; atMs: UnixMs; timeUncertain: 0 | 1; recordedAtMs: UnixMs }
    >(
      `SELECT event, at_ms AS atMs, time_uncertain AS timeUncertain, recorded_at_ms AS recordedAtMs
       FROM report WHERE rental = ? AND device_id = ? AND kind = 'rental_ended' ORDER BY id LIMIT 1`,
    ),
  };
}

export function createRentalHandlers(database: Database): StoreHandlers<RentalOperations> {
  const statements = prepare(database);
  const notes = createRentalNotes(database);
  const end = createRentalEnder(database);
  const raise = createAlarmRaiser(database);
  const tell = createWebhookQueue(database);

  function request(order: RentalOrder, nowMs: UnixMs): RentalAnswer {
    const { rentalId, cabinet } = order;
    const facts = {
      role: statements.role.get(cabinet),
      openRentals: statements.countOpen.get(cabinet) ?? 0,
    };
    const verdict = judgeOrder(statements.one.get(rentalId), order, facts, nowMs);
    if (verdict.answer === 'conflict') {
      const { reason } = verdict;
      // The core calls again after a refusal: the same conflict is one step and one alarm.
      if (notes.add(rentalId, 'conflict_refused', reason, nowMs)) {
        raise({ kind: 'rental_conflict', subject: rentalId, detail: reason }, nowMs);
      }
    }
    if (verdict.answer !== 'record') return verdict;
    statements.insert.run({ ...order, nowMs });
    const told = statements.reportedEnd.get(rentalId, cabinet);
    if (told === undefined) return { answer: 'recorded', isEnded: false };
    // Its webhook went out with the report: nothing is told again.
    const event = JSON.parse(told.event) as Extract<CabinetEvent, { kind: 'rental_ended' }>;
    const { atMs, recordedAtMs } = told;
    end(event, { atMs, isTimeUncertain: told.timeUncertain === 1, recordedAtMs, webhookId: null });
    return { answer: 'recorded', isEnded: true };
  }

  function keepRefusal({ rentalId, code, atMs }: Extract<RentalMark, { step: 'refused' }>): void {
    if (!notes.add(rentalId, 'refused', code, atMs) || code !== 'conflict') return;
    const detail = 'the cabinet knows another rental by this id: was a disk put back?';
    raise({ kind: 'rental_conflict', subject: rentalId, detail }, atMs);
  }

  function giveUp(rentalId: RentalId, nowMs: UnixMs): void {
    const row = statements.giveUp.get(nowMs, rentalId);
    if (row === undefined) return;
    const isStored = row.storedAtMs !== null;
    tell(unansweredWebhook(rentalId, row.cabinet, isStored, nowMs), nowMs);
    if (!isStored) return;
    const detail = `${row.cabinet} has it on its disk and reports no end: a bank may be out`;
    raise({ kind: 'rental_unanswered', subject: rentalId, detail }, nowMs);
  }

  function stepsOf(row: RentalRow): RentalStep[] {
    const { rentalId, cabinet, expiresAtMs, minimumLevelPercent } = row;
    const asked = `${cabinet}, at least ${minimumLevelPercent} %, until ${new Date(expiresAtMs).toISOString()}`;
    const steps: RentalStep[] = [{ atMs: row.requestedAtMs, step: 'requested', detail: asked }];
    if (row.sentAtMs !== null) steps.push({ atMs: row.sentAtMs, step: 'sent', detail: cabinet });
    if (row.storedAtMs !== null) steps.push({ atMs: row.storedAtMs, step: 'stored', detail: cabinet });
    if (row.givenUpAtMs !== null) {
      const detail =
        row.storedAtMs === null ? 'it never reached the cabinet, as far as is known' : 'no end came';
      steps.push({ atMs: row.givenUpAtMs, step: 'expired_unanswered', detail });
    }
    const ended = endOfRow(row);
    if (ended !== undefined) {
      const when = `${ended.isLate ? 'late; ' : ''}at ${new Date(ended.endedAtMs).toISOString()}`;
      const atMs = row.endRecordedAtMs ?? ended.endedAtMs;
      steps.push({ atMs, step: 'ended', detail: `${describeEnd(ended)}, ${when}` });
    }
    const toldAtMs = row.endWebhookId === null ? null : statements.told.get(row.endWebhookId);
    if (typeof toldAtMs === 'number') {
      steps.push({ atMs: toldAtMs, step: 'told', detail: row.endWebhookId ?? '' });
    }
    steps.push(...notes.of(rentalId));
    return steps.sort((one, other) => one.atMs - other.atMs);
  }

  return {
    requestRental: { access: 'write', run: ({ order, nowMs }) => request(order, nowMs) },
    markRentals: {
      access: 'write',
      run(batch) {
        for (const mark of batch) {
          if (mark.step === 'refused') keepRefusal(mark);
          else statements[mark.step].run(mark.atMs, mark.rentalId);
        }
      },
    },
    readOpenRentals: {
      access: 'read',
      run: (most) =>
        statements.open
          .all(Math.min(most, limits.rentalsOpen))
          .map(({ storedAtMs, ...order }) => ({ ...order, isStored: storedAtMs !== null })),
    },
    giveUpRentals: {
      access: 'write',
      run({ rentalIds, nowMs }) {
        for (const rentalId of rentalIds) giveUp(rentalId, nowMs);
      },
    },
    readRental: {
      access: 'read',
      run(rentalId) {
        const row = statements.one.get(rentalId);
        return row === undefined ? undefined : { ...lifeOf(row), steps: stepsOf(row) };
      },
    },
    readRentals: {
      access: 'read',
      run({ query, most }) {
        const { cabinet, fromMs = 0, after } = query;
        const placeMs = after === undefined ? undefined : statements.place.get(after, cabinet);
        const startMs = placeMs ?? fromMs;
        const room = Math.min(most, limits.storeRowsPerRead);
        return statements.page.all(cabinet, startMs, startMs, after ?? '', room).map(lifeOf);
      },
    },
  };
}

function lifeOf(row: RentalRow): RentalLife {
  const { rentalId, cabinet, expiresAtMs, minimumLevelPercent, requestedAtMs } = row;
  const end = endOfRow(row);
  return {
    rentalId,
    cabinet,
    expiresAtMs,
    minimumLevelPercent,
    requestedAtMs,
    state: stateOf(row),
    ...(end === undefined ? {} : { end }),
  };
}

/** The core need not ask: no end is known, which is not the last word (`rental.taken` may follow, marked late). */
const unansweredWebhook = (
  rentalId: RentalId,
  cabinet: DeviceId,
  isStored: boolean,
  nowMs: UnixMs,
): NewWebhook => ({
  webhookId: `unanswered_${cabinet}_${rentalId}`,
  type: 'rental.unanswered',
  atMs: nowMs,
  data: { rentalId, cabinet, reachedCabinet: isStored },
});
