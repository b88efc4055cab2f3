import { createHash } from 'node:crypto';
import { Failure } from './failure.ts';
import type { Notice } from './notice.ts';

declare const brand: unique symbol;
/** 48 bits, so that it is a safe integer: of one notice, or of a log up to one of its notices. */
export type Fingerprint = number & { readonly [brand]: 'Fingerprint' };

const BYTES = 6;
const MODULUS = 2 ** (8 * BYTES);

/** @throws Failure `malformed` unless `value` is an integer of 0 … 2^48 − 1 */
export function fingerprint(value: number): Fingerprint {
  if (!Number.isSafeInteger(value) || value < 0 || value >= MODULUS)
    throw new Failure('malformed', 'a fingerprint is an integer of 48 bits');
  return value as Fingerprint;
}

/** Of a log without notices. On the wire 0 says that there is none, which is as good here: nothing is compared. */
export const NO_NOTICES = fingerprint(0);

/**
 * What a notice is, at its place in a log: the first six bytes of SHA-256 over `{seq} {sn} {kind} {amountFen} {event}`.
 * The first four hold no space, so no two notices give the same text.
 */
export function noticeFingerprint({
  seq,
  sn,
  kind,
  amountFen,
  event,
}: Pick<Notice, 'seq' | 'sn' | 'kind' | 'amountFen' | 'event'>): Fingerprint {
  const digest = createHash('sha256').update(`${seq} ${sn} ${kind} ${amountFen} ${event}`).digest();
  return digest.readUIntBE(0, BYTES) as Fingerprint;
}

/**
 * The fingerprint of a log with one more notice: the sum, modulo 2^48, as a log's sum of fen is one. A notice is one hash
 * then, whoever adds it when: a device keeps six bytes of what lies beyond a hole, and no log has to be read from its
 * beginning. Places are hashed with the notices, so order counts. It tells an accident; forgery is the seal's matter.
 */
export const withNotice = (log: Fingerprint, notice: Fingerprint): Fingerprint =>
  ((log + notice) % MODULUS) as Fingerprint;
