import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faketimeLibrary, missingFor } from '../capabilities.ts';
import { FalseClock } from '../clock/false-clock.ts';
import { isInOwnWorld, runInOwnWorld } from '../own-world.ts';
import { CrashDisk } from './crash-disk.ts';
import { FailingSync } from './failing-sync.ts';

/** Says each row that SQLite has committed, or why it could not. */
const WRITER = `
  const db = new (require('better-sqlite3'))(process.argv[1]);
  db.pragma('journal_mode = WAL'); db.pragma('synchronous = ' + process.argv[2]);
  db.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, filling BLOB)');
  const insert = db.prepare('INSERT INTO t (n, filling) VALUES (?, randomblob(800))');
  let n = 0;
  setInterval(() => { try { insert.run(++n); console.log(JSON.stringify({ n })); } catch (e) { console.log(JSON.stringify({ failed: e.code })); } }, 2);`;

type Program = ChildProcessByStdio<null, Readable, null>;

function startWriter(file: string, synchronous: string, environment: Readonly<Record<string, string>> = {}) {
  const child: Program = spawn(process.execPath, ['-e', WRITER, file, synchronous], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return { child, lines: createInterface({ input: child.stdout }) };
}

/** Reads until a line fits; answers the last row that was said. */
async function readUntil(
  lines: Interface,
  fits: (line: { n?: number; failed?: string }) => boolean,
): Promise<number> {
  let last = 0;
  return new Promise((resolve) => {
    lines.on('line', function read(text: string) {
      const line = JSON.parse(text) as { n?: number; failed?: string };
      last = Math.max(last, line.n ?? 0);
      if (!fits(line)) return;
      lines.off('line', read);
      resolve(last);
    });
  });
}

async function killed(child: Program): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

const rowsIn = async (file: string): Promise<number> => {
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(file);
  const row = database.prepare('SELECT count(*) AS rows FROM t').get() as { rows: number };
  database.close();
  return row.rows;
};

const NAMES = {
  cut: 'a power cut takes what was not synced, and nothing that was',
  full: 'a full disk is full for root too, and can be written again afterwards',
  sync: 'fsync fails while it is told to, SQLite says so, and afterwards it goes on',
  clock: 'a wall clock is set while its program runs; its monotonic clock goes on as before',
};

function registerDisk(): void {
  test(NAMES.cut, async () => {
    const home = mkdtempSync(join(tmpdir(), 'tillbell-disk-'));
    const disk = await CrashDisk.make(join(home, 'image'), join(home, 'disk'), 32);
    const file = join(disk.folder, 'rows.db');
    writeFileSync(join(disk.folder, 'unsynced'), 'never on the disk');
    const { child, lines } = startWriter(file, 'FULL');
    let said = 0;
    lines.on('line', (text) => {
      said = (JSON.parse(text) as { n?: number }).n ?? said;
    });
    await readUntil(lines, ({ n }) => (n ?? 0) >= 50);
    child.kill('SIGSTOP');
    await disk.cutPower();
    assert.throws(() => appendFileSync(join(disk.folder, 'unsynced'), 'x'), /EIO/);
    await killed(child);
    await disk.restorePower();
    const rows = await rowsIn(file);
    assert.ok(rows >= said && rows <= said + 1, `${said} acknowledged, ${rows} there`);
    const unsynced = join(disk.folder, 'unsynced');
    assert.ok(!existsSync(unsynced) || statSync(unsynced).size === 0, 'what was never synced is gone');
    await disk.close();
    rmSync(home, { recursive: true });
  });

  test(NAMES.full, async () => {
    const home = mkdtempSync(join(tmpdir(), 'tillbell-disk-'));
    const disk = await CrashDisk.make(join(home, 'image'), join(home, 'disk'), 8);
    await disk.fill();
    assert.throws(() => writeFileSync(join(disk.folder, 'one-more'), Buffer.alloc(8_192)), /ENOSPC/);
    await disk.empty();
    writeFileSync(join(disk.folder, 'one-more'), Buffer.alloc(8_192, 7));
    assert.is(readFileSync(join(disk.folder, 'one-more')).length, 8_192);
    await disk.fill(1_000_000.5);
    const free = await disk.freeBytes();
    assert.ok(free >= 900_000 && free < 1_100_000, `${free} bytes free`);
    await disk.close();
    rmSync(home, { recursive: true });
  });
}

function registerSync(): void {
  test(NAMES.sync, async () => {
    const home = mkdtempSync(join(tmpdir(), 'tillbell-sync-'));
    const sync = new FailingSync(join(home, 'pipes', 'writer'));
    const { child, lines } = startWriter(join(home, 'rows.db'), 'FULL', sync.environment);
    await readUntil(lines, ({ n }) => n !== undefined);
    await sync.fail(child.pid ?? 0, 1);
    await readUntil(lines, ({ failed }) => failed === 'SQLITE_IOERR_FSYNC');
    await sync.fail(child.pid ?? 0, 0);
    const last = await readUntil(lines, ({ n }) => n !== undefined);
    await killed(child);
    assert.ok(last > 0 && (await rowsIn(join(home, 'rows.db'))) > 0);
    rmSync(home, { recursive: true });
  });
}

function registerClock(library: string): void {
  test(NAMES.clock, async () => {
    const home = mkdtempSync(join(tmpdir(), 'tillbell-clock-'));
    const clock = new FalseClock(library, join(home, 'clock'));
    const script = 'setInterval(() => console.log(JSON.stringify([Date.now(), performance.now()])), 50)';
    const child: Program = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...clock.environment },
    });
    const lines = createInterface({ input: child.stdout });
    const errorMs = (text: string): number => (JSON.parse(text) as [number])[0] - Date.now();
    const monotonicMs: number[] = [];
    lines.on('line', (text) => monotonicMs.push((JSON.parse(text) as [number, number])[1]));
    for (const offsetMs of [0, 7_200_000, -86_400_000, 0]) {
      clock.set(offsetMs);
      await new Promise<void>((resolve) => {
        lines.on('line', function look(text: string) {
          if (Math.abs(errorMs(text) - offsetMs) > 5_000) return;
          lines.off('line', look);
          resolve();
        });
      });
    }
    child.kill('SIGKILL');
    assert.ok(monotonicMs.every((now, index) => now > (monotonicMs[index - 1] ?? 0)));
    assert.ok((monotonicMs.at(-1) ?? 0) < 60_000);
    rmSync(home, { recursive: true });
  });
}

const missingDisk = await missingFor(['power_cut']);
if (missingDisk === undefined && !isInOwnWorld()) process.exit(await runInOwnWorld(import.meta.filename, []));
if (missingDisk === undefined) registerDisk();
else for (const name of [NAMES.cut, NAMES.full]) console.log(`SKIP ${name}: ${missingDisk}`);
const missingSync = await missingFor(['failing_sync']);
if (missingSync === undefined) registerSync();
else console.log(`SKIP ${NAMES.sync}: ${missingSync}`);
const library = faketimeLibrary();
if (library !== undefined) registerClock(library);
else console.log(`SKIP ${NAMES.clock}: ${await missingFor(['false_clock'])}`);

test.run();
