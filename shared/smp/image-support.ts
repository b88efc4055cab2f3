import { IMAGE_FLAG, type McubootImage, TLV } from './image.ts';

/**
 * What else `imgtool sign` makes and MCUboot can be built for, by the TLV that shows it (MCUboot, image.h). Each
 * wants a bootloader configured for it, so an image that has one would be uploaded in vain, or worse, started as
 * it is.
 */
const FOREIGN_TLVS: readonly (readonly [type: number, what: string])[] = [
  [0x30, 'it is encrypted (imgtool sign -E)'],
  [0x31, 'it is encrypted (imgtool sign -E)'],
  [0x32, 'it is encrypted (imgtool sign -E)'],
  [0x33, 'it is encrypted (imgtool sign -E)'],
  [0x34, 'it is encrypted (imgtool sign -E)'],
  [0x20, 'it is signed with an RSA-2048 key'],
  [0x21, 'it is signed with an ECDSA P-224 key'],
  [0x22, 'it is signed with an ECDSA key'],
  [0x23, 'it is signed with an RSA-3072 key'],
  [0x25, 'its signature is over the whole image (imgtool sign --pure)'],
  [0x11, 'its hash is SHA-384'],
  [0x12, 'its hash is SHA-512 (imgtool sign --sha 512)'],
  [0x02, 'it carries the whole public key (imgtool sign --public-key-format full)'],
];

const OURS: ReadonlySet<number> = new Set([TLV.sha256, TLV.keyHash, TLV.ed25519]);

/**
 * Why no board of ours takes an image of this form, though it may be whole; undefined when one does. What stands in
 * TLVs beside hash, key and signature is signed by nobody; MCUboot's own allow list leaves no room for it either.
 */
export function unsupportedForm(image: McubootImage): string | undefined {
  const foreign = FOREIGN_TLVS.find(([type]) => image.tlvs.some((tlv) => tlv.type === type));
  if (foreign !== undefined) return foreign[1];
  const stray = image.tlvs.find((tlv) => !OURS.has(tlv.type));
  return stray === undefined ? undefined : `nobody signed its entry 0x${stray.type.toString(16)}`;
}

/** The same by its flags, which are signed: worth asking only when the hash fits, else they may be damage. */
export function unsupportedFlags(image: McubootImage): string | undefined {
  if ((image.flags & IMAGE_FLAG.encrypted) !== 0) return 'it says that it is encrypted';
  if ((image.flags & IMAGE_FLAG.compressed) !== 0) return 'it is compressed (imgtool sign --compression)';
  if ((image.flags & IMAGE_FLAG.nonBootable) !== 0)
    return 'it is not to be started (imgtool sign --non-bootable)';
  return undefined;
}
