import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { schema } from '../firmware-sim/row-tables.ts';
import { type FailureCode, isFailure } from './failure.ts';
import { openDatabase, runBatch } from './sqlite-worker.ts';

const worker = suite<{ folder: string; file: string }>('worker');
worker.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-worker-'));
  context.file = join(context.folder, 'rows.db');
});
worker.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** The bytes of a database and of what its last writer left beside it. */
const bytesOf = (file: string): string[] =>
  ['', '-wal', '-journal'].map((end) => {
    const part = `${file}${end}`;
    return existsSync(part) && statSync(part).size > 0 ? readFileSync(part).toString('base64') : '';
  });

function refusedUnchanged(file: string, code: FailureCode, says: RegExp): void {
  const before = bytesOf(file);
  try {
    openDatabase(file, schema).close();
  } catch (thrown) {
    assert.ok(isFailure(thrown, code), `${String(thrown)} is no ${code}`);
    assert.match((thrown as Error).message, says);
    assert.ok((thrown as Error).message.startsWith(file), 'it names the file');
    assert.equal(bytesOf(file), before, 'the file was changed');
    return;
  }
  assert.unreachable('it was opened');
}

/** What a process leaves that is killed while `prepare` has the database open. */
function crashed(file: string, prepare: (database: Database) => void): void {
  const original = `${file}.original`;
  const database = new SqliteDatabase(original);
  prepare(database);
  for (const end of ['', '-wal', '-journal']) {
    if (existsSync(`${original}${end}`)) copyFileSync(`${original}${end}`, `${file}${end}`);
  }
  database.close();
}

function fillRows(database: Database, count: number): void {
  const insert = database.prepare('INSERT INTO row (text) VALUES (?)');
  for (let row = 0; row < count; row += 1) insert.run('x'.repeat(900));
}

worker('a file that is no database is refused', ({ file }) => {
  writeFileSync(file, 'dear diary, '.repeat(1_000));
  refusedUnchanged(file, 'foreign_store', /no SQLite database.*another folder/);
  writeFileSync(file, 'x');
  refusedUnchanged(file, 'foreign_store', /no SQLite database/);
});

worker('a database of another program is refused, marked or not', ({ file }) => {
  const database = new SqliteDatabase(file);
  database.exec('CREATE TABLE theirs (x)');
  database.close();
  refusedUnchanged(file, 'foreign_store', /another program/);
  const marked = new SqliteDatabase(file);
  marked.pragma('application_id = 77');
  marked.close();
  refusedUnchanged(file, 'foreign_store', /another program/);
});

worker('a crashed database of another program is refused without being recovered', ({ file }) => {
  crashed(file, (database) => {
    database.pragma('journal_mode = WAL');
    database.pragma('application_id = 77');
    database.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
  });
  assert.ok(statSync(`${file}-wal`).size > 0);
  refusedUnchanged(file, 'foreign_store', /another program/);
});

worker('a database that another program was writing when it crashed is refused as it is', ({ file }) => {
  crashed(file, (database) => {
    database.exec('CREATE TABLE row (text)');
    database.pragma('cache_size = 5');
    database.exec('BEGIN');
    fillRows(database, 300);
  });
  assert.ok(statSync(`${file}-journal`).size > 0);
  refusedUnchanged(file, 'foreign_store', /another program/);
});

worker('one written by a newer version is refused', ({ file }) => {
  const database = openDatabase(file, schema);
  database.pragma(`user_version = ${schema.migrations.length + 1}`);
  database.close();
  refusedUnchanged(file, 'foreign_store', /newer Tillbell \(version 2\); update/);
});

worker('a damaged one is refused, wherever the damage is, with what to do next', ({ file }) => {
  const database = openDatabase(file, schema);
  fillRows(database, 300);
  database.close();
  const whole = readFileSync(file);
  const spoil = (from: number, to: number): Buffer => {
    const copy = Buffer.from(whole);
    return copy.fill(0xaa, from, to);
  };
  for (const bytes of [spoil(40_960, 61_440), spoil(100, 4_000), whole.subarray(0, 41_000)]) {
    writeFileSync(file, bytes);
    refusedUnchanged(file, 'corrupt_store', /damaged.*nothing was changed.*\.recover/);
  }
  writeFileSync(file, whole);
  openDatabase(file, schema).close();
});

worker('a damaged one with a WAL beside it is refused without touching either', ({ file }) => {
  const database = openDatabase(`${file}.original`, schema);
  fillRows(database, 300);
  database.pragma('wal_checkpoint(TRUNCATE)');
  fillRows(database, 3);
  const bytes = readFileSync(`${file}.original`).fill(0xaa, 40_960, 61_440);
  writeFileSync(file, bytes);
  copyFileSync(`${file}.original-wal`, `${file}-wal`);
  database.close();
  assert.ok(statSync(`${file}-wal`).size > 0);
  refusedUnchanged(file, 'corrupt_store', /damaged/);
});

worker('our own after a crash is opened with all that was committed', ({ file }) => {
  const database = openDatabase(`${file}.original`, schema);
  fillRows(database, 3);
  for (const end of ['', '-wal']) copyFileSync(`${file}.original${end}`, `${file}${end}`);
  database.close();
  const again = openDatabase(file, schema);
  assert.is(again.prepare('SELECT count(*) FROM row').pluck().get(), 3);
  again.close();
});

worker('our own, cut off while it was being made, is made', ({ file }) => {
  const database = new SqliteDatabase(file);
  database.pragma('journal_mode = WAL');
  database.close();
  assert.ok(statSync(file).size > 0);
  const made = openDatabase(file, schema);
  fillRows(made, 1);
  made.close();
});

worker('a second process on one file is refused, and the first is not disturbed', async ({ file }) => {
  const program = fileURLToPath(new URL('../firmware-sim/row-writer.ts', import.meta.url));
  const first = spawn(process.execPath, ['--import', 'tsx', program, 'endless', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written = 0;
  for await (const _ of createInterface({ input: first.stdout })) {
    written += 1;
    if (written === 10) assert.throws(() => openDatabase(file, schema), /in use by another process/);
    if (written === 200) first.kill('SIGKILL');
  }
  assert.ok(written >= 200);
  const database = openDatabase(file, schema);
  assert.ok(Number(database.prepare('SELECT count(*) FROM row').pluck().get()) >= 200);
  database.close();
});

worker('a database in use is refused as it is', ({ file }) => {
  const first = openDatabase(file, schema);
  fillRows(first, 1);
  refusedUnchanged(file, 'store_unavailable', /in use/);
  fillRows(first, 1);
  first.close();
});

worker('migrations run once, in order, all or none', ({ file }) => {
  const later = (migrations: readonly string[]) => ({ ...schema, migrations });
  const [first = ''] = schema.migrations;
  openDatabase(file, schema).close();
  const broken = later([first, 'CREATE TABLE second (x)', 'CREATE TABLE second (x)']);
  assert.throws(() => openDatabase(file, broken), /cannot be opened.*second already exists/);
  const good = openDatabase(file, later([first, 'CREATE TABLE second (x)', 'CREATE TABLE third (x)']));
  assert.is(good.pragma('user_version', { simple: true }), 3);
  good.close();
});

worker('trap: better-sqlite3 WAL defaults to synchronous=NORMAL', ({ folder, file }) => {
  const made = new SqliteDatabase(join(folder, 'theirs.db'));
  made.pragma('journal_mode = WAL');
  made.close();
  const theirs = new SqliteDatabase(join(folder, 'theirs.db'));
  theirs.prepare('SELECT 1 FROM sqlite_schema').get();
  assert.is(theirs.pragma('synchronous', { simple: true }), 1, 'the trap is gone: FULL is the default');
  theirs.close();
  openDatabase(file, schema).close();
  const ours = openDatabase(file, schema);
  assert.is(ours.pragma('synchronous', { simple: true }), 2);
  assert.is(ours.pragma('journal_mode', { simple: true }), 'wal');
  ours.close();
});

worker(
  'a commit that fails refuses every write of its batch, keeps none, and shows none to a read among them',
  ({ file }) => {
    const database = openDatabase(file, schema);
    const handlers = schema.createHandlers(database);
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      if (sql === 'COMMIT') throw new Error('the disk went away');
      return exec(sql);
    };
    const replies = runBatch(database, handlers, [
      { name: 'addRow', argument: 'one' },
      { name: 'countRows', argument: null },
      { name: 'addRow', argument: 'two' },
    ]);
    assert.equal(
      replies.map((reply) => (reply.ok ? reply.result : reply.code)),
      ['store_unavailable', 0, 'store_unavailable'],
    );
    database.exec = exec;
    assert.is(database.inTransaction, false);
    assert.equal(runBatch(database, handlers, [{ name: 'countRows', argument: null }]), [
      { ok: true, result: 0 },
    ]);
    database.close();
  },
);

worker(
  'only a batch in which an operation throws is begun anew, each operation apart: it alone is undone',
  ({ file }) => {
    const database = openDatabase(file, schema);
    const handlers = schema.createHandlers(database);
    const said: string[] = [];
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      said.push(sql);
      return exec(sql);
    };
    const run = (...names: ('addRow' | 'addRowAndFail')[]): readonly boolean[] => {
      said.length = 0;
      return runBatch(
        database,
        handlers,
        names.map((name, at) => ({ name, argument: `row ${at}` })),
      ).map(({ ok }) => ok);
    };
    const rows = (): readonly unknown[] =>
      runBatch(database, handlers, [{ name: 'readTexts', argument: null }]);
    assert.equal(run('addRow', 'addRow'), [true, true]);
    assert.equal(said, ['BEGIN IMMEDIATE', 'COMMIT'], 'no copies of pages are kept for a way back');
    assert.equal(run('addRow', 'addRowAndFail', 'addRow'), [true, false, true]);
    assert.ok(said.includes('SAVEPOINT operation'));
    assert.equal(rows(), [{ ok: true, result: ['row 0', 'row 1', 'row 0', 'row 2'] }], 'each once');
    database.close();
  },
);

worker.run();
