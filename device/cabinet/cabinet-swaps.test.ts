import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import {
  bankOf,
  endOf,
  events,
  openShop,
  type Shop,
  slotsAtMouth,
  takeBank,
} from '../../firmware-sim/cabinet/cabinet-shop.ts';
import { CabinetTrial } from '../../firmware-sim/cabinet/cabinet-trial.ts';
import { limits } from '../../shared/limits.ts';

/** A reading may come so long after the click: one poll, and the line. */
const SEEN_MS = 600;

/** Of the first report of this kind. */
function toldAtMs(
  { trial }: Pick<Shop, 'trial'>,
  kind: 'bank_returned' | 'rental_ended',
  bank: string,
): number {
  const told = [...trial.reports.values()].find(
    ({ event }) => event.kind === kind && 'bankId' in event && event.bankId === bank,
  );
  if (told === undefined) throw new Error(`${kind} of ${bank} was not told`);
  return told.atMs;
}

const stranger = (): Bank => new Bank({ bankId: bankOf(77), level: 0.4 });

test('another bank in place of the one that was taken: returned when it clicked in, not once the rental is over', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  takeBank(shop, 4_000);
  trial.run(1_000);
  const clickedAtMs = trial.trueMs;
  board.insert(1, stranger(), 'fully', trial.nowMs);
  trial.run(10_000);
  const lateMs = toldAtMs(shop, 'bank_returned', bankOf(77)) - clickedAtMs;
  assert.ok(lateMs >= 0 && lateMs < SEEN_MS, `${lateMs} ms late`);
});

test('… and taken and put in while the controller was dead: returned when somebody could see it', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  for (let waited = 0; waited < 10_000 && slotsAtMouth(shop).length === 0; waited += 100) trial.run(100);
  trial.die(true);
  trial.run(1_000);
  board.take(1, trial.nowMs);
  board.insert(1, stranger(), 'fully', trial.nowMs);
  trial.run(5_000);
  trial.start();
  while (trial.cabinet.wakeAtMs(trial.nowMs) === undefined) trial.run(10);
  const startedAtMs = trial.trueMs;
  trial.run(15_000);
  const lateMs = toldAtMs(shop, 'bank_returned', bankOf(77)) - startedAtMs;
  assert.ok(lateMs >= 0 && lateMs < limits.ejectSettleMs - SEEN_MS, `${lateMs} ms late`);
});

test('a bank that is seen in the place of another one before its own slot is read: taken first, then returned', () => {
  for (const [own, other] of [
    ['0000001a', '0000002b'],
    ['0000002b', '0000001a'],
  ] as const) {
    const trial = new CabinetTrial(3);
    const boards = { [own]: trial.bus.add(own, 2), [other]: trial.bus.add(other, 2) };
    const [left, came] = [boards[own], boards[other]];
    if (left === undefined || came === undefined) return assert.unreachable('both are there');
    left.insert(1, new Bank({ bankId: bankOf(1), level: 0.9 }), 'fully', 0);
    came.insert(1, new Bank({ bankId: bankOf(2), level: 0.9 }), 'fully', 0);
    trial.start();
    trial.run(6_000);
    trial.rent('R1');
    trial.rent('R2');
    const stands = (): boolean => [left, came].every((board) => board.bay(1).place === 'mouth');
    for (let waited = 0; waited < 10_000 && !stands(); waited += 100) trial.run(100);
    trial.die(false);
    trial.run(500);
    const bank = left.take(1, trial.nowMs);
    came.take(1, trial.nowMs);
    if (bank === undefined) return assert.unreachable('it stands in the mouth');
    came.insert(1, bank, 'fully', trial.nowMs);
    trial.run(4_000);
    trial.start();
    trial.run(15_000);
    const lastsMs =
      toldAtMs({ trial }, 'bank_returned', bankOf(1)) - toldAtMs({ trial }, 'rental_ended', bankOf(1));
    assert.ok(lastsMs >= 0 && lastsMs < SEEN_MS, `the rental lasted ${lastsMs} ms`);
  }
});

/** R1's bank is taken, and half a second later another one stands in its place that nobody can read. */
function swapped(): Shop {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  takeBank(shop, 1_000);
  trial.run(500);
  const unreadable = stranger();
  unreadable.faults.add('garbled_gauge');
  board.insert(1, unreadable, 'fully', trial.nowMs);
  trial.run(10_000);
  assert.equal([endOf(shop, 'R1').outcome, endOf(shop, 'R1').code], ['not_taken', 'unreadable']);
  return shop;
}

const missing = (shop: Shop) =>
  events(shop, 'bank_missing').map(({ bankId, rentalId }) => [bankId, rentalId]);

test('a bank that was swapped for an unreadable one is missing, and the rental that may have it is named', () => {
  const shop = swapped();
  shop.board.pryOut(1, shop.trial.nowMs);
  shop.trial.run(5_000);
  assert.equal(missing(shop), [[bankOf(1), 'R1']]);
});

test('… after a restart, and told from another slot, too', () => {
  const shop = swapped();
  const { trial, board } = shop;
  trial.die(true);
  trial.start();
  trial.run(8_000);
  board.insert(3, new Bank({ bankId: bankOf(1), level: 0.4 }), 'fully', trial.nowMs);
  trial.run(5_000);
  assert.equal(missing(shop), [[bankOf(1), 'R1']]);
  assert.equal(
    events(shop, 'bank_returned').map(({ bankId }) => bankId),
    [bankOf(1)],
  );
});

test('what was pushed back in, read and locked, and is pried out later is nobody’s: no rental is named', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  for (let waited = 0; waited < 10_000 && slotsAtMouth(shop).length === 0; waited += 100) trial.run(100);
  trial.run(1_000);
  board.bay(1).pushIn(trial.nowMs);
  trial.run(10_000);
  assert.is(endOf(shop, 'R1').outcome, 'not_taken');
  trial.die(true);
  trial.start();
  trial.run(8_000);
  board.pryOut(1, trial.nowMs);
  trial.run(5_000);
  assert.equal(missing(shop), [[bankOf(1), undefined]]);
});

test.run();
