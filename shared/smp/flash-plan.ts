import type { KeyObject } from 'node:crypto';
import type { Failure } from '../failure.ts';
import type { McubootImage } from './image.ts';
import type { SlotImage, SlotSize } from './image-requests.ts';
import { judgeImage } from './image-signature.ts';
import {
  compareImageVersions,
  formatImageVersion,
  type ImageVersion,
  parseImageVersion,
} from './image-version.ts';
import type { BoardIdentity, HealthLine } from './service.ts';

/** What is to be flashed, and what is allowed on the way. */
export interface FlashPlan {
  readonly image: McubootImage;
  /** As boards name it. */
  readonly hash: Uint8Array;
  /** Why an older image than the board's is right this once; without it that is refused. */
  readonly downgradeReason: string | undefined;
  /** Why a board that cannot say what it is, or an image that names no board, is right this once. */
  readonly unidentifiedReason: string | undefined;
}

/** Why an image is not flashed. */
export type FlashRefusal = 'signature' | 'wrong_board' | 'older' | 'too_large' | 'board';

/** How a session ended; in each case the board starts a whole image. */
export type FlashVerdict =
  /** The new image runs, has tested itself and is confirmed. */
  | { readonly kind: 'flashed'; readonly version: string; readonly from: string | undefined }
  /** It was there already, confirmed. */
  | { readonly kind: 'already'; readonly version: string }
  /** The board runs what it ran before; the new image did not prove itself. */
  | { readonly kind: 'reverted'; readonly why: string; readonly lines: readonly HealthLine[] }
  /** Refused; what the board starts was not touched. Exit code 3 of the CLI. */
  | { readonly kind: 'refused'; readonly reason: FlashRefusal; readonly text: string }
  /** Broken off; the same command goes on from what the board has. */
  | { readonly kind: 'failed'; readonly failure: Failure };

export type FlashRefused = Extract<FlashVerdict, { kind: 'refused' }>;

export function refused(reason: FlashRefusal, text: string): FlashRefused {
  return { kind: 'refused', reason, text };
}

/**
 * Judges the file before any board is touched.
 *
 * @param trustedKeys Ed25519 public keys whose images are allowed
 * @returns the plan, or why it is refused
 */
export function planFlash(
  file: Uint8Array,
  trustedKeys: readonly KeyObject[],
  reasons: { readonly downgrade?: string | undefined; readonly unidentified?: string | undefined } = {},
): FlashPlan | FlashRefused {
  const verdict = judgeImage(file, trustedKeys);
  if (!verdict.isGood) return refused('signature', verdict.text);
  return {
    image: verdict.image,
    hash: verdict.hash,
    downgradeReason: reasons.downgrade,
    unidentifiedReason: reasons.unidentified,
  };
}

/** Is it the board that the image is for? Undefined when it is. */
export function refuseBoard(plan: FlashPlan, identity: BoardIdentity | undefined): FlashRefused | undefined {
  const { boardId } = plan.image;
  if (identity !== undefined && boardId === identity.boardId) return undefined;
  if (identity !== undefined && boardId !== undefined)
    return refused(
      'wrong_board',
      `the image is for ${boardId}, this is ${identity.boardId} ${identity.serial}`,
    );
  if (plan.unidentifiedReason !== undefined) return undefined;
  return identity === undefined
    ? refused('wrong_board', 'the board does not say what it is')
    : refused('wrong_board', `the image names no board, this is ${identity.boardId} ${identity.serial}`);
}

/** Undefined unless the board tells how much its other slot takes, and that is less. */
export function refuseSize({ image }: FlashPlan, sizes: readonly SlotSize[]): FlashRefused | undefined {
  const other = sizes.find((slot) => slot.image === 0 && slot.slot === 1);
  const room = other?.imageBytesMax ?? other?.slotBytes;
  const { length } = image.bytes;
  if (room === undefined || length <= room) return undefined;
  return refused('too_large', `the image has ${length} bytes, the slot takes ${room}`);
}

/** A version that a board prints and nobody can read counts as the oldest. */
function versionOf(slot: SlotImage): ImageVersion {
  try {
    return parseImageVersion(slot.version);
  } catch {
    return parseImageVersion('0');
  }
}

/** What the board would keep by itself: the confirmed image, else what runs. */
function keptSlot(slots: readonly SlotImage[]): SlotImage | undefined {
  return slots.find((slot) => slot.isConfirmed) ?? slots.find((slot) => slot.isActive);
}

/** Undefined unless the image is older than what the board keeps, and nobody has said why that is right. */
export function refuseOlder(plan: FlashPlan, slots: readonly SlotImage[]): FlashRefused | undefined {
  const kept = keptSlot(slots);
  if (kept === undefined || plan.downgradeReason !== undefined) return undefined;
  if (compareImageVersions(plan.image.version, versionOf(kept)) >= 0) return undefined;
  const version = formatImageVersion(plan.image.version);
  return refused('older', `${version} is older than the board’s ${kept.version}`);
}

/** May the board be told to refuse what is not newer? Zephyr compares without the build number. */
export function isNewer(plan: FlashPlan, slots: readonly SlotImage[]): boolean {
  const running = slots.find((slot) => slot.isActive);
  if (running === undefined) return false;
  const withoutBuild = (version: ImageVersion): ImageVersion => ({ ...version, build: 0 });
  return compareImageVersions(withoutBuild(plan.image.version), withoutBuild(versionOf(running))) > 0;
}

/**
 * What is to be done next, from the board's state alone: so the same command goes on wherever the last one was
 * broken off, and it does not matter by whom.
 *
 *   runs          confirmed  other slot           next
 *   the image     yes        –                    finished
 *   the image     no         –                    self_test
 *   nothing, but the image is in slot 0           reset: a bootloader in recovery has taken it there
 *   something     –          the image, pending   reset
 *   something     no         not the image        leave: it is another test that nobody has ended; a reset reverts it
 *   something     no         the image            leave, and then that one can be tested
 *   something     yes        the image            test
 *   something     yes        another, pending     clear
 *   something     yes        anything else        upload
 */
export type FlashDecision = 'finished' | 'self_test' | 'reset' | 'leave' | 'test' | 'clear' | 'upload';

export function decideFlash(hash: Uint8Array, slots: readonly SlotImage[]): FlashDecision {
  const ours = slots.filter((slot) => slot.image === 0);
  // A bootloader in recovery runs nothing; slot 0 is what it will start.
  const running = ours.find((slot) => slot.isActive) ?? ours.find((slot) => slot.slot === 0);
  const other = ours.find((slot) => slot !== running);
  const isTarget = (slot: SlotImage | undefined): boolean =>
    slot?.hash !== undefined && Buffer.compare(slot.hash, hash) === 0;
  if (isTarget(running)) {
    if (running?.isActive !== true) return 'reset';
    return running.isConfirmed ? 'finished' : 'self_test';
  }
  if (isTarget(other) && other?.isPending === true) return 'reset';
  if (running?.isActive === true && !running.isConfirmed) return 'leave';
  if (isTarget(other)) return 'test';
  return other?.isPending === true ? 'clear' : 'upload';
}
