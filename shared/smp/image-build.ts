import { createPublicKey, type KeyObject } from 'node:crypto';
import { Failure } from '../failure.ts';
import {
  BOOT_MAGIC,
  IMAGE_FLAG,
  IMAGE_HEADER_BYTES,
  IMAGE_MAGIC,
  type ImageTlv,
  isBoardId,
  PROTECTED_TLV_MAGIC,
  TLV,
  TLV_MAGIC,
} from './image.ts';
import { imageDigest, keyHash, signDigest } from './image-signature.ts';
import type { ImageVersion } from './image-version.ts';

/**
 * What imgtool's options are called there: `headerBytes` --header-size, `hasHeaderRoom` is the absence of
 * --pad-header, `slotBytes` --slot-size, `padToSlot` --pad, `boardId` --custom-tlv 0x54b0.
 */
export interface ImageRecipe {
  readonly body: Uint8Array;
  readonly version: ImageVersion;
  readonly headerBytes: number;
  /** The body begins with `headerBytes` zeros that the linker has left for the header. */
  readonly hasHeaderRoom: boolean;
  /** With it the image is refused when it does not fit beside the trailer. */
  readonly slotBytes?: number;
  readonly padToSlot?: boolean;
  readonly loadAddress?: number;
  readonly securityCounter?: number;
  readonly boardId?: string;
  /** Ed25519 private key; without it the image is not signed, and no board of ours takes it. */
  readonly key?: KeyObject;
}

const ERASED = 0xff;
const DEFAULT_SECTORS = 128;
const MAX_ALIGN = 8;
/** Of the swap status for 128 sectors written in units of 8, the four flags, and the magic (imgtool's defaults). */
export const TRAILER_BYTES = DEFAULT_SECTORS * 3 * MAX_ALIGN + 4 * MAX_ALIGN + BOOT_MAGIC.length;

function tlvArea(magic: number, tlvs: readonly ImageTlv[]): Buffer {
  if (tlvs.length === 0) return Buffer.alloc(0);
  const size = 4 + tlvs.reduce((sum, tlv) => sum + 4 + tlv.value.length, 0);
  const area = Buffer.alloc(size);
  area.writeUInt16LE(magic, 0);
  area.writeUInt16LE(size, 2);
  let at = 4;
  for (const { type, value } of tlvs) {
    area.writeUInt16LE(type, at);
    area.writeUInt16LE(value.length, at + 2);
    area.set(value, at + 4);
    at += 4 + value.length;
  }
  return area;
}

function protectedTlvs(recipe: ImageRecipe): ImageTlv[] {
  const tlvs: ImageTlv[] = [];
  if (recipe.securityCounter !== undefined) {
    const value = Buffer.alloc(4);
    value.writeUInt32LE(recipe.securityCounter);
    tlvs.push({ type: TLV.securityCounter, value });
  }
  if (recipe.boardId !== undefined) {
    if (!isBoardId(recipe.boardId))
      throw new Failure(
        'malformed',
        `${recipe.boardId} is no board id: 1 to 32 of a–z, 0–9 and hyphens inside`,
      );
    tlvs.push({ type: TLV.boardId, value: Buffer.from(recipe.boardId) });
  }
  return tlvs;
}

function header(recipe: ImageRecipe, bodyBytes: number, protectedBytes: number): Buffer {
  const { version } = recipe;
  const loadAddress = recipe.loadAddress ?? 0;
  // With --pad-header imgtool leaves what erased flash reads between header and body; a linker leaves zeros.
  const bytes = Buffer.alloc(recipe.headerBytes, recipe.hasHeaderRoom ? 0 : ERASED).fill(
    0,
    0,
    IMAGE_HEADER_BYTES,
  );
  bytes.writeUInt32LE(IMAGE_MAGIC, 0);
  bytes.writeUInt32LE(loadAddress, 4);
  bytes.writeUInt16LE(recipe.headerBytes, 8);
  bytes.writeUInt16LE(protectedBytes, 10);
  bytes.writeUInt32LE(bodyBytes, 12);
  bytes.writeUInt32LE(loadAddress === 0 ? 0 : IMAGE_FLAG.ramLoad, 16);
  bytes.writeUInt8(version.major, 20);
  bytes.writeUInt8(version.minor, 21);
  bytes.writeUInt16LE(version.revision, 22);
  bytes.writeUInt32LE(version.build, 24);
  return bytes;
}

/** The body without the room for its header. */
function bodyOf(recipe: ImageRecipe): Uint8Array {
  const { headerBytes } = recipe;
  if (headerBytes < IMAGE_HEADER_BYTES || headerBytes > 0xffff)
    throw new Failure('malformed', `a header of ${headerBytes} bytes; it has ${IMAGE_HEADER_BYTES} to 65535`);
  if (!recipe.hasHeaderRoom) return recipe.body;
  if (recipe.body.length < headerBytes || recipe.body.subarray(0, headerBytes).some((byte) => byte !== 0))
    throw new Failure('malformed', `the file does not begin with ${headerBytes} zeros for the header`);
  return recipe.body.subarray(headerBytes);
}

/**
 * Makes an image byte for byte as `imgtool sign` does with the same options.
 *
 * @throws Failure `malformed`, or `too_large` when it does not fit its slot
 */
export function buildImage(recipe: ImageRecipe): Uint8Array {
  const body = bodyOf(recipe);
  if (body.length === 0) throw new Failure('malformed', 'there is nothing to sign');
  const protectedArea = tlvArea(PROTECTED_TLV_MAGIC, protectedTlvs(recipe));
  const signed = Buffer.concat([header(recipe, body.length, protectedArea.length), body, protectedArea]);
  const digest = imageDigest(signed);
  const tlvs: ImageTlv[] = [{ type: TLV.sha256, value: digest }];
  if (recipe.key !== undefined) {
    tlvs.push({ type: TLV.keyHash, value: keyHash(createPublicKey(recipe.key)) });
    tlvs.push({ type: TLV.ed25519, value: signDigest(digest, recipe.key) });
  }
  const image = Buffer.concat([signed, tlvArea(TLV_MAGIC, tlvs)]);
  return new Uint8Array(padded(image, recipe));
}

function padded(image: Buffer, recipe: ImageRecipe): Buffer {
  const { slotBytes } = recipe;
  if (slotBytes === undefined) {
    if (recipe.padToSlot === true) throw new Failure('malformed', 'padding needs the size of the slot');
    return image;
  }
  const room = slotBytes - TRAILER_BYTES;
  if (image.length > room)
    throw new Failure(
      'too_large',
      `the image has ${image.length} bytes, the slot ${slotBytes} of which ${TRAILER_BYTES} are for its trailer`,
    );
  if (recipe.padToSlot !== true) return image;
  const whole = Buffer.alloc(slotBytes, ERASED);
  whole.set(image, 0);
  whole.set(BOOT_MAGIC, slotBytes - BOOT_MAGIC.length);
  return whole;
}
