import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { thisMachine } from '../../shared/machine-port.ts';
import { BleSmpLink } from '../../shared/smp/ble-smp-link.ts';
import { type FlashPlan, type FlashVerdict, planFlash } from '../../shared/smp/flash-plan.ts';
import { runFlash } from '../../shared/smp/flash-run-link.ts';
import { readVerifyingKey } from '../../shared/smp/image-signature.ts';
import { SerialSmpPort } from '../../shared/smp/serial-smp-port.ts';
import type { SmpLink } from '../../shared/smp/smp-link.ts';
import { missingForPrivateBus } from '../ble/private-bus.ts';
import { BoardRig, type RigMedium } from './board-rig.ts';
import type { LiveBoard } from './live-board.ts';
import { sampleKey, writeSampleImages } from './sample-images.ts';

const BOARD_ID = 'slots-6';
const PATIENT_MS = 50;

/** Boards with samples to flash, for the length of `body`. */
async function withRig(
  medium: RigMedium,
  boards: number,
  body: (rig: BoardRig, plan: (name: string) => FlashPlan) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-boards-'));
  const key = sampleKey(folder);
  const images = writeSampleImages(folder, { boardId: BOARD_ID, bodyBytes: 6_000, key });
  const trusted = readVerifyingKey(readFileSync(join(folder, 'trusted-key.pem'), 'utf8'));
  const rig = await BoardRig.start({
    folder,
    medium,
    boards,
    boardId: BOARD_ID,
    version: '1.0.0',
    key,
    slotBytes: 16_384,
    factoryBodyBytes: 3_000,
    eraseSectorMs: 5,
  });
  try {
    await body(rig, (name) => {
      const plan = planFlash(readFileSync(images[name] ?? ''), [trusted]);
      if ('kind' in plan) throw new Error(plan.text);
      return plan;
    });
  } finally {
    await rig.close();
    rmSync(folder, { recursive: true });
  }
}

const overSerial = (board: LiveBoard, plan: FlashPlan): Promise<FlashVerdict> =>
  runFlash(plan, {
    open: (): SmpLink => new SerialSmpPort({ path: board.address, baudRate: 115_200 }),
    machine: thisMachine,
  });
const overBle = (board: LiveBoard, plan: FlashPlan): Promise<FlashVerdict> =>
  runFlash(plan, { open: () => new BleSmpLink({ address: board.address }), machine: thisMachine });

async function powerComesBack(board: LiveBoard): Promise<void> {
  while (board.board.isPowered) await new Promise((wake) => setTimeout(wake, PATIENT_MS));
  await board.setPower(true);
}

function onlyBoard(rig: BoardRig): LiveBoard {
  const [board] = rig.boards;
  if (board === undefined) throw new Error('no board');
  return board;
}

test('over a pty with a log and a shell on the same line: flashed, tested, confirmed; again: already there', () =>
  withRig({ kind: 'serial', usb: 'bridge' }, 1, async (rig, plan) => {
    const board = onlyBoard(rig);
    board.isNoisy = true;
    board.board.forgetUploadAt(3_000);
    assert.is((await overSerial(board, plan('good'))).kind, 'flashed');
    assert.is(board.board.runningVersion, '1.1.0');
    assert.ok(board.board.isConfirmed);
    assert.is((await overSerial(board, plan('good'))).kind, 'already');
    assert.is((await overSerial(board, plan('older'))).kind, 'refused');
    assert.is((await overSerial(board, plan('wrong-board'))).kind, 'refused');
  }));

test('over a native USB port that goes with each reset: power cut in the upload, and a firmware that fails its test', () =>
  withRig({ kind: 'serial', usb: 'native' }, 1, async (rig, plan) => {
    const board = onlyBoard(rig);
    board.cutAfter(3_000, 'power');
    const [verdict] = await Promise.all([overSerial(board, plan('good')), powerComesBack(board)]);
    assert.is(verdict.kind, 'flashed');
    assert.is((await overSerial(board, plan('fails-self-test'))).kind, 'reverted');
    assert.is(board.board.runningVersion, '1.1.0');
  }));

function bleTest(name: string, body: () => Promise<void>): void {
  const missing = missingForPrivateBus();
  if (missing === undefined) test(name, body);
  else console.log(`SKIP ${name}: ${missing}`);
}

bleTest(
  'in the air, several boards in reach: the named one is flashed, through a dropped connection and a power cut',
  () =>
    withRig(
      { kind: 'ble', mtu: 185, timing: { intervalMs: 15, packetsPerEvent: 4 } },
      3,
      async (rig, plan) => {
        process.env.DBUS_SYSTEM_BUS_ADDRESS = rig.busAddress;
        const [first, second, third] = rig.boards;
        if (first === undefined || second === undefined || third === undefined) throw new Error('no boards');
        second.cutAfter(2_500, 'link');
        assert.is((await overBle(second, plan('good'))).kind, 'flashed');
        third.cutAfter(2_500, 'power');
        const [verdict] = await Promise.all([overBle(third, plan('good')), powerComesBack(third)]);
        assert.is(verdict.kind, 'flashed');
        assert.equal(
          rig.boards.map(({ board }) => board.runningVersion),
          ['1.0.0', '1.1.0', '1.1.0'],
        );
      },
    ),
);

test.run();
