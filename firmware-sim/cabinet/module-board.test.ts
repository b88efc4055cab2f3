import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ANY_ADDRESS } from '../../shared/bus-messages.ts';
import { limits } from '../../shared/limits.ts';
import { Bank } from './bank.ts';
import { ADDRESS, Bench, refusalOf, SERIAL } from './board-bench.ts';

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

test('outputs end at their time, at whatever fraction of a millisecond they were heard', () => {
  const bench = new Bench();
  bench.insert();
  for (let round = 0; round < 200; round += 1) {
    bench.pass(1 / 3 + round / 7);
    bench.poll(10_000);
    bench.pass(limits.outputExpiryMs - 0.01);
    assert.ok(bench.board.bay(1).outputWatts > 9);
    bench.pass(0.02);
    assert.is(bench.board.bay(1).outputWatts, 0, `round ${round}`);
  }
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

test.run();
