import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Failure } from '../../../shared/failure.ts';

const LENGTH_BYTES = 4;
const FLUSH_BYTES = 1 << 20;

/**
 * What a sender will write, prepared before the clock runs: for each notice the bytes that go onto the socket, one
 * after another, each behind its length (u32, little endian).
 */
export class LoadFileWriter {
  readonly #file: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #count = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'wx', 0o600);
  }

  get count(): number {
    return this.#count;
  }

  add(bytes: Uint8Array): void {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    this.#waiting.push(length, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#waitingBytes += LENGTH_BYTES + bytes.length;
    this.#count++;
    if (this.#waitingBytes >= FLUSH_BYTES) this.flush();
  }

  /** What was added can be read by others from here on. */
  flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written);
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/**
 * The first `count` entries, as views into one buffer.
 *
 * @throws Failure `malformed` when there are fewer
 */
export function readLoadFile(path: string, count: number): Buffer[] {
  const bytes = readFileSync(path);
  const entries: Buffer[] = [];
  let offset = 0;
  while (entries.length < count) {
    const start = offset + LENGTH_BYTES;
    const end = start <= bytes.length ? start + bytes.readUInt32LE(offset) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      throw new Failure('malformed', `${path} holds ${entries.length} notices, not ${count}`);
    }
    entries.push(bytes.subarray(start, end));
    offset = end;
  }
  return entries;
}
