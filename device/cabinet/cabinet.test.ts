import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import {
  bankOf,
  ejects,
  endOf,
  events,
  openShop,
  SERIAL,
  type Shop,
  slotsAtMouth,
  takeBank,
} from '../../firmware-sim/cabinet/cabinet-shop.ts';
import { TRIAL_BEGINS_MS } from '../../firmware-sim/cabinet/cabinet-trial.ts';
import { unixMs } from '../../shared/quantities.ts';

test('what is found at the first start is stock: locked, known, and nobody is told of a return', () => {
  const shop = openShop(3);
  assert.equal(
    shop.board.slots.map(({ isLocked }) => isLocked),
    [true, true, true, false, false, false],
  );
  assert.is(shop.trial.reports.size, 0);
  assert.equal(shop.trial.heard, []);
});

test('a rental: the bank with the least cycles comes out, is taken, and that is told once', () => {
  const shop = openShop(3);
  shop.trial.rent('R1');
  const bank = takeBank(shop);
  shop.trial.run(8_000);
  assert.is(bank.bankId, bankOf(1));
  assert.equal(endOf(shop, 'R1'), {
    kind: 'rental_ended',
    rentalId: 'R1',
    outcome: 'taken',
    at: { module: SERIAL, slot: 1 },
    bankId: bankOf(1),
  });
  assert.equal(shop.trial.heard, ['请取走充电宝']);
  assert.is(ejects(shop), 1);
});

test('callback to motor: rental and intention share one commit, the motor starts within 150 ms', () => {
  const shop = openShop(2);
  const sentAtMs = shop.trial.nowMs;
  shop.trial.rent('R1');
  shop.trial.run(400);
  const [start] = shop.board.motorStarts.filter(({ move }) => move === 'eject');
  assert.ok(start !== undefined && start.atMs - sentAtMs <= 150, `${(start?.atMs ?? 0) - sentAtMs} ms`);
});

test('a repeat gets the first answer and moves nothing; other content under the same id is a conflict', () => {
  const shop = openShop(2);
  shop.trial.rent('R1');
  takeBank(shop);
  shop.trial.run(6_000);
  const expiresAtMs = unixMs(shop.trial.trueMs + 20_000);
  shop.trial.answers.length = 0;
  shop.trial.rent('R1');
  shop.trial.run(3_000);
  assert.equal(shop.trial.answers[0], { type: 'rent_refused', rentalId: 'R1', code: 'conflict' });
  shop.trial.send({
    type: 'rent',
    rentalId: endOf(shop, 'R1').rentalId as never,
    expiresAtMs,
    minimumLevelPercent: 99,
  });
  shop.trial.run(3_000);
  assert.is(ejects(shop), 1);
});

test('a rent that comes after its expiry is refused with its own code, and nothing moves', () => {
  const shop = openShop(2);
  shop.trial.rent('R1', -1);
  shop.trial.run(1_000);
  assert.equal(shop.trial.answers[0], { type: 'rent_refused', rentalId: 'R1', code: 'expired' });
  shop.trial.run(5_000);
  assert.is(ejects(shop), 0);
});

test('no bank that is charged enough: said, and told', () => {
  const shop = openShop(2);
  shop.trial.rent('R1', 30_000, 95);
  shop.trial.run(4_000);
  assert.is(endOf(shop, 'R1').code, 'no_bank');
  assert.equal(shop.trial.heard, ['没有可借的充电宝']);
});

test('a jam: the slot is locked again and barred, and the next bank comes', () => {
  const shop = openShop(3);
  shop.board.bay(1).faults.add('jam');
  shop.trial.rent('R1', 60_000);
  const bank = takeBank(shop);
  shop.trial.run(6_000);
  assert.is(bank.bankId, bankOf(2));
  assert.is(endOf(shop, 'R1').bankId, bankOf(2));
  assert.ok(shop.board.bay(1).isLocked, 'nobody can pull out the first one as well');
  assert.equal(
    events(shop, 'slot_changed').map(({ at, state }) => [at.slot, state]),
    [[1, 'jammed']],
  );
  shop.board.bay(1).faults.clear();
  shop.trial.rent('R2');
  assert.is(takeBank(shop).bankId, bankOf(3));
});

test('all jammed: the rental fails with that code', () => {
  const shop = openShop(2);
  for (const bay of shop.board.slots) bay.faults.add('lock_stuck');
  shop.trial.rent('R1', 60_000);
  shop.trial.run(20_000);
  assert.is(endOf(shop, 'R1').code, 'all_jammed');
  assert.equal(shop.trial.heard, ['机柜故障，请换个仓口']);
});

test('not taken within 15 s: pulled back in, locked, said, told, and rentable again', () => {
  const shop = openShop(1);
  shop.trial.rent('R1');
  shop.trial.run(2_000);
  assert.equal(slotsAtMouth(shop), [1]);
  shop.trial.run(12_000);
  assert.equal(slotsAtMouth(shop), [1]);
  shop.trial.run(8_000);
  assert.equal(slotsAtMouth(shop), []);
  assert.ok(shop.board.bay(1).isLocked);
  assert.equal([endOf(shop, 'R1').outcome, endOf(shop, 'R1').bankId], ['not_taken', bankOf(1)]);
  assert.equal(shop.trial.heard, ['请取走充电宝', '充电宝已收回']);
  assert.is(events(shop, 'bank_returned').length, 0, 'what never left does not come back');
  shop.trial.rent('R2');
  assert.is(takeBank(shop).bankId, bankOf(1));
});

test('pushed back in by hand: not taken, locked, and no return', () => {
  const shop = openShop(1);
  shop.trial.rent('R1');
  shop.trial.run(5_000);
  shop.board.advance(shop.trial.nowMs);
  shop.board.bay(1).pushIn(shop.trial.nowMs);
  shop.trial.run(6_000);
  assert.equal([endOf(shop, 'R1').outcome, endOf(shop, 'R1').code], ['not_taken', 'pushed_back']);
  assert.ok(shop.board.bay(1).isLocked);
  assert.is(events(shop, 'bank_returned').length, 0);
});

test('a return: locked, recorded with its time, said, lit, told with the rental it ends', () => {
  const shop = openShop(2);
  shop.trial.rent('R1');
  const bank = takeBank(shop);
  shop.trial.run(8_000);
  const insertedAtMs = shop.trial.nowMs;
  shop.board.insert(5, bank, 'fully', insertedAtMs);
  shop.trial.run(3_000);
  const [returned] = [...shop.trial.reports.values()].filter(({ event }) => event.kind === 'bank_returned');
  assert.equal(returned?.event, {
    kind: 'bank_returned',
    bankId: bank.bankId,
    at: { module: SERIAL, slot: 5 },
    levelPercent: 90,
    rentalId: 'R1',
  });
  const lateMs = (returned?.atMs ?? 0) - TRIAL_BEGINS_MS - insertedAtMs;
  assert.ok(lateMs >= 0 && lateMs <= 500, `${lateMs} ms after it clicked in`);
  assert.ok(shop.board.bay(5).isLocked);
  assert.is(shop.trial.heard.at(-1), '归还成功');
  assert.is(shop.board.light(5), 'returned');
});

test('a bank of another cabinet is a return without a rental; the core knows whose it is', () => {
  const shop = openShop(1);
  shop.board.insert(4, new Bank({ bankId: bankOf(77) }), 'fully', shop.trial.nowMs);
  shop.trial.run(3_000);
  assert.equal(events(shop, 'bank_returned'), [
    { kind: 'bank_returned', bankId: bankOf(77), at: { module: SERIAL, slot: 4 }, levelPercent: 50 },
  ]);
  assert.equal(shop.trial.heard, ['归还成功']);
});

const REFUSED: readonly [string, string, string, (shop: Shop) => void][] = [
  [
    'foreign',
    'foreign_bank',
    '不是本柜的充电宝，请取出',
    ({ board, trial }) =>
      void board.insert(4, new Bank({ bankId: bankOf(9), isForeign: true }), 'fully', trial.nowMs),
  ],
  [
    'upside down',
    'upside_down',
    '方向反了，请翻面',
    ({ board, trial }) => void board.insert(4, new Bank({ bankId: bankOf(9) }), 'reversed', trial.nowMs),
  ],
  [
    'half in',
    'half_in',
    '没有插到底，请推到底',
    ({ board, trial }) => void board.insert(4, new Bank({ bankId: bankOf(9) }), 'half', trial.nowMs),
  ],
  [
    'dirty contacts',
    'dirty_contacts',
    '未识别，请取出后再试',
    ({ board, trial }) => {
      board.bay(4).faults.add('dirty_contacts');
      board.insert(4, new Bank({ bankId: bankOf(9) }), 'fully', trial.nowMs);
    },
  ],
  [
    'already returned',
    'already_returned',
    '这个充电宝已归还过',
    ({ board, trial }) => void board.insert(4, new Bank({ bankId: bankOf(1) }), 'fully', trial.nowMs),
  ],
  [
    'an empty slot reported full',
    'reported_full',
    '机柜故障，请换个仓口',
    ({ board }) => {
      board.bay(4).backSwitch.fault = 'stuck_on';
    },
  ],
];
for (const [name, code, said, cause] of REFUSED) {
  test(`no return: ${name} has its own code, word and light, and is not charged`, () => {
    const shop = openShop(1);
    cause(shop);
    shop.trial.run(6_000);
    assert.equal(
      events(shop, 'return_refused').map((event) => [event.code, event.at.slot]),
      [[code, 4]],
    );
    assert.equal(shop.trial.heard, [said]);
    assert.is(shop.board.light(4), 'fault');
    assert.is(shop.board.bay(4).outputWatts, 0);
    assert.is(events(shop, 'bank_returned').length, 0);
  });
}

test('half in, then pushed: it counts', () => {
  const shop = openShop(1);
  shop.board.insert(4, new Bank({ bankId: bankOf(9) }), 'half', shop.trial.nowMs);
  shop.trial.run(4_000);
  shop.board.advance(shop.trial.nowMs);
  shop.board.bay(4).pushIn(shop.trial.nowMs);
  shop.trial.run(3_000);
  assert.is(events(shop, 'bank_returned').length, 1);
  assert.is(shop.trial.heard.at(-1), '归还成功');
});

test('a bank that goes without a rental is an alarm, whichever way it went', () => {
  const shop = openShop(2);
  shop.board.bay(1).faults.add('jam');
  // The motor jams with its lock open, and somebody is quicker than the lock.
  shop.trial.rent('R1', 2_000);
  shop.trial.run(9_000);
  shop.trial.die(true);
  for (const bay of shop.board.slots) bay.start('eject', shop.trial.nowMs);
  shop.board.advance(shop.trial.nowMs + 2_000);
  assert.ok(shop.board.take(2, shop.trial.nowMs + 2_000) !== undefined);
  shop.trial.run(3_000);
  shop.trial.start();
  shop.trial.run(10_000);
  assert.equal(
    events(shop, 'bank_missing').map(({ bankId }) => bankId),
    [bankOf(2)],
  );
});

test('a technician disables, enables and frees slots, each command answered once and kept through a restart', () => {
  const shop = openShop(1);
  const at = { module: SERIAL as never, slot: 1 };
  const order = (id: string, action: 'disable_slot' | 'enable_slot') =>
    shop.trial.send({
      type: 'command',
      id,
      expiresAtMs: unixMs(shop.trial.trueMs + 9_000),
      action: { do: action, at },
    });
  order('c1', 'disable_slot');
  order('c1', 'disable_slot');
  shop.trial.run(2_000);
  assert.equal(shop.trial.answers, [{ type: 'command_result', id: 'c1', done: true, message: 'done' }]);
  assert.is(shop.board.light(1), 'disabled');
  shop.trial.die(false);
  shop.trial.start();
  shop.trial.run(6_000);
  shop.trial.rent('R1', 20_000);
  shop.trial.run(10_000);
  assert.is(endOf(shop, 'R1').code, 'no_bank');
  order('c2', 'enable_slot');
  shop.trial.run(1_000);
  shop.trial.rent('R2');
  assert.is(takeBank(shop).bankId, bankOf(1));
});

test('offline for days through a power cut, with a wall clock that is wrong: all told in order, with the true times', () => {
  const shop = openShop(1);
  shop.trial.isOnline = false;
  shop.board.insert(3, new Bank({ bankId: bankOf(31) }), 'fully', shop.trial.nowMs);
  const first = shop.trial.trueMs;
  shop.trial.run(60_000);
  shop.trial.die(true);
  shop.trial.run(2_000);
  shop.trial.start();
  shop.trial.run(10_000);
  shop.board.insert(4, new Bank({ bankId: bankOf(32) }), 'fully', shop.trial.nowMs);
  const second = shop.trial.trueMs;
  shop.trial.run(60_000);
  shop.trial.isOnline = true;
  shop.trial.run(60_000);
  const told = [...shop.trial.reports.values()].filter(({ event }) => event.kind === 'bank_returned');
  assert.equal(
    told.map(({ seq }) => seq),
    [1, 2],
  );
  assert.equal(
    told.map(({ isTimeUncertain }) => isTimeUncertain),
    [false, false],
  );
  const errors = told.map(({ atMs }, index) => Math.abs(atMs - (index === 0 ? first : second)));
  assert.ok(
    errors.every((error) => error <= 600),
    errors.join(),
  );
});

test('a protection trips: output off, light, a report with the readings around it; the slot gives no bank out', () => {
  const shop = openShop(1);
  const shorted = new Bank({ bankId: bankOf(8), level: 0.3 });
  shorted.faults.add('short_circuit');
  shop.board.insert(2, shorted, 'fully', shop.trial.nowMs);
  shop.trial.run(14_000);
  const [trip] = events(shop, 'protection_tripped');
  assert.is(trip?.protection, 'short_circuit');
  assert.ok((trip?.readings.length ?? 0) > 0);
  assert.is(shop.board.bay(2).outputWatts, 0);
  assert.is(shop.board.light(2), 'fault');
});

test.run();
