import { Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';

/**
 * One SMP packet (Zephyr, "SMP Protocol Specification"), all fields big endian:
 *
 *     reserved:3 version:2 operation:3 | flags u8 = 0 | length u16 | group u16 | sequence u8 | command u8 | payload
 *
 * `length` is the payload's. The version bits are 0 for SMP version 1 and 1 for version 2; they differ only
 * in how a board says no (smp-error.ts).
 */
export const PACKET_HEADER_BYTES = 8;

const OPERATIONS = ['read', 'read_reply', 'write', 'write_reply'] as const;
export type SmpOperation = (typeof OPERATIONS)[number];
export type SmpVersion = 1 | 2;

export interface SmpPacket {
  readonly version: SmpVersion;
  readonly operation: SmpOperation;
  readonly group: number;
  /** 0 to 255; a reply repeats its request's. */
  readonly sequence: number;
  readonly command: number;
  /** One CBOR map; see cbor.ts. */
  readonly payload: Uint8Array;
}

export function isReply(operation: SmpOperation): boolean {
  return operation === 'read_reply' || operation === 'write_reply';
}

/** The operation in which a request of `operation` is answered. */
export function replyOperation(operation: SmpOperation): SmpOperation {
  return operation === 'read' ? 'read_reply' : 'write_reply';
}

/** @throws Failure `too_large` when it is more than either side may assemble */
export function encodePacket(packet: SmpPacket): Uint8Array {
  const bytes = PACKET_HEADER_BYTES + packet.payload.length;
  if (bytes > limits.smpPacketBytes)
    throw new Failure('too_large', `an SMP packet of ${bytes} bytes was built`);
  const encoded = new Uint8Array(bytes);
  const view = new DataView(encoded.buffer);
  view.setUint8(0, ((packet.version - 1) << 3) | OPERATIONS.indexOf(packet.operation));
  view.setUint16(2, packet.payload.length);
  view.setUint16(4, packet.group);
  view.setUint8(6, packet.sequence);
  view.setUint8(7, packet.command);
  encoded.set(packet.payload, PACKET_HEADER_BYTES);
  return encoded;
}

/**
 * The whole size of the packet that begins with `head`, in bytes.
 *
 * @param head at least PACKET_HEADER_BYTES bytes
 * @throws Failure `malformed` when no packet begins so; `unknown_version`; `too_large`
 */
export function packetBytes(head: Uint8Array): number {
  if (head.length < PACKET_HEADER_BYTES)
    throw new Failure('malformed', `an SMP packet of ${head.length} bytes has no whole header`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const first = view.getUint8(0);
  if (first > 0b11111) throw new Failure('malformed', 'reserved bits of an SMP header are set');
  if (first >> 3 > 1)
    throw new Failure('unknown_version', `SMP version ${(first >> 3) + 1} is not known here`);
  if ((first & 0b111) >= OPERATIONS.length)
    throw new Failure('malformed', `SMP operation ${first & 0b111} does not exist`);
  const bytes = PACKET_HEADER_BYTES + view.getUint16(2);
  if (bytes > limits.smpPacketBytes) throw new Failure('too_large', `an SMP packet of ${bytes} bytes`);
  return bytes;
}

/**
 * @param bytes exactly one packet; the payload is a view into them
 * @throws Failure `malformed`, `unknown_version` or `too_large`
 */
export function decodePacket(bytes: Uint8Array): SmpPacket {
  const expected = packetBytes(bytes);
  if (bytes.length !== expected)
    throw new Failure('malformed', `an SMP packet of ${bytes.length} bytes says that it has ${expected}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const operation = OPERATIONS[view.getUint8(0) & 0b111];
  if (operation === undefined) throw new Failure('malformed', 'an SMP operation that does not exist');
  return {
    version: view.getUint8(0) >> 3 === 0 ? 1 : 2,
    operation,
    group: view.getUint16(4),
    sequence: view.getUint8(6),
    command: view.getUint8(7),
    payload: bytes.subarray(PACKET_HEADER_BYTES),
  };
}

/** What a board hears: undefined for what is no request, which gets no answer. */
export function decodeRequest(bytes: Uint8Array): SmpPacket | undefined {
  try {
    const packet = decodePacket(bytes);
    return isReply(packet.operation) ? undefined : packet;
  } catch (thrown) {
    if (isFailure(thrown)) return undefined;
    throw thrown;
  }
}
