import type { Database } from 'better-sqlite3';
import type { StoreSchema } from '../../shared/store-operations.ts';
import { insertHandler } from './insert-store.ts';
import { loadHandler } from './load-store.ts';
import { SETTLED } from './news-states.ts';
import { confirmHandler, recordHandler, rememberHandler, settleHandler } from './settle-store.ts';
import type { SpeakerOperations } from './speaker-operations.ts';

/**
 * `news` is what the shop has to hear, once for each (sn, event) for ever: that key, and no code, keeps a payment that
 * comes again under another log from being said twice. `entry` is a place in a log that tells of it; a receipt is owed
 * for each entry of settled news until `confirmed`. `log` carries what stays when old entries are pruned.
 */
const FIRST = `
  CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    log_id TEXT NOT NULL UNIQUE,
    up_to INTEGER NOT NULL,
    sum_fen INTEGER NOT NULL,
    is_current INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE news (
    id INTEGER PRIMARY KEY,
    sn TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    payway TEXT NOT NULL,
    paid_at_ms INTEGER NOT NULL,
    log_number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    stored_at_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    outcome TEXT,
    is_repeat INTEGER NOT NULL DEFAULT 0,
    settled_at_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (sn, event),
    CHECK ((state = ${SETTLED}) = (outcome IS NOT NULL))
  ) STRICT;
  CREATE INDEX news_open ON news (state) WHERE state < ${SETTLED};

  CREATE TABLE entry (
    log_number INTEGER NOT NULL REFERENCES log (number),
    seq INTEGER NOT NULL,
    news_id INTEGER NOT NULL REFERENCES news (id),
    amount_fen INTEGER NOT NULL,
    sum_fen INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (log_number, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entry_of_news ON entry (news_id);
  CREATE INDEX entry_open ON entry (news_id) WHERE confirmed = 0;

  CREATE TABLE heard (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL
  ) STRICT;

  CREATE TABLE command (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    done INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;

  CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Fingerprints (shared/log-fingerprint.ts), NULL where none is known: of the log our own up to `up_to`; of an entry the
 * relay's, which its receipt names, and beyond a hole, where it is still to be added, the notice's own.
 */
const SECOND = `
  ALTER TABLE log ADD COLUMN fingerprint INTEGER;
  ALTER TABLE entry ADD COLUMN fingerprint INTEGER;
  ALTER TABLE entry ADD COLUMN own_fingerprint INTEGER;
`;

export const schema: StoreSchema<SpeakerOperations> = {
  // "TbSp"
  applicationId: 0x54_62_53_70,
  migrations: [FIRST, SECOND],
  createHandlers: (database: Database) => ({
    load: loadHandler(database),
    insert: insertHandler(database),
    record: recordHandler(database),
    settle: settleHandler(database),
    confirm: confirmHandler(database),
    remember: rememberHandler(database),
  }),
};
