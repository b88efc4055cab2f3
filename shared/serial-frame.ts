import crc32 from 'crc/calculators/crc32';
import { Failure } from './failure.ts';
import { limits } from './limits.ts';

/**
 * One frame on the cabinet's bus:
 *
 *     00 | COBS( address u8 | sequence u8 | kind u8 | body | CRC-32 of all before, u32be ) | 00
 *
 * COBS (Cheshire and Baker, 1999) takes every zero byte out, so a zero is always an end: whatever was heard
 * before, the next frame is found again. The zero in front ends what noise may have left in the listener.
 * CRC-32 and not 16: on a line that garbles 1 % of its bytes, some twenty broken frames come by each second,
 * and 16 bits would let one of them pass every hour.
 */
export interface SerialFrame {
  /** Of the module that is asked or that answers; 0: whom it may concern. */
  readonly address: number;
  /** The answer repeats that of its question. */
  readonly sequence: number;
  readonly kind: number;
  readonly body: Uint8Array;
}

const END = 0;
const HEAD_BYTES = 3;
const CHECK_BYTES = 4;
const RUN_BYTES = 254;

/** What head, checksum, stuffing and the two ends add to a body of `bodyBytes`, at most. */
export const frameOverheadBytes = (bodyBytes: number): number =>
  HEAD_BYTES + CHECK_BYTES + 2 + 1 + Math.floor((bodyBytes + HEAD_BYTES + CHECK_BYTES) / RUN_BYTES);

/** @throws Failure too_large: the body does not fit a frame; malformed: a head byte that is none */
export function encodeSerialFrame({ address, sequence, kind, body }: SerialFrame): Uint8Array {
  const length = HEAD_BYTES + body.length + CHECK_BYTES;
  if (length > limits.busFrameBytes) throw new Failure('too_large', `a bus frame of ${length} bytes`);
  for (const byte of [address, sequence, kind]) {
    if (!Number.isInteger(byte) || byte < 0 || byte > 255)
      throw new Failure('malformed', `${byte} is no byte`);
  }
  const frame = new Uint8Array(length);
  frame.set([address, sequence, kind]);
  frame.set(body, HEAD_BYTES);
  writeCheck(frame);
  return stuff(frame);
}

const checkOf = (bytes: Uint8Array): number => crc32(bytes) >>> 0;

function writeCheck(frame: Uint8Array): void {
  const at = frame.length - CHECK_BYTES;
  new DataView(frame.buffer).setUint32(at, checkOf(frame.subarray(0, at)));
}

function stuff(frame: Uint8Array): Uint8Array {
  const stuffed = new Uint8Array(frame.length + 3 + Math.floor(frame.length / RUN_BYTES));
  let at = 1;
  let runAt = at++;
  for (const byte of frame) {
    if (byte !== 0) stuffed[at++] = byte;
    if (byte !== 0 && at - runAt <= RUN_BYTES) continue;
    stuffed[runAt] = at - runAt;
    runAt = at++;
  }
  stuffed[runAt] = at - runAt;
  stuffed[at++] = END;
  return stuffed.subarray(0, at);
}

/** The bytes before the stuffing; undefined: they were never stuffed that way. */
function unstuff(stuffed: Uint8Array): Uint8Array | undefined {
  const frame = new Uint8Array(stuffed.length);
  let length = 0;
  let at = 0;
  while (at < stuffed.length) {
    const run = stuffed[at] ?? 0;
    const end = at + run;
    if (end > stuffed.length) return undefined;
    frame.set(stuffed.subarray(at + 1, end), length);
    length += run - 1;
    at = end;
    if (run <= RUN_BYTES && at < stuffed.length) frame[length++] = 0;
  }
  return frame.subarray(0, length);
}

function openFrame(stuffed: Uint8Array): SerialFrame | undefined {
  const frame = unstuff(stuffed);
  if (frame === undefined || frame.length < HEAD_BYTES + CHECK_BYTES) return undefined;
  const checkAt = frame.length - CHECK_BYTES;
  const check = new DataView(frame.buffer, frame.byteOffset).getUint32(checkAt);
  if (check !== checkOf(frame.subarray(0, checkAt))) return undefined;
  const [address = 0, sequence = 0, kind = 0] = frame;
  return { address, sequence, kind, body: frame.slice(HEAD_BYTES, checkAt) };
}

/** What was found between two ends. */
export type HeardFrame = { readonly frame: SerialFrame } | { readonly broken: string };

/** Longest run of bytes between two ends that can still be a frame. */
const STUFFED_BYTES = limits.busFrameBytes + 1 + Math.ceil(limits.busFrameBytes / RUN_BYTES);

/**
 * Finds frames in whatever comes in, in whatever pieces. It keeps the bytes of one frame at most: one that is
 * longer is told as broken once, and passed over to its end.
 */
export class SerialFrameParser {
  readonly #kept = new Uint8Array(STUFFED_BYTES);
  #length = 0;
  #isOverlong = false;

  /** Bytes of a frame that has begun and not ended. */
  get waitingBytes(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): HeardFrame[] {
    const heard: HeardFrame[] = [];
    for (const byte of bytes) {
      if (byte !== END) this.#keep(byte, heard);
      else this.#end(heard);
    }
    return heard;
  }

  /** What has begun will not be continued: the line was quiet in between. */
  reset(): void {
    this.#length = 0;
    this.#isOverlong = false;
  }

  #keep(byte: number, heard: HeardFrame[]): void {
    if (this.#isOverlong) return;
    if (this.#length < STUFFED_BYTES) {
      this.#kept[this.#length++] = byte;
      return;
    }
    this.#isOverlong = true;
    heard.push({ broken: 'over-long' });
  }

  #end(heard: HeardFrame[]): void {
    if (this.#length > 0 && !this.#isOverlong) {
      const frame = openFrame(this.#kept.subarray(0, this.#length));
      heard.push(frame === undefined ? { broken: `${this.#length} bytes that are no frame` } : { frame });
    }
    this.reset();
  }
}
