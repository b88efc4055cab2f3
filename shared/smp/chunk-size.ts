import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { ATT_HEADER_BYTES } from './ble-framing.ts';
import { type UploadChunk, uploadChunk } from './image-requests.ts';
import type { BoardParameters } from './os-requests.ts';
import { encodeRequest } from './request.ts';
import { SERIAL_ENVELOPE_BYTES, serialFrameBytes } from './serial-framing.ts';
import type { SmpMtu } from './smp-link.ts';

/** Boards write their flash in units of up to 8 bytes and take the rest of a chunk a second time. */
const UNIT_BYTES = 8;
/** The board looks at the header in the first chunk, which must therefore be whole (Zephyr refuses less). */
const FIRST_CHUNK_BYTES_LEAST = 32;
/** Without parameters: two lines on a console (older Zephyr), a single write on BLE (boards without reassembly). */
const UNKNOWN_SERIAL_LINES = 2;

/** Largest packet that the board takes in one buffer, in bytes with its header. */
function packetRoom(mtu: SmpMtu, parameters: BoardParameters | undefined): number {
  if (parameters !== undefined) {
    // On a console Zephyr gathers the packet with its length and checksum in that buffer.
    const envelope = mtu.medium === 'serial' ? SERIAL_ENVELOPE_BYTES : 0;
    return Math.min(parameters.bufferBytes - envelope, limits.uploadPacketBytes);
  }
  if (mtu.medium === 'ble') return mtu.attMtuBytes - ATT_HEADER_BYTES;
  const rawPerLine = Math.floor((mtu.lineBytes - 3) / 4) * 3;
  return UNKNOWN_SERIAL_LINES * rawPerLine - SERIAL_ENVELOPE_BYTES;
}

/** What a packet costs on its way: the bytes of all its lines, or of all its writes as if each were full. */
function costOf(mtu: SmpMtu, packetBytes: number): number {
  if (mtu.medium === 'serial') return serialFrameBytes(packetBytes, mtu.lineBytes);
  return Math.ceil(packetBytes / (mtu.attMtuBytes - ATT_HEADER_BYTES)) * mtu.attMtuBytes;
}

/**
 * Size of an upload's packets: as large as the board takes, or a little less where that fills whole lines or
 * whole writes, whichever carries more data for its cost.
 *
 * @throws Failure `too_large` when not even the image's header fits the board's buffer
 */
export function uploadPacketBytes(
  mtu: SmpMtu,
  parameters: BoardParameters | undefined,
  first: NonNullable<UploadChunk['first']>,
): number {
  const room = packetRoom(mtu, parameters);
  const piece =
    mtu.medium === 'ble' ? mtu.attMtuBytes - ATT_HEADER_BYTES : Math.floor((mtu.lineBytes - 3) / 4) * 3;
  const envelope = mtu.medium === 'serial' ? SERIAL_ENVELOPE_BYTES : 0;
  const whole = Math.floor((room + envelope) / piece) * piece - envelope;
  const worth = (bytes: number): number => dataRoom(bytes, first.imageBytes) / costOf(mtu, bytes);
  const bytes = whole > 0 && worth(whole) > worth(room) ? whole : room;
  // The larger one where the smaller leaves no room for the first chunk.
  const chosen = dataRoom(bytes, 0, first) >= FIRST_CHUNK_BYTES_LEAST ? bytes : room;
  if (dataRoom(chosen, 0, first) < FIRST_CHUNK_BYTES_LEAST)
    throw new Failure('too_large', `the board’s buffer of ${room} bytes is too small for an upload`);
  return chosen;
}

/** The same where the board's parameters are not known; undefined when the first chunk does not fit that. */
export function smallestPacketBytes(
  mtu: SmpMtu,
  first: NonNullable<UploadChunk['first']>,
): number | undefined {
  const bytes = packetRoom(mtu, undefined);
  return dataRoom(bytes, 0, first) < FIRST_CHUNK_BYTES_LEAST ? undefined : bytes;
}

/** Bytes of the image that a packet of `packetBytes` carries at `offset`. */
export function dataRoom(packetBytes: number, offset: number, first?: UploadChunk['first']): number {
  const empty = { offset, data: new Uint8Array(0), ...(first === undefined ? {} : { first }) };
  const room = packetBytes - encodeRequest(uploadChunk(empty), 0).length;
  // CBOR writes the length of bytes in 1 byte up to 23 (already counted), 2 up to 255, then 3.
  const data = room < 24 ? room : room - 1 <= 255 ? Math.max(23, room - 1) : Math.max(255, room - 2);
  return data > 4 * UNIT_BYTES ? data - (data % UNIT_BYTES) : Math.max(0, data);
}
