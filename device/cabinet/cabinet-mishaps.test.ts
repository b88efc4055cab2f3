import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import {
  bankOf,
  ejects,
  endOf,
  events,
  openShop,
  slotsAtMouth,
  takeBank,
} from '../../firmware-sim/cabinet/cabinet-shop.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';

test('a relay that has lost the end of a rental asks again: the same report comes again, and nothing moves', () => {
  const shop = openShop(2);
  const { trial } = shop;
  const expiresAtMs = unixMs(trial.trueMs + 30_000);
  const rentalId = trial.rent('R1');
  const repeat = (): void => trial.send({ type: 'rent', rentalId, expiresAtMs, minimumLevelPercent: 20 });
  takeBank(shop);
  trial.run(8_000);
  const [first] = [...trial.reports].filter(([, { event }]) => event.kind === 'rental_ended');
  trial.reports.clear();
  repeat();
  trial.run(3_000);
  assert.equal([...trial.reports], [first]);
  assert.is(ejects(shop), 1);
  trial.die(false);
  trial.start();
  trial.reports.clear();
  trial.run(6_000);
  repeat();
  trial.run(3_000);
  assert.equal([...trial.reports], [first], 'after a restart, too');
});

test('taken and brought back to its slot while the disk refuses the pull back: taken and returned all the same', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  trial.run(4_000);
  trial.disk.state = 'full';
  trial.run(16_000);
  const bank = takeBank(shop);
  trial.run(6_000);
  board.insert(1, bank, 'fully', trial.nowMs);
  trial.run(6_000);
  trial.disk.state = 'works';
  trial.run(40_000);
  assert.is(endOf(shop, 'R1').outcome, 'taken');
  assert.equal(
    events(shop, 'bank_returned').map(({ rentalId }) => rentalId),
    ['R1'],
  );
});

test('taken, and a foreign bank put in its place: taken it is', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  takeBank(shop);
  board.insert(1, new Bank({ bankId: bankOf(9), isForeign: true }), 'fully', trial.nowMs);
  trial.run(10_000);
  assert.equal([endOf(shop, 'R1').outcome, endOf(shop, 'R1').bankId], ['taken', bankOf(1)]);
  assert.equal(events(shop, 'bank_missing'), []);
  assert.ok(trial.heard.includes('不是本柜的充电宝，请取出'), trial.heard.join());
});

test('taken and put in elsewhere while the disk refuses the pull back: taken once, returned once, for good', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  trial.run(4_000);
  trial.disk.state = 'full';
  trial.run(16_000);
  const bank = takeBank(shop);
  trial.run(1_500);
  board.insert(3, bank, 'fully', trial.nowMs);
  trial.run(8_000);
  trial.disk.state = 'works';
  trial.run(40_000);
  trial.bus.wire.unplug(board);
  trial.run(3_000);
  trial.bus.wire.plug(board);
  trial.run(8_000);
  assert.is(endOf(shop, 'R1').outcome, 'taken');
  assert.equal(
    events(shop, 'bank_returned').map(({ rentalId }) => rentalId),
    ['R1'],
  );
});

test('a disk that was put back: a rental that it has forgotten lets no second bank out, and no report’s number is used again', () => {
  const shop = openShop(3);
  const { trial } = shop;
  trial.disk.keepCopy();
  const askedAtMs = unixMs(trial.trueMs);
  const rentalId = trial.rent('R1', 120_000);
  takeBank(shop);
  trial.run(8_000);
  assert.is(endOf(shop, 'R1').outcome, 'taken');
  const seqs = () => [...trial.reports.values()].map(({ seq }) => seq);
  const before = seqs().length;
  trial.die(false);
  trial.disk.restoreCopy();
  trial.start();
  trial.run(2_000);
  const expiresAtMs = unixMs(askedAtMs + 120_000);
  trial.send({ type: 'rent', rentalId, expiresAtMs, minimumLevelPercent: 20, askedAtMs });
  trial.run(8_000);
  assert.is(ejects(shop), 1);
  const ends = [...trial.reports.values()].flatMap(({ event }) =>
    event.kind === 'rental_ended' ? [`${event.outcome} ${event.code}`] : [],
  );
  assert.equal(ends, ['taken undefined', 'failed memory_lost'], 'which the relay calls a contradiction');
  assert.equal(
    events(shop, 'bank_missing').map(({ bankId }) => bankId),
    [bankOf(1)],
    'what the copy calls at home is told as gone',
  );
  const after = seqs().slice(before);
  assert.ok(after.length > 1 && after.every((seq) => seq > limits.reportSeqsSkipped), after.join());
  trial.rent('R2');
  takeBank(shop);
  trial.run(8_000);
  assert.is(endOf(shop, 'R2').outcome, 'taken', 'whoever asks from then on is served');
});

test('pried out of a slot whose switch sticks, and put in elsewhere: told as gone from there, then as back', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  board.bay(1).backSwitch.fault = 'stuck_on';
  const bank = board.pryOut(1, trial.nowMs);
  trial.run(10_000);
  if (bank !== undefined) board.insert(3, bank, 'fully', trial.nowMs);
  trial.run(6_000);
  const told = [...trial.reports.values()].filter(({ event: { kind } }) => kind.startsWith('bank_'));
  assert.equal(
    told.map(({ event }) => [event.kind, 'at' in event ? event.at?.slot : undefined]),
    [
      ['bank_missing', 1],
      ['bank_returned', 3],
    ],
  );
});

test('a new cabinet: what comes in while its module is gone for a moment is a return, not stock', () => {
  const shop = openShop(2);
  const { trial, board } = shop;
  trial.bus.wire.unplug(board);
  trial.run(3_000);
  board.insert(4, new Bank({ bankId: bankOf(77), level: 0.4 }), 'fully', trial.nowMs);
  trial.bus.wire.plug(board);
  trial.run(6_000);
  assert.equal(
    events(shop, 'bank_returned').map(({ bankId }) => bankId),
    [bankOf(77)],
  );
});

test('a new cabinet: what was seen to click in is a return, though the mouth seemed full at the first look', () => {
  const shop = openShop(2);
  const { trial, board } = shop;
  trial.bus.wire.unplug(board);
  trial.run(3_000);
  board.bay(4).mouthSwitch.fault = 'stuck_on';
  trial.bus.wire.plug(board);
  trial.run(6_000);
  board.bay(4).mouthSwitch.fault = 'none';
  board.insert(4, new Bank({ bankId: bankOf(78), level: 0.4 }), 'fully', trial.nowMs);
  trial.run(6_000);
  assert.is(events(shop, 'bank_returned').length, 1);
  assert.ok(trial.heard.includes('归还成功'), trial.heard.join());
});

test('pushed back in at once while the contacts are dirty: not taken, and read after all it is no return', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  for (let waited = 0; waited < 10_000 && slotsAtMouth(shop).length === 0; waited += 100) trial.run(100);
  trial.run(800);
  board.bay(1).faults.add('dirty_contacts');
  board.bay(1).pushIn(trial.nowMs);
  trial.run(8_000);
  board.bay(1).faults.delete('dirty_contacts');
  trial.run(10_000);
  assert.equal([endOf(shop, 'R1').outcome, endOf(shop, 'R1').code], ['not_taken', 'unreadable']);
  assert.equal([events(shop, 'bank_returned'), events(shop, 'bank_missing')], [[], []]);
});

test('taken, put back upside down and taken along: it is rented, and returned with its rental when it comes', () => {
  const shop = openShop(1);
  const { trial, board } = shop;
  trial.rent('R1');
  const bank = takeBank(shop, 4_000);
  board.insert(1, bank, 'reversed', trial.nowMs);
  trial.run(6_000);
  assert.ok(trial.heard.includes('方向反了，请翻面'), trial.heard.join());
  board.take(1, trial.nowMs);
  trial.run(6_000);
  assert.equal([endOf(shop, 'R1').outcome, events(shop, 'bank_missing')], ['taken', []]);
  board.insert(1, bank, 'fully', trial.nowMs);
  trial.run(6_000);
  assert.equal(
    events(shop, 'bank_returned').map(({ rentalId }) => rentalId),
    ['R1'],
  );
});

test('in the frost nothing is charged, and banks can be rented all the same', () => {
  const shop = openShop(2);
  const { trial, board } = shop;
  board.ambientCelsius = -6;
  for (const { bank } of board.slots) bank?.drainTo(0.9, -5);
  trial.run(60_000);
  assert.ok(events(shop, 'protection_tripped').some(({ protection }) => protection === 'under_temperature'));
  trial.rent('R1');
  takeBank(shop);
  trial.run(8_000);
  assert.is(endOf(shop, 'R1').outcome, 'taken');
});

test.run();
