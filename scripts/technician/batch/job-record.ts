import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { Failure } from '../../../shared/failure.ts';

/**
 * The record of a job: JSON lines, each with the hash of the line before and an Ed25519 signature, so that nothing
 * can be changed, left out, added or put in another order without the station's key. Cutting off the end can be seen
 * by the missing `end`.
 *
 *     {"n": 0, "at": "2026-11-23T10:00:00.000Z", "prev": "000…", "event": {"kind": "begin", …}, "sig": "…"}
 */
export interface JobLine {
  readonly n: number;
  readonly at: string;
  /** SHA-256 of the line before, in hex; of the first: zeros. */
  readonly prev: string;
  readonly event: JobEvent;
}

export type JobEvent = { readonly kind: string } & Readonly<Record<string, unknown>>;

const NONE_BEFORE = '0'.repeat(64);

/** Where the next line is chained to. */
export interface JobChain {
  readonly n: number;
  readonly prev: string;
}

export const EMPTY_CHAIN: JobChain = { n: 0, prev: NONE_BEFORE };

const hashOf = (line: string): string => createHash('sha256').update(line).digest('hex');

/** @returns the line without its newline, and the chain after it */
export function writeJobLine(
  { n, prev }: JobChain,
  event: JobEvent,
  at: string,
  key: KeyObject,
): { readonly line: string; readonly chain: JobChain } {
  const body = { n, at, prev, event };
  const sig = sign(null, Buffer.from(JSON.stringify(body)), key).toString('base64');
  const line = JSON.stringify({ ...body, sig });
  return { line, chain: { n: n + 1, prev: hashOf(line) } };
}

export interface JobRecord {
  readonly lines: readonly JobLine[];
  readonly chain: JobChain;
  /** Bytes of the part that holds; behind it may be the piece of a line that a power cut has left. */
  readonly wholeBytes: number;
  readonly tornBytes: number;
}

/** @throws Failure `bad_seal` naming the first line that does not hold */
export function readJobRecord(text: string, key: KeyObject): JobRecord {
  const end = text.lastIndexOf('\n') + 1;
  const lines: JobLine[] = [];
  let chain = EMPTY_CHAIN;
  for (const line of text.slice(0, end).split('\n').slice(0, -1)) {
    lines.push(readLine(line, chain, key));
    chain = { n: chain.n + 1, prev: hashOf(line) };
  }
  const wholeBytes = Buffer.byteLength(text.slice(0, end));
  return { lines, chain, wholeBytes, tornBytes: Buffer.byteLength(text) - wholeBytes };
}

function readLine(line: string, chain: JobChain, key: KeyObject): JobLine {
  const broken = (why: string): Failure => new Failure('bad_seal', `line ${chain.n + 1} ${why}`);
  let parsed: Partial<JobLine> & { sig?: unknown };
  try {
    parsed = JSON.parse(line) as typeof parsed;
  } catch {
    throw broken('is no JSON');
  }
  const { n, at, prev, event, sig } = parsed ?? {};
  if (typeof at !== 'string' || typeof sig !== 'string' || typeof event?.kind !== 'string')
    throw broken('is no line of a job record');
  const body = { n: chain.n, at, prev: chain.prev, event };
  // Written in one way only: what reads the same must be the same.
  if (line !== JSON.stringify({ ...body, sig })) {
    const isMoved = n !== chain.n || prev !== chain.prev;
    throw broken(
      isMoved ? 'does not follow the one before: something was left out, added or moved' : 'was changed',
    );
  }
  const signature = Buffer.from(sig, 'base64');
  const isOneWay = signature.toString('base64') === sig;
  if (!isOneWay || !verify(null, Buffer.from(JSON.stringify(body)), key, signature))
    throw broken('was changed, or signed with another key');
  return body;
}
