import type { Database } from 'better-sqlite3';
import type { StoreSchema } from '../../../shared/store-operations.ts';
import type { CabinetOperations } from '../cabinet-operations.ts';
import { loadHandler } from './load-cabinet-store.ts';
import { recordHandler } from './record-cabinet-store.ts';

/**
 * What the cabinet decides is written as it stands, as JSON: nothing is ever looked up here but by its key. `number` keeps
 * the order of arrival. `counter` holds what must never be given out twice, however much is deleted.
 */
const FIRST = `
  CREATE TABLE rental (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    is_open INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;

  CREATE TABLE bank (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    is_home INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;

  CREATE TABLE slot (
    key TEXT PRIMARY KEY,
    mark TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE report (
    seq INTEGER PRIMARY KEY,
    record TEXT NOT NULL
  ) STRICT;

  CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE command (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    done INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;

  CREATE TABLE heard (
    id INTEGER PRIMARY KEY,
    line TEXT NOT NULL
  ) STRICT;

  CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export const schema: StoreSchema<CabinetOperations> = {
  // "TbCb"
  applicationId: 0x54_62_43_62,
  migrations: [FIRST],
  createHandlers: (database: Database) => ({
    load: loadHandler(database),
    record: recordHandler(database),
  }),
};
