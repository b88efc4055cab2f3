import { Failure, isFailure } from '../failure.ts';
import { type CborRecord, type CborValue, decodeCbor, encodeCbor, FieldReader } from './cbor.ts';
import { encodePacket, type SmpPacket, type SmpVersion } from './packet.ts';
import { readSmpError, type SmpError } from './smp-error.ts';

/** Management groups; from 64 on they are an application's own. */
export const GROUP = { os: 0, image: 1, settings: 3, service: 64 } as const;

/** Something that a board can be asked, and how its answer is read. */
export interface SmpRequest<Reply> {
  /** For messages: what a person would say it does. */
  readonly name: string;
  readonly operation: 'read' | 'write';
  readonly group: number;
  readonly command: number;
  readonly fields: { readonly [key: string]: CborValue | undefined };
  /** @throws Failure `malformed` */
  readonly read: (reply: FieldReader) => Reply;
}

/** What became of a request. */
export type SmpAnswer<Reply> =
  | { readonly kind: 'done'; readonly value: Reply }
  /** The board said no. */
  | { readonly kind: 'refused'; readonly error: SmpError }
  /** No answer (`timed_out`, `device_gone`), or one that cannot be read (`malformed`). */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What came back for a request, before it is read. */
export type SmpReply =
  | { readonly kind: 'packet'; readonly packet: SmpPacket }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** @throws Failure `too_large` */
export function encodeRequest(
  request: SmpRequest<unknown>,
  sequence: number,
  version: SmpVersion = 2,
): Uint8Array {
  const { operation, group, command } = request;
  return encodePacket({ version, operation, group, sequence, command, payload: encodeCbor(request.fields) });
}

/** Reads the body of a reply; never throws for what a board may send. */
export function readAnswer<Reply>(request: SmpRequest<Reply>, body: CborRecord): SmpAnswer<Reply> {
  try {
    const error = readSmpError(body);
    if (error !== undefined) return { kind: 'refused', error };
    return { kind: 'done', value: request.read(new FieldReader(body, request.name)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { kind: 'failed', failure: error };
  }
}

/** The same from a packet; which request it answers has been settled (exchange.ts). */
export function readReplyPacket<Reply>(request: SmpRequest<Reply>, packet: SmpPacket): SmpAnswer<Reply> {
  try {
    return readAnswer(request, decodeCbor(packet.payload));
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { kind: 'failed', failure: new Failure('malformed', `${request.name}: ${error.message}`) };
  }
}

export function readReply<Reply>(request: SmpRequest<Reply>, reply: SmpReply): SmpAnswer<Reply> {
  return reply.kind === 'failed' ? reply : readReplyPacket(request, reply.packet);
}
