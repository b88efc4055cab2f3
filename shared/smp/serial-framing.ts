import crc16xmodem from 'crc/crc16xmodem';
import { limits } from '../limits.ts';

/**
 * SMP over a serial console (Zephyr, "SMP Transport Specification", UART). A packet becomes
 *
 *     length u16be of (packet + crc) | packet | crc16 u16be over the packet (polynomial 0x1021, from 0)
 *
 * and that is sent in lines of at most 127 bytes: `06 09` (first) or `04 14` (further), base64, `0a`.
 * Each line holds whole base64 groups. Between lines the board's log may speak, and in front of one on the
 * same line too (a shell prompt has no newline); neither disturbs.
 */
export const SERIAL_LINE_BYTES = 127;

const FIRST = [0x06, 0x09] as const;
const FURTHER = [0x04, 0x14] as const;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LENGTH_BYTES = 2;
const CRC_BYTES = 2;
/** What a board needs beside the packet itself in the buffer in which it gathers one. */
export const SERIAL_ENVELOPE_BYTES = LENGTH_BYTES + CRC_BYTES;
const LINE_OVERHEAD_BYTES = 3;

function rawBytesPerLine(lineBytes: number): number {
  return Math.floor((lineBytes - LINE_OVERHEAD_BYTES) / 4) * 3;
}

function crcOf(bytes: Uint8Array): number {
  return crc16xmodem(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** All lines of one packet. */
export function frameForSerial(packet: Uint8Array, lineBytes: number = SERIAL_LINE_BYTES): Uint8Array {
  const raw = Buffer.alloc(LENGTH_BYTES + packet.length + CRC_BYTES);
  raw.writeUInt16BE(packet.length + CRC_BYTES, 0);
  raw.set(packet, LENGTH_BYTES);
  raw.writeUInt16BE(crcOf(packet), LENGTH_BYTES + packet.length);
  const perLine = rawBytesPerLine(lineBytes);
  const frame = Buffer.alloc(serialFrameBytes(packet.length, lineBytes));
  let at = 0;
  for (let from = 0; from < raw.length; from += perLine) {
    frame.set(from === 0 ? FIRST : FURTHER, at);
    at += 2;
    at += frame.write(raw.toString('base64', from, Math.min(from + perLine, raw.length)), at, 'latin1');
    at = frame.writeUInt8(NEWLINE, at);
  }
  return frame;
}

/** How many bytes `frameForSerial` makes of a packet of that size. */
export function serialFrameBytes(packetBytes: number, lineBytes: number = SERIAL_LINE_BYTES): number {
  const raw = packetBytes + SERIAL_ENVELOPE_BYTES;
  const perLine = rawBytesPerLine(lineBytes);
  const fullLines = Math.floor(raw / perLine);
  const rest = raw - fullLines * perLine;
  const fullLineBytes = LINE_OVERHEAD_BYTES + (perLine / 3) * 4;
  return fullLines * fullLineBytes + (rest === 0 ? 0 : LINE_OVERHEAD_BYTES + Math.ceil(rest / 3) * 4);
}

/** Value of a base64 digit, 64 for the padding, 255 for everything else. */
const DIGITS = new Uint8Array(256).fill(255);
for (const [value, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=',
].entries())
  DIGITS[digit.charCodeAt(0)] = value;

/** Buffer's own decoder skips what is not base64; a damaged line must not be taken for a shorter one. */
function isBase64(text: Uint8Array): boolean {
  if (text.length === 0 || text.length % 4 !== 0) return false;
  for (let at = 0; at < text.length; at++) {
    const digit = DIGITS[text[at] ?? 0] ?? 255;
    if (digit === 255) return false;
    if (digit === 64 && at < text.length - 2) return false;
  }
  return text[text.length - 1] === 0x3d || text[text.length - 2] !== 0x3d;
}

type LinePlace = 'noise' | 'after_06' | 'after_04' | 'first' | 'further';

/** Bytes of the line in, packets out; never keeps more than one packet and one line. */
export class SerialFrameDecoder {
  /** Frames that began and were dropped: wrong checksum, length or base64, or too long. */
  droppedFrames = 0;

  private place: LinePlace = 'noise';
  /** Base64 of the line being read. Some bootloaders send a whole packet in one line, so it may be long. */
  private readonly line = new Uint8Array(Math.ceil((limits.smpPacketBytes + SERIAL_ENVELOPE_BYTES) / 3) * 4);
  private lineLength = 0;
  /** What has been gathered of the current packet with its length and checksum; empty between packets. */
  private readonly gathered = new Uint8Array(limits.smpPacketBytes + SERIAL_ENVELOPE_BYTES);
  private gatheredLength = 0;

  /** The packets that `chunk` completes, each a copy. Their headers are not looked at. */
  push(chunk: Uint8Array): Uint8Array[] {
    const packets: Uint8Array[] = [];
    for (const byte of chunk) {
      const packet = this.pushByte(byte);
      if (packet !== undefined) packets.push(packet);
    }
    return packets;
  }

  private pushByte(byte: number): Uint8Array | undefined {
    // The markers' bytes are not base64: wherever one stands, a new line's frame begins.
    if (byte === FIRST[0]) this.place = 'after_06';
    else if (byte === FURTHER[0]) this.place = 'after_04';
    else if (this.place === 'after_06' || this.place === 'after_04') {
      const wanted = this.place === 'after_06' ? FIRST[1] : FURTHER[1];
      this.place = byte !== wanted ? 'noise' : this.place === 'after_06' ? 'first' : 'further';
      this.lineLength = 0;
    } else if (this.place !== 'noise') {
      if (byte === NEWLINE) return this.endLine(this.place);
      if (this.lineLength >= this.line.length) return this.drop();
      this.line[this.lineLength++] = byte;
    }
    return undefined;
  }

  private drop(): undefined {
    this.droppedFrames++;
    this.gatheredLength = 0;
    this.place = 'noise';
    return undefined;
  }

  private endLine(place: 'first' | 'further'): Uint8Array | undefined {
    this.place = 'noise';
    if (place === 'further' && this.gatheredLength === 0) return undefined; // its beginning was lost
    if (place === 'first' && this.gatheredLength > 0) this.drop();
    if (this.lineLength > 0 && this.line[this.lineLength - 1] === CARRIAGE_RETURN) this.lineLength--;
    const text = this.line.subarray(0, this.lineLength);
    if (!isBase64(text)) return this.drop();
    const bytes = Buffer.from(Buffer.from(text.buffer, 0, text.length).toString('latin1'), 'base64');
    if (this.gatheredLength + bytes.length > this.gathered.length) return this.drop();
    this.gathered.set(bytes, this.gatheredLength);
    this.gatheredLength += bytes.length;
    return this.takePacket();
  }

  private takePacket(): Uint8Array | undefined {
    if (this.gatheredLength < LENGTH_BYTES) return this.drop();
    const end = LENGTH_BYTES + (((this.gathered[0] ?? 0) << 8) | (this.gathered[1] ?? 0));
    if (end <= SERIAL_ENVELOPE_BYTES || end > this.gathered.length) return this.drop();
    if (this.gatheredLength > end) return this.drop();
    if (this.gatheredLength < end) return undefined;
    const packet = this.gathered.slice(LENGTH_BYTES, end - CRC_BYTES);
    const crc = ((this.gathered[end - 2] ?? 0) << 8) | (this.gathered[end - 1] ?? 0);
    if (crcOf(packet) !== crc) return this.drop();
    this.gatheredLength = 0;
    return packet;
  }
}
