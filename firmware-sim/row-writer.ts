/**
 * Writes rows in a process of its own, so that a test can take the process, or the disk, away from it.
 *
 * Usage: row-writer.ts endless FILE: rows 1, 2, 3 …, eight at a time, each number on stdout once it is durable
 *        row-writer.ts fill FOLDER: until the disk is full; says what it saw, and is killed with the disk still full
 *        row-writer.ts resume FOLDER: opens that again on the full disk, makes room, goes on; says what it saw
 */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '../shared/failure.ts';
import { SqliteStore } from '../shared/sqlite-store.ts';
import type { RowOperations } from './row-tables.ts';

type RowStore = SqliteStore<RowOperations>;

const open = (file: string): Promise<RowStore> =>
  SqliteStore.open<RowOperations>({
    file,
    schemaModule: new URL('./row-tables.ts', import.meta.url),
    onDeath: (failure) => {
      throw failure;
    },
  });

/** Resolves when the line is out: nothing that is said may be lost with the process. */
const say = (line: string): Promise<void> =>
  new Promise((done) => process.stdout.write(`${line}\n`, () => done()));

async function writeForEver(file: string): Promise<void> {
  const store = await open(file);
  let next = 1;
  const lane = async (): Promise<never> => {
    for (;;) {
      const text = String(next);
      next += 1;
      await store.call('addRow', text);
      await say(text);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

/** Rows until one is refused: how many were not, and with what code it was. */
async function writeUntilRefused(store: RowStore): Promise<{ written: number; refusal: string }> {
  for (let written = 0; ; written += 1) {
    try {
      await store.call('addRow', 'x'.repeat(1_000));
    } catch (thrown) {
      return { written, refusal: isFailure(thrown) ? `${thrown.code}: ${thrown.message}` : String(thrown) };
    }
  }
}

function fillDisk(folder: string): void {
  const block = Buffer.alloc(4_096);
  for (;;) {
    try {
      appendFileSync(join(folder, 'ballast'), block);
    } catch {
      return;
    }
  }
}

async function fill(folder: string): Promise<void> {
  const store = await open(join(folder, 'rows.db'));
  appendFileSync(join(folder, 'ballast'), Buffer.alloc(1_000_000));
  const { written, refusal } = await writeUntilRefused(store);
  const readable = await store.call('countRows', null);
  fillDisk(folder);
  const again = await writeUntilRefused(store);
  await say(JSON.stringify({ written: written + again.written, refusal, readable }));
  process.kill(process.pid, 'SIGKILL');
}

async function resume(folder: string): Promise<void> {
  const store = await open(join(folder, 'rows.db'));
  const found = await store.call('countRows', null);
  const { refusal } = await writeUntilRefused(store);
  rmSync(join(folder, 'ballast'));
  await store.call('addRow', 'there is room again');
  const texts = await store.call('readTexts', null);
  await store.close();
  await say(JSON.stringify({ found, refusal, last: texts.at(-1), rows: texts.length }));
}

const [mode, path = ''] = process.argv.slice(2);
if (mode === 'endless') await writeForEver(path);
else if (mode === 'fill') await fill(path);
else if (mode === 'resume') await resume(path);
else process.exitCode = 2;
