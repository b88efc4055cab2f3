import {
  closeSync,
  fsync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';

/** Lines of a JSONL file that another process writes: those that are whole, and how many are not JSON. */
export interface JsonLines {
  readonly values: readonly unknown[];
  readonly unreadable: number;
  /** Bytes after the last line end: a line that was cut while it was written. */
  readonly tornBytes: number;
}

/** Reads a JSONL file; one that does not exist yet has no lines. */
export function readJsonLines(path: string): JsonLines {
  const text = readIfThere(path);
  const end = text.lastIndexOf('\n') + 1;
  const values: unknown[] = [];
  let unreadable = 0;
  for (const line of text.slice(0, end).split('\n')) {
    if (line === '') continue;
    try {
      values.push(JSON.parse(line));
    } catch {
      unreadable++;
    }
  }
  return { values, unreadable, tornBytes: Buffer.byteLength(text.slice(end)) };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}

/** Follows a JSONL file that grows: each call gives the whole lines that have come since the last. */
export class JsonlFollower {
  private readonly path: string;
  private offset: number;
  private rest = Buffer.alloc(0);

  /** @param from `start`: also what is there already; `end`: only what comes */
  constructor(path: string, from: 'start' | 'end') {
    this.path = path;
    this.offset = from === 'start' ? 0 : sizeOf(path);
  }

  /** Lines that are not JSON are left out: whoever judges reads the whole file. */
  read(): unknown[] {
    const size = sizeOf(this.path);
    // Shorter than before: its writer has cut off a torn line, which nobody was given.
    if (size < this.offset) {
      this.offset = size;
      this.rest = Buffer.alloc(0);
    }
    if (size === this.offset) return [];
    const chunk = Buffer.alloc(Math.min(size - this.offset, READ_BYTES_MAX));
    const file = openSync(this.path, 'r');
    try {
      this.offset += readSync(file, chunk, 0, chunk.length, this.offset);
    } finally {
      closeSync(file);
    }
    const bytes = Buffer.concat([this.rest, chunk]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.rest = bytes.subarray(end);
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as unknown];
        } catch {
          return [];
        }
      });
  }
}

const READ_BYTES_MAX = 4_000_000;

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Appends JSON lines, each handed to the system at once and synced soon, many with one sync. */
export class JsonlWriter {
  private readonly file: number;
  private unsynced = false;
  private syncing: Promise<void> | undefined;

  /** Cuts off a line that was torn when the writer before this one died. */
  constructor(path: string) {
    const { tornBytes } = readJsonLines(path);
    this.file = openSync(path, 'a');
    if (tornBytes > 0) ftruncateSync(this.file, sizeOf(path) - tornBytes);
  }

  write(value: unknown): void {
    writeSync(this.file, `${JSON.stringify(value)}\n`);
    this.unsynced = true;
    this.syncing ??= this.syncAll();
  }

  /** Resolves when everything written is on the disk and the file is closed. */
  async close(): Promise<void> {
    await this.syncing;
    closeSync(this.file);
  }

  private async syncAll(): Promise<void> {
    while (this.unsynced) {
      this.unsynced = false;
      await new Promise<void>((resolve, reject) => {
        fsync(this.file, (failure) => (failure === null ? resolve() : reject(failure)));
      });
    }
    this.syncing = undefined;
  }
}
