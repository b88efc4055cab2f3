import type { Database } from 'better-sqlite3';
import type { StoreSchema } from '../../shared/store-operations.ts';
import { createRosterHandlers, type RosterOperations } from '../roster-store.ts';
import { type AlarmOperations, createAlarmHandlers } from './alarms-store.ts';
import { createLedgerHandlers, type LedgerOperations } from './ledger-store.ts';
import { createLogHandlers, type LogOperations } from './logs-store.ts';
import { createOrderLifeHandlers, type OrderLifeOperations } from './order-life-store.ts';
import { createOrderHandlers, type OrderOperations } from './orders-store.ts';
import { createReceiptHandlers, type ReceiptOperations } from './receipts-store.ts';
import { createRentalHandlers, type RentalOperations } from './rentals-store.ts';
import { createReportHandlers, type ReportOperations } from './reports-store.ts';
import { createWebhookHandlers, type WebhookOperations } from './webhooks-store.ts';

/** All that the relay's database can be asked. */
export type RelayOperations = OrderOperations &
  OrderLifeOperations &
  LedgerOperations &
  LogOperations &
  ReceiptOperations &
  RosterOperations &
  AlarmOperations &
  WebhookOperations &
  RentalOperations &
  ReportOperations;

/**
 * Three things are append-only and the base of the ledger: `order_event` (with the body as it was signed), `notice`
 * and `receipt`. They are rowid tables, so that the rows of one commit lie on few pages whatever device they are
 * for; only the two unique keys are spread. The partial indexes hold open notices only, and stay small.
 *
 * There is nothing in memory beside the database: a batch that is rolled back leaves nothing behind.
 */
const FIRST = `
  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    log_id TEXT NOT NULL UNIQUE,
    device_id TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0,
    sum_fen INTEGER NOT NULL DEFAULT 0,
    open_notices INTEGER NOT NULL DEFAULT 0 CHECK (open_notices >= 0),
    begun_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE device (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('speaker', 'cabinet')),
    store TEXT NOT NULL,
    language TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32),
    log INTEGER NOT NULL REFERENCES log (id),
    made_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE serves (
    terminal_sn TEXT NOT NULL,
    device_id TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    PRIMARY KEY (terminal_sn, device_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX serves_of_device ON serves (device_id);

  CREATE TABLE order_event (
    id INTEGER PRIMARY KEY,
    sn TEXT NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    terminal_sn TEXT NOT NULL,
    client_sn TEXT NOT NULL,
    trade_no TEXT NOT NULL,
    payway TEXT NOT NULL,
    total_fen INTEGER NOT NULL,
    net_fen INTEGER NOT NULL,
    finished_at_ms INTEGER NOT NULL,
    accepted_at_ms INTEGER NOT NULL,
    overtaken INTEGER NOT NULL,
    unfinished INTEGER NOT NULL,
    kind TEXT CHECK (kind IN ('payment', 'refund', 'cancel')),
    amount_fen INTEGER NOT NULL,
    moved_at_ms INTEGER NOT NULL,
    speakers INTEGER NOT NULL,
    store TEXT,
    handed_over TEXT,
    raw TEXT NOT NULL,
    UNIQUE (sn, event)
  ) STRICT;
  CREATE INDEX order_event_said ON order_event (accepted_at_ms) WHERE kind IS NOT NULL;
  CREATE INDEX order_event_unfinished ON order_event (accepted_at_ms) WHERE unfinished = 1;

  CREATE TABLE order_note (
    sn TEXT NOT NULL,
    step TEXT NOT NULL,
    detail TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    device_id TEXT,
    PRIMARY KEY (sn, step, detail)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES log (id),
    seq INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES order_event (id),
    amount_fen INTEGER NOT NULL,
    sum_fen INTEGER NOT NULL,
    made_at_ms INTEGER NOT NULL,
    stored_at_ms INTEGER,
    settled TEXT CHECK (settled IN ('announced', 'announced_late', 'summarised', 'handed_over')),
    UNIQUE (log, seq),
    UNIQUE (event, log)
  ) STRICT;
  CREATE INDEX notice_open ON notice (log, seq) WHERE settled IS NULL;
  CREATE INDEX notice_unstored ON notice (made_at_ms) WHERE settled IS NULL AND stored_at_ms IS NULL;
  CREATE INDEX notice_unheard ON notice (stored_at_ms) WHERE settled IS NULL AND stored_at_ms IS NOT NULL;

  CREATE TABLE receipt (
    notice INTEGER PRIMARY KEY REFERENCES notice (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('announced', 'announced_late', 'summarised', 'handed_over')),
    repeat INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    recorded_at_ms INTEGER NOT NULL,
    from_device INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    detail TEXT NOT NULL,
    raised_at_ms INTEGER NOT NULL,
    cleared_at_ms INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX alarm_standing ON alarm (kind, subject, occurrence) WHERE cleared_at_ms IS NULL;

  CREATE TABLE webhook (
    alarm INTEGER PRIMARY KEY REFERENCES alarm (id),
    attempt INTEGER NOT NULL DEFAULT 0,
    due_at_ms INTEGER NOT NULL,
    delivered_at_ms INTEGER
  ) STRICT;
  CREATE INDEX webhook_due ON webhook (due_at_ms) WHERE delivered_at_ms IS NULL;
`;

/**
 * Webhooks tell of more than alarms: each carries its own words. What waited for its 2xx keeps its id, its attempts and
 * its time, and what was delivered stays delivered.
 *
 * Of cabinets, `rental` and `report` are the base. A report is (device, log, seq); `variant` counts up where a disk that
 * was put back lets one seq tell of two things.
 */
const SECOND = `
  ALTER TABLE webhook RENAME TO webhook_of_alarm;
  DROP INDEX webhook_due;
  CREATE TABLE webhook (
    id INTEGER PRIMARY KEY,
    webhook_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    data TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    due_at_ms INTEGER NOT NULL,
    delivered_at_ms INTEGER
  ) STRICT;
  INSERT INTO webhook (webhook_id, type, at_ms, data, attempt, due_at_ms, delivered_at_ms)
    SELECT 'alarm_' || raised_at_ms || '_' || alarm.id, 'alarm.' || kind, raised_at_ms,
      json_object('id', alarm.id, 'kind', kind, 'subject', subject, 'detail', detail),
      attempt, due_at_ms, delivered_at_ms
    FROM webhook_of_alarm JOIN alarm ON alarm.id = webhook_of_alarm.alarm ORDER BY alarm.id;
  DROP TABLE webhook_of_alarm;
  CREATE INDEX webhook_due ON webhook (due_at_ms, id) WHERE delivered_at_ms IS NULL;

  CREATE TABLE rental (
    id INTEGER PRIMARY KEY,
    rental_id TEXT NOT NULL UNIQUE,
    cabinet TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    minimum_level INTEGER NOT NULL CHECK (minimum_level BETWEEN 0 AND 100),
    requested_at_ms INTEGER NOT NULL,
    sent_at_ms INTEGER,
    stored_at_ms INTEGER,
    given_up_at_ms INTEGER,
    outcome TEXT CHECK (outcome IN ('taken', 'not_taken', 'failed')),
    code TEXT,
    bank_id TEXT,
    module TEXT,
    slot INTEGER,
    ended_at_ms INTEGER,
    time_uncertain INTEGER,
    end_recorded_at_ms INTEGER,
    end_webhook_id TEXT,
    CHECK ((outcome IS NULL) = (ended_at_ms IS NULL))
  ) STRICT;
  CREATE INDEX rental_of_cabinet ON rental (cabinet, requested_at_ms, id);
  CREATE INDEX rental_open ON rental (cabinet) WHERE outcome IS NULL AND given_up_at_ms IS NULL;

  CREATE TABLE rental_note (
    rental TEXT NOT NULL,
    step TEXT NOT NULL,
    detail TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (rental, step, detail)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL,
    report_log TEXT NOT NULL,
    seq INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    rental TEXT,
    place TEXT,
    at_ms INTEGER NOT NULL,
    time_uncertain INTEGER NOT NULL,
    recorded_at_ms INTEGER NOT NULL,
    UNIQUE (device_id, report_log, seq, variant)
  ) STRICT;
  CREATE INDEX report_recorded ON report (device_id, recorded_at_ms, id);
  CREATE INDEX report_of_rental ON report (rental) WHERE rental IS NOT NULL;
  CREATE INDEX report_refused ON report (device_id, place, at_ms) WHERE kind = 'return_refused';
`;

/** Where a log ends, and what of it is open, is read from its notices. */
const THIRD = `
  ALTER TABLE log DROP COLUMN last_seq;
  ALTER TABLE log DROP COLUMN sum_fen;
  ALTER TABLE log DROP COLUMN open_notices;
`;

/**
 * Where a bank was last, of all that its cabinet has told in years: its returns, its leavings and its being gone. The
 * rowid ends every index, so the newest of a bank is one step. SQLite takes a partial index where the query repeats
 * its condition word for word (reports-store.ts does).
 */
const FOURTH = `
  CREATE INDEX report_of_bank ON report (device_id, event ->> '$.bankId')
    WHERE kind IN ('bank_returned', 'bank_missing') OR event ->> '$.outcome' = 'taken';
`;

/** Of the notice's log up to it (shared/log-fingerprint.ts). None has one that was written before: NULL is not compared. */
const FIFTH = `
  ALTER TABLE notice ADD COLUMN fingerprint INTEGER;
`;

/** "Till" in ASCII: SQLite's application_id of a relay's database. */
export const RELAY_APPLICATION_ID = 0x54696c6c;

export const schema: StoreSchema<RelayOperations> = {
  applicationId: RELAY_APPLICATION_ID,
  migrations: [FIRST, SECOND, THIRD, FOURTH, FIFTH],
  createHandlers: (database: Database) => ({
    ...createOrderHandlers(database),
    ...createOrderLifeHandlers(database),
    ...createLedgerHandlers(database),
    ...createLogHandlers(database),
    ...createReceiptHandlers(database),
    ...createRosterHandlers(database),
    ...createAlarmHandlers(database),
    ...createWebhookHandlers(database),
    ...createRentalHandlers(database),
    ...createReportHandlers(database),
  }),
};
