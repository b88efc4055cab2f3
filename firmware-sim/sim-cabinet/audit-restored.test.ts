import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../cabinet/bank.ts';
import { auditRentedBanks, auditRestored } from './audit-restored.ts';
import type { CabinetBooks } from './cabinet-books.ts';
import { CabinetWorld } from './cabinet-world.ts';

const ONE = '00000000000000A1';
const OTHER = '00000000000000A2';
const NO_BOOKS: CabinetBooks = { reports: [], ends: new Map(), returns: [], missing: new Map() };

const stillWorld = (): CabinetWorld => new CabinetWorld(1, { kinds: ['cabinet_restored'], isTraced: false });

function letOut(world: CabinetWorld, bankId: string, afterMs: number): void {
  const at = { module: world.wire.modules[0]?.board.serial ?? '', slot: 1 };
  const atMs = world.startMs + afterMs;
  const seen = { visibleMs: afterMs, readableMs: afterMs };
  world.departures.push({ bankId, at, atMs, how: 'let_out', ...seen, rentalId: 'R1' });
}

test('two banks out for one rental at once; what was pushed back before counts no more', () => {
  const world = stillWorld();
  letOut(world, ONE, 10_000);
  letOut(world, ONE, 20_000);
  assert.equal(auditRentedBanks(world), [], 'the same bank again');
  letOut(world, OTHER, 30_000);
  assert.equal(
    auditRentedBanks(world).map(({ finding, subject }) => [finding, subject]),
    [['two_banks_left', 'R1']],
  );
  const at = { module: world.wire.modules[0]?.board.serial ?? '', slot: 1 };
  for (const afterMs of [12_000, 22_000])
    world.arrivals.push({ bankId: ONE, at, atMs: world.startMs + afterMs, visibleMs: afterMs });
  assert.equal(auditRentedBanks(world), []);
});

test('after a disk was put back: the book is held against the slots, and what was seen to leave has to be told', () => {
  const world = stillWorld();
  const { startMs } = world;
  const module = world.wire.modules[0]?.board;
  world.banks.push(new Bank({ bankId: ONE }));
  world.restores.push({ sinceMs: startMs, atMs: startMs + 5_000 });
  assert.equal(auditRestored(world, NO_BOOKS), [], 'out by the book, which never heard of it, and in truth');
  module?.stock(1, new Bank({ bankId: ONE }), startMs);
  assert.equal(
    auditRestored(world, NO_BOOKS).map(({ finding, detail }) => [finding, detail]),
    [['book_wrong', `out by the book, ${module?.serial}/1 in truth`]],
  );
  module?.pryOut(1, startMs + 10_000);
  letOut(world, ONE, 10_000);
  const told = { ...NO_BOOKS, missing: new Map([[ONE, 1]]) };
  assert.equal(
    auditRestored(world, NO_BOOKS).map(({ finding }) => finding),
    ['left_untold'],
  );
  assert.equal(auditRestored(world, told), []);
});

test('two returns of one rental: only where its bank was told as out again meanwhile', () => {
  const world = stillWorld();
  world.restores.push({ sinceMs: world.startMs, atMs: world.startMs + 5_000 });
  const taken = { rentalId: 'R1', outcome: 'taken', bankId: ONE, code: undefined } as const;
  const back = { bankId: ONE, rentalId: 'R1', atMs: world.startMs, isUncertain: false };
  const books = { ...NO_BOOKS, ends: new Map([['R1', [taken]]]), returns: [back, back] };
  const found = (told: CabinetBooks) => auditRestored(world, told).map(({ finding }) => finding);
  assert.equal(found(books), ['return_doubled']);
  assert.equal(found({ ...books, returns: [back] }), []);
  assert.equal(found({ ...books, missing: new Map([[ONE, 1]]) }), []);
  const again = { ...taken, rentalId: 'R2' };
  assert.equal(
    found({
      ...books,
      ends: new Map([
        ['R1', [taken]],
        ['R2', [again]],
      ]),
    }),
    [],
  );
});

test('a number of a motion that was given anew names another one: disk put back, seed 33', () => {
  const { bus } = stillWorld();
  const at = (module: string) => ({ module, slot: 1 });
  bus.ordered({ commandId: 5, at: at('0000022b'), atMs: 1_000, rentalId: 'R3', life: 0 });
  bus.ordered({ commandId: 5, at: at('0000002b'), atMs: 2_000, rentalId: 'R5', life: 1 });
  assert.equal([bus.rentalOf(5, at('0000022b')), bus.rentalOf(5, at('0000002b'))], ['R3', 'R5']);
});

test('what left before the controller could see it is nobody’s to tell', () => {
  const world = stillWorld();
  const { startMs } = world;
  world.banks.push(new Bank({ bankId: ONE }));
  const module = world.wire.modules[0]?.board.serial ?? '';
  world.controllerDeaths.push({
    atMs: startMs + 5_000,
    diskFailedAtMs: 0,
    visibleMs: new Map([[module, 5_000]]),
  });
  world.restores.push({ sinceMs: startMs, atMs: startMs + 5_000 });
  letOut(world, ONE, 10_000);
  assert.equal(auditRestored(world, NO_BOOKS), []);
});

test.run();
