import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../cabinet/bank.ts';
import { auditBars, auditCommands } from './audit-commands.ts';
import { BudgetWatch } from './budget-watch.ts';
import type { ServiceCall } from './cabinet-evidence.ts';
import { CabinetWorld } from './cabinet-world.ts';

const stillWorld = (): CabinetWorld => new CabinetWorld(1, { kinds: [], isTraced: false });
const found = (world: CabinetWorld): string[] =>
  [...auditCommands(world), ...auditBars(world)].map(({ finding }) => finding);

function callOf(world: CabinetWorld, change: Partial<ServiceCall> = {}): ServiceCall {
  const at = { module: world.wire.modules[0]?.board.serial ?? '', slot: 1 };
  const atMs = world.startMs + 10_000;
  return { action: 'disable_slot', at, atMs, answers: 0, isHeard: true, ...change };
}

const DONE = { answers: 1, isDone: true } as const;

test('a technician is answered once; only the death of the relay excuses silence', () => {
  const silent = stillWorld();
  silent.services.push(callOf(silent));
  assert.equal(found(silent), ['command_unanswered']);
  silent.relayDeathsMs.push(silent.startMs + 9_000);
  assert.equal(found(silent), ['command_unanswered'], 'it had died before');
  silent.relayDeathsMs.push(silent.startMs + 12_000);
  assert.equal(found(silent), []);
  const twice = stillWorld();
  twice.services.push(callOf(twice, { answers: 2 }));
  assert.equal(found(twice), ['command_answered_twice']);
});

test('what was answered as done is so: a disabled slot stays disabled, and lets nothing out', () => {
  const world = stillWorld();
  const call = callOf(world, { ...DONE, answeredAtMs: world.startMs + 10_100 });
  world.services.push(call);
  assert.equal(found(world), ['command_undone'], 'the books know of no bar');
  world.services.push(callOf(world, { ...DONE, action: 'enable_slot', atMs: world.startMs + 60_000 }));
  assert.equal(found(world), []);
  const ejected = { at: call.at, bankId: undefined, commandId: 7 };
  world.watch.ejections.push({ ...ejected, atMs: world.startMs + 12_000 });
  world.watch.ejections.push({ ...ejected, atMs: world.startMs + 61_000 });
  assert.equal(found(world), [], 'a motion under way, and one after it was enabled');
  world.watch.ejections.push({ ...ejected, atMs: world.startMs + 40_000 });
  assert.equal(found(world), ['ejected_while_disabled']);
});

const orderAt = (atMs: number): Parameters<CabinetWorld['bus']['ordered']>[0] => ({
  commandId: 1,
  at: { module: '0000002b', slot: 1 },
  atMs,
  rentalId: undefined,
  life: 0,
});

test('an order to a motor is answered once in the life that gave it', () => {
  const world = stillWorld();
  const { bus, startMs } = world;
  bus.ordered(orderAt(startMs + 1_000));
  assert.equal(found(world), ['order_unanswered']);
  bus.answered(1, 0);
  assert.equal(found(world), []);
  bus.answered(1, 0);
  assert.equal(found(world), ['bus_answer_invented']);
});

test('an order that the controller did not live to hear answered is nobody’s', () => {
  const world = stillWorld();
  const { bus, startMs } = world;
  bus.ordered(orderAt(startMs + 1_000));
  world.controllerDeaths.push({ atMs: startMs + 1_500, diskFailedAtMs: 0, visibleMs: new Map() });
  assert.equal(found(world), []);
  bus.answered(1, 1);
  assert.equal(found(world), ['bus_answer_invented'], 'it was of the life before');
});

test('more power than there is, for longer than a change of the shares takes', () => {
  const { wire, startMs } = stillWorld();
  const [module] = wire.modules;
  if (module === undefined) return assert.unreachable('a world has a module');
  const { board } = module;
  const limitMilliwatts = board.slots.map(() => 12_000);
  const over: string[] = [];
  const watch = new BudgetWatch(18, 1_000, (_, detail) => over.push(detail));
  const enough = new BudgetWatch(24, 1_000, () => assert.unreachable('they draw 24 W'));
  for (const slot of [1, 2]) board.stock(slot, new Bank({ bankId: `00000000000000B${slot}` }), startMs);
  for (const bay of board.slots)
    bay.step(startMs + 1, 1, (limitMilliwatts[bay.slot - 1] ?? 0) / 1_000, 25, 1);
  const look = (atMs: number): void => {
    watch.look(wire.modules, startMs + atMs);
    enough.look(wire.modules, startMs + atMs);
  };
  look(0);
  look(1_000);
  assert.equal(over, []);
  look(1_250);
  look(9_000);
  assert.is(over.length, 1, 'told once');
  assert.match(over[0] ?? '', /^the cabinet: 24\.0 W of 18 W/);
});

test.run();
