import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  eject,
  fill,
  first,
  fullBus,
  lost,
  ofType,
  outputsFor,
  serialOf,
  troubles,
} from '../../../firmware-sim/cabinet/bus-trial.ts';
import { VirtualBus } from '../../../firmware-sim/cabinet/virtual-bus.ts';
import { limits } from '../../../shared/limits.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import { encodeSerialFrame } from '../../../shared/serial-frame.ts';

test('on a line that garbles one byte in a hundred, what is told is true and each move is made once', () => {
  const bus = new VirtualBus(7);
  const boards = [0x51, 0x52, 0x53].map((number) => bus.add(serialOf(number)));
  for (const board of boards) fill(board);
  bus.wire.noise = 0.01;
  bus.open();
  bus.runFor(5_000);
  for (const board of boards) bus.request(outputsFor(board, 5_000));
  let commandId = 0;
  for (let slot = 1; slot <= 8; slot += 1) {
    for (const board of boards) {
      bus.runFor(50);
      commandId += 1;
      bus.request(eject(board, slot, commandId));
    }
  }
  bus.runFor(8_000);
  const moved = bus.events.flatMap(ofType('moved'));
  assert.is(moved.length, 24, 'each order is answered once');
  const starts = boards.flatMap((board) => board.motorStarts);
  assert.is(new Set(starts.map((start) => start.commandId)).size, starts.length, 'no command moved twice');
  for (const { commandId: id, answer } of moved) {
    if (answer.answer === 'taken') assert.ok(starts.some((start) => start.commandId === id));
    if (answer.answer === 'refused') assert.not(starts.some((start) => start.commandId === id));
  }
  assert.ok(moved.filter(({ answer }) => answer.answer === 'taken').length >= 20);
  for (const { reading } of bus.events.flatMap(ofType('reading'))) {
    for (const { bank, slot } of reading.slots) {
      assert.ok(bank === undefined || bank.bankId === (serialOf(slot) + reading.module).toUpperCase());
    }
  }
  for (const board of boards) assert.ok(board.outputs() !== undefined, 'outputs are refreshed in time');
  assert.ok(troubles(bus).includes('noise'));
  assert.not(troubles(bus).includes('two_modules_one_address'));
});

test('two modules under one address: the one that is not meant steps back, and both are heard', () => {
  const { bus, boards } = fullBus(2);
  const [one, other] = boards;
  if (one === undefined || other === undefined) throw new Error('two boards');
  other.address = one.address;
  bus.runFor(4_000);
  assert.equal(troubles(bus), ['two_modules_one_address']);
  assert.is.not(one.address, other.address);
  const recent = bus.events.filter(({ atMs }) => atMs > bus.nowMs - 600).flatMap(ofType('reading'));
  assert.equal(
    [...new Set(recent.map(({ reading }) => reading.module))].sort(),
    [one.serial, other.serial].sort(),
  );
});

test('a module that answers for another: the other is moved away, both are heard, and nobody ejects for the other', () => {
  const { bus, boards } = fullBus(2);
  const one = first(boards);
  const impostor = bus.add('bad0bad0');
  fill(impostor);
  impostor.stuckAddress = one.address;
  impostor.faults.add('stuck_address');
  bus.runFor(8_000);
  assert.ok(troubles(bus).includes('two_modules_one_address'));
  assert.not(troubles(bus).includes('noise'));
  assert.is.not(one.address, impostor.address);
  bus.request(eject(one, 1, 1));
  bus.runFor(1_500);
  assert.is(one.motorStarts.length, 1);
  assert.is(impostor.motorStarts.length, 0);
  const recent = bus.events.filter(({ atMs }) => atMs > bus.nowMs - 600).flatMap(ofType('reading'));
  assert.is(new Set(recent.map(({ reading }) => reading.module)).size, 3);
});

test('two boards with one serial number are told of, and the others are served', () => {
  const { bus } = fullBus(2);
  bus.add('0000cafe');
  bus.add('0000cafe');
  bus.runFor(6_000);
  assert.ok(troubles(bus).includes('two_modules_one_address'));
  assert.equal(
    lost(bus).filter((serial) => serial !== '0000cafe'),
    [],
  );
});

test('a flooding module is told of, and the others are served in between', () => {
  const { bus, boards } = fullBus(3);
  const flooder = first(boards);
  flooder.faults.add('flooding');
  const fromMs = bus.nowMs;
  bus.runFor(5_000);
  assert.ok(troubles(bus).includes('flooded'));
  assert.not(troubles(bus).includes('two_modules_one_address'));
  assert.ok(bus.events.length < 500, `${bus.events.length} events`);
  const heard = bus.events.filter(({ atMs }) => atMs > fromMs).flatMap(ofType('reading'));
  assert.ok(heard.length > 0);
  flooder.faults.delete('flooding');
  bus.runFor(6_000);
  const recent = bus.events.filter(({ atMs }) => atMs > bus.nowMs - 600).flatMap(ofType('reading'));
  assert.is(new Set(recent.map(({ reading }) => reading.module)).size, 3);
});

test('more bytes than a line can carry are thrown away and told of once', () => {
  const { bus } = fullBus(1);
  for (let chunk = 0; chunk < 200; chunk += 1) bus.hear(new Uint8Array(10_000).fill(0x55));
  assert.equal(troubles(bus), ['flooded']);
});

test('wrong answers are never told as readings', () => {
  const { bus, boards } = fullBus(2);
  const board = first(boards);
  const fromMs = bus.nowMs;
  board.faults.add('wrong_replies');
  bus.runFor(5_000);
  for (const { reading, at } of bus.events.flatMap(ofType('reading'))) {
    if (reading.module === board.serial) assert.ok(at < fromMs + 10);
    assert.ok(reading.slots.every(({ bank }) => (bank?.levelPercent ?? 0) <= 100));
  }
});

test('whatever is heard, in whatever order: no throw, and everything stays bounded', () => {
  const chance = seededChance(9);
  const { bus, boards } = fullBus(3);
  for (let round = 0; round < 3_000; round += 1) {
    const flight = bus.state.flight;
    const sequence = flight !== undefined && 'exchange' in flight ? flight.exchange.sequence : 0;
    const frame = encodeSerialFrame({
      address: chance.integer(0, 12),
      sequence: chance.happens(0.7) ? sequence : chance.integer(0, 255),
      kind: chance.pick([0x81, 0x82, 0x84, 0x85, 1, 99]),
      body: Uint8Array.from({ length: chance.integer(0, 40) }, () => chance.integer(0, 255)),
    });
    bus.hear(chance.happens(0.8) ? frame : frame.subarray(chance.integer(0, frame.length)));
    if (chance.happens(0.1)) bus.request(eject(first(boards), chance.integer(0, 9), chance.integer(0, 50)));
    bus.runFor(chance.integer(0, 10));
  }
  const { roster, duties, moves, seek, toPoll, trouble } = bus.state;
  assert.ok(roster.length <= limits.busModules && moves.length <= limits.busMovesWaiting);
  assert.ok(duties.length < 20 && seek.open.length < 100 && toPoll.length < 20);
  assert.ok(Object.keys(trouble.told).length < 50);
  for (const board of boards) {
    const ids = board.motorStarts.map(({ commandId }) => commandId);
    assert.is(new Set(ids).size, ids.length);
  }
  const from = bus.nowMs;
  bus.runFor(5_000);
  const recent = bus.events.filter(({ atMs }) => atMs > from + 4_000).flatMap(ofType('reading'));
  assert.ok(
    boards.every(({ serial }) => recent.some(({ reading }) => reading.module === serial)),
    'it heals',
  );
});

test.run();
