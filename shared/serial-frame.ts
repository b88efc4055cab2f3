import crc32 from 'crc/calculators/crc32';
import { Failure } from './failure.ts';
import { dataBytesOf, mend, parityBytes, protect } from './forward-correction.ts';
import { limits } from './limits.ts';

/**
 * One frame on the cabinet's bus:
 *
 *     00 | COBS( mask( address u8 | sequence u8 | kind u8 | body | CRC-32 of all before, u32be | parity ) ) | 00
 *
 * COBS (Cheshire and Baker, 1999) takes every zero byte out, so a zero is always an end: whatever was heard
 * before, the next frame is found again. The zero in front ends what noise may have left in the listener.
 * The parity puts garbled bytes right (forward-correction.ts). The mask is there for COBS, whose marks take the place
 * of zeros: they are not covered by the parity, and what the boards say is full of zeros.
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
/** Odd, so that each value of a byte comes once in 256: what repeats itself, zeros above all, becomes a zero seldom. */
const MASK_FIRST = 0x5a;
const MASK_STEP = 0x9d;

/** What head, checksum, parity, stuffing and the two ends add to a body of `bodyBytes`, at most. */
export function frameOverheadBytes(bodyBytes: number): number {
  const frameBytes = HEAD_BYTES + bodyBytes + CHECK_BYTES;
  const codedBytes = frameBytes + parityBytes(frameBytes);
  return codedBytes - bodyBytes + 2 + 1 + Math.floor(codedBytes / RUN_BYTES);
}

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
  return stuff(masked(protect(frame)));
}

/** Done twice, it is undone. */
const masked = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, index) => byte ^ ((MASK_FIRST + index * MASK_STEP) & 0xff));

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

/** The bytes before the stuffing. A garbled mark loses some zeros and finds others: a few bytes, which can be mended. */
function unstuff(stuffed: Uint8Array): Uint8Array {
  const coded = new Uint8Array(stuffed.length);
  let length = 0;
  let at = 0;
  while (at < stuffed.length) {
    const run = stuffed[at] ?? 0;
    const end = Math.min(at + run, stuffed.length);
    coded.set(stuffed.subarray(at + 1, end), length);
    length += end - at - 1;
    at = end;
    if (run <= RUN_BYTES && at < stuffed.length) coded[length++] = 0;
  }
  return coded.subarray(0, length);
}

function openFrame(stuffed: Uint8Array): HeardFrame | undefined {
  const coded = masked(unstuff(stuffed));
  const dataBytes = dataBytesOf(coded.length);
  if (dataBytes === undefined) return undefined;
  const clear = readFrame(coded.subarray(0, dataBytes));
  if (clear !== undefined) return { frame: clear };
  const mended = mend(coded);
  const frame = mended === undefined ? undefined : readFrame(mended);
  return frame === undefined ? undefined : { frame, isMended: true };
}

/** Undefined: it is not what was said. */
function readFrame(bytes: Uint8Array): SerialFrame | undefined {
  if (bytes.length < HEAD_BYTES + CHECK_BYTES || bytes.length > limits.busFrameBytes) return undefined;
  const checkAt = bytes.length - CHECK_BYTES;
  const check = new DataView(bytes.buffer, bytes.byteOffset).getUint32(checkAt);
  if (check !== checkOf(bytes.subarray(0, checkAt))) return undefined;
  const [address = 0, sequence = 0, kind = 0] = bytes;
  return { address, sequence, kind, body: bytes.slice(HEAD_BYTES, checkAt) };
}

/** What was found between two ends. */
export type HeardFrame =
  /** Mended: not all of it was heard as it was said. */
  { readonly frame: SerialFrame; readonly isMended?: true } | { readonly broken: string };

/** Longest run of bytes between two ends that can still be a frame. */
const CODED_BYTES = limits.busFrameBytes + parityBytes(limits.busFrameBytes);
const STUFFED_BYTES = CODED_BYTES + 1 + Math.ceil(CODED_BYTES / RUN_BYTES);

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
      const kept = this.#kept.subarray(0, this.#length);
      // Where the end in front of it was garbled, the frame begins behind it.
      const opened = openFrame(kept) ?? openFrame(kept.subarray(1));
      heard.push(opened ?? { broken: `${this.#length} bytes that are no frame` });
    }
    this.reset();
  }
}
