import type { BusEvent, ModuleOutputs } from '../../device/cabinet/readings.ts';
import { Bank } from './bank.ts';
import type { ModuleBoard } from './module-board.ts';
import { type TimedBusEvent, VirtualBus } from './virtual-bus.ts';

type EventOf<Type extends BusEvent['type']> = Extract<BusEvent, { type: Type }>;

export const serialOf = (number: number): string => number.toString(16).padStart(8, '0');
/** Those of one type, with the time at which they were told. */
export const ofType =
  <Type extends BusEvent['type']>(type: Type) =>
  (timed: TimedBusEvent): (EventOf<Type> & { at: number })[] =>
    timed.event.type === type ? [{ ...(timed.event as EventOf<Type>), at: timed.atMs }] : [];
/** The codes of what was told, in order. */
export const troubles = (bus: VirtualBus): string[] =>
  bus.events.flatMap(ofType('trouble')).map(({ code }) => code);
export const found = (bus: VirtualBus): string[] =>
  bus.events.flatMap(ofType('module_found')).map(({ module }) => module);
export const lost = (bus: VirtualBus): string[] =>
  bus.events.flatMap(ofType('module_lost')).map(({ module }) => module);

/** A bank in each slot, whose id tells where it belongs. */
export function fill(board: ModuleBoard): void {
  for (const { slot } of board.slots) {
    board.insert(
      slot,
      new Bank({ bankId: serialOf(slot) + board.serial, level: 0.5, cycles: 300 }),
      'fully',
      0,
    );
  }
}

/** A bus of full modules with consecutive serial numbers, as one batch has them, running and found. */
export function fullBus(modules: number, seed = 1): { bus: VirtualBus; boards: ModuleBoard[] } {
  const bus = new VirtualBus(seed);
  const boards = Array.from({ length: modules }, (_, index) => bus.add(serialOf(0x1a000 + index)));
  for (const board of boards) fill(board);
  bus.open();
  bus.runFor(2_000);
  if (found(bus).length !== modules) throw new Error(`${found(bus).length} modules of ${modules} were found`);
  return { bus, boards };
}

export const first = (boards: readonly ModuleBoard[]): ModuleBoard => {
  const [board] = boards;
  if (board === undefined) throw new Error('no board');
  return board;
};

export const eject = (board: ModuleBoard, slot: number, commandId: number) =>
  ({ type: 'move', order: { at: { module: board.serial, slot }, commandId, move: 'eject' } }) as const;

export const outputsFor = (
  board: ModuleBoard,
  milliwatts: number,
): { type: 'outputs'; outputs: ModuleOutputs } => ({
  type: 'outputs',
  outputs: {
    module: board.serial,
    limitMilliwatts: board.slots.map(() => milliwatts),
    lights: board.slots.map(() => 'charging' as const),
    fanPercent: 40,
  },
});

/** Times between the readings of each module. */
export function gaps(bus: VirtualBus, fromMs: number): number[] {
  const times = new Map<string, number[]>();
  for (const { atMs, event } of bus.events) {
    if (event.type !== 'reading' || atMs < fromMs) continue;
    times.set(event.reading.module, [...(times.get(event.reading.module) ?? []), atMs]);
  }
  return [...times.values()].flatMap((list) => list.slice(1).map((atMs, index) => atMs - (list[index] ?? 0)));
}
