import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { Failure } from '../failure.ts';
import type { FieldReader } from './cbor.ts';
import { GROUP, type SmpRequest } from './request.ts';
import { SERVICE_COMMAND } from './service.ts';

/**
 * How a technician's laptop and a device come to trust each other over the air, where pairing is worth nothing (a box
 * without screen or keys pairs with anybody):
 *
 *     greet   e = 32 bytes, X25519, fresh      →  e = the device's
 *     prove   p = 32 bytes, made with the code →  p = the device's own proof
 *     sealed  (ble-seal.ts)
 *
 * Both proofs and both sealing keys come from HKDF-SHA256 (RFC 5869) over the X25519 secret and the service code, salted with both
 * public keys. Who overhears lacks the secret, who stands in between or pretends to be one side lacks the code. The
 * laptop proves first: a stranger who calls a device gets nothing that he could try codes against at home. One who plays
 * a device gets a proof, and 80 bits to guess.
 */
export const EXCHANGE_KEY_BYTES = 32;
const PROOF_BYTES = 32;

/** RFC 8410: an X25519 key of 32 bytes, without and with its DER head. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

export interface ExchangePair {
  readonly secret: KeyObject;
  readonly publicBytes: Uint8Array;
}

/** @param random 32 fresh bytes, used for nothing else */
export function exchangePair(random: Uint8Array): ExchangePair {
  const secret = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, random]),
    format: 'der',
    type: 'pkcs8',
  });
  const der = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  return { secret, publicBytes: Uint8Array.from(der.subarray(PUBLIC_HEAD.length)) };
}

export interface SessionSecrets {
  readonly clientProof: Uint8Array;
  readonly deviceProof: Uint8Array;
  /** Seals what the laptop sends. */
  readonly toDevice: Uint8Array;
  /** Seals what the device sends. */
  readonly toClient: Uint8Array;
}

export interface Agreement {
  readonly own: ExchangePair;
  /** Both public keys, as they were sent. */
  readonly client: Uint8Array;
  readonly device: Uint8Array;
  /** {@link readServiceCode} */
  readonly code: Uint8Array;
}

/** @throws Failure `malformed`: the other side's key is none */
export function agree({ own, client, device, code }: Agreement): SessionSecrets {
  const other = Buffer.compare(own.publicBytes, client) === 0 ? device : client;
  const codeKey = createHmac('sha256', 'tillbell/1/service-code').update(code).digest();
  const salt = createHash('sha256').update(client).update(device).digest();
  const secret = Buffer.concat([sharedSecret(own, other), codeKey]);
  const all = new Uint8Array(hkdfSync('sha256', secret, salt, 'tillbell/1/ble', 4 * PROOF_BYTES));
  const part = (index: number): Uint8Array => all.slice(index * PROOF_BYTES, (index + 1) * PROOF_BYTES);
  return { clientProof: part(0), deviceProof: part(1), toDevice: part(2), toClient: part(3) };
}

/** A key of small order makes no secret: OpenSSL refuses it. */
function sharedSecret({ secret }: ExchangePair, other: Uint8Array): Buffer {
  if (other.length !== EXCHANGE_KEY_BYTES) throw new Failure('malformed', 'a greeting has a key of 32 bytes');
  try {
    const publicKey = createPublicKey({
      key: Buffer.concat([PUBLIC_HEAD, other]),
      format: 'der',
      type: 'spki',
    });
    return diffieHellman({ privateKey: secret, publicKey });
  } catch (thrown) {
    throw new Failure('malformed', 'the key of a greeting is none', { cause: thrown });
  }
}

export function isProof(claimed: Uint8Array, expected: Uint8Array): boolean {
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

const step = (name: 'greet' | 'prove', fields: { readonly [key: string]: Uint8Array }, answer: string) => ({
  name,
  operation: 'write' as const,
  group: GROUP.service,
  command: SERVICE_COMMAND[name],
  fields,
  read: (reply: FieldReader): Uint8Array => reply.bytes(answer),
});

/** @returns the device's fresh key */
export const greet = (publicBytes: Uint8Array): SmpRequest<Uint8Array> =>
  step('greet', { e: publicBytes }, 'e');

/** @returns the device's proof */
export const prove = (proof: Uint8Array): SmpRequest<Uint8Array> => step('prove', { p: proof }, 'p');
