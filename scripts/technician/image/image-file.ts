import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { type McubootImage, onlyTlv, TLV } from '../../../shared/smp/image.ts';
import { unsupportedFlags, unsupportedForm } from '../../../shared/smp/image-support.ts';
import { formatImageVersion } from '../../../shared/smp/image-version.ts';

/** @throws Failure `usage`: not there, not a file; `too_large` */
export function readImageFile(path: string | undefined): Uint8Array {
  if (path === undefined) throw new Failure('usage', 'wants an image file');
  try {
    const { size } = statSync(path);
    if (size > limits.imageBytes)
      throw new Failure('too_large', `${path} has ${size} bytes, more than any board takes`);
    return readFileSync(path);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('usage', `cannot read the image: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

/** Whole or not at all. @throws Failure `store_unavailable` */
export function writeImageFile(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, bytes);
    renameSync(draft, path);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw new Failure('store_unavailable', `cannot write ${path}: ${describeThrown(thrown)}`, {
      cause: thrown,
    });
  }
}

/** What an image says of itself, for `--json`; nobody has vouched for it. */
export interface ImageTold {
  readonly board: string | null;
  readonly version: string;
  readonly bytes: number;
  readonly hash: string | null;
  /** Hash of the key that it says it is signed with. */
  readonly keyHash: string | null;
  readonly securityCounter: number | null;
  /** Why no board of ours takes an image of this kind. */
  readonly unsupported: string | null;
}

export function tellImage(image: McubootImage): ImageTold {
  const hex = (value: Uint8Array | undefined): string | null =>
    value === undefined ? null : Buffer.from(value).toString('hex');
  return {
    board: image.boardId ?? null,
    version: formatImageVersion(image.version),
    bytes: image.bytes.length,
    hash: hex(onlyTlv(image.tlvs, TLV.sha256)),
    keyHash: hex(onlyTlv(image.tlvs, TLV.keyHash)),
    securityCounter: image.securityCounter ?? null,
    unsupported: unsupportedForm(image) ?? unsupportedFlags(image) ?? null,
  };
}
