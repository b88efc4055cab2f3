import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../../firmware-sim/cabinet/bank.ts';
import { CabinetRig } from '../../../firmware-sim/cabinet/cabinet-rig.ts';
import type { ModuleBoard } from '../../../firmware-sim/cabinet/module-board.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { createLog } from '../../../shared/log.ts';
import type { BusEvent, MoveOrder } from '../readings.ts';
import { type BusPort, openBus } from './bus-port.ts';

const quiet = createLog('bus', 'info', { write: () => {} });
const serialOf = (number: number): string => number.toString(16).padStart(8, '0');

/** A real port on a real pty, and what it has told. */
class Trial {
  readonly rig: CabinetRig;
  readonly bus: BusPort;
  readonly events: BusEvent[] = [];
  #wake = (): void => {};

  constructor(rig: CabinetRig, path: string) {
    this.rig = rig;
    this.bus = openBus({
      path,
      log: quiet,
      onEvent: (event) => {
        this.events.push(event);
        this.#wake();
      },
    });
  }

  /** The first that is `wanted`, of those from `from` on. The runner's time is the deadline. */
  async event(wanted: (event: BusEvent) => boolean, from = 0): Promise<BusEvent> {
    for (;;) {
      const found = this.events.slice(from).find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async reading(board: ModuleBoard, from = this.events.length): Promise<void> {
    await this.event((event) => event.type === 'reading' && event.reading.module === board.serial, from);
  }

  move(board: ModuleBoard, slot: number, commandId: number, move: MoveOrder['move']): Promise<BusEvent> {
    this.bus.request({ type: 'move', order: { at: { module: board.serial, slot }, commandId, move } });
    return this.event((event) => event.type === 'moved' && event.commandId === commandId);
  }

  troubles(code: string): number {
    return this.events.filter((event) => event.type === 'trouble' && event.code === code).length;
  }
}

async function withRig(
  modules: number,
  work: (trial: Trial, boards: readonly ModuleBoard[]) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-bus-'));
  const link = join(folder, 'bus');
  const rig = new CabinetRig({ seed: 6, link });
  const boards = Array.from({ length: modules }, (_, index) => rig.add(serialOf(0x2b00 + index)));
  for (const board of boards) {
    for (const { slot } of board.slots) {
      board.stock(slot, new Bank({ bankId: serialOf(slot) + board.serial, level: 0.5 }), rig.nowMs);
    }
  }
  await rig.plugIn();
  const trial = new Trial(rig, link);
  try {
    await work(trial, boards);
  } finally {
    await trial.bus.close();
    await rig.unplug();
    rmSync(folder, { recursive: true });
  }
}

const ptyLack = await (async (): Promise<string | undefined> => {
  const rig = new CabinetRig({ seed: 1 });
  try {
    await rig.plugIn();
    await rig.unplug();
    return undefined;
  } catch (thrown) {
    return describeThrown(thrown);
  }
})();

function testOnPty(name: string, work: () => Promise<void>): void {
  if (ptyLack === undefined) test(name, work);
  else console.log(`SKIP ${name}: ${ptyLack}; apt-get install perl coreutils`);
}

test('a port that is not there is told once, and looked for again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-bus-'));
  const trial = new Trial(new CabinetRig({ seed: 1 }), join(folder, 'none'));
  await trial.event((event) => event.type === 'trouble' && event.code === 'port_gone');
  await new Promise((resolve) => setTimeout(resolve, 600)); // two more attempts
  assert.is(trial.troubles('port_gone'), 1);
  const board = trial.rig.add('00000001');
  const moved = await trial.move(board, 1, 1, 'eject');
  assert.equal(moved, { type: 'moved', commandId: 1, answer: { answer: 'refused', reason: 'bus_closed' } });
  await trial.bus.close();
  rmSync(folder, { recursive: true });
});

testOnPty('ten modules over a real line: found, polled, and a bank is moved', async () => {
  await withRig(10, async (trial, boards) => {
    for (const board of boards) await trial.reading(board, 0);
    assert.is(
      new Set(trial.events.flatMap((event) => (event.type === 'module_found' ? [event.module] : []))).size,
      10,
    );
    const [board] = boards;
    if (board === undefined) throw new Error('no board');
    const moved = await trial.move(board, 2, 1, 'eject');
    assert.equal(moved, { type: 'moved', commandId: 1, answer: { answer: 'taken' } });
    await trial.event(
      (event) =>
        event.type === 'reading' &&
        event.reading.module === board.serial &&
        event.reading.slots[1]?.isAtMouth === true &&
        event.reading.slots[1].lastCommandId === 1 &&
        event.reading.slots[1].lastCommand === 'done',
    );
    assert.is(board.motorStarts.length, 1);
  });
});

testOnPty('outputs reach the board, and end when the runtime does', async () => {
  await withRig(1, async (trial, [board]) => {
    if (board === undefined) throw new Error('no board');
    await trial.reading(board, 0);
    const limitMilliwatts = board.slots.map(() => 9_000);
    const lights = board.slots.map(() => 'charging' as const);
    trial.bus.request({
      type: 'outputs',
      outputs: { module: board.serial, limitMilliwatts, lights, fanPercent: 70 },
    });
    await trial.event(
      (event) =>
        event.type === 'reading' && event.reading.slots[0]?.isCharging === true && event.reading.fanRpm > 500,
    );
    assert.is(board.light(8), 'charging');
    await trial.bus.close();
    while (board.outputs() !== undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.is(board.bay(1).outputWatts, 0);
  });
});

testOnPty('hot plug of a module, and of the adapter itself', async () => {
  await withRig(1, async (trial, [board]) => {
    if (board === undefined) throw new Error('no board');
    await trial.reading(board, 0);
    const guest = trial.rig.add('0000cafe', 4);
    await trial.reading(guest, 0);
    trial.rig.wire.unplug(guest);
    await trial.event((event) => event.type === 'module_lost' && event.module === guest.serial);
    const from = trial.events.length;
    await trial.rig.unplug();
    await trial.event((event) => event.type === 'module_lost' && event.module === board.serial, from);
    await trial.event((event) => event.type === 'trouble' && event.code === 'port_gone', from);
    const before = board.motorStarts.length;
    await trial.move(board, 1, 5, 'eject');
    await trial.rig.plugIn();
    await trial.reading(board);
    assert.is(
      board.motorStarts.length,
      before,
      'trap, serialport: what was said to the old line is not sent to the new one',
    );
  });
});

testOnPty(
  'one byte in a hundred is garbled: what is told is true, and each move is made once at most',
  async () => {
    await withRig(2, async (trial, boards) => {
      trial.rig.wire.noise = 0.01;
      for (const board of boards) await trial.reading(board, 0);
      let commandId = 0;
      for (const slot of [1, 2, 3, 4]) {
        for (const board of boards) {
          commandId += 1;
          const moved = await trial.move(board, slot, commandId, 'eject');
          const hasMoved = board.motorStarts.some((start) => start.commandId === commandId);
          const answer = moved.type === 'moved' ? moved.answer.answer : '';
          assert.ok(
            answer === 'unknown' || (answer === 'taken') === hasMoved,
            `${answer}, moved: ${hasMoved}`,
          );
        }
      }
      for (const board of boards) {
        const ids = board.motorStarts.map((start) => start.commandId);
        assert.is(new Set(ids).size, ids.length);
      }
      for (const event of trial.events) {
        if (event.type !== 'reading') continue;
        for (const { slot, bank } of event.reading.slots) {
          assert.ok(
            bank === undefined || bank.bankId === (serialOf(slot) + event.reading.module).toUpperCase(),
          );
        }
      }
    });
  },
);

testOnPty('two modules with one address are told of, kept apart, and both are polled', async () => {
  await withRig(2, async (trial, boards) => {
    for (const board of boards) await trial.reading(board, 0);
    const [one, other] = boards;
    if (one === undefined || other === undefined) throw new Error('no boards');
    other.address = one.address;
    await trial.event((event) => event.type === 'trouble' && event.code === 'two_modules_one_address');
    for (const board of boards) await trial.reading(board);
    assert.is.not(one.address, other.address);
  });
});

testOnPty('events that ask for something are never interrupted by what that brings', async () => {
  await withRig(1, async (_trial, [board]) => {
    if (board === undefined) throw new Error('no board');
    let depth = 0;
    let deepest = 0;
    let orders = 0;
    const done = new Promise<void>((resolve) => {
      const bus = openBus({
        path: '/nonexistent/tillbell-bus',
        log: quiet,
        onEvent: (event) => {
          depth += 1;
          deepest = Math.max(deepest, depth);
          if (orders < 5) {
            orders += 1;
            const at = { module: board.serial, slot: 1 };
            bus.request({ type: 'move', order: { at, commandId: orders, move: 'lock' } });
          } else if (event.type === 'moved' && event.commandId === 5) void bus.close().then(resolve);
          depth -= 1;
        },
      });
    });
    await done;
    assert.is(deepest, 1);
  });
});

test.run();
