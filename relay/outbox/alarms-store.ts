import type { Database } from 'better-sqlite3';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type { Alarm, AlarmKind, NewAlarm, NewWebhook } from '../store.ts';
import { createWebhookQueue } from './webhooks-store.ts';

export type AlarmOperations = {
  raiseAlarms(argument: { batch: readonly NewAlarm[]; nowMs: UnixMs }): void;
  clearAlarms(argument: { batch: readonly Pick<NewAlarm, 'kind' | 'subject'>[]; nowMs: UnixMs }): void;
  readAlarms(most: number): readonly Alarm[];
};

/**
 * These tell of something that happened, not of a condition that lasts. Two of them about one subject are two
 * alarms, told apart by their detail; the same one told again (a retry) is still one.
 */
const HAPPENINGS: readonly AlarmKind[] = [
  'order_conflict',
  'order_handed_over',
  'notice_handed_over',
  'log_rebuilt',
  'receipt_contradicted',
  'rental_conflict',
  'rental_contradicted',
  'rental_unknown',
  'rental_unanswered',
  'cabinet_protection_tripped',
  'cabinet_bank_missing',
  'cabinet_returns_refused',
  'cabinet_reports_disagree',
];

/** An alarm as others hear of it. */
const alarmWebhook = ({ id, kind, subject, detail, raisedAtMs }: Alarm): NewWebhook => ({
  // With its time, because a relay that lost its database counts its alarms anew.
  webhookId: `alarm_${raisedAtMs}_${id}`,
  type: `alarm.${kind}`,
  atMs: raisedAtMs,
  data: { id, kind, subject, detail },
});

/** Raises an alarm, with its webhook, inside the transaction that is under way. */
export function createAlarmRaiser(database: Database): (alarm: NewAlarm, nowMs: UnixMs) => void {
  const raise = database.prepare<[string, string, string, string, UnixMs]>(
    `INSERT INTO alarm (kind, subject, occurrence, detail, raised_at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const tell = createWebhookQueue(database);
  return ({ kind, subject, detail }, nowMs) => {
    const short = detail.slice(0, limits.alarmDetailCharacters);
    const occurrence = HAPPENINGS.includes(kind) ? short : '';
    const { changes, lastInsertRowid } = raise.run(kind, subject, occurrence, short, nowMs);
    if (changes === 0) return;
    const id = Number(lastInsertRowid);
    tell(alarmWebhook({ id, kind, subject, detail: short, raisedAtMs: nowMs }), nowMs);
  };
}

interface AlarmRow extends Omit<Alarm, 'clearedAtMs'> {
  readonly clearedAtMs: UnixMs | null;
}

const COLUMNS =
  'alarm.id, kind, subject, detail, raised_at_ms AS raisedAtMs, cleared_at_ms AS clearedAtMs' as const;

const alarmOf = ({ clearedAtMs, ...rest }: AlarmRow): Alarm =>
  clearedAtMs === null ? rest : { ...rest, clearedAtMs };

export function createAlarmHandlers(database: Database): StoreHandlers<AlarmOperations> {
  const raise = createAlarmRaiser(database);
  const clear = database.prepare<[UnixMs, string, string]>(
    'UPDATE alarm SET cleared_at_ms = ? WHERE kind = ? AND subject = ? AND cleared_at_ms IS NULL',
  );
  const newest = database.prepare<[number], AlarmRow>(
    `SELECT ${COLUMNS} FROM alarm ORDER BY id DESC LIMIT ?`,
  );

  return {
    raiseAlarms: {
      access: 'write',
      run({ batch, nowMs }) {
        for (const alarm of batch) raise(alarm, nowMs);
      },
    },
    clearAlarms: {
      access: 'write',
      run({ batch, nowMs }) {
        for (const { kind, subject } of batch) clear.run(nowMs, kind, subject);
      },
    },
    readAlarms: {
      access: 'read',
      run: (most) => newest.all(Math.min(most, limits.storeRowsPerRead)).map(alarmOf),
    },
  };
}
