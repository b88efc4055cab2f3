import type { Database } from 'better-sqlite3';
import type { CabinetEvent, RentalOutcome } from '../../shared/cabinet-report.ts';
import type { BankId, DeviceId, LogId, RentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Seq, UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type {
  CabinetReportAnswer,
  DeviceCabinetReport,
  RecordedReport,
  ReportQuery,
} from '../cabinet/cabinet-memory.ts';
import { judgeEnd, judgeReturn, placeText } from '../cabinet/rental.ts';
import { alarmOf, newsOf, REFUSALS_WITHIN_MS } from '../cabinet/report-news.ts';
import { createAlarmRaiser } from './alarms-store.ts';
import { createRentalEnder, createRentalNotes } from './rental-end-store.ts';
import { createWebhookQueue } from './webhooks-store.ts';

export type ReportOperations = {
  recordReports(argument: {
    batch: readonly DeviceCabinetReport[];
    nowMs: UnixMs;
  }): readonly CabinetReportAnswer[];
  readReports(argument: { query: ReportQuery; most: number }): readonly RecordedReport[];
};

interface ReportRow {
  readonly id: number;
  readonly reportLog: LogId;
  readonly seq: Seq;
  readonly event: string;
  readonly atMs: UnixMs;
  readonly timeUncertain: 0 | 1;
  readonly recordedAtMs: UnixMs;
}

interface NewReport extends Omit<ReportRow, 'id' | 'recordedAtMs'> {
  readonly deviceId: DeviceId;
  readonly variant: number;
  readonly kind: CabinetEvent['kind'];
  readonly rental: RentalId | null;
  readonly place: string | null;
  readonly nowMs: UnixMs;
}

interface EndingRow {
  readonly cabinet: DeviceId;
  readonly outcome: RentalOutcome | null;
  readonly bankId: BankId | null;
  readonly givenUpAtMs: UnixMs | null;
}

type Ended = Extract<CabinetEvent, { kind: 'rental_ended' }>;

function prepare(database: Database) {
  return {
    variants: database
      .prepare<[DeviceId, LogId, Seq], string>(
        'SELECT event FROM report WHERE device_id = ? AND report_log = ? AND seq = ? ORDER BY variant',
      )
      .pluck(),
    insert: database.prepare<[NewReport]>(
      `INSERT INTO report (device_id, report_log, seq, variant, kind, event, rental, place, at_ms, time_uncertain,
         recorded_at_ms)
       VALUES (@deviceId, @reportLog, @seq, @variant, @kind, @event, @rental, @place, @atMs, @timeUncertain, @nowMs)`,
    ),
    rental: database.prepare<[RentalId], EndingRow>(
      `SELECT cabinet, outcome, bank_id AS bankId, given_up_at_ms AS givenUpAtMs FROM rental WHERE rental_id = ?`,
    ),
    refusals: database
      .prepare<[DeviceId, string, number], number>(
        `SELECT count(*) FROM report
         WHERE kind = 'return_refused' AND device_id = ? AND place = ? AND at_ms > ?`,
      )
      .pluck(),
    /** How the rental ended by a report before this one. */
    toldBefore: database.prepare<[RentalId, number | bigint], { deviceId: DeviceId; event: string }>(
      `SELECT device_id AS deviceId, event FROM report WHERE rental = ? AND id < ? ORDER BY id LIMIT 1`,
    ),
    /**
     * What was told last of where a bank is, but for its leaving with this rental: the newest of `report_of_bank`, and
     * one further back for each time that this rental's end was told.
     */
    lastOfBank: database
      .prepare<[DeviceId, BankId, number | bigint, RentalId], string>(
        `SELECT event FROM report WHERE device_id = ? AND event ->> '$.bankId' = ? AND id < ?
           AND (kind IN ('bank_returned', 'bank_missing') OR event ->> '$.outcome' = 'taken')
           AND rental IS NOT ?
         ORDER BY id DESC LIMIT 1`,
      )
      .pluck(),
    place: database
      .prepare<[number, DeviceId], UnixMs>('SELECT recorded_at_ms FROM report WHERE id = ? AND device_id = ?')
      .pluck(),
    page: database.prepare<[DeviceId, number, number, number, number], ReportRow>(
      `SELECT id, report_log AS reportLog, seq, event, at_ms AS atMs, time_uncertain AS timeUncertain,
         recorded_at_ms AS recordedAtMs
       FROM report WHERE device_id = ? AND recorded_at_ms >= ? AND (recorded_at_ms > ? OR id > ?)
       ORDER BY recorded_at_ms, id LIMIT ?`,
    ),
  };
}

/** Reports of cabinets: each is recorded once, and what follows from it is one commit with it (promise 12). */
export function createReportHandlers(database: Database): StoreHandlers<ReportOperations> {
  const statements = prepare(database);
  const notes = createRentalNotes(database);
  const end = createRentalEnder(database);
  const raise = createAlarmRaiser(database);
  const tell = createWebhookQueue(database);

  function record(told: DeviceCabinetReport, nowMs: UnixMs): CabinetReportAnswer {
    const { deviceId, reportLog, report } = told;
    const { seq, atMs, isTimeUncertain, event } = report;
    const words = JSON.stringify(event);
    const known = statements.variants.all(deviceId, reportLog, seq);
    // By what it tells, not by its time: a cabinet that learns the relay's time may correct that.
    if (known.includes(words)) return 'already_recorded';
    const variant = known.length;
    if (variant > 0) {
      const detail = `report ${seq} of log ${reportLog} told of something else before: was its disk put back?`;
      raise({ kind: 'cabinet_reports_disagree', subject: deviceId, detail }, nowMs);
    }
    if (variant >= limits.variantsPerReport) return 'refused';
    const { lastInsertRowid } = statements.insert.run({
      deviceId,
      reportLog,
      seq,
      variant,
      kind: event.kind,
      event: words,
      rental: event.kind === 'rental_ended' ? event.rentalId : null,
      place: 'at' in event && event.at !== undefined ? placeText(event.at) : null,
      atMs,
      timeUncertain: isTimeUncertain ? 1 : 0,
      nowMs,
    });
    if (event.kind === 'rental_ended') {
      const isFirst = endRental(told, event, { variant, id: lastInsertRowid }, nowMs);
      return isFirst && variant === 0 ? 'recorded' : 'contradicted';
    }
    const news = isReturnedBefore(told, lastInsertRowid) ? undefined : newsOf(told, { variant });
    if (news !== undefined) tell(news, nowMs);
    const alarm = alarmOf(told, refusalsBefore(told));
    if (alarm !== undefined) raise(alarm, nowMs);
    return variant === 0 ? 'recorded' : 'contradicted';
  }

  /** A cabinet whose disk was put back tells again what it has forgotten that it told; billing heard it then. */
  function isReturnedBefore({ deviceId, report: { seq, event } }: DeviceCabinetReport, id: number | bigint) {
    if (event.kind !== 'bank_returned' || seq <= limits.reportSeqsSkipped) return false;
    if (event.rentalId === undefined) return false;
    const last = statements.lastOfBank.get(deviceId, event.bankId, id, event.rentalId);
    return last !== undefined && judgeReturn(JSON.parse(last) as CabinetEvent, event) === 'same';
  }

  const refusalsBefore = ({ deviceId, report: { event, atMs } }: DeviceCabinetReport): number =>
    event.kind === 'return_refused'
      ? (statements.refusals.get(deviceId, placeText(event.at), atMs - REFUSALS_WITHIN_MS) ?? 0)
      : 0;

  /** @returns false: the rental has ended otherwise, and that stays */
  function endRental(
    told: DeviceCabinetReport,
    event: Ended,
    { variant, id }: { readonly variant: number; readonly id: number | bigint },
    nowMs: UnixMs,
  ): boolean {
    const { rentalId } = event;
    const row = statements.rental.get(rentalId);
    const before = row === undefined ? statements.toldBefore.get(rentalId, id) : undefined;
    const standing = row !== undefined ? endingRental(row) : before && endingReport(before);
    const verdict = judgeEnd(standing, told.deviceId, event);
    if (verdict.verdict === 'same') return true;
    if (verdict.verdict === 'contradicts') {
      if (notes.add(rentalId, 'contradicted', verdict.reason, nowMs)) {
        raise({ kind: 'rental_contradicted', subject: rentalId, detail: verdict.reason }, nowMs);
      }
      return false;
    }
    const isUnknown = verdict.verdict === 'unknown';
    const isLate = row !== undefined && row.givenUpAtMs !== null;
    const news = newsOf(told, { variant, isLate, isUnknown });
    if (news !== undefined) tell(news, nowMs);
    const { atMs, isTimeUncertain } = told.report;
    end(event, { atMs, isTimeUncertain, recordedAtMs: nowMs, webhookId: news?.webhookId ?? null });
    if (isUnknown) {
      const detail = `${told.deviceId} ended a rental that this relay does not know: was its disk put back?`;
      raise({ kind: 'rental_unknown', subject: rentalId, detail }, nowMs);
    }
    return true;
  }

  return {
    recordReports: {
      access: 'write',
      run: ({ batch, nowMs }) => batch.map((told) => record(told, nowMs)),
    },
    readReports: {
      access: 'read',
      run({ query, most }) {
        const { cabinet, fromMs = 0, after = 0 } = query;
        const startMs = statements.place.get(after, cabinet) ?? fromMs;
        const room = Math.min(most, limits.storeRowsPerRead);
        return statements.page.all(cabinet, startMs, startMs, after, room).map(recordedReport);
      },
    },
  };
}

const endingReport = ({ deviceId, event }: { deviceId: DeviceId; event: string }) => ({
  cabinet: deviceId,
  end: JSON.parse(event) as Ended,
});

const endingRental = ({ cabinet, outcome, bankId }: EndingRow) => ({
  cabinet,
  end: outcome === null ? undefined : { outcome, ...(bankId === null ? {} : { bankId }) },
});

const recordedReport = (row: ReportRow): RecordedReport => ({
  id: row.id,
  reportLog: row.reportLog,
  report: {
    seq: row.seq,
    atMs: row.atMs,
    isTimeUncertain: row.timeUncertain === 1,
    event: JSON.parse(row.event) as CabinetEvent,
  },
  recordedAtMs: row.recordedAtMs,
});
