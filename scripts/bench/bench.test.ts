import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from './clock.ts';
import { TYPESCRIPT_FLAGS } from './workspace.ts';

interface Finished {
  readonly code: number | null;
  readonly errors: string;
}

function startBench(out: string, ...words: string[]): { child: ChildProcess; finished: Promise<Finished> } {
  const entry = fileURLToPath(new URL('./bench.ts', import.meta.url));
  const child = spawn(process.execPath, [...TYPESCRIPT_FLAGS, entry, '--out', out, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  const finished = new Promise<Finished>((resolve) =>
    child.once('exit', (code) => resolve({ code, errors })),
  );
  return { child, finished };
}

/** Processes that were started for a run with this out folder: each has its name in its command line. */
function processesOf(out: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(out);
    } catch {
      return false;
    }
  });
}

const test = suite<{ out: string }>('bench');
test.before.each((context) => {
  context.out = mkdtempSync(join(tmpdir(), 'tillbell-bench-'));
});
test.after.each(({ out }) => rmSync(out, { recursive: true, force: true }));

test('ours and a peer carry a small load: all arrives once, the ledger balances, nothing is left behind', async ({
  out,
}) => {
  const words = [
    '--scenario',
    'push',
    '--peers',
    'ours,aedes',
    '--devices',
    '30',
    '--rate',
    '60',
    '--seconds',
    '1',
  ];
  const { code, errors } = await startBench(out, ...words).finished;
  assert.is(code, 0, errors);
  const { scenarios } = JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8'));
  const results = scenarios[0].report.data as readonly { server: string; result: Record<string, unknown> }[];
  assert.equal(
    results.map(({ server, result }) => [server, result.sent, result.answered, result.lost, result.doubled]),
    [
      ['ours', 240, 240, 0, 0],
      ['aedes', 240, 240, 0, 0],
    ],
    errors,
  );
  const own = results[0]?.result.own as { balanced: boolean; announced: number };
  assert.equal([own.balanced, own.announced], [true, 240]);
  assert.equal(readdirSync(out).sort(), ['bench.json', 'bench.md', 'latency.svg']);
  assert.equal(processesOf(out), []);
});

test('Ctrl-C in the middle leaves no process and no folder', async ({ out }) => {
  const words = [
    '--scenario',
    'push',
    '--peers',
    'ours',
    '--devices',
    '30',
    '--rate',
    '60',
    '--seconds',
    '600',
  ];
  const { child, finished } = startBench(out, ...words);
  // The relay is up: its database is there.
  const relay = await until(30_000, 50, () => {
    const work = readdirSync(out).find((name) => name.startsWith('work-'));
    const folder = work === undefined ? undefined : join(out, work);
    const data =
      folder === undefined ? undefined : readdirSync(folder).find((name) => name.endsWith('-relay'));
    return folder !== undefined && data !== undefined && existsSync(join(folder, data, 'operator.token'))
      ? true
      : undefined;
  });
  assert.ok(relay, 'the relay came up');
  child.kill('SIGINT');
  const { code, errors } = await finished;
  assert.is(code, 1, errors);
  assert.equal(readdirSync(out), []);
  await until(5_000, 50, () => (processesOf(out).length === 0 ? true : undefined));
  assert.equal(processesOf(out), []);
});

test.run();
