import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { ImageVersion } from './image-version.ts';

/**
 * An MCUboot image (MCUboot, docs/design.md, "Image format"), all fields little endian:
 *
 *     magic u32 | load address u32 | header size u16 | protected TLV size u16 | body size u32 | flags u32
 *     | major u8 | minor u8 | revision u16 | build u32 | 0 u32        32 bytes, padded to the header size
 *     body
 *     0x6908 u16 | size u16 with these four | (type u16 | length u16 | value)*      protected TLVs, or nothing
 *     0x6907 u16 | size u16 with these four | (type u16 | length u16 | value)*      TLVs
 *
 * Header, body and protected TLVs are what is hashed and signed. A file made with `imgtool sign --pad` goes on
 * with 0xff up to a trailer that ends in the boot magic; that is no part of the image and is not uploaded,
 * because the board writes its trailer itself.
 */
export const IMAGE_MAGIC = 0x96f3b83d;
export const IMAGE_HEADER_BYTES = 32;
export const TLV_MAGIC = 0x6907;
export const PROTECTED_TLV_MAGIC = 0x6908;
const TLV_HEAD_BYTES = 4;

export const TLV = {
  keyHash: 0x01,
  sha256: 0x10,
  ed25519: 0x24,
  securityCounter: 0x50,
  /** Ours: the board that the image is for, as text. MCUboot keeps 0xXXA0–0xXXFF for vendors (image.h). */
  boardId: 0x54b0,
} as const;

/** MCUboot, image.h; with several bits: any of them. */
export const IMAGE_FLAG = { encrypted: 0x0c, nonBootable: 0x10, ramLoad: 0x20, compressed: 0xe00 } as const;

/** The end of a trailer that marks a test as wanted; for flash written in 8 bytes or less (MCUboot, bootutil_public.h). */
export const BOOT_MAGIC = Uint8Array.of(
  ...[0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80],
);

const WIDE_BOOT_MAGIC_END = Uint8Array.of(
  ...[0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d, 0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a],
);

export interface ImageTlv {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface McubootImage {
  readonly version: ImageVersion;
  readonly loadAddress: number;
  readonly flags: number;
  readonly headerBytes: number;
  readonly body: Uint8Array;
  readonly protectedTlvs: readonly ImageTlv[];
  readonly tlvs: readonly ImageTlv[];
  /** What is hashed and signed: header, body, protected TLVs. */
  readonly signedBytes: Uint8Array;
  /** The whole image without the padding of its file: what is uploaded. */
  readonly bytes: Uint8Array;
  /** Undefined where the image names none: it is then for no board of ours. */
  readonly boardId: string | undefined;
  readonly securityCounter: number | undefined;
}

function malformed(why: string): Failure {
  return new Failure('malformed', `not an MCUboot image: ${why}`);
}

function readTlvs(area: Uint8Array): ImageTlv[] {
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  const tlvs: ImageTlv[] = [];
  let at = TLV_HEAD_BYTES;
  while (at < area.length) {
    if (at + TLV_HEAD_BYTES > area.length) throw malformed('a TLV without its head');
    const length = view.getUint16(at + 2, true);
    const from = at + TLV_HEAD_BYTES;
    if (from + length > area.length) throw malformed('a TLV longer than its area');
    tlvs.push({ type: view.getUint16(at, true), value: area.subarray(from, from + length) });
    at = from + length;
  }
  return tlvs;
}

/** The TLV area that begins at `at` with `magic`; undefined when another one begins there. */
function areaAt(bytes: Uint8Array, at: number, magic: number): Uint8Array | undefined {
  if (at + TLV_HEAD_BYTES > bytes.length) throw malformed('it ends before its TLVs');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(at, true) !== magic) return undefined;
  const size = view.getUint16(at + 2, true);
  if (size < TLV_HEAD_BYTES || at + size > bytes.length) throw malformed('its TLVs are longer than the file');
  return bytes.subarray(at, at + size);
}

/** The only value of that type. @throws Failure `malformed` when there are two, or not `length` bytes of it */
export function onlyTlv(tlvs: readonly ImageTlv[], type: number, length?: number): Uint8Array | undefined {
  const [found, second] = tlvs.filter((tlv) => tlv.type === type);
  if (second !== undefined) throw malformed(`two TLVs of type 0x${type.toString(16)}`);
  if (found !== undefined && length !== undefined && found.value.length !== length)
    throw malformed(`a TLV of type 0x${type.toString(16)} with ${found.value.length} bytes`);
  return found?.value;
}

/**
 * The unit in bytes that a trailer is laid out in, told by the magic it ends in; undefined when it ends in none.
 * For flash written in 16 or 32 bytes MCUboot begins the magic with that number.
 */
function trailerUnitBytes(magic: Uint8Array): number | undefined {
  if (Buffer.compare(magic, BOOT_MAGIC) === 0) return 8;
  const unitBytes = [16, 32].find((bytes) => magic[0] === bytes && magic[1] === 0);
  return Buffer.compare(magic.subarray(2), WIDE_BOOT_MAGIC_END) === 0 ? unitBytes : undefined;
}

/** After the image comes nothing, or what erased flash reads up to a trailer that ends in the boot magic. */
function checkPadding(rest: Uint8Array): void {
  if (rest.length === 0) return;
  const magicAt = Math.max(0, rest.length - BOOT_MAGIC.length);
  const unitBytes = trailerUnitBytes(rest.subarray(magicAt));
  // `imgtool sign -R`: there is flash that reads 0 when it is erased.
  const erased = rest[0] === 0 ? 0 : 0xff;
  // `imgtool sign --confirm` sets one byte of the trailer, image_ok, one unit before the room for the magic.
  const magicRoom = Math.max(BOOT_MAGIC.length, unitBytes ?? 0);
  const imageOkAt = rest.length - magicRoom - (unitBytes ?? 0);
  const isBlank = (byte: number, at: number): boolean => byte === erased || (byte === 1 && at === imageOkAt);
  if (unitBytes === undefined || !rest.subarray(0, magicAt).every(isBlank))
    throw malformed('something follows it');
}

/** What a file is that does not begin as an image: the two mistakes that imgtool's options invite. */
function otherFile(view: DataView): string {
  if (view.getUint32(0) === IMAGE_MAGIC) return 'it is big-endian (imgtool sign -e big)';
  if (view.getUint8(0) === ':'.charCodeAt(0)) return 'it is Intel HEX; a signed image ends in .bin';
  return 'it does not begin as one';
}

/**
 * Takes a file apart; says nothing about hash or signature (image-signature.ts does).
 *
 * @returns views into `file`
 * @throws Failure `malformed` or `too_large`
 */
export function parseImage(file: Uint8Array): McubootImage {
  if (file.length > limits.imageBytes) throw new Failure('too_large', `an image of ${file.length} bytes`);
  if (file.length < IMAGE_HEADER_BYTES) throw malformed(`only ${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0, true) !== IMAGE_MAGIC) throw malformed(otherFile(view));
  const headerBytes = view.getUint16(8, true);
  const protectedBytes = view.getUint16(10, true);
  const bodyBytes = view.getUint32(12, true);
  if (headerBytes < IMAGE_HEADER_BYTES) throw malformed(`a header of ${headerBytes} bytes`);
  if (bodyBytes === 0) throw malformed('an empty body');
  const bodyEnd = headerBytes + bodyBytes;
  const protectedArea = areaAt(file, bodyEnd, PROTECTED_TLV_MAGIC);
  // MCUboot refuses an image whose header and protected TLVs disagree about their size (tlv.c).
  if ((protectedArea?.length ?? 0) !== protectedBytes)
    throw malformed('its protected TLVs are not as announced');
  const signedEnd = bodyEnd + protectedBytes;
  const area = areaAt(file, signedEnd, TLV_MAGIC);
  if (area === undefined) throw malformed('it has no TLVs');
  const end = signedEnd + area.length;
  checkPadding(file.subarray(end));
  const protectedTlvs = protectedArea === undefined ? [] : readTlvs(protectedArea);
  const boardId = onlyTlv(protectedTlvs, TLV.boardId);
  const counter = onlyTlv(protectedTlvs, TLV.securityCounter, 4);
  return {
    version: {
      major: view.getUint8(20),
      minor: view.getUint8(21),
      revision: view.getUint16(22, true),
      build: view.getUint32(24, true),
    },
    loadAddress: view.getUint32(4, true),
    flags: view.getUint32(16, true),
    headerBytes,
    body: file.subarray(headerBytes, bodyEnd),
    protectedTlvs,
    tlvs: readTlvs(area),
    signedBytes: file.subarray(0, signedEnd),
    bytes: file.subarray(0, end),
    boardId: boardId === undefined ? undefined : readBoardId(boardId),
    securityCounter:
      counter === undefined
        ? undefined
        : new DataView(counter.buffer, counter.byteOffset, 4).getUint32(0, true),
  };
}

const BOARD_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** A kind of board: 1 to 32 of a–z, 0–9 and hyphens inside. */
export function isBoardId(text: string): boolean {
  return BOARD_ID.test(text);
}

function readBoardId(value: Uint8Array): string {
  const text = Buffer.from(value).toString('latin1');
  if (!isBoardId(text)) throw malformed('it names a board in an unreadable way');
  return text;
}
