import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeThrown, Failure, isFailure } from '../../../shared/failure.ts';
import { makeKeyFiles, readPrivateKey, settingsFolder } from '../image/key-files.ts';
import {
  EMPTY_CHAIN,
  type JobChain,
  type JobEvent,
  type JobLine,
  readJobRecord,
  writeJobLine,
} from './job-record.ts';

/** The key with which this account signs its job records. */
export const stationKeyPath = (): string => join(settingsFolder(), 'station-key.pem');

/** @returns the station's key, made at the first time */
export function stationKey(path: string = stationKeyPath()): KeyObject {
  if (path === stationKeyPath() && !existsSync(path)) {
    mkdirSync(settingsFolder(), { recursive: true, mode: 0o700 });
    makeKeyFiles(path);
  }
  return readPrivateKey(path);
}

/**
 * What stands in a job record, without touching it; nothing where there is none. Without a key, where this account has
 * none yet, nothing can be checked, and nothing counts.
 *
 * @throws Failure `bad_seal`, `usage`
 */
export function peekJobRecord(path: string, keyPath: string = stationKeyPath()): readonly JobLine[] {
  if (!existsSync(path) || !existsSync(keyPath)) return [];
  try {
    const key = createPublicKey(readPrivateKey(keyPath));
    return readJobRecord(readFileSync(path, 'utf8'), key).lines;
  } catch (thrown) {
    if (isFailure(thrown)) throw new Failure(thrown.code, `${path}: ${thrown.message}`);
    throw new Failure('usage', `cannot read ${path}: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

/** A job record that grows; each line is on the disk before `write` returns. */
export class JobRecordFile {
  /** What stood in it. */
  readonly lines: readonly JobLine[];
  /** The piece of a line that was dropped: a power cut in the middle of writing it. */
  readonly droppedBytes: number;
  readonly #file: number;
  readonly #path: string;
  readonly #key: KeyObject;
  #chain: JobChain = EMPTY_CHAIN;

  /** @throws Failure `bad_seal`: what is there does not hold; `store_unavailable` */
  constructor(path: string, key: KeyObject) {
    this.#path = path;
    this.#key = key;
    try {
      const there = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const { lines, chain, wholeBytes, tornBytes } = readJobRecord(there, createPublicKey(key));
      this.#file = openSync(path, existsSync(path) ? 'r+' : 'wx+', 0o644);
      if (tornBytes > 0) ftruncateSync(this.#file, wholeBytes);
      this.lines = lines;
      this.#chain = chain;
      this.droppedBytes = tornBytes;
      this.#atByte = wholeBytes;
    } catch (thrown) {
      if (isFailure(thrown))
        throw new Failure(thrown.code, `${path}: ${thrown.message}; nothing was flashed`);
      throw new Failure('store_unavailable', `cannot write ${path}: ${describeThrown(thrown)}`, {
        cause: thrown,
      });
    }
  }

  #atByte: number;

  /** @throws Failure `store_unavailable`: no board is begun without it */
  write(event: JobEvent): void {
    const { line, chain } = writeJobLine(this.#chain, event, new Date().toISOString(), this.#key);
    try {
      const bytes = Buffer.from(`${line}\n`);
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#file, bytes, done, bytes.length - done, this.#atByte + done);
      fsyncSync(this.#file);
      this.#atByte += bytes.length;
    } catch (thrown) {
      throw new Failure('store_unavailable', `cannot write ${this.#path}: ${describeThrown(thrown)}`, {
        cause: thrown,
      });
    }
    this.#chain = chain;
  }

  close(): void {
    closeSync(this.#file);
  }
}
