import { type FileHandle, open } from 'node:fs/promises';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { ceilingMs } from '../../shared/retry.ts';
import { type HeardRecord, repairHeard } from './heard.ts';

const RETRY = { firstMs: limits.storeRetryFirstMs, maxMs: limits.storeRetryMaxMs };

export interface HeardFileOptions {
  readonly file: string;
  /** In the database, and perhaps not in the file. */
  readonly records: readonly HeardRecord[];
  /** Everything up to this record is in the file and on the disk. */
  readonly onWritten: (id: number) => void;
  /** The file cannot be written; it is tried again. */
  readonly onProblem: (problem: Failure) => void;
}

/**
 * heard.jsonl: what an auditor reads. It only ever follows the database, so a crash, a full disk or a torn line costs
 * nothing but time: {@link repairHeard} finds what is missing at the next start.
 */
export class HeardFile {
  readonly #options: HeardFileOptions;
  readonly #handle: FileHandle;
  /** Whole lines end here; what lies beyond was torn. */
  #length: number;
  #waiting: readonly HeardRecord[] = [];
  #writing: Promise<void> | undefined;
  #attempt = 0;
  #retryTimer: NodeJS.Timeout | undefined;

  private constructor(options: HeardFileOptions, handle: FileHandle, length: number) {
    this.#options = options;
    this.#handle = handle;
    this.#length = length;
  }

  /** @throws Failure `store_unavailable` when the file cannot be opened or repaired */
  static async open(options: HeardFileOptions): Promise<HeardFile> {
    try {
      const handle = await open(options.file, 'a+', 0o600);
      const { size } = await handle.stat();
      const bytes = options.records.reduce((sum, { line }) => sum + Buffer.byteLength(line) + 1, 0);
      const tail = Buffer.alloc(Math.min(size, bytes + limits.heardLogLineBytes));
      await handle.read(tail, 0, tail.length, size - tail.length);
      const repair = repairHeard(tail, options.records);
      if (repair.tornBytes > 0) await handle.truncate(size - repair.tornBytes);
      const file = new HeardFile(options, handle, size - repair.tornBytes);
      // What the last process wrote it may not have synced.
      await handle.datasync();
      const last = options.records.at(-(repair.missing.length + 1));
      if (last !== undefined) options.onWritten(last.id);
      file.write(repair.missing);
      return file;
    } catch (thrown) {
      throw new Failure('store_unavailable', `${options.file} cannot be written: ${describeThrown(thrown)}`);
    }
  }

  /** Appends lines that are in the database; returns at once. */
  write(records: readonly HeardRecord[]): void {
    const waiting = [...this.#waiting, ...records];
    this.#waiting = waiting.slice(-limits.heardLinesUnwritten);
    const lost = waiting.length - this.#waiting.length;
    if (lost > 0) {
      this.#options.onProblem(
        new Failure('overloaded', `${lost} lines will never be in ${this.#options.file}`),
      );
    }
    this.#next();
  }

  /** Resolves when what can be written has been. */
  async close(): Promise<void> {
    // Whatever is refused now is found missing at the next start.
    while (this.#writing !== undefined) await this.#writing;
    clearTimeout(this.#retryTimer);
    await this.#handle.close();
  }

  #next(): void {
    if (this.#writing !== undefined || this.#retryTimer !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#append(this.#waiting).finally(() => {
      this.#writing = undefined;
      this.#next();
    });
  }

  async #append(records: readonly HeardRecord[]): Promise<void> {
    const bytes = Buffer.from(records.map(({ line }) => `${line}\n`).join(''));
    try {
      await this.#handle.appendFile(bytes);
      await this.#handle.datasync();
    } catch (thrown) {
      await this.#handle.truncate(this.#length).catch(() => {});
      this.#options.onProblem(
        new Failure('store_unavailable', `${this.#options.file}: ${describeThrown(thrown)}`),
      );
      this.#retryTimer = setTimeout(
        () => {
          this.#retryTimer = undefined;
          this.#next();
        },
        ceilingMs(RETRY, this.#attempt),
      );
      this.#attempt += 1;
      return;
    }
    this.#attempt = 0;
    this.#length += bytes.length;
    const written = new Set(records);
    this.#waiting = this.#waiting.filter((record) => !written.has(record));
    const last = records.at(-1);
    if (last !== undefined) this.#options.onWritten(last.id);
  }
}
