import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ANY_ADDRESS,
  type BusAnswer,
  type BusQuestion,
  decodeBusAnswer,
  encodeBusQuestion,
  type SlotState,
} from '../../shared/bus-messages.ts';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { encodeSerialFrame, SerialFrameParser } from '../../shared/serial-frame.ts';
import { Bank } from './bank.ts';
import { ModuleBoard } from './module-board.ts';
import { TRAVEL_MS } from './slot-bay.ts';

const SERIAL = '0001a001';
const ADDRESS = 3;
type Move = Extract<BusQuestion, { type: 'move' }>['move'];

/** A board with an address, and a host without a wire between. */
class Bench {
  readonly board = new ModuleBoard({ serial: SERIAL, chance: seededChance(4) });
  nowMs = 0;
  #sequence = 0;

  constructor() {
    this.board.address = ADDRESS;
  }

  /** Undefined: it does not answer. */
  ask(question: BusQuestion, sequence = this.#next(), address = ADDRESS): BusAnswer | undefined {
    const bytes = encodeSerialFrame({ address, sequence, ...encodeBusQuestion(question) });
    const [utterance] = this.board.hear(bytes, this.nowMs);
    if (utterance === undefined) return undefined;
    const [heard] = new SerialFrameParser().push(utterance.bytes);
    if (heard === undefined || 'broken' in heard) throw new Error('no frame');
    assert.is(heard.frame.sequence, sequence);
    return decodeBusAnswer(heard.frame.kind, heard.frame.body);
  }

  poll(limitMilliwatts?: number, fanPercent = 0): Extract<BusAnswer, { type: 'state' }> {
    const outputs = {
      limitMilliwatts: Array.from({ length: 8 }, () => limitMilliwatts ?? 0),
      lights: [],
      fanPercent,
    };
    const question = { type: 'poll', serial: SERIAL, firstSlot: 1, slotCount: 8 } as const;
    const answer = this.ask(limitMilliwatts === undefined ? question : { ...question, outputs });
    if (answer?.type !== 'state') throw new Error('no state');
    return answer;
  }

  slot(number = 1): SlotState {
    const slot = this.poll().slots[number - 1];
    if (slot === undefined) throw new Error('no slot');
    return slot;
  }

  move(move: Move, commandId: number, slot = 1): BusAnswer | undefined {
    return this.ask({ type: 'move', serial: SERIAL, slot, commandId, move });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.board.advance(this.nowMs);
  }

  /** Charges for a time, the outputs refreshed as a runtime does. */
  charge(seconds: number, milliwatts: number, fanPercent = 0): void {
    for (let half = 0; half < 2 * seconds; half += 1) {
      this.poll(milliwatts, fanPercent);
      this.pass(500);
    }
  }

  insert(
    bank = new Bank({ bankId: '00000000000000A1', level: 0.3 }),
    how: 'fully' | 'half' | 'reversed' = 'fully',
  ) {
    this.board.insert(1, bank, how, this.nowMs);
    this.pass(100);
    return bank;
  }

  get starts(): number {
    return this.board.motorStarts.length;
  }

  #next(): number {
    this.#sequence = (this.#sequence + 1) & 0xff;
    return this.#sequence;
  }
}

const refusalOf = (answer: BusAnswer | undefined): string | undefined =>
  answer?.type === 'moved' ? (answer.refusal ?? 'taken') : 'silent';

test('the life of a bank: in, read, locked, out, taken', () => {
  const bench = new Bench();
  const bank = bench.insert();
  assert.equal(bench.slot().bank, {
    bankId: '00000000000000A1',
    levelPercent: 30,
    voltageMillivolts: 3_680,
    currentMilliamps: 0,
    temperatureDeciCelsius: 250,
    cycles: 0,
    ageMs: 0,
  });
  assert.is(refusalOf(bench.move('lock', 1)), 'taken');
  bench.pass(200);
  assert.ok(bench.slot().isLocked);
  assert.is(bench.board.take(1, bench.nowMs), undefined, 'the lock holds it');
  assert.is(refusalOf(bench.move('eject', 2)), 'taken');
  assert.is(bench.slot().motor, 'ejecting');
  assert.is(bench.slot().lastCommand, 'running');
  bench.pass(1_000);
  const out = bench.slot();
  assert.equal(
    [out.isInserted, out.isAtMouth, out.isLocked, out.motor, out.lastCommand, out.lastCommandId],
    [false, true, false, 'idle', 'done', 2],
  );
  assert.is(out.bank, undefined);
  assert.is(bench.board.take(1, bench.nowMs), bank);
  bench.pass(100);
  assert.not(bench.slot().isAtMouth);
});

test('pulled back in when nobody takes it', () => {
  const bench = new Bench();
  bench.insert();
  bench.move('eject', 1);
  bench.pass(1_000);
  assert.is(refusalOf(bench.move('pull_back', 2)), 'taken');
  bench.pass(1_000);
  const { isInserted, isLocked, lastCommand } = bench.slot();
  assert.equal([isInserted, isLocked, lastCommand], [true, true, 'done']);
});

test('taken out of the hand of the motor: what was to be pulled back did not come', () => {
  const bench = new Bench();
  bench.insert();
  bench.move('eject', 1);
  bench.pass(1_000);
  bench.move('pull_back', 2);
  bench.board.take(1, bench.nowMs);
  bench.pass(1_000);
  assert.is(bench.slot().lastCommand, 'jammed');
});

test('a repeat moves nothing: the same frame, the same id in another frame, and after a restart', () => {
  const bench = new Bench();
  bench.insert();
  const order = { type: 'move', serial: SERIAL, slot: 1, commandId: 7, move: 'eject' } as const;
  for (let time = 0; time < 3; time += 1) assert.is(refusalOf(bench.ask(order, 200)), 'taken');
  assert.is(refusalOf(bench.ask(order, 201)), 'taken');
  bench.pass(2_000);
  bench.board.restart(bench.nowMs);
  bench.pass(1_000);
  bench.board.address = ADDRESS;
  assert.is(refusalOf(bench.ask(order, 202)), 'taken');
  assert.is(refusalOf(bench.move('eject', 6)), 'older_command');
  assert.is(bench.starts, 1);
  assert.is(bench.slot().lastCommandId, 7);
});

test('a refused command stays refused when it comes again', () => {
  const bench = new Bench();
  assert.is(refusalOf(bench.move('eject', 1)), 'no_bank');
  bench.insert();
  assert.is(refusalOf(bench.move('eject', 1)), 'no_bank');
  assert.is(bench.slot().lastCommand, 'refused');
  assert.is(refusalOf(bench.move('eject', 2)), 'taken');
  assert.is(refusalOf(bench.move('eject', 3)), 'busy');
  assert.is(bench.slot().lastCommandId, 2, 'what the slot did take is still told');
});

test('another module’s order moves nothing, and tells that the address was given twice', () => {
  const bench = new Bench();
  bench.insert();
  const order = { type: 'move', serial: '0000beef', slot: 1, commandId: 1, move: 'eject' } as const;
  assert.is(bench.ask(order), undefined);
  assert.is(bench.starts, 0);
  const here = bench.ask({ type: 'seek', bits: 0, suffix: 0, atAddress: 0 }, 9, 0);
  assert.is(here?.type === 'here' && here.contestedAddress, ADDRESS);
});

test('addresses: by serial number, forgotten at a release, a restart and after two seconds', () => {
  const bench = new Bench();
  const seek = { type: 'seek', bits: 4, suffix: 1, atAddress: 0 } as const;
  assert.is(bench.ask(seek, 1, 0), undefined, 'it has one');
  assert.is(bench.ask({ ...seek, atAddress: ADDRESS }, 2, 0)?.type, 'here');
  bench.ask({ type: 'release', address: ANY_ADDRESS }, 3, 0);
  assert.is(bench.ask(seek, 4, 0)?.type, 'here');
  assert.is(bench.ask({ ...seek, suffix: 2 }, 5, 0), undefined, 'another’s number');
  assert.is(bench.ask({ type: 'assign', serial: '0000beef', address: 5 }, 6, 0), undefined);
  assert.equal(bench.ask({ type: 'assign', serial: SERIAL, address: 5 }, 7, 0), {
    type: 'assigned',
    serial: SERIAL,
    address: 5,
  });
  bench.pass(limits.busAddressExpiryMs);
  assert.is(bench.ask(seek, 8, 0)?.type, 'here');
});

test('outputs end two seconds after they were last heard, to the millisecond', () => {
  const bench = new Bench();
  bench.insert();
  bench.charge(10, 10_000, 50);
  bench.poll(10_000, 50);
  bench.pass(limits.outputExpiryMs - 1);
  assert.ok(bench.board.bay(1).outputWatts > 9);
  bench.pass(2);
  assert.is(bench.board.bay(1).outputWatts, 0);
  assert.not(bench.slot().isCharging);
});

test('a poll without outputs refreshes nothing', () => {
  const bench = new Bench();
  bench.insert();
  bench.poll(10_000);
  for (let round = 0; round < 5; round += 1) {
    bench.pass(500);
    bench.poll();
  }
  assert.is(bench.board.outputs(), undefined);
});

test('a restart: outputs off, the count grows, a motion is not resumed', () => {
  const bench = new Bench();
  bench.insert();
  bench.charge(2, 10_000);
  bench.move('eject', 1);
  bench.pass(100);
  bench.board.restart(bench.nowMs);
  assert.is(bench.board.outputs(), undefined);
  assert.is(bench.board.hear(new Uint8Array(5), bench.nowMs).length, 0, 'it boots');
  bench.pass(1_000);
  bench.board.address = ADDRESS;
  assert.is(bench.poll().bootCount, 2);
  const { lastCommand, isInserted, isLocked } = bench.slot();
  assert.equal([lastCommand, isInserted, isLocked], ['jammed', true, true]);
});

test('a fan cools, and a slot with nobody in it is as warm as the air', () => {
  const warmest = [0, 50, 100].map((fanPercent) => {
    const bench = new Bench();
    const bank = bench.insert(new Bank({ bankId: '00000000000000A1', level: 0.1 }));
    bench.charge(1_200, 15_000, fanPercent);
    assert.is(bench.board.bay(2).celsius, 25);
    return bank.celsius;
  });
  assert.ok(
    (warmest[0] ?? 0) > (warmest[1] ?? 0) + 2 && (warmest[1] ?? 0) > (warmest[2] ?? 0),
    warmest.join(' '),
  );
});

test('in the slot no heat is lost or made', () => {
  const bench = new Bench();
  const bank = bench.insert(new Bank({ bankId: '00000000000000A1', level: 0.1 }));
  bench.charge(1_000, 12_000, 30);
  const bay = bench.board.bay(1);
  const keptJoules = (bank.celsius - 25) * 120 + (bay.celsius - 25) * 40;
  const { heatJoules } = bank.energies;
  assert.ok(Math.abs(heatJoules - bay.toAmbientJoules - keptJoules) < heatJoules * 0.01, `${heatJoules}`);
});

// --- every fault does what it says ---

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
