import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SlotState } from '../../shared/bus-messages.ts';
import { isFailure } from '../../shared/failure.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { encodeSerialFrame } from '../../shared/serial-frame.ts';
import { Bank } from './bank.ts';
import { ADDRESS, Bench, refusalOf, SERIAL } from './board-bench.ts';
import { TRAVEL_MS } from './slot-bay.ts';

test('fault jam, motor_dead, lock_stuck: the bank stays, locked, and it is said which', () => {
  for (const [fault, motor] of [
    ['jam', 'jammed'],
    ['motor_dead', 'failed'],
    ['lock_stuck', 'jammed'],
  ] as const) {
    const bench = new Bench();
    bench.insert();
    bench.move('lock', 1);
    bench.pass(200);
    bench.board.bay(1).faults.add(fault);
    bench.move('eject', 2);
    bench.pass(3_000);
    const slot = bench.slot();
    assert.equal([slot.motor, slot.lastCommand, slot.isInserted], [motor, 'jammed', true]);
    assert.is(bench.board.take(1, bench.nowMs), undefined, 'nobody can take it');
  }
});

test('fault bounce: the switch flutters for longer than it is debounced', () => {
  const bench = new Bench();
  const { backSwitch } = bench.board.bay(1);
  const flips = (): number => {
    let count = 0;
    let before = backSwitch.read(bench.nowMs);
    for (let ms = 0; ms < 1_000; ms += 10) {
      bench.pass(10);
      const now = backSwitch.read(bench.nowMs);
      if (now !== before) count += 1;
      before = now;
    }
    return count;
  };
  bench.board.insert(1, new Bank({ bankId: '00000000000000A1' }), 'fully', bench.nowMs);
  assert.is(flips(), 1, 'a sound one tells once');
  bench.board.take(1, bench.nowMs);
  bench.pass(100);
  backSwitch.fault = 'bounce';
  bench.board.insert(1, new Bank({ bankId: '00000000000000A1' }), 'fully', bench.nowMs);
  assert.ok(flips() > 5);
  bench.pass(2_000);
  assert.ok(backSwitch.read(bench.nowMs), 'at last it settles');
});

test('fault stuck switch: an empty slot is told full, a full one empty', () => {
  const bench = new Bench();
  bench.board.bay(1).backSwitch.fault = 'stuck_on';
  assert.ok(bench.slot().isInserted);
  assert.is(bench.slot().bank, undefined);
  bench.insert();
  bench.board.bay(1).backSwitch.fault = 'stuck_off';
  assert.not(bench.slot().isInserted);
  assert.ok(bench.slot().bank !== undefined);
});

test('fault lying and frozen slot sensor', () => {
  const bench = new Bench();
  bench.insert(new Bank({ bankId: '00000000000000A1', level: 0.1 }));
  bench.board.bay(1).faults.add('frozen_sensor');
  const before = bench.slot().slotTemperatureDeciCelsius;
  bench.charge(900, 15_000);
  assert.is(bench.slot().slotTemperatureDeciCelsius, before);
  bench.board.bay(1).faults.clear();
  assert.ok(bench.slot().slotTemperatureDeciCelsius > before + 20);
  bench.board.bay(1).faults.add('lying_sensor');
  assert.is(bench.slot().slotTemperatureDeciCelsius, 250);
});

test('fault mute gauge: what was read grows old; garbled: it is said so', () => {
  const bench = new Bench();
  const bank = bench.insert();
  bank.faults.add('mute_gauge');
  bench.pass(3_000);
  assert.ok((bench.slot().bank?.ageMs ?? 0) >= 3_000);
  bank.faults.clear();
  bank.faults.add('garbled_gauge');
  bench.pass(300);
  assert.equal([bench.slot().bank, bench.slot().contactProblem], [undefined, 'garbled']);
});

test('half in, foreign, reversed, dirty: none is read, each is told apart', () => {
  const told = (how: 'fully' | 'half' | 'reversed', isForeign: boolean, isDirty: boolean): SlotState => {
    const bench = new Bench();
    if (isDirty) bench.board.bay(1).faults.add('dirty_contacts');
    bench.insert(new Bank({ bankId: '00000000000000A1', isForeign }), how);
    return bench.slot();
  };
  const half = told('half', false, false);
  assert.equal([half.isInserted, half.isAtMouth, half.contactProblem], [false, true, undefined]);
  assert.is(told('fully', true, false).contactProblem, 'foreign');
  assert.is(told('reversed', false, false).contactProblem, 'reversed');
  assert.is(told('fully', false, true).contactProblem, 'dirty');
  for (const slot of [half, told('fully', true, false), told('reversed', false, false)]) {
    assert.is(slot.bank, undefined);
  }
});

test('reversed and given power all the same: it flows, and the slot gets hot', () => {
  const bench = new Bench();
  bench.insert(undefined, 'reversed');
  bench.charge(30, 5_000);
  const { outputMilliwatts, slotTemperatureDeciCelsius, isCharging } = bench.slot();
  assert.ok(isCharging && outputMilliwatts > 5_000 && slotTemperatureDeciCelsius > 270);
});

test('fault stuck fan: driven, and it does not turn, and nothing is cooled', () => {
  const cool = new Bench();
  const warm = new Bench();
  warm.board.faults.add('stuck_fan');
  const banks = [cool, warm].map((bench) =>
    bench.insert(new Bank({ bankId: '00000000000000A1', level: 0.1 })),
  );
  for (const bench of [cool, warm]) bench.charge(900, 15_000, 100);
  assert.ok(cool.poll(15_000, 100).fanRpm > 2_900);
  assert.is(warm.poll(15_000, 100).fanRpm, 0);
  assert.ok((banks[1]?.celsius ?? 0) > (banks[0]?.celsius ?? 0) + 2);
});

test('fault silent: hears, obeys and says nothing', () => {
  const bench = new Bench();
  bench.insert();
  bench.board.faults.add('silent');
  assert.is(bench.move('eject', 1), undefined);
  assert.is(bench.starts, 1);
});

test('fault flooding: talks unasked', () => {
  const bench = new Bench();
  assert.is(bench.board.chatter(0), undefined);
  bench.board.faults.add('flooding');
  assert.ok((bench.board.chatter(0)?.bytes.length ?? 0) > 20);
});

test('fault wrong replies: good checksums, and no answer that a runtime would believe', () => {
  const bench = new Bench();
  bench.insert();
  bench.board.faults.add('wrong_replies');
  let believed = 0;
  for (let round = 0; round < 100; round += 1) {
    try {
      const answer = bench.poll();
      if (answer.serial === SERIAL && answer.firstSlot === 1) believed += 1;
    } catch (thrown) {
      if (!isFailure(thrown) && !(thrown instanceof Error && thrown.message === 'no state')) throw thrown;
    }
  }
  assert.is(believed, 0);
});

test('fault reboots mid command: the command is not done twice, and it is told what became of it', () => {
  const bench = new Bench();
  bench.insert();
  bench.board.faults.add('reboots_mid_command');
  assert.is(refusalOf(bench.move('eject', 1)), 'taken');
  bench.pass(TRAVEL_MS + 1_000);
  assert.is(bench.board.bootCount, 2);
  bench.board.address = ADDRESS;
  assert.is(refusalOf(bench.move('eject', 1)), 'taken');
  assert.is(bench.starts, 1);
  assert.is(bench.slot().lastCommand, 'jammed');
  assert.is(bench.board.bay(1).place, 'back');
});

test('fault brown-out: restarts again and again, and moves nothing', () => {
  const bench = new Bench();
  bench.insert();
  bench.board.faults.add('brown_out');
  assert.is(refusalOf(bench.move('eject', 1)), 'low_supply');
  bench.pass(20_000);
  assert.ok(bench.board.bootCount >= 5, `${bench.board.bootCount}`);
  assert.is(bench.starts, 0);
});

test('fault stuck address: answers for another, and moves nothing for it', () => {
  const bench = new Bench();
  bench.insert();
  bench.board.faults.add('stuck_address');
  bench.board.stuckAddress = 9;
  const poll = { type: 'poll', serial: '0000beef', firstSlot: 1, slotCount: 1 } as const;
  assert.is(bench.ask(poll, 1, 9)?.type, 'state');
  const order = { type: 'move', serial: '0000beef', slot: 1, commandId: 1, move: 'eject' } as const;
  assert.is(bench.ask(order, 2, 9), undefined);
  assert.is(bench.starts, 0);
});

test('a board makes nothing of noise, of answers and of questions that are out of range', () => {
  const bench = new Bench();
  const chance = seededChance(8);
  for (let round = 0; round < 500; round += 1) {
    const noise = Uint8Array.from({ length: 40 }, () => chance.integer(0, 255));
    assert.equal(bench.board.hear(noise, bench.nowMs), []);
  }
  for (const kind of [0, 6, 77, 0x84, 255]) {
    const bytes = encodeSerialFrame({ address: ADDRESS, sequence: 1, kind, body: Uint8Array.of(8, 200, 1) });
    assert.equal(bench.board.hear(bytes, bench.nowMs), []);
  }
  assert.is(bench.starts, 0);
});

test.run();
