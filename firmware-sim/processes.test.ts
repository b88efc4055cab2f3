import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { findLeftovers, killLeftovers, Processes, type ProcessSpec } from './processes.ts';

const programs = suite<{ folder: string; processes: Processes }>('processes');
programs.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-processes-'));
  context.processes = new Processes(join(context.folder, 'processes.json'));
});
programs.after.each(async ({ folder, processes }) => {
  await processes.close();
  rmSync(folder, { recursive: true, force: true });
});

function spec(folder: string, program: string, over: Partial<ProcessSpec> = {}): ProcessSpec {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  return {
    name: 'program',
    file,
    args: [],
    logPath: join(folder, 'program.log'),
    isReady: (line) => (line as { ready?: unknown }).ready === true,
    readyTimeoutMs: 60_000,
    ...over,
  };
}

const ECHO = `
console.log('{"ready":true}');
process.stdin.on('data', (text) => process.stdout.write(text));
process.stderr.write('a word\\n');
`;

programs('is ready, hears, says, logs, and stops', async ({ folder, processes }) => {
  const lines: unknown[] = [];
  let heard = (): void => {};
  const echoed = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const onLine = (line: unknown): void => {
    lines.push(line);
    if (lines.length === 2) heard();
  };
  const running = await processes.start(spec(folder, ECHO, { onLine }));
  assert.ok(running.isAlive);
  running.tell({ press: 'replay' });
  await echoed;
  assert.equal(lines, [{ ready: true }, { press: 'replay' }]);
  const end = await running.stop(20_000);
  assert.is(end.signal, 'SIGTERM');
  assert.not.ok(running.isAlive);
  assert.is(readFileSync(join(folder, 'program.log'), 'utf8'), 'a word\n');
});

programs('one that does not want to stop is killed', async ({ folder, processes }) => {
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${ECHO}`;
  const running = await processes.start(spec(folder, stubborn));
  assert.is((await running.stop(50)).signal, 'SIGKILL');
});

programs('one that ends before it is ready says why', async ({ folder, processes }) => {
  const program = "process.stderr.write('the key is missing\\n'); process.exit(2);";
  try {
    await processes.start(spec(folder, program));
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'unreachable'));
    assert.match(String(thrown), /ended with exit code 2: the key is missing/);
  }
});

programs('one that is never ready is ended', async ({ folder, processes }) => {
  try {
    await processes.start(spec(folder, 'setInterval(() => {}, 1000);', { readyTimeoutMs: 300 }));
    assert.unreachable();
  } catch (thrown) {
    assert.match(String(thrown), /was not ready within 0.3 s/);
  }
});

programs(
  'a run that was killed leaves a record by which its children are found and ended',
  async ({ folder, processes }) => {
    const running = await processes.start(spec(folder, ECHO));
    const record = join(folder, 'processes.json');
    const found = findLeftovers(record, 'no such owner');
    assert.equal(found, { owner: undefined, children: [running.pid] });
    await killLeftovers(found);
    assert.is((await running.ended).signal, 'SIGKILL');
    assert.equal(findLeftovers(record, 'no such owner').children, []);
  },
);

programs('a number that is another program’s by now is left alone', async ({ folder }) => {
  const record = join(folder, 'old.json');
  writeFileSync(record, JSON.stringify({ pid: 1, children: [{ pid: process.ppid, file: 'relay/main.ts' }] }));
  assert.equal(findLeftovers(record, 'scripts/start.ts'), { owner: undefined, children: [] });
  writeFileSync(record, 'not json');
  assert.equal(findLeftovers(record, 'scripts/start.ts'), { owner: undefined, children: [] });
});

programs.run();
