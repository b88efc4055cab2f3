import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../../shared/failure.ts';
import { bankId, moduleSerial, rentalId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import { seq, unixMs } from '../../../shared/quantities.ts';
import type { CabinetChange, CabinetMemory, RentalRecord } from '../cabinet-operations.ts';
import { openCabinetStore } from './cabinet-store.ts';
import { schema } from './cabinet-tables-store.ts';

const at = { module: moduleSerial('0a0b0c0d'), slot: 3 };
const mark = { bootId: 'boot', steadyMs: 1_234.5, wallMs: 99 };
const rental = (id: string, other: Partial<RentalRecord> = {}): RentalRecord => ({
  rentalId: rentalId(id),
  expiresAtMs: unixMs(1_000),
  minimumLevelPercent: 20,
  tried: [],
  ...other,
});

/** The tables alone, without a worker. */
function openTables() {
  const database = new SqliteDatabase(':memory:');
  for (const migration of schema.migrations) database.exec(migration);
  const handlers = schema.createHandlers(database);
  return {
    database,
    record: (...changes: CabinetChange[]): void => handlers.record.run({ changes }),
    load: (): CabinetMemory => handlers.load.run({}),
  };
}

test('everything comes back as it was written, through the worker and a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-cabinet-store-'));
  const die = (failure: Failure): void => {
    throw failure;
  };
  const first = await openCabinetStore(folder, die);
  assert.equal(first.memory.rentals, []);
  const motion = { commandId: 7, why: 'let_out', at, bankId: bankId('B1') } as const;
  const open = rental('R1', { motion, tried: ['0a0b0c0d/1'] });
  const event = { kind: 'bank_missing', bankId: bankId('B9'), at } as const;
  const changes: CabinetChange[] = [
    { type: 'rental', rental: open },
    { type: 'rental', rental: rental('R0', { end: { outcome: 'failed', code: 'no_bank' } }) },
    { type: 'bank', bank: { bankId: bankId('B1'), is: 'home', at } },
    { type: 'bank', bank: { bankId: bankId('B2'), is: 'out', rentalId: rentalId('R0') } },
    { type: 'slot', slot: { at, bars: { jammed: 'jammed' }, latched: ['over_voltage.cell'] } },
    { type: 'report', report: { seq: seq(1), event, mark } },
    { type: 'report', report: { seq: seq(2), event, mark } },
    { type: 'report_time', seq: seq(1), time: { atMs: unixMs(5_000), isUncertain: true } },
    { type: 'command_ids', upTo: 7 },
    { type: 'command', outcome: { id: 'c1', done: true, message: 'done' } },
    { type: 'fact', name: 'report_log', value: '00000000000000aa' },
    { type: 'heard', record: { id: 4, line: '{}' } },
  ];
  await first.store.call('record', { changes });
  await first.store.close();
  const { store, memory } = await openCabinetStore(folder, die);
  assert.equal(memory, {
    facts: { report_log: '00000000000000aa' },
    rentals: [open, rental('R0', { end: { outcome: 'failed', code: 'no_bank' } })],
    banks: [
      { bankId: bankId('B1'), is: 'home', at },
      { bankId: bankId('B2'), is: 'out', rentalId: rentalId('R0') },
    ],
    slots: [{ at, bars: { jammed: 'jammed' }, latched: ['over_voltage.cell'] }],
    reports: [
      { seq: seq(1), event, mark, time: { atMs: unixMs(5_000), isUncertain: true } },
      { seq: seq(2), event, mark },
    ],
    lastReportSeq: seq(2),
    lastCommandId: 7,
    commands: [{ id: 'c1', done: true, message: 'done' }],
    heardRecords: [{ id: 4, line: '{}' }],
    lastHeardId: 4,
    newestKnownMs: 5_000,
  });
  await store.close();
  rmSync(folder, { recursive: true });
});

test('numbers are never given out twice, whatever is deleted', () => {
  const { record, load } = openTables();
  const event = { kind: 'bank_missing', bankId: bankId('B9'), at } as const;
  record(
    { type: 'report', report: { seq: seq(1), event, mark } },
    { type: 'command_ids', upTo: 9 },
    { type: 'heard', record: { id: 3, line: 'x' } },
  );
  record(
    { type: 'report_confirmed', seqs: [seq(1)] },
    { type: 'command_ids', upTo: 8 },
    { type: 'heard_written', upTo: 3 },
  );
  const { lastReportSeq, lastCommandId, lastHeardId, reports, heardRecords } = load();
  assert.equal([lastReportSeq, lastCommandId, lastHeardId], [1, 9, 3]);
  assert.equal([reports, heardRecords], [[], []]);
});

test('a change that is written twice is the same', () => {
  const { record, load } = openTables();
  const changes: CabinetChange[] = [
    { type: 'rental', rental: rental('R1') },
    { type: 'bank', bank: { bankId: bankId('B1'), is: 'missing' } },
    { type: 'command', outcome: { id: 'c1', done: true, message: 'done' } },
    { type: 'heard', record: { id: 1, line: 'x' } },
  ];
  record(...changes);
  const once = load();
  record(...changes, ...changes);
  assert.equal(load(), once);
});

test('promise 15: ended rentals make room, open ones and their order stay; so do banks that are home', () => {
  const { database, record, load } = openTables();
  record({ type: 'rental', rental: rental('open') });
  const fill = (count: number, from: number): void => {
    database.exec('BEGIN');
    for (let number = from; number < from + count; number += 1) {
      // Each is written more than once in its life.
      record({ type: 'rental', rental: rental(`R${number}`) });
      record({ type: 'rental', rental: rental(`R${number}`, { end: { outcome: 'taken' } }) });
    }
    database.exec('COMMIT');
  };
  fill(limits.rentalsRemembered, 0);
  assert.is(load().rentals.length, limits.rentalsRemembered + 1);
  fill(50, limits.rentalsRemembered);
  const { rentals } = load();
  assert.is(rentals[0]?.rentalId, 'open');
  assert.is(rentals.at(-1)?.rentalId, `R${limits.rentalsRemembered + 49}`);
  assert.ok(rentals.length <= limits.rentalsRemembered + 1, `${rentals.length}`);
});

test('banks that were let out longest ago are forgotten first, those at home never', () => {
  const { database, record, load } = openTables();
  record({ type: 'bank', bank: { bankId: bankId('home'), is: 'home', at } });
  database.exec('BEGIN');
  for (let number = 0; number < limits.banksRemembered + 20; number += 1) {
    record({ type: 'bank', bank: { bankId: bankId(`B${number}`), is: 'out', rentalId: rentalId('R1') } });
  }
  database.exec('COMMIT');
  const { banks } = load();
  assert.is(banks[0]?.bankId, 'home');
  assert.is(banks.length, limits.banksRemembered + 1);
  assert.is(banks[1]?.bankId, 'B20');
});

test('a slot that nothing holds any more leaves no trace', () => {
  const { record, load } = openTables();
  record({ type: 'slot', slot: { at, bars: { disabled: 'by_command' }, latched: [] } });
  record({ type: 'slot', slot: { at, bars: {}, latched: [] } });
  assert.equal(load().slots, []);
});

test.run();
