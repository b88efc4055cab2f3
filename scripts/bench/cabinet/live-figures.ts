import { join } from 'node:path';
import { Bank } from '../../../firmware-sim/cabinet/bank.ts';
import { CabinetRig } from '../../../firmware-sim/cabinet/cabinet-rig.ts';
import type { ModuleBoard } from '../../../firmware-sim/cabinet/module-board.ts';
import { freePort } from '../../../firmware-sim/free-port.ts';
import { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { NO_ADDRESS } from '../../../shared/bus-messages.ts';
import { Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { sleep, until } from '../clock.ts';
import { cpuMsOf, residentBytesOf } from '../process-meter.ts';

export interface LiveFigures {
  readonly slots: number;
  /** Between two answers of one module, ms; all modules. */
  readonly cyclesMs: readonly number[];
  /** From the request's first byte to the motor, ms. */
  readonly motorMs: readonly number[];
  /** Of a core, while nothing but polls and charging goes on. */
  readonly cpuShare: number;
  readonly residentBytes: number;
}

const FIRST_SERIAL = 0x0001_a000;
const WATCH_MS = 8_000;
const FOUND_MS = 30_000;
const MOTOR_MS = 10_000;
const LOOK_MS = 5;
const RENTAL_LASTS_MS = 30_000;

/**
 * The real controller, relay and disk, on a pty at the speed of a line. The boards live in this process, so that their
 * clock is the one of the request.
 */
export async function measureLive(folder: string, modules: number, rentals: number): Promise<LiveFigures> {
  const rig = new CabinetRig({ seed: modules, link: join(folder, 'bus') });
  await rig.plugIn();
  const boards = Array.from({ length: modules }, (_, index) =>
    rig.add((FIRST_SERIAL + index).toString(16).padStart(8, '0')),
  );
  let number = 0;
  for (const board of boards) {
    for (const { slot } of board.slots) board.stock(slot, newBank(++number), rig.nowMs);
  }
  const answersMs = boards.map((board) => listen(board));
  const processes = new Processes(join(folder, 'processes.json'));
  let scene: CabinetShop | undefined;
  try {
    scene = await CabinetShop.open(
      {
        shop: {
          folder,
          httpPort: await freePort(),
          mqttPort: await freePort(),
          speakers: [],
          retryAfterMs: [1_000],
        },
        cabinet: { id: 'CAB-0001', voice: 'null', boards: { busPath: rig.path } },
      },
      processes,
    );
    const areFound = (): true | undefined =>
      boards.every(({ address }) => address !== NO_ADDRESS) ? true : undefined;
    if ((await until(FOUND_MS, LOOK_MS, areFound)) === undefined)
      throw new Failure('timed_out', `${modules} modules were not found within ${FOUND_MS / 1_000} s`);
    // Start-up, the first plan of the charger, and the banks' first words.
    await sleep(3_000);
    for (const times of answersMs) times.length = 0;
    const { pid } = scene.cabinet.controller;
    const [beganMs, cpuMs] = [performance.now(), cpuMsOf(pid)];
    await sleep(WATCH_MS);
    const cpuShare = (cpuMsOf(pid) - cpuMs) / (performance.now() - beganMs);
    const cyclesMs = answersMs.flatMap((times) =>
      times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)),
    );
    const motorMs: number[] = [];
    for (let count = 1; count <= rentals; count++) {
      const took = await rentOne(scene, rig, boards, `B-${modules}-${count}`);
      if (took !== undefined) motorMs.push(took);
    }
    const residentBytes = residentBytesOf(pid);
    return { slots: modules * limits.slotsPerModule, cyclesMs, motorMs, cpuShare, residentBytes };
  } finally {
    await scene?.close();
    await processes.close();
    await rig.unplug();
  }
}

const newBank = (number: number): Bank =>
  new Bank({ bankId: (0xb_0000 + number).toString(16).toUpperCase().padStart(16, '0'), level: 0.5 });

/** When this board has answered, by this process's clock. */
function listen(board: ModuleBoard): number[] {
  const answersMs: number[] = [];
  const hear = board.hear.bind(board);
  board.hear = (bytes, nowMs) => {
    const said = hear(bytes, nowMs);
    if (said.length > 0) answersMs.push(nowMs);
    return said;
  };
  return answersMs;
}

/** One rental: asked for, let out, taken; and a new bank put in where one has left. */
async function rentOne(
  scene: CabinetShop,
  rig: CabinetRig,
  boards: readonly ModuleBoard[],
  rentalId: string,
): Promise<number | undefined> {
  const known = boards.map(({ motorStarts }) => motorStarts.length);
  const askedAtMs = rig.nowMs;
  const answer = scene.rent({ rentalId, lastsMs: RENTAL_LASTS_MS, minimumLevel: 20 });
  const started = await until(MOTOR_MS, LOOK_MS, () => {
    for (const [index, board] of boards.entries()) {
      const start = board.motorStarts.slice(known[index]).find(({ move }) => move === 'eject');
      if (start !== undefined) return { board, start };
    }
    return undefined;
  });
  await answer;
  if (started === undefined) return undefined;
  const { board, start } = started;
  const isOut = (): true | undefined => (board.bay(start.slot).place === 'mouth' ? true : undefined);
  await until(MOTOR_MS, LOOK_MS, isOut);
  const bank = board.take(start.slot, rig.nowMs);
  // Until the cabinet believes that it has gone; then it comes back, and its lock closes.
  const isTold = (): true | undefined => (scene.openRentals().includes(rentalId) ? undefined : true);
  await until(MOTOR_MS, LOOK_MS, isTold);
  if (bank !== undefined) board.insert(start.slot, bank, 'fully', rig.nowMs);
  return start.atMs - askedAtMs;
}
