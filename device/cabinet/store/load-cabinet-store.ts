import type { Database } from 'better-sqlite3';
import { limits } from '../../../shared/limits.ts';
import { seq } from '../../../shared/quantities.ts';
import type { StoreHandler } from '../../../shared/store-operations.ts';
import type { CommandOutcome } from '../../commands.ts';
import type { HeardRecord } from '../../speaker/heard.ts';
import type {
  BankRecord,
  CabinetFactName,
  CabinetMemory,
  CabinetOperations,
  RentalRecord,
  ReportRecord,
  SlotMark,
} from '../cabinet-operations.ts';

/** Everything that the cabinet needs to go on where it was. The JSON is our own, under the checksum of its pages. */
export function loadHandler(database: Database): StoreHandler<CabinetOperations['load']> {
  const records = <Item>(query: string): Item[] =>
    database
      .prepare<[], { record: string }>(query)
      .all()
      .map(({ record }): Item => JSON.parse(record));
  const counter = database.prepare<[string], { value: number }>('SELECT value FROM counter WHERE name = ?');
  const counted = (name: string): number => counter.get(name)?.value ?? 0;
  return {
    access: 'read',
    run: (): CabinetMemory => ({
      facts: loadFacts(database),
      rentals: records<RentalRecord>('SELECT record FROM rental ORDER BY number'),
      banks: records<BankRecord>('SELECT record FROM bank ORDER BY number'),
      slots: records<SlotMark>('SELECT mark AS record FROM slot ORDER BY key'),
      reports: records<ReportRecord>('SELECT record FROM report ORDER BY seq'),
      lastReportSeq: seq(counted('report_seq')),
      lastCommandId: counted('command_id'),
      commands: loadCommands(database),
      heardRecords: database
        .prepare<[number], HeardRecord>('SELECT id, line FROM heard ORDER BY id DESC LIMIT ?')
        .all(limits.heardLinesUnwritten)
        .reverse(),
      lastHeardId: counted('heard_id'),
      newestKnownMs: counted('newest_ms'),
    }),
  };
}

function loadFacts(database: Database): CabinetMemory['facts'] {
  const rows = database
    .prepare<[], { name: CabinetFactName; value: string }>('SELECT name, value FROM fact')
    .all();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

function loadCommands(database: Database): CommandOutcome[] {
  return database
    .prepare<[], { id: string; done: number; message: string }>(
      'SELECT id, done, message FROM command ORDER BY number',
    )
    .all()
    .map(({ id, done, message }) => ({ id, done: done === 1, message }));
}
