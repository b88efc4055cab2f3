import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  eject,
  first,
  found,
  fullBus,
  gaps,
  lost,
  outputsFor,
} from '../../../firmware-sim/cabinet/bus-trial.ts';
import type { ModuleBoard } from '../../../firmware-sim/cabinet/module-board.ts';
import type { VirtualBus } from '../../../firmware-sim/cabinet/virtual-bus.ts';
import { limits } from '../../../shared/limits.ts';

const LOOK_MS = 50;

/** Runs with outputs that are wished anew twice a second, as the cabinet does. @returns looks at boards that had none */
function runOnBadLine(bus: VirtualBus, boards: readonly ModuleBoard[], noise: number, ms: number): number {
  let dark = 0;
  for (const board of boards) bus.request(outputsFor(board, 5_000));
  bus.runFor(1_000);
  bus.wire.noise = noise;
  for (let look = 0; look * LOOK_MS < ms; look += 1) {
    if (look % 10 === 0) for (const board of boards) bus.request(outputsFor(board, 5_000 + look));
    bus.runFor(LOOK_MS);
    dark += boards.filter((board) => board.outputs() === undefined).length;
  }
  return dark;
}

for (const seed of [1, 2]) {
  test(`one byte in a thousand garbled: 80 slots are read as on a good line (seed ${seed})`, () => {
    const { bus, boards } = fullBus(limits.busModules, seed);
    const fromMs = bus.nowMs + 1_000;
    assert.is(runOnBadLine(bus, boards, 0.001, 30_000), 0);
    assert.equal(lost(bus), []);
    const all = gaps(bus, fromMs);
    assert.ok(all.length > 700, `${all.length} readings`);
    assert.ok(Math.max(...all) < limits.pollCycleMs, `${Math.max(...all)} ms`);
  });

  test(`one in a hundred: no module of ten flaps, no output goes dark, nearly all is read in time (seed ${seed})`, () => {
    const { bus, boards } = fullBus(limits.busModules, seed);
    const fromMs = bus.nowMs + 1_000;
    assert.is(runOnBadLine(bus, boards, 0.01, 30_000), 0);
    assert.equal(lost(bus), []);
    const all = gaps(bus, fromMs);
    const late = all.filter((gap) => gap >= limits.pollCycleMs).length;
    assert.ok(late < all.length / 50, `${late} of ${all.length}`);
    assert.ok(Math.max(...all) < limits.busLostMs, `${Math.max(...all)} ms`);
  });

  test(`three in a hundred: readings come late, and nobody is lost or dark (seed ${seed})`, () => {
    const { bus, boards } = fullBus(limits.busModules, seed);
    assert.is(runOnBadLine(bus, boards, 0.03, 15_000), 0);
    assert.equal(lost(bus), []);
  });
}

test('on a bad line, too, a module that is pulled out is missed, and the others are not held up for it', () => {
  const { bus, boards } = fullBus(limits.busModules);
  bus.wire.noise = 0.01;
  bus.runFor(2_000);
  const pulled = first(boards);
  bus.wire.unplug(pulled);
  const fromMs = bus.nowMs;
  const missed = bus.until((event) => event.type === 'module_lost', 3_000);
  assert.equal(missed?.event, { type: 'module_lost', module: pulled.serial });
  assert.ok((missed?.atMs ?? Number.POSITIVE_INFINITY) - fromMs <= limits.busLostMs + LOOK_MS);
  bus.runFor(3_000);
  assert.equal(lost(bus), [pulled.serial]);
  assert.ok(Math.max(...gaps(bus, fromMs)) < limits.busBlindMs);
  bus.wire.plug(pulled);
  bus.runFor(5_000);
  assert.is(found(bus).at(-1), pulled.serial);
});

test('one in a hundred: a move starts its motor as soon as ever, once', () => {
  const { bus, boards } = fullBus(limits.busModules, 4);
  bus.wire.noise = 0.01;
  const delays: number[] = [];
  for (let commandId = 1; commandId <= 40; commandId += 1) {
    const board = boards[commandId % boards.length] ?? first(boards);
    bus.runFor(commandId * 7);
    const askedAtMs = bus.nowMs;
    bus.request(eject(board, 1 + (Math.floor(commandId / 10) % 8), commandId));
    bus.until((event) => event.type === 'moved' && event.commandId === commandId, 500);
    const starts = board.motorStarts.filter((start) => start.commandId === commandId);
    assert.is(starts.length, 1);
    delays.push((starts[0]?.atMs ?? Number.POSITIVE_INFINITY) - askedAtMs);
  }
  assert.ok(Math.max(...delays) < 150, `${Math.max(...delays)} ms`);
});

test.run();
