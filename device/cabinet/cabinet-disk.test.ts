import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import { CabinetTrial, TRIAL_BEGINS_MS } from '../../firmware-sim/cabinet/cabinet-trial.ts';
import type { ModuleBoard } from '../../firmware-sim/cabinet/module-board.ts';
import { bankId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import type { CabinetMemory } from './cabinet-operations.ts';
import { Books } from './store/books.ts';
import { Journal } from './store/journal.ts';

const NEW_DISK: CabinetMemory = {
  facts: { report_log: '00000000000000aa' },
  rentals: [],
  banks: [],
  slots: [],
  reports: [],
  lastReportSeq: seq(0),
  lastCommandId: 0,
  commands: [],
  heardRecords: [],
  lastHeardId: 0,
  newestKnownMs: 0,
};

function openTrial(): { trial: CabinetTrial; board: ModuleBoard } {
  const trial = new CabinetTrial(5);
  const board = trial.bus.add('0000001a', 4);
  board.insert(1, new Bank({ bankId: '0000000000000001', level: 0.9 }), 'fully', 0);
  trial.start();
  trial.run(6_000);
  trial.heard.length = 0;
  return { trial, board };
}

test('a full disk: nothing moves, nothing is said or told before it is written; then all of it, with its time', () => {
  const { trial, board } = openTrial();
  trial.disk.state = 'full';
  const insertedAtMs = trial.nowMs;
  board.insert(3, new Bank({ bankId: '0000000000000009' }), 'fully', insertedAtMs);
  trial.run(2_000);
  trial.rent('R1', 5_000);
  trial.run(8_000);
  assert.equal([trial.heard, trial.reports.size], [[], 0]);
  assert.is(board.motorStarts.filter(({ move }) => move === 'eject').length, 0);
  assert.equal(trial.answers[0], { type: 'rent_refused', rentalId: 'R1', code: 'store_refuses' });
  trial.disk.state = 'works';
  trial.run(30_000);
  assert.equal(trial.heard, ['归还成功']);
  const [report] = [...trial.reports.values()];
  assert.is(report?.event.kind, 'bank_returned');
  const lateMs = (report?.atMs ?? 0) - TRIAL_BEGINS_MS - insertedAtMs;
  assert.ok(lateMs >= 0 && lateMs <= 600, `${lateMs}`);
});

test('a rental whose intention reaches the disk after its expiry moves nothing', () => {
  const { trial, board } = openTrial();
  trial.disk.pace = { leastMs: 1, mostMs: 2 };
  trial.rent('R1', 900);
  trial.run(30);
  trial.disk.state = 'full';
  trial.run(3_000);
  trial.disk.state = 'works';
  trial.run(30_000);
  const moved = board.motorStarts.filter(({ move }) => move === 'eject').length;
  const ends = trial.events.flatMap((event) => (event.kind === 'rental_ended' ? [event.code] : []));
  // Either it was quick enough for the disk that still worked, or it never moved.
  assert.ok(moved === 0 ? ends.every((code) => code === 'expired') : moved === 1, `${moved} ${ends.join()}`);
});

test('the journal keeps its order, writes one thing at a time, and takes nothing back', () => {
  const journal = new Journal<string>();
  const change = (value: string) => ({ type: 'fact', name: 'volume', value }) as const;
  journal.add([change('1')], 'one');
  assert.equal(journal.next(0), [change('1')]);
  journal.add([change('2')], 'two');
  assert.is(journal.next(0), undefined);
  journal.refused(0);
  assert.ok(journal.isRefused);
  assert.is(journal.next(0), undefined);
  const retryAtMs = journal.wakeAtMs ?? 0;
  assert.is(retryAtMs, limits.storeRetryFirstMs);
  assert.equal(journal.next(retryAtMs), [change('1'), change('2')]);
  assert.equal(journal.recorded(), ['one', 'two']);
  assert.ok(journal.isQuiet && !journal.isRefused);
});

test('promise 15: with the report log full rentals are refused, what is about a bank is still recorded, the rest is counted', () => {
  const books = new Books(NEW_DISK, 'boot', '00000000000000bb');
  const moment = { nowMs: 0, wallMs: 0, clock: { offsetMs: 0, confirmed: true } };
  const at = { module: moduleSerial('0a0b0c0d'), slot: 1 };
  const changed = { kind: 'slot_changed', at, state: 'jammed' } as const;
  const returned = { kind: 'bank_returned', bankId: bankId('B1'), at, levelPercent: 1 } as const;
  const most = limits.reportsWaiting - limits.reportsReserved;
  for (let count = 0; count < most; count += 1) {
    assert.ok(!books.isFull);
    books.write({ events: [{ event: changed, atMs: 0 }] }, moment);
  }
  assert.ok(books.isFull);
  for (let count = most; count < limits.reportsWaiting; count += 1) {
    books.write({ events: [{ event: changed, atMs: 0 }] }, moment);
  }
  books.write({ events: [{ event: changed, atMs: 0 }] }, moment);
  assert.equal([books.reports.size, books.dropped], [limits.reportsWaiting, 1]);
  books.write({ events: [{ event: returned, atMs: 0 }] }, moment);
  assert.is(books.reports.size, limits.reportsWaiting + 1);
});

test('a rental that was open when the program ended goes on from what its board tells', () => {
  const { trial, board } = openTrial();
  trial.rent('R1');
  trial.run(60);
  trial.die(false);
  trial.run(1_000);
  trial.start();
  trial.run(6_000);
  const starts = board.motorStarts.filter(({ move }) => move === 'eject');
  assert.ok(starts.length <= 1);
  const [slot] = board.slots.filter(({ place }) => place === 'mouth');
  if (slot !== undefined) board.take(slot.slot, trial.nowMs);
  trial.run(10_000);
  const ends = trial.events.flatMap((event) => (event.kind === 'rental_ended' ? [event] : []));
  assert.equal(
    ends.map(({ rentalId: id, outcome }) => [id, outcome]),
    [[rentalId('R1'), 'taken']],
  );
  assert.is(board.motorStarts.filter(({ move }) => move === 'eject').length, 1);
});

test.run();
