import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bankId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { Bank } from '../cabinet/bank.ts';
import { auditBanks, auditReturnTimes } from './audit-banks.ts';
import type { CabinetBooks } from './cabinet-books.ts';
import { CabinetWorld } from './cabinet-world.ts';

const BANK = '00000000000000AA';

/** A world that nobody has begun, with one bank that nobody has put in. */
function stillWorld(): CabinetWorld {
  const world = new CabinetWorld(1, { kinds: ['garbled_gauge'], isTraced: false });
  world.banks.push(new Bank({ bankId: BANK }));
  return world;
}

/** Gone and told, put in again for 15 s, and pried out; nothing told of the second. */
function findingsAfter(readableMs: number, isReturnTold = false): string[] {
  const world = stillWorld();
  const at = { module: world.wire.modules[0]?.board.serial ?? '', slot: 1 };
  const { startMs } = world;
  const pried = { bankId: BANK, at, how: 'pried' } as const;
  world.departures.push(
    { ...pried, atMs: startMs + 20_000, visibleMs: 20_000, readableMs: 20_000 },
    { ...pried, atMs: startMs + 55_000, visibleMs: 55_000, readableMs },
  );
  world.arrivals.push({ bankId: BANK, at, atMs: startMs + 40_000, visibleMs: 40_000 });
  const told = { bankId: BANK, rentalId: undefined, atMs: startMs + 40_000, isUncertain: false };
  const returns = isReturnTold ? [told] : [];
  const books: CabinetBooks = { reports: [], ends: new Map(), returns, missing: new Map([[BANK, 1]]) };
  return auditBanks(world, books).map(({ finding }) => finding);
}

test('a bank whose contacts could never be read for long is nobody known, and need not be told missing', () => {
  assert.equal(findingsAfter(250), []);
  assert.equal(findingsAfter(15_000), ['left_untold']);
  assert.equal(findingsAfter(250, true), ['return_invented'], 'it was known, then: the books call it inside');
});

/** Let out and taken, the disk refuses from then on, the power goes 12 s later, and the bank is put back in the dark. */
function findingsOfDark(change: {
  readonly slot?: number;
  readonly diskFailedMs?: number;
  readonly seenMs?: number;
}) {
  const { slot = 1, diskFailedMs = 31_000, seenMs = 0 } = change;
  const world = stillWorld();
  const { startMs } = world;
  const board = world.wire.modules[0]?.board;
  const module = board?.serial ?? '';
  board?.stock(slot, new Bank({ bankId: BANK }), startMs);
  world.departures.push({
    bankId: BANK,
    at: { module, slot: 1 },
    atMs: startMs + 20_000,
    how: 'let_out',
    visibleMs: 20_000,
    readableMs: 20_000,
  });
  world.controllerDeaths.push({
    atMs: startMs + 32_000,
    diskFailedAtMs: startMs + diskFailedMs,
    visibleMs: new Map([[module, 32_000]]),
  });
  world.arrivals.push({
    bankId: BANK,
    at: { module, slot },
    atMs: startMs + 90_000,
    visibleMs: 32_000 + seenMs,
  });
  const books: CabinetBooks = { reports: [], ends: new Map(), returns: [], missing: new Map() };
  return auditBanks(world, books).map(({ finding }) => finding);
}

test('what a disk refused until the power went, and was put back in the dark, nobody can know: seed 500741', () => {
  assert.equal(findingsOfDark({}), []);
  assert.equal(findingsOfDark({ diskFailedMs: 19_000 }), ['left_untold'], 'the disk had taken it');
  assert.equal(findingsOfDark({ slot: 2 }), ['left_untold'], 'in another slot it is told of');
  assert.equal(findingsOfDark({ seenMs: 15_000 }), ['left_untold'], 'the next life had time enough to see');
});

/** Let out and taken; after 4 s another one stands in its place with garbled contacts, and later it is told missing. */
async function findingsOfSwap(isSeen: boolean, isForeign = false): Promise<string[]> {
  const world = stillWorld();
  const { time, watch } = world;
  const [module] = world.wire.modules;
  if (module === undefined) return assert.unreachable('a world has a module') as never;
  const at = { module: module.board.serial, slot: 1 };
  const leftAtMs = time.nowMs;
  const seen = { visibleMs: 20_000, readableMs: 20_000 };
  world.departures.push({ bankId: BANK, at, atMs: leftAtMs, how: 'let_out', ...seen });
  for (let look = 0; look < 17; look += 1) {
    await time.pass(time.nowMs + 250);
    if (isSeen) module.readAtMs = time.nowMs;
    watch.look();
  }
  if (isForeign) world.foreignArrivals.push({ at, atMs: time.nowMs });
  else world.arrivals.push({ bankId: '00000000000000BB', at, atMs: time.nowMs, visibleMs: 20_000 });
  const books: CabinetBooks = { reports: [], ends: new Map(), returns: [], missing: new Map([[BANK, 1]]) };
  return auditBanks(world, books).map(({ finding }) => finding);
}

test('whose bank it is that stands unreadable where one was taken, who was dead meanwhile cannot know: seed 7295', async () => {
  assert.equal(await findingsOfSwap(false), []);
  assert.equal(await findingsOfSwap(false, true), [], 'nor whether it is one of ours at all: seed 4033');
  assert.equal(await findingsOfSwap(true), ['let_out_without_rental'], 'the slot was seen empty for 4 s');
});

/** Let out, taken and put back, while the controller lives for as long as told, four times. */
async function findingsOfLives(lifeMs: number): Promise<string[]> {
  const world = stillWorld();
  const { time, watch } = world;
  const [module] = world.wire.modules;
  if (module === undefined) return assert.unreachable('a world has a module') as never;
  const at = { module: module.board.serial, slot: 1 };
  module.board.stock(1, new Bank({ bankId: BANK }), time.nowMs);
  world.departures.push({
    bankId: BANK,
    at,
    atMs: time.nowMs,
    how: 'let_out',
    visibleMs: 20_000,
    readableMs: 20_000,
  });
  for (let life = 0; life < 4; life += 1) {
    for (const endMs = time.nowMs + lifeMs; time.nowMs < endMs; watch.look()) {
      await time.pass(time.nowMs + 250);
      module.readAtMs = time.nowMs;
    }
    watch.controllerDied();
    await time.pass(time.nowMs + 2_000);
  }
  world.arrivals.push({ bankId: BANK, at, atMs: time.nowMs, visibleMs: 20_000 + 4 * lifeMs });
  const books: CabinetBooks = { reports: [], ends: new Map(), returns: [], missing: new Map() };
  return auditBanks(world, books).map(({ finding }) => finding);
}

test('who dies each few seconds cannot be sure that a bank has gone, however long all its lives are: seed 3046', async () => {
  assert.equal(await findingsOfLives(3_500), []);
  assert.equal(await findingsOfLives(6_000), ['left_untold'], 'one life was long enough');
});

/** Let out for R1 and taken, told as not taken, and then missing for the rental that is named. */
function findingsOfMissing(rental: string | undefined, how: 'let_out' | 'pried', outcome = 'not_taken') {
  const world = stillWorld();
  const at = { module: moduleSerial(world.wire.modules[0]?.board.serial ?? ''), slot: 1 };
  world.departures.push({
    ...{ bankId: BANK, at, how, atMs: world.startMs + 20_000, visibleMs: 20_000, readableMs: 20_000 },
  });
  const rentalIds = rental === undefined ? {} : { rentalId: rentalId(rental) };
  const event = { kind: 'bank_missing', bankId: bankId(BANK), at, ...rentalIds } as const;
  const report = { seq: seq(1), atMs: unixMs(world.startMs + 60_000), isTimeUncertain: false, event };
  const end = { rentalId: 'R1', outcome: outcome as 'taken', bankId: BANK, code: undefined };
  const books: CabinetBooks = {
    reports: [report],
    ends: new Map([['R1', [end]]]),
    returns: [],
    missing: new Map([[BANK, 1]]),
  };
  return auditBanks(world, books)
    .map(({ finding }) => finding)
    .filter((finding) => finding.includes('named'));
}

test('a missing bank that a motor had let out names its rental, a pried one none, and never one that is told as taken', () => {
  assert.equal(findingsOfMissing('R1', 'let_out'), []);
  assert.equal(findingsOfMissing(undefined, 'pried'), []);
  assert.equal(findingsOfMissing(undefined, 'let_out'), ['rental_unnamed']);
  assert.equal(findingsOfMissing('R2', 'let_out'), ['wrong_rental_named']);
  assert.equal(findingsOfMissing('R1', 'let_out', 'taken'), ['wrong_rental_named']);
});

test('a return into a slot that a rental owned a moment ago has its time like any other', () => {
  const lateBy = (lateMs: number): string[] => {
    const world = stillWorld();
    const at = { module: world.wire.modules[0]?.board.serial ?? '', slot: 1 };
    const atMs = world.startMs + 40_000;
    world.watch.ejections.push({ at, bankId: '00000000000000BB', commandId: 1, atMs: atMs - 3_000 });
    world.arrivals.push({ bankId: BANK, at, atMs, visibleMs: 40_000 });
    const returns = [{ bankId: BANK, rentalId: undefined, atMs: atMs + lateMs, isUncertain: false }];
    const books: CabinetBooks = { reports: [], ends: new Map(), returns, missing: new Map() };
    return auditReturnTimes(world, books, 2_000).map(({ finding }) => finding);
  };
  assert.equal(lateBy(1_500), []);
  assert.equal(lateBy(3_500), ['return_at_wrong_time']);
});

test('how long contacts could be read: without a break, while the controller saw them, and since it was put in', async () => {
  const world = stillWorld();
  const { watch, wire, time } = world;
  const [module] = wire.modules;
  if (module === undefined) return assert.unreachable('a world has a module');
  const at = { module: module.board.serial, slot: 1 };
  const bank = new Bank({ bankId: BANK });
  const pass = async (isSeen: boolean, looks: number): Promise<number> => {
    for (let look = 0; look < looks; look += 1) {
      await time.pass(time.nowMs + 250);
      if (isSeen) module.readAtMs = time.nowMs;
      watch.look();
    }
    return watch.readableMs(at, BANK);
  };
  module.board.insert(1, bank, 'fully', time.nowMs);
  assert.is(await pass(true, 5), 1_000);
  bank.faults.add('garbled_gauge');
  assert.is(await pass(true, 20), 1_000);
  bank.faults.delete('garbled_gauge');
  assert.is(await pass(true, 4), 1_000, 'the break does not count');
  assert.is(await pass(false, 3), 1_500, 'a second after its answer a module counts as seen');
  assert.is(await pass(false, 20), 1_500);
  module.board.pryOut(1, time.nowMs);
  await pass(true, 1);
  module.board.insert(1, bank, 'fully', time.nowMs);
  assert.is(await pass(true, 2), 250, 'another stay');
});

test.run();
