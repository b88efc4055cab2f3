import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describeThrown, Failure, isFailure } from './failure.ts';
import type { StoreHandler, StoreReply, StoreRequest, StoreSchema, WorkerEvent } from './store-operations.ts';

/** The worker's half of {@link SqliteStore}: one database, one transaction for each batch of requests. */
export interface SqliteWorkerData {
  readonly entry: string;
  readonly file: string;
  readonly schemaModule: string;
}

type AnyHandlers = Readonly<Record<string, StoreHandler<(argument: never) => unknown>>>;
type AnySchema = Omit<StoreSchema<never>, 'createHandlers'> & {
  createHandlers(database: Database): AnyHandlers;
};

/** One page of the smallest size (sqlite.org/fileformat2.html, 1.2). */
const DATABASE_BYTES_MIN = 512;

/** A full integrity check of a larger file would delay the start by seconds. */
const QUICK_CHECK_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Opens `file`, or refuses it without having changed a byte of it.
 *
 * `synchronous=FULL`: with better-sqlite3's own default for WAL (NORMAL) a power cut loses acknowledged rows.
 * `locking_mode=EXCLUSIVE`: two processes on one data folder would say everything twice.
 *
 * @throws Failure `foreign_store`, `corrupt_store` or `store_unavailable`
 */
export function openDatabase(file: string, schema: AnySchema): Database {
  let database: Database | undefined;
  try {
    const bytes = existsSync(file) ? statSync(file).size : 0;
    const isPresent = bytes > 0;
    // SQLite takes a file of one byte for an empty one, and would write over it.
    if (isPresent && bytes < DATABASE_BYTES_MIN) throw new Failure('foreign_store', noDatabase(file));
    // It holds device keys: nobody else may read it, whatever the folder allows. Its WAL gets the same mode.
    if (!isPresent) closeSync(openSync(file, 'a', 0o600));
    const isJudged = isPresent && judgeReadOnly(file, schema);
    database = new SqliteDatabase(file, { timeout: 0 });
    database.pragma('locking_mode = EXCLUSIVE');
    if (isPresent && !isJudged) refuseStranger(database, file, schema);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What a savepoint may have to put back: beyond 64 kB it went through a temporary file, a tenth of an order's cost.
    database.pragma('temp_store = MEMORY');
    migrate(database, schema);
    return database;
  } catch (thrown) {
    database?.close();
    throw explainOpenFailure(thrown, file);
  }
}

/**
 * Looks at the file through a connection that cannot write: any other would first recover what a crash left in the
 * WAL or the rollback journal, which must not happen to a file that is not ours or is damaged.
 *
 * @returns `false` where the disk is too full to look (it takes a 32 kB index beside the WAL); the connection with
 * the exclusive lock needs none, and a runtime with a full disk must still start and say what it has
 */
function judgeReadOnly(file: string, schema: AnySchema): boolean {
  const database = new SqliteDatabase(file, { readonly: true, timeout: 0 });
  try {
    refuseStranger(database, file, schema);
    return true;
  } catch (thrown) {
    if (sqliteCodeOf(thrown).startsWith('SQLITE_IOERR_SHM')) return false;
    throw thrown;
  } finally {
    database.close();
  }
}

function refuseStranger(database: Database, file: string, schema: AnySchema): void {
  const id = database.pragma('application_id', { simple: true });
  // Without a mark and without a table it is our own, cut off while it was being made.
  const isEmpty = id === 0 && database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (id !== schema.applicationId && !isEmpty) throw new Failure('foreign_store', foreign(file));
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > schema.migrations.length) {
    throw new Failure(
      'foreign_store',
      `${file} was written by a newer Tillbell (version ${version}); update this one`,
    );
  }
  if (statSync(file).size > QUICK_CHECK_BYTES_MAX) return;
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict === 'ok') return;
  const damage = String(verdict).replaceAll(/\s+/g, ' ');
  throw new Failure('corrupt_store', `${file} is damaged (${damage}); ${AFTER_DAMAGE}`);
}

const noDatabase = (file: string): string =>
  `${file} is no SQLite database; point --data to another folder, or move the file away`;

const foreign = (file: string): string =>
  `${file} is a database of another program; point --data to another folder, or move the file away`;

const AFTER_DAMAGE =
  'nothing was changed. Keep a copy, try "sqlite3 FILE .recover", or move it away to begin anew (what it held is then asked for again)';

function migrate(database: Database, schema: AnySchema): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  // Nothing is written that need not be: there may be no room.
  if (version === schema.migrations.length) return;
  database
    .transaction(() => {
      for (const migration of schema.migrations.slice(version)) database.exec(migration);
      database.pragma(`application_id = ${schema.applicationId}`);
      database.pragma(`user_version = ${schema.migrations.length}`);
    })
    .immediate();
}

const sqliteCodeOf = (thrown: unknown): string =>
  thrown instanceof SqliteDatabase.SqliteError ? thrown.code : '';

function explainOpenFailure(thrown: unknown, file: string): Failure {
  if (isFailure(thrown)) return thrown;
  const sqliteCode = sqliteCodeOf(thrown);
  if (sqliteCode === 'SQLITE_NOTADB') {
    return new Failure('foreign_store', noDatabase(file));
  }
  // Ours never has a rollback journal: this one waits for the program that was interrupted while it wrote.
  if (sqliteCode === 'SQLITE_READONLY_ROLLBACK') return new Failure('foreign_store', foreign(file));
  if (sqliteCode.startsWith('SQLITE_CORRUPT')) {
    return new Failure('corrupt_store', `${file} is damaged (${describeThrown(thrown)}); ${AFTER_DAMAGE}`);
  }
  if (sqliteCode.startsWith('SQLITE_BUSY')) {
    return new Failure('store_unavailable', `${file} is in use by another process; stop that one first`);
  }
  return new Failure('store_unavailable', `${file} cannot be opened: ${describeThrown(thrown)}`);
}

const failed = (thrown: unknown): StoreReply => ({
  ok: false,
  code: isFailure(thrown) ? thrown.code : 'store_unavailable',
  message: isFailure(thrown) ? thrown.message : `the store refused: ${describeThrown(thrown)}`,
});

/**
 * Runs a batch: reads and writes in their order, all writes in one transaction, so that one fsync serves all of
 * them. An operation that throws is undone alone; a commit that fails undoes, and refuses, every write of the batch,
 * and its reads are read again.
 */
export function runBatch(
  database: Database,
  handlers: AnyHandlers,
  requests: readonly StoreRequest[],
): StoreReply[] {
  const isWrite = (request: StoreRequest): boolean => handlers[request.name]?.access === 'write';
  const read = (request: StoreRequest): StoreReply => answer(handlers, request);
  if (!requests.some(isWrite)) return requests.map(read);
  try {
    const replies = runWrites(database, handlers, requests);
    database.exec('COMMIT');
    return replies;
  } catch (thrown) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const refusal = failed(thrown);
    // What was read had perhaps been written by this batch, and is not there: a notice that no disk holds would be sent.
    return requests.map((request) => (isWrite(request) ? refusal : read(request)));
  }
}

/**
 * Hardly ever does an operation throw, so at first none can be undone alone: for that SQLite keeps a copy of each page
 * that it changes, a fifteenth of what an order costs the store. When one throws, the batch is begun anew, and each
 * operation is kept apart.
 */
function runWrites(
  database: Database,
  handlers: AnyHandlers,
  requests: readonly StoreRequest[],
): StoreReply[] {
  database.exec('BEGIN IMMEDIATE');
  const replies: StoreReply[] = [];
  for (const request of requests) {
    const reply = answer(handlers, request);
    if (!reply.ok && handlers[request.name]?.access === 'write') break;
    replies.push(reply);
  }
  if (replies.length === requests.length) return replies;
  if (database.inTransaction) database.exec('ROLLBACK');
  database.exec('BEGIN IMMEDIATE');
  return requests.map((request) => answerApart(database, handlers, request));
}

function answer(handlers: AnyHandlers, request: StoreRequest): StoreReply {
  try {
    const handler = handlers[request.name];
    if (handler === undefined) throw new Failure('usage', `no store operation ${request.name}`);
    return { ok: true, result: handler.run(request.argument as never) };
  } catch (thrown) {
    return failed(thrown);
  }
}

/** @throws what the disk said when the whole transaction is gone: SQLITE_FULL and SQLITE_IOERR may roll it back */
function answerApart(database: Database, handlers: AnyHandlers, request: StoreRequest): StoreReply {
  database.exec('SAVEPOINT operation');
  const reply = answer(handlers, request);
  if (!reply.ok && !database.inTransaction) throw new Failure('store_unavailable', reply.message);
  database.exec(reply.ok ? 'RELEASE operation' : 'ROLLBACK TO operation; RELEASE operation');
  return reply;
}

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const { file, schemaModule } = workerData as SqliteWorkerData;
  const tell = (event: WorkerEvent): void => port.postMessage(event);
  const { schema } = (await import(schemaModule)) as { schema: AnySchema };
  let database: Database;
  try {
    database = openDatabase(file, schema);
  } catch (thrown) {
    const { code, message } = failed(thrown) as Extract<StoreReply, { ok: false }>;
    tell({ event: 'refused', code, message });
    return;
  }
  const handlers = schema.createHandlers(database);
  tell({ event: 'open' });
  port.on('message', (message: readonly StoreRequest[] | 'close') => {
    if (message === 'close') {
      database.close();
      tell({ event: 'closed' });
      port.close();
      return;
    }
    tell({ event: 'replies', replies: runBatch(database, handlers, message) });
  });
}

if (parentPort !== null && (workerData as SqliteWorkerData | null)?.schemaModule !== undefined) {
  await serve(parentPort);
}
