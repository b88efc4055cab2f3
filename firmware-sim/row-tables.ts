import { threadId } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { Failure } from '../shared/failure.ts';
import type { StoreSchema } from '../shared/store-operations.ts';

/** The smallest database that can show what a store does with its writes: numbered rows. */
export type RowOperations = {
  /** @returns the row's number */
  addRow(text: string): number;
  /** Fails after it has written. */
  addRowAndFail(text: string): number;
  addRows(argument: { readonly count: number; readonly bytes: number }): void;
  countRows(argument: null): number;
  readTexts(argument: null): readonly string[];
  /** Commits of this connection that held a write. */
  countCommits(argument: null): number;
  readSynchronous(argument: null): number;
  /** As if the disk had no more room than this many pages of 4 kB. */
  limitPages(pages: number): void;
  readThread(argument: null): number;
  /** The worker dies, as it would of an error that nobody foresaw. */
  die(argument: null): void;
};

export const schema: StoreSchema<RowOperations> = {
  applicationId: 0x526f7773,
  migrations: ['CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
  createHandlers(database) {
    const commits = countCommits(database);
    const insert = database.prepare<[string]>('INSERT INTO row (text) VALUES (?)');
    const add = (text: string): number => Number(insert.run(text).lastInsertRowid);
    const count = database.prepare<[], number>('SELECT count(*) FROM row').pluck();
    const texts = database.prepare<[], string>('SELECT text FROM row ORDER BY number').pluck();
    return {
      addRow: { access: 'write', run: add },
      addRowAndFail: {
        access: 'write',
        run(text) {
          add(text);
          throw new Failure('conflict', `${text} was not wanted`);
        },
      },
      addRows: {
        access: 'write',
        run({ count: rows, bytes }) {
          for (let row = 0; row < rows; row += 1) add('x'.repeat(bytes));
        },
      },
      countRows: { access: 'read', run: () => count.get() ?? 0 },
      readTexts: { access: 'read', run: () => texts.all() },
      countCommits: { access: 'read', run: () => commits.count },
      readSynchronous: {
        access: 'read',
        run: () => database.pragma('synchronous', { simple: true }) as number,
      },
      limitPages: {
        access: 'read',
        run(pages) {
          database.pragma(`max_page_count = ${pages}`);
        },
      },
      readThread: { access: 'read', run: () => threadId },
      die: { access: 'read', run: () => process.exit(3) },
    };
  },
};

function countCommits(database: Database): { count: number } {
  const commits = { count: 0 };
  const exec = database.exec.bind(database);
  database.exec = (sql) => {
    exec(sql);
    if (sql === 'COMMIT') commits.count += 1;
    return database;
  };
  return commits;
}
