import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { describeThrown, Failure, isFailure } from '../failure.ts';
import { type McubootImage, onlyTlv, parseImage, TLV } from './image.ts';
import { unsupportedFlags, unsupportedForm } from './image-support.ts';

/**
 * MCUboot's Ed25519 without `--pure`: the signature is over the 32 bytes of the SHA-256 of what is signed, not
 * over the image itself. The key is named by the SHA-256 of its public half as DER SubjectPublicKeyInfo.
 */
export function imageDigest(signedBytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(signedBytes).digest());
}

/** @param publicKey an Ed25519 public key */
export function keyHash(publicKey: KeyObject): Uint8Array {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return new Uint8Array(createHash('sha256').update(der).digest());
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Failure('malformed', `the key is ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

/**
 * @param pem PKCS #8, as `imgtool keygen -t ed25519` writes it, without a password
 * @throws Failure `malformed`; the message has nothing of the key in it
 */
export function readSigningKey(pem: string): KeyObject {
  try {
    return ed25519(createPrivateKey(pem));
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure('malformed', 'this is no private key in PEM (PKCS #8) without a password');
  }
}

/**
 * @param pem a public key (SPKI), or a private one whose public half is taken
 * @throws Failure `malformed`
 */
export function readVerifyingKey(pem: string): KeyObject {
  try {
    return ed25519(createPublicKey(pem));
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure('malformed', 'this is no key in PEM');
  }
}

/** @param key from `readSigningKey`, or any Ed25519 private key */
export function signDigest(digest: Uint8Array, key: KeyObject): Uint8Array {
  return new Uint8Array(sign(null, digest, ed25519(key)));
}

/** Why an image is not to be trusted, or (`unsupported`) of no use to a board of ours. */
export type ImageFault =
  | 'malformed'
  | 'unsupported'
  | 'wrong_hash'
  | 'unsigned'
  | 'unknown_key'
  | 'bad_signature';

export type ImageVerdict =
  | { readonly isGood: true; readonly image: McubootImage; readonly hash: Uint8Array }
  | { readonly isGood: false; readonly fault: ImageFault; readonly text: string };

type PlainFault = Exclude<ImageFault, 'malformed' | 'unsupported'>;

const TEXT: Record<PlainFault, string> = {
  wrong_hash: 'the image is damaged: its hash does not fit',
  unsigned: 'the image is not signed (Ed25519 over its SHA-256, imgtool’s default)',
  unknown_key: 'the image is signed with a key that is not trusted here',
  bad_signature: 'the signature does not fit the image',
};

function bad(fault: PlainFault): ImageVerdict {
  return { isGood: false, fault, text: TEXT[fault] };
}

function unsupported(why: string): ImageVerdict {
  return { isGood: false, fault: 'unsupported', text: `no board of ours takes this image: ${why}` };
}

const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

/**
 * Judges a file: is it a whole MCUboot image, undamaged, and signed by one of these keys? The board judges it by
 * the same rules again (promise 14).
 *
 * @param trustedKeys Ed25519 public keys
 */
export function judgeImage(file: Uint8Array, trustedKeys: readonly KeyObject[]): ImageVerdict {
  try {
    const image = parseImage(file);
    const form = unsupportedForm(image);
    if (form !== undefined)
      return unsupported(`${form}; wanted is what imgtool makes with an Ed25519 key by default`);
    const hash = onlyTlv(image.tlvs, TLV.sha256, 32);
    const nameOfKey = onlyTlv(image.tlvs, TLV.keyHash, 32);
    const signature = onlyTlv(image.tlvs, TLV.ed25519, 64);
    const digest = imageDigest(image.signedBytes);
    if (hash !== undefined && !same(hash, digest)) return bad('wrong_hash');
    const flags = unsupportedFlags(image);
    if (flags !== undefined) return unsupported(flags);
    if (hash === undefined || nameOfKey === undefined || signature === undefined) return bad('unsigned');
    const key = trustedKeys.find((candidate) => same(keyHash(candidate), nameOfKey));
    if (key === undefined) return bad('unknown_key');
    if (!verify(null, digest, key, signature)) return bad('bad_signature');
    return { isGood: true, image, hash };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { isGood: false, fault: 'malformed', text: describeThrown(error) };
  }
}
