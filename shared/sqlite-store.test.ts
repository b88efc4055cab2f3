import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RowOperations, schema } from '../firmware-sim/row-tables.ts';
import type { CommitPace } from './commit-pace.ts';
import { type Failure, type FailureCode, isFailure } from './failure.ts';
import { limits } from './limits.ts';
import { SqliteStore } from './sqlite-store.ts';
import { openDatabase } from './sqlite-worker.ts';

type RowStore = SqliteStore<RowOperations>;

const store = suite<{ folder: string; file: string; opened: RowStore[]; deaths: Failure[] }>('store');
store.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-store-'));
  context.file = join(context.folder, 'rows.db');
  context.opened = [];
  context.deaths = [];
});
store.after.each(async ({ folder, opened }) => {
  for (const one of opened) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

const WRITER = fileURLToPath(new URL('../firmware-sim/row-writer.ts', import.meta.url));

async function open(
  context: { file: string; opened: RowStore[]; deaths: Failure[] },
  pace?: CommitPace<keyof RowOperations & string>,
): Promise<RowStore> {
  const rows = await SqliteStore.open<RowOperations>({
    file: context.file,
    schemaModule: new URL('../firmware-sim/row-tables.ts', import.meta.url),
    onDeath: (failure) => context.deaths.push(failure),
    ...(pace === undefined ? {} : { pace }),
  });
  context.opened.push(rows);
  return rows;
}

async function refused(code: FailureCode, attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (thrown) {
    assert.ok(isFailure(thrown, code), `${String(thrown)} is no ${code}`);
    return (thrown as Failure).message;
  }
  return assert.unreachable('it was accepted') as never;
}

store('what arrives in one turn shares one commit', async (context) => {
  const rows = await open(context);
  const numbers = await Promise.all(Array.from({ length: 100 }, (_, at) => rows.call('addRow', `row ${at}`)));
  assert.equal(
    numbers,
    Array.from({ length: 100 }, (_, at) => at + 1),
    'in the order of the calls',
  );
  assert.is(await rows.call('countCommits', null), 1);
});

store('what arrives during a commit shares the next one, bounded', async (context) => {
  const rows = await open(context);
  const first = rows.call('addRow', 'first');
  await new Promise((done) => setImmediate(done));
  const count = limits.groupCommitOperations + 10;
  const later = Array.from({ length: count }, () => rows.call('addRow', 'later'));
  await Promise.all([first, ...later]);
  assert.is(await rows.call('countCommits', null), 3);
  assert.is(await rows.call('countRows', null), count + 1);
});

store('reads alone commit nothing, and see what was written before them in their batch', async (context) => {
  const rows = await open(context);
  const [, count] = await Promise.all([rows.call('addRow', 'a'), rows.call('countRows', null)]);
  assert.is(count, 1);
  await Promise.all([rows.call('countRows', null), rows.call('readTexts', null)]);
  assert.is(await rows.call('countCommits', null), 1);
});

store('an operation that fails is undone alone', async (context) => {
  const rows = await open(context);
  const one = rows.call('addRow', 'one');
  const bad = refused('conflict', rows.call('addRowAndFail', 'bad'));
  const two = rows.call('addRow', 'two');
  assert.match(await bad, /bad was not wanted/);
  await Promise.all([one, two]);
  assert.equal(await rows.call('readTexts', null), ['one', 'two']);
});

store(
  'a full disk refuses every write of the batch, loudly, and takes them again when there is room',
  async (context) => {
    const rows = await open(context);
    await rows.call('addRow', 'before');
    await rows.call('limitPages', 8);
    const small = refused('store_unavailable', rows.call('addRow', 'small, but with the big ones'));
    const big = refused('store_unavailable', rows.call('addRows', { count: 100, bytes: 1_000 }));
    assert.match(await big, /full/);
    await small;
    assert.equal(await rows.call('readTexts', null), ['before'], 'nothing of the refused ones');
    await rows.call('limitPages', 100_000);
    await rows.call('addRow', 'after');
    assert.equal(await rows.call('readTexts', null), ['before', 'after']);
    assert.equal(context.deaths, []);
  },
);

store('too many waiting calls are refused, and those that were accepted are kept', async (context) => {
  const rows = await open(context);
  const accepted = Array.from({ length: limits.storeQueueOperations }, () => rows.call('addRow', 'x'));
  assert.is(rows.waitingOperations, limits.storeQueueOperations);
  await refused('overloaded', rows.call('addRow', 'one too many'));
  await Promise.all(accepted);
  assert.is(await rows.call('countRows', null), limits.storeQueueOperations);
});

store('closing finishes what was accepted and refuses what comes later', async (context) => {
  const rows = await open(context);
  const early = [rows.call('addRow', 'one'), rows.call('addRow', 'two')];
  const closed = rows.close();
  await refused('stopped', rows.call('addRow', 'late'));
  await Promise.all([...early, closed, rows.close()]);
  const again = await open(context);
  assert.equal(await again.call('readTexts', null), ['one', 'two']);
});

store('a worker that dies refuses all that waits, and says so once', async (context) => {
  const rows = await open(context);
  const death = refused('store_unavailable', rows.call('die', null));
  const beside = refused('store_unavailable', rows.call('addRow', 'in the same batch'));
  await Promise.all([death, beside]);
  await refused('store_unavailable', rows.call('addRow', 'later'));
  assert.is(context.deaths.length, 1);
  await rows.close();
});

store('an operation that nobody knows is refused, not waited for', async (context) => {
  const rows = await open(context);
  await refused('usage', rows.call('noSuch' as never, null as never));
});

store('a folder that is missing is made for the owner alone, and so is the file', async (context) => {
  const folder = join(context.folder, 'a', 'b');
  await open({ ...context, file: join(folder, 'rows.db') });
  assert.is(statSync(folder).mode & 0o777, 0o700);
  assert.is(statSync(join(folder, 'rows.db')).mode & 0o777, 0o600);
});

store('a refused file is refused at once, with the reason', async (context) => {
  mkdirSync(context.file);
  await refused('store_unavailable', open(context));
});

store('trap: better-sqlite3 WAL defaults to synchronous=NORMAL; here it is FULL', async (context) => {
  const FULL = 2;
  const rows = await open(context);
  assert.is(await rows.call('readSynchronous', null), FULL);
  await rows.close();
  const again = await open(context);
  assert.is(await again.call('readSynchronous', null), FULL, 'also for a file that was WAL already');
});

store(
  'trap: tsx does not load a .ts worker on Node 20; ours is loaded, and commits there',
  async (context) => {
    const rows = await open(context);
    const mainThread = 0;
    assert.is.not(await rows.call('readThread', null), mainThread);
  },
);

store('kill -9 of a writing process loses nothing that it had acknowledged', async ({ file }) => {
  const writer = spawn(process.execPath, ['--import', 'tsx', WRITER, 'endless', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 500) writer.kill('SIGKILL');
  }
  assert.ok(acknowledged.length >= 500);
  const database = openDatabase(file, schema);
  const found = new Set(database.prepare<[], string>('SELECT text FROM row').pluck().all());
  database.close();
  for (const text of acknowledged) assert.ok(found.has(text), `row ${text} was acknowledged and is gone`);
});

store(
  'a patient operation gathers while others are committed; a closing store makes it wait no longer',
  async (context) => {
    const anHourMs = 3_600_000;
    const rows = await open(context, { intervalMs: 0, patient: ['addRow'], patienceMs: anHourMs });
    const patient = rows.call('addRow', 'patient');
    assert.is(await rows.call('countRows', null), 0, 'what is urgent goes before it');
    assert.is(rows.waitingOperations, 1);
    await rows.close();
    assert.is(await patient, 1, 'written before the end');
  },
);

store('when its patience is over, a patient operation makes a commit of its own', async (context) => {
  const rows = await open(context, { intervalMs: 0, patient: ['addRow'], patienceMs: 20 });
  assert.is(await rows.call('addRow', 'patient'), 1);
});

store('a store with a pace commits less often, and everything', async (context) => {
  const intervalMs = 50;
  const rows = await open(context, { intervalMs, patient: [], patienceMs: 0 });
  const written: Promise<number>[] = [];
  const beganAtMs = performance.now();
  for (let turn = 0; turn < 20; turn += 1) {
    written.push(rows.call('addRow', `row ${turn}`));
    await new Promise((done) => setImmediate(done));
  }
  assert.is((await Promise.all(written)).length, 20);
  // A busy machine may need longer for its turns than one interval.
  const most = 3 + Math.floor((performance.now() - beganAtMs) / intervalMs);
  assert.ok((await rows.call('countCommits', null)) <= most, 'not one for each turn');
});

const FULL_DISK = 'a disk that is really full: refused, killed, started again, and on it goes';
const ownMounts = [['-m'], ['-U', '-r', '-m']].find(
  (flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0,
);
if (ownMounts === undefined) {
  console.log(`SKIP ${FULL_DISK}: no right to mount a tmpfs (root, or util-linux with user namespaces)`);
} else {
  store(FULL_DISK, ({ folder }) => {
    const script = `mount -t tmpfs -o size=2m tmpfs "$3" && { "$1" --import tsx "$2" fill "$3"; "$1" --import tsx "$2" resume "$3"; }`;
    const { stdout, stderr } = spawnSync(
      'unshare',
      [...ownMounts, 'sh', '-c', script, 'sh', process.execPath, WRITER, folder],
      { encoding: 'utf8', timeout: 300_000 },
    );
    const lines = stdout.trim().split('\n');
    assert.is(lines.length, 2, stderr);
    const [filled, resumed] = lines.map((line) => JSON.parse(line) as Record<string, number | string>);
    assert.match(String(filled?.refusal), /^store_unavailable: .*full/);
    assert.ok(Number(filled?.written) > 100, 'it had written');
    assert.ok(Number(filled?.readable) > 100, 'and can be read while the disk is full');
    assert.is(resumed?.found, filled?.written, 'all that was acknowledged, and nothing that was refused');
    assert.match(String(resumed?.refusal), /^store_unavailable: .*full/);
    assert.is(resumed?.last, 'there is room again');
  });
}

store.run();
