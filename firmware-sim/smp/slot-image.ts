import { createHash, type KeyObject } from 'node:crypto';
import {
  IMAGE_HEADER_BYTES,
  IMAGE_MAGIC,
  type McubootImage,
  PROTECTED_TLV_MAGIC,
  TLV,
  TLV_MAGIC,
} from '../../shared/smp/image.ts';
import { judgeImage } from '../../shared/smp/image-signature.ts';
import { formatImageVersion } from '../../shared/smp/image-version.ts';
import type { ImageJudgement } from './bootloader.ts';

const TLV_HEAD_BYTES = 4;
const HASH_BYTES = 32;
const JUDGED_KEPT = 8;

/** The image at the beginning of a slot, without what the slot holds behind it; undefined when none begins there. */
export function imageBytesIn(slot: Buffer): Buffer | undefined {
  if (slot.length < IMAGE_HEADER_BYTES || slot.readUInt32LE(0) !== IMAGE_MAGIC) return undefined;
  const areaAt = slot.readUInt16LE(8) + slot.readUInt32LE(12) + slot.readUInt16LE(10);
  if (areaAt + TLV_HEAD_BYTES > slot.length || slot.readUInt16LE(areaAt) !== TLV_MAGIC) return undefined;
  const end = areaAt + slot.readUInt16LE(areaAt + 2);
  return end <= slot.length ? slot.subarray(0, end) : undefined;
}

/** What an image calls itself. */
export interface SlotName {
  readonly hash: Uint8Array;
  /** As Zephyr writes it: `1.2.3` or `1.2.3.4`. */
  readonly version: string;
}

/**
 * Version and hash as they stand in a slot, checked against nothing and no byte behind the hash looked for: Zephyr,
 * img_mgmt.c, `img_mgmt_read_info`. So an image whose signature never arrived has a name, too.
 */
export function nameIn(slot: Buffer): SlotName | undefined {
  if (slot.length < IMAGE_HEADER_BYTES || slot.readUInt32LE(0) !== IMAGE_MAGIC) return undefined;
  let at = slot.readUInt16LE(8) + slot.readUInt32LE(12);
  const isThere = (bytes: number): boolean => at + bytes <= slot.length;
  if (isThere(TLV_HEAD_BYTES) && slot.readUInt16LE(at) === PROTECTED_TLV_MAGIC)
    at += slot.readUInt16LE(at + 2);
  if (!isThere(TLV_HEAD_BYTES) || slot.readUInt16LE(at) !== TLV_MAGIC) return undefined;
  const end = at + slot.readUInt16LE(at + 2);
  for (at += TLV_HEAD_BYTES; at + TLV_HEAD_BYTES <= end && isThere(TLV_HEAD_BYTES); ) {
    const [type, length] = [slot.readUInt16LE(at), slot.readUInt16LE(at + 2)];
    at += TLV_HEAD_BYTES;
    if (type === TLV.sha256 && length === HASH_BYTES && isThere(HASH_BYTES)) {
      const [major, minor, revision, build] = [
        slot.readUInt8(20),
        slot.readUInt8(21),
        slot.readUInt16LE(22),
        slot.readUInt32LE(24),
      ];
      const version = formatImageVersion({ major, minor, revision, build }).replace('+', '.');
      return { hash: slot.subarray(at, at + HASH_BYTES), version };
    }
    at += length;
  }
  return undefined;
}

export interface SlotImage {
  readonly image: McubootImage;
  readonly hash: Uint8Array;
  /** As Zephyr writes it: `1.2.3` or `1.2.3.4`. */
  readonly version: string;
}

export type SlotVerdict =
  | { readonly isGood: true; readonly found: SlotImage }
  | { readonly isGood: false; readonly why: string };

/** What a board of ours runs: whole, signed by a key it trusts, and made for it. */
export class ImageGuard {
  /** Judged images, the last few: a board looks at its slots at each question, and a signature costs 0.2 ms. */
  readonly #judged = new Map<string, SlotVerdict>();
  readonly #keys: readonly KeyObject[];
  readonly #boardId: string;

  constructor(keys: readonly KeyObject[], boardId: string) {
    this.#keys = keys;
    this.#boardId = boardId;
  }

  look(slot: Buffer): SlotVerdict {
    const bytes = imageBytesIn(slot);
    if (bytes === undefined) return { isGood: false, why: 'no image' };
    const name = createHash('sha256').update(bytes).digest('base64');
    const known = this.#judged.get(name);
    if (known !== undefined) return known;
    if (this.#judged.size >= JUDGED_KEPT) this.#judged.clear();
    const verdict = this.#judge(bytes);
    this.#judged.set(name, verdict);
    return verdict;
  }

  #judge(bytes: Buffer): SlotVerdict {
    const verdict = judgeImage(bytes, this.#keys);
    if (!verdict.isGood) return { isGood: false, why: verdict.text };
    const { image, hash } = verdict;
    if (image.boardId !== this.#boardId)
      return {
        isGood: false,
        why: `the image is for ${image.boardId ?? 'no board'}, this is ${this.#boardId}`,
      };
    const version = formatImageVersion(image.version).replace('+', '.');
    return { isGood: true, found: { image, hash, version } };
  }

  /** The same for the bootloader. */
  judge(slot: Buffer): ImageJudgement {
    const verdict = this.look(slot);
    if (!verdict.isGood) return { isGood: false, why: verdict.why, securityCounter: 0 };
    return { isGood: true, why: '', securityCounter: verdict.found.image.securityCounter ?? 0 };
  }
}
