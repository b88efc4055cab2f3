import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  eject,
  first,
  found,
  fullBus,
  gaps,
  lost,
  ofType,
  outputsFor,
  serialOf,
  troubles,
} from '../../../firmware-sim/cabinet/bus-trial.ts';
import { VirtualBus } from '../../../firmware-sim/cabinet/virtual-bus.ts';
import { limits } from '../../../shared/limits.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';

test('ten modules are found by their serial numbers, whatever these are', () => {
  const chance = seededChance(5);
  const batches = [
    Array.from({ length: 10 }, (_, index) => index),
    Array.from({ length: 10 }, (_, index) => (index << 28) >>> 0),
    Array.from({ length: 10 }, () => chance.integer(0, 0xffff_ffff)),
    [0xffff_ffff, 0x7fff_ffff, 0, 1, 2, 4, 8, 16, 32, 0x8000_0000],
  ];
  for (const batch of batches) {
    const bus = new VirtualBus(2);
    for (const number of batch) bus.add(serialOf(number));
    bus.open();
    bus.runFor(6_000);
    assert.equal([...found(bus)].sort(), batch.map(serialOf).sort());
    assert.is(new Set(bus.state.roster.map(({ address }) => address)).size, 10);
    assert.equal(troubles(bus), []);
  }
});

test('80 slots, full of banks, are all read in less than half a second', () => {
  const { bus, boards } = fullBus(10);
  for (const board of boards) bus.request(outputsFor(board, 10_000));
  bus.runFor(5_000);
  const all = gaps(bus, 2_500);
  assert.ok(all.length > 100, `${all.length} readings`);
  assert.ok(Math.max(...all) < limits.pollCycleMs, `${Math.max(...all)} ms`);
  const reading = bus.events.flatMap(ofType('reading')).at(-1)?.reading;
  assert.is(reading?.slots.length, 8);
  assert.ok(reading?.slots.every(({ bank }) => bank !== undefined && bank.levelPercent >= 50));
});

test('a reading tells the time before which nothing in it was measured', () => {
  const { bus } = fullBus(1);
  for (const { event, atMs } of bus.events) {
    if (event.type === 'reading') assert.ok(event.atMs < atMs && atMs - event.atMs < 60);
  }
});

test('a move waits for the one frame in flight and for nothing else', () => {
  const { bus, boards } = fullBus(10);
  for (let commandId = 1; commandId <= 8; commandId += 1) {
    const board = first(boards.slice(commandId));
    bus.runFor(commandId * 13);
    const askedAtMs = bus.nowMs;
    bus.request(eject(board, 1, commandId));
    assert.ok(bus.until((event) => event.type === 'moved' && event.commandId === commandId, 200));
    const start = board.motorStarts.at(-1);
    assert.is(start?.commandId, commandId);
    assert.ok((start?.atMs ?? 999) - askedAtMs < 60, `${(start?.atMs ?? 999) - askedAtMs} ms`);
  }
});

test('a repeated command moves nothing and gets the same answer; an older one is refused', () => {
  const { bus, boards } = fullBus(2);
  const board = first(boards);
  const answers = [5, 5, 4].map((commandId) => {
    bus.request(eject(board, 3, commandId));
    const moved = bus.until((event) => event.type === 'moved', 200);
    bus.runFor(1_500);
    return moved?.event.type === 'moved' ? moved.event.answer : undefined;
  });
  assert.equal(answers, [
    { answer: 'taken' },
    { answer: 'taken' },
    { answer: 'refused', reason: 'older_command' },
  ]);
  assert.is(board.motorStarts.length, 1);
  assert.is(board.bay(3).place, 'mouth');
});

test('hot plug: a module is found while the others are polled, and missed when it is pulled', () => {
  const { bus } = fullBus(3);
  const guest = bus.add('deadbeef', 4);
  const came = bus.until((event) => event.type === 'module_found' && event.module === 'deadbeef', 1_500);
  assert.equal(came?.event, { type: 'module_found', module: 'deadbeef', slots: 4 });
  assert.ok(bus.until((event) => event.type === 'reading' && event.reading.module === 'deadbeef', 600));
  bus.wire.unplug(guest);
  assert.ok(bus.until((event) => event.type === 'module_lost' && event.module === 'deadbeef', 2_000));
  bus.wire.plug(guest);
  assert.ok(bus.until((event) => event.type === 'module_found' && event.module === 'deadbeef', 3_000));
  assert.equal(lost(bus), ['deadbeef']);
});

test('a silent module is lost, costs the others nothing, and is found again when it speaks', () => {
  const { bus, boards } = fullBus(10);
  const silent = first(boards);
  silent.faults.add('silent');
  assert.ok(bus.until((event) => event.type === 'module_lost', 2_000));
  bus.runFor(500);
  const fromMs = bus.nowMs;
  bus.runFor(4_000);
  const others = gaps(bus, fromMs);
  assert.ok(Math.max(...others) < limits.pollCycleMs, `${Math.max(...others)} ms`);
  bus.request(eject(silent, 1, 1));
  const moved = bus.events.flatMap(ofType('moved')).at(-1);
  assert.equal(moved?.answer, { answer: 'refused', reason: 'module_absent' });
  silent.faults.delete('silent');
  assert.ok(bus.until((event) => event.type === 'module_found' && event.module === silent.serial, 3_000));
});

test('a module that falls silent with a move on its way: unknown, and the reading tells what became of it', () => {
  const { bus, boards } = fullBus(1);
  const board = first(boards);
  board.faults.add('silent');
  bus.request(eject(board, 2, 9));
  const moved = bus.until((event) => event.type === 'moved', 1_000)?.event;
  assert.equal(moved, { type: 'moved', commandId: 9, answer: { answer: 'unknown' } });
  board.faults.delete('silent');
  const told = bus.until(
    (event) => event.type === 'reading' && event.reading.slots[1]?.lastCommand === 'done',
    3_000,
  );
  assert.ok(told);
  assert.is(board.motorStarts.length, 1);
});

test('what was sent and not answered is never told as not moved', () => {
  const { bus, boards } = fullBus(1);
  const board = first(boards);
  board.faults.add('silent');
  const answer = (commandId: number, ms: number) => {
    bus.request(eject(board, 2, commandId));
    const told = bus.until((event) => event.type === 'moved' && event.commandId === commandId, ms)?.event;
    return told?.type === 'moved' ? told.answer : undefined;
  };
  assert.equal(answer(9, 1_000), { answer: 'unknown' });
  assert.is(board.motorStarts.length, 1);
  assert.ok(bus.until((event) => event.type === 'module_lost', 3_000));
  bus.request(eject(board, 2, 9));
  bus.request(eject(board, 3, 10));
  const told = bus.events.flatMap(ofType('moved')).slice(-2);
  assert.equal(
    told.map((moved) => moved.answer),
    [{ answer: 'unknown' }, { answer: 'refused', reason: 'module_absent' }],
  );
  board.faults.delete('silent');
  assert.ok(bus.until((event) => event.type === 'module_found', 3_000));
  assert.equal(answer(9, 1_000), { answer: 'taken' });
  assert.is(board.motorStarts.length, 1);
});

test('outputs live with the polls, and end within two seconds of the runtime', () => {
  const { bus, boards } = fullBus(2);
  for (const board of boards) bus.request(outputsFor(board, 10_000));
  for (let second = 0; second < 20; second += 1) {
    bus.runFor(1_000);
    for (const board of boards) assert.ok(board.bay(1).outputWatts > 9, 'charges without a pause');
  }
  bus.close('the runtime is killed');
  bus.runFor(limits.outputExpiryMs + 50);
  for (const board of boards) {
    assert.is(board.bay(1).outputWatts, 0);
    assert.is(board.light(1), 'off');
  }
});

test('outputs are not refreshed on a module whose answers nobody can read', () => {
  const { bus, boards } = fullBus(2);
  const board = first(boards);
  bus.request(outputsFor(board, 10_000));
  bus.runFor(1_000);
  board.faults.add('wrong_replies');
  bus.runFor(limits.busBlindMs + limits.outputExpiryMs + 100);
  assert.is(board.outputs(), undefined);
  assert.ok(lost(bus).includes(board.serial));
});

test('numbers that are none switch off, instead of making a frame that no board reads', () => {
  const { bus, boards } = fullBus(1);
  const board = first(boards);
  const { outputs } = outputsFor(board, 10_000);
  const limitMilliwatts = [Number.NaN, -5, 1e9, 1.5, ...Array.from({ length: 30 }, () => 1)];
  bus.request({ type: 'outputs', outputs: { ...outputs, limitMilliwatts, fanPercent: 900 } });
  bus.runFor(500);
  assert.equal(board.outputs()?.limitMilliwatts, [0, 0, 100_000, 2, 1, 1, 1, 1]);
  assert.is(board.outputs()?.fanPercent, 100);
});

test('a board that restarts keeps its name and its place, and its count grows', () => {
  const { bus, boards } = fullBus(10);
  const board = first(boards);
  board.restart(bus.nowMs);
  assert.ok(
    bus.until((event) => event.type === 'reading' && event.reading.bootCount === board.bootCount, 3_000),
  );
  assert.is(lost(bus).length, 0);
});

test('an unplugged adapter: what was sent is unknown, what was not is refused, and all modules are lost', () => {
  const { bus, boards } = fullBus(2);
  const board = first(boards);
  bus.runFor(250);
  bus.request(eject(board, 1, 1));
  bus.request(eject(board, 2, 2));
  bus.runFor(2);
  bus.close('unplugged');
  bus.request(eject(board, 3, 3));
  const answers = bus.events.flatMap(ofType('moved')).map(({ commandId, answer }) => [commandId, answer]);
  assert.equal(answers.at(-1), [3, { answer: 'refused', reason: 'bus_closed' }]);
  assert.is(answers.length, 3);
  for (const [commandId, answer] of answers.slice(0, -1)) {
    const has = board.motorStarts.some((start) => start.commandId === commandId);
    assert.ok(!has || JSON.stringify(answer) !== JSON.stringify({ answer: 'refused', reason: 'bus_closed' }));
  }
  assert.is(lost(bus).length, 2);
  assert.ok(troubles(bus).includes('port_gone'));
  bus.open();
  bus.runFor(2_000);
  assert.is(found(bus).length, 4, 'both are found anew, although they still had their addresses');
});

test('orders that cannot be are refused before anything is sent', () => {
  const { bus, boards } = fullBus(1);
  const board = first(boards);
  const before = bus.wire.hostBytes;
  for (const [slot, commandId] of [
    [0, 1],
    [9, 1],
    [1.5, 1],
    [1, 0],
    [1, 2 ** 32],
    [1, Number.NaN],
  ] as const) {
    bus.request(eject(board, slot, commandId));
    const moved = bus.events.flatMap(ofType('moved')).at(-1);
    assert.is(moved?.answer.answer, 'refused');
  }
  assert.is(bus.wire.hostBytes, before);
  assert.is(board.motorStarts.length, 0);
});

test('moves that wait are bounded', () => {
  const { bus, boards } = fullBus(1);
  for (let commandId = 1; commandId <= 200; commandId += 1) bus.request(eject(first(boards), 1, commandId));
  const full = bus.events
    .flatMap(ofType('moved'))
    .filter(({ answer }) => answer.answer === 'refused' && answer.reason === 'bus_full');
  assert.ok(full.length >= 200 - limits.busMovesWaiting - 2);
  bus.runFor(10_000);
  assert.is(bus.events.flatMap(ofType('moved')).length, 200);
});

test('a step changes nothing in the state that it is given', () => {
  const { bus } = fullBus(1);
  const before = structuredClone(bus.state);
  const kept = bus.state;
  bus.runFor(1_000);
  assert.equal(kept, before);
});

test.run();
