import { createHash } from 'node:crypto';
import { Failure, isFailure } from '../../shared/failure.ts';
import { onlyTlv, parseImage, TLV } from '../../shared/smp/image.ts';
import { imageDigest } from '../../shared/smp/image-signature.ts';
import { unsupportedFlags, unsupportedForm } from '../../shared/smp/image-support.ts';
import { formatImageVersion } from '../../shared/smp/image-version.ts';

/** A firmware image that the relay keeps for devices. */
export interface ImageRecord {
  /** SHA-256 of the file, hex: its name. */
  readonly sha256: string;
  readonly bytes: number;
  readonly boardId: string;
  readonly version: string;
  /** SHA-256 of the public key that signed it, hex. The relay has no keys: devices and boards check the signature. */
  readonly signedBy: string;
}

/**
 * Reads what an image says of itself, and refuses what no board of ours would ever take.
 *
 * @throws Failure `malformed`, `too_large`
 */
export function readImageRecord(file: Buffer): ImageRecord {
  const image = parseImage(file);
  const { boardId, version, tlvs, signedBytes, bytes } = image;
  const form = unsupportedForm(image);
  if (form !== undefined) throw noBoardOfOurs(form);
  if (boardId === undefined) throw new Failure('malformed', 'the image names no board');
  const hash = onlyTlv(tlvs, TLV.sha256, 32);
  if (hash === undefined || Buffer.compare(hash, imageDigest(signedBytes)) !== 0)
    throw new Failure('malformed', 'the image’s hash is not that of its content');
  const flags = unsupportedFlags(image);
  if (flags !== undefined) throw noBoardOfOurs(flags);
  const key = onlyTlv(tlvs, TLV.keyHash, 32);
  if (key === undefined || onlyTlv(tlvs, TLV.ed25519, 64) === undefined)
    throw new Failure('malformed', 'the image is not signed (Ed25519): npx tillbell image sign');
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    boardId,
    version: formatImageVersion(version),
    signedBy: Buffer.from(key).toString('hex'),
  };
}

function noBoardOfOurs(why: string): Failure {
  return new Failure('malformed', `no board of ours takes this image: ${why}`);
}

/** @throws Failure `malformed` */
export function imageName(text: unknown): string {
  if (typeof text !== 'string' || !/^[0-9a-f]{64}$/.test(text))
    throw new Failure('malformed', 'an image is named by the SHA-256 of its file, 64 hex digits');
  return text;
}

/** A file of the disk that is no image any more is undefined. */
export function rereadImage(file: Buffer, sha256: string): ImageRecord | undefined {
  try {
    const record = readImageRecord(file);
    return record.sha256 === sha256 ? record : undefined;
  } catch (thrown) {
    if (isFailure(thrown)) return undefined;
    throw thrown;
  }
}
