import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decideFlash,
  type FlashDecision,
  type FlashPlan,
  isNewer,
  planFlash,
  refuseBoard,
  refuseOlder,
} from './flash-plan.ts';
import { buildImage } from './image-build.ts';
import type { SlotImage } from './image-requests.ts';
import { parseImageVersion } from './image-version.ts';

const OURS = new Uint8Array(32).fill(1);
const THEIRS = new Uint8Array(32).fill(2);
const OLD = new Uint8Array(32).fill(3);

function slot(index: number, hash: Uint8Array | undefined, flags = ''): SlotImage {
  return {
    image: 0,
    slot: index,
    version: '1.0.0',
    hash,
    isBootable: true,
    isActive: flags.includes('a'),
    isConfirmed: flags.includes('c'),
    isPending: flags.includes('p'),
    isPermanent: flags.includes('P'),
  };
}

/** Flags: active, confirmed, pending, Permanent. */
const TABLE: readonly (readonly [string, SlotImage[], FlashDecision])[] = [
  ['the image runs and is kept', [slot(0, OURS, 'ac'), slot(1, OLD)], 'finished'],
  ['the image runs on trial', [slot(0, OURS, 'a'), slot(1, OLD, 'c')], 'self_test'],
  ['the image runs, and the other is marked', [slot(0, OURS, 'ac'), slot(1, OLD, 'p')], 'finished'],
  ['it waits for its test', [slot(0, OLD, 'ac'), slot(1, OURS, 'p')], 'reset'],
  ['it waits to be permanent', [slot(0, OLD, 'ac'), slot(1, OURS, 'pP')], 'reset'],
  ['it is there', [slot(0, OLD, 'ac'), slot(1, OURS)], 'test'],
  ['another is on trial', [slot(0, THEIRS, 'a'), slot(1, OLD, 'c')], 'leave'],
  ['another is on trial over it', [slot(0, THEIRS, 'a'), slot(1, OURS, 'c')], 'leave'],
  ['another waits for its test', [slot(0, OLD, 'ac'), slot(1, THEIRS, 'p')], 'clear'],
  ['another is there', [slot(0, OLD, 'ac'), slot(1, THEIRS)], 'upload'],
  ['the other slot is empty', [slot(0, OLD, 'ac')], 'upload'],
  ['the board runs from slot 1', [slot(0, OURS), slot(1, OLD, 'ac')], 'test'],
  ['no image at all', [], 'upload'],
  ['recovery: an old one in slot 0', [slot(0, OLD)], 'upload'],
  ['recovery: it has been taken', [slot(0, OURS)], 'reset'],
  ['recovery without hashes', [slot(0, undefined)], 'upload'],
  ['another image number is not ours', [slot(0, OLD, 'ac'), { ...slot(0, OURS, 'ac'), image: 1 }], 'upload'],
];

for (const [name, slots, decision] of TABLE)
  test(`${name}: ${decision}`, () => {
    assert.is(decideFlash(OURS, slots), decision);
    assert.is(decideFlash(OURS, [...slots].reverse()), decision, 'whatever the order');
  });

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
function planOf(version: string, boardId?: string, reasons = {}): FlashPlan {
  const recipe = { body: new Uint8Array(9), headerBytes: 32, hasHeaderRoom: false, key: privateKey };
  const file = buildImage({
    ...recipe,
    version: parseImageVersion(version),
    ...(boardId === undefined ? {} : { boardId }),
  });
  const plan = planFlash(file, [publicKey], reasons);
  if ('kind' in plan) throw new Error(plan.text);
  return plan;
}

const running = (version: string): SlotImage[] => [{ ...slot(0, OLD, 'ac'), version }];

test('older is judged by what the board keeps, not by what is on trial', () => {
  const onTrial = [
    { ...slot(0, THEIRS, 'a'), version: '2.0.0' },
    { ...slot(1, OLD, 'c'), version: '1.0.0' },
  ];
  assert.is(refuseOlder(planOf('1.5.0', 'a'), onTrial), undefined);
  assert.is(refuseOlder(planOf('0.9.0', 'a'), onTrial)?.reason, 'older');
  assert.is(refuseOlder(planOf('0.9.0', 'a', { downgrade: 'why' }), onTrial), undefined);
  assert.is(refuseOlder(planOf('1.0.0+1', 'a'), running('1.0.0.2'))?.reason, 'older');
});

test('an empty board, and a version that nobody can read, keep nothing out', () => {
  assert.is(refuseOlder(planOf('0.0.1', 'a'), []), undefined);
  assert.is(refuseOlder(planOf('0.0.1', 'a'), running('<???>')), undefined);
});

test('the board is asked to refuse only where it compares as we do: without the build number', () => {
  assert.is(isNewer(planOf('1.1.0', 'a'), running('1.0.0')), true);
  assert.is(isNewer(planOf('1.0.0+5', 'a'), running('1.0.0.2')), false);
  assert.is(isNewer(planOf('0.9.0', 'a'), running('1.0.0')), false);
  assert.is(isNewer(planOf('1.1.0', 'a'), []), false);
});

test('the board must be the one that the image names', () => {
  const identity = { boardId: 'panel-a', serial: 'S', role: 'panel', version: '1' };
  assert.is(refuseBoard(planOf('1.0.0', 'panel-a'), identity), undefined);
  assert.match(
    refuseBoard(planOf('1.0.0', 'panel-b'), identity)?.text ?? '',
    /for panel-b, this is panel-a S/,
  );
  assert.match(refuseBoard(planOf('1.0.0'), identity)?.text ?? '', /names no board/);
  assert.match(refuseBoard(planOf('1.0.0', 'panel-a'), undefined)?.text ?? '', /does not say what it is/);
});

test('a reason helps where something is unknown, never against a board that is known to be another', () => {
  const identity = { boardId: 'panel-a', serial: 'S', role: 'panel', version: '1' };
  const reasons = { unidentified: 'bench' };
  assert.is(refuseBoard(planOf('1.0.0', undefined, reasons), identity), undefined);
  assert.is(refuseBoard(planOf('1.0.0', 'panel-a', reasons), undefined), undefined);
  assert.is(refuseBoard(planOf('1.0.0', 'panel-b', reasons), identity)?.reason, 'wrong_board');
});

test.run();
