import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FlashPlan, planFlash } from '../../shared/smp/flash-plan.ts';
import { parseImage } from '../../shared/smp/image.ts';
import { imageDigest } from '../../shared/smp/image-signature.ts';
import type { SmpMtu } from '../../shared/smp/smp-link.ts';
import { type Cut, CutWorld } from './cut-world.ts';
import { buildSimImage, type SimImageOptions } from './sim-image.ts';
import { ImageGuard } from './slot-image.ts';
import { SmpBoard } from './smp-board.ts';

const { privateKey: key } = generateKeyPairSync('ed25519');
const { privateKey: strangersKey } = generateKeyPairSync('ed25519');
const trusted = createPublicKey(key);
const BOARD_ID = 'slots-6';
/** Known to all boards here, so that each image is judged once in all these runs. */
const guard = new ImageGuard([trusted], BOARD_ID);

function image(version: string, more: Partial<SimImageOptions> = {}): Uint8Array {
  return buildSimImage({ boardId: BOARD_ID, version, securityCounter: 2, bodyBytes: 500, key, ...more });
}

const factoryImage = image('1.0.0');
const LINKS: Record<string, SmpMtu> = {
  serial: { medium: 'serial', lineBytes: 127 },
  'BLE, MTU 23': { medium: 'ble', attMtuBytes: 23 },
  'BLE, MTU 185': { medium: 'ble', attMtuBytes: 185 },
};

function newWorld(mtu: SmpMtu, buffers = 3): { board: SmpBoard; world: CutWorld } {
  const board = new SmpBoard({
    boardId: BOARD_ID,
    serialNumber: 'SN-1',
    keys: [trusted],
    guard,
    factoryImage,
    slotSectors: 2,
    sectorBytes: 512,
    bufferBytes: 256,
    buffers,
    envelopeBytes: mtu.medium === 'serial' ? 4 : 0,
  });
  return { board, world: new CutWorld(board, mtu) };
}

function planOf(file: Uint8Array): FlashPlan {
  const plan = planFlash(file, [trusted]);
  if ('kind' in plan) throw new Error(plan.text);
  return plan;
}

const plan = planOf(image('1.1.0', { securityCounter: 3 }));

/** What a program does that has no rules: it sends anything to anybody. */
function lawlessPlan(file: Uint8Array): FlashPlan {
  const parsed = parseImage(file);
  return {
    image: { ...parsed, boardId: BOARD_ID },
    hash: imageDigest(parsed.signedBytes),
    downgradeReason: 'none',
    unidentifiedReason: 'none',
  };
}

const PIECE_CUTS = ['lost', 'doubled', 'halved', 'link', 'power', 'quit', 'quit_and_power'] as const;

/** Every cut of one session, over all its pieces and all its flash steps. */
function everyCut(mtu: SmpMtu, flashed: FlashPlan): Cut[] {
  const { world } = newWorld(mtu);
  const { pieces, steps } = world.flash(flashed);
  assert.ok(pieces > 20 && steps > 0);
  const ofPieces = PIECE_CUTS.flatMap((kind) =>
    Array.from({ length: pieces }, (_, piece): Cut => ({ kind, piece })),
  );
  const ofSteps = Array.from({ length: steps }, (_, step): Cut => ({ kind: 'power_in_flash', step }));
  return [...ofPieces, ...ofSteps];
}

for (const [name, mtu] of Object.entries(LINKS)) {
  test(`${name}: whatever is cut where, the board runs the old or the new image, and the same command ends in success`, () => {
    const cuts = everyCut(mtu, plan);
    let again = 0;
    for (const cut of cuts) {
      const where = JSON.stringify(cut);
      const { board, world } = newWorld(mtu);
      const { verdict } = world.flash(plan, cut);
      // Breaking off and switching off is what a technician in a hurry does.
      if (cut.kind === 'quit_and_power') world.powerCycle();
      assert.equal(world.bricked, [], where);
      if (verdict?.kind !== 'flashed' && verdict?.kind !== 'already') {
        again += 1;
        // SMP over BLE has no checksum: a board that loses a piece may put two packets together, and finds out by
        // the hash of the whole. (The radio itself loses none within a connection.)
        const mayBeDamaged = mtu.medium === 'ble' && (cut.kind === 'lost' || cut.kind === 'halved');
        assert.ok(mayBeDamaged || verdict?.kind !== 'refused', `${where}: ${JSON.stringify(verdict)}`);
        const second = world.flash(plan).verdict;
        assert.ok(
          second?.kind === 'flashed' || second?.kind === 'already',
          `${where}: ${JSON.stringify(second)}`,
        );
      }
      world.powerCycle();
      assert.is(board.runningVersion, '1.1.0', where);
      assert.ok(board.isConfirmed, where);
      assert.equal(world.bricked, [], where);
      assert.ok(
        world.ran.every((version) => version === '1.0.0' || version === '1.1.0'),
        where,
      );
    }
    console.log(`${name}: ${cuts.length} cuts; ${again} sessions had to be started again`);
  });
}

test('a new image that fails its self-test: cut anywhere, the old one runs in the end', () => {
  const bad = planOf(image('1.1.0', { securityCounter: 3, behaviour: 'fails_self_test' }));
  const mtu: SmpMtu = { medium: 'serial', lineBytes: 127 };
  const cuts = everyCut(mtu, bad);
  for (const cut of cuts) {
    const where = JSON.stringify(cut);
    const { board, world } = newWorld(mtu);
    const { verdict } = world.flash(bad, cut);
    assert.is.not(verdict?.kind, 'flashed', where);
    // Left alone, on trial or not, a board goes back by its next start.
    world.powerCycle();
    world.powerCycle();
    assert.is(board.runningVersion, '1.0.0', where);
    assert.ok(board.isConfirmed && world.bricked.length === 0, where);
  }
  console.log(`fails its self-test: ${cuts.length} cuts`);
});

test('an unsigned, strange, foreign, damaged or older image never runs, whatever is cut where, sent by a program without rules', () => {
  const damaged = Buffer.from(image('1.1.0', { securityCounter: 3 }));
  damaged[200] = (damaged[200] ?? 0) ^ 1;
  const unsigned = buildSimImage({ boardId: BOARD_ID, version: '1.1.0', securityCounter: 3, bodyBytes: 500 });
  const bad: Record<string, Uint8Array> = {
    unsigned,
    strange: image('1.1.0', { securityCounter: 3, key: strangersKey }),
    foreign: image('1.1.0', { securityCounter: 3, boardId: 'panel-uno' }),
    damaged,
    older: image('0.9.0', { securityCounter: 1 }),
  };
  const mtu: SmpMtu = { medium: 'serial', lineBytes: 127 };
  let cuts = 0;
  for (const [name, file] of Object.entries(bad))
    for (const cut of everyCut(mtu, lawlessPlan(file))) {
      const where = `${name} ${JSON.stringify(cut)}`;
      const { board, world } = newWorld(mtu);
      const { verdict } = world.flash(lawlessPlan(file), cut);
      assert.ok(verdict === undefined || verdict.kind === 'refused' || verdict.kind === 'failed', where);
      world.powerCycle();
      assert.is(board.runningVersion, '1.0.0', where);
      assert.ok(world.ran.every((version) => version === '1.0.0') && world.bricked.length === 0, where);
      cuts += 1;
    }
  console.log(`bad images: ${cuts} cuts`);
});

test.run();
