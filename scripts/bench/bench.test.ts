import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from './clock.ts';
import { processesOf, startBench } from './started-bench.ts';

/** Only against hanging. */
const PATIENCE_MS = 120_000;

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
    results.map(({ server, result }) => [server, result.sent, result.lost, result.doubled]),
    [
      ['ours', 240, 0, 0],
      ['aedes', 240, 0, 0],
    ],
    errors,
  );
  const [ours, aedes] = results.map(({ result }) => result);
  // A busy machine makes the relay refuse some, rightly; a peer without an outbox refuses none.
  const answered = Number(ours?.answered);
  assert.ok(answered > 0 && answered <= 240, errors);
  assert.is(aedes?.answered, 240);
  const own = ours?.own as { balanced: boolean; announced: number };
  assert.equal([own.balanced, own.announced], [true, answered]);
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
  const relay = await until(PATIENCE_MS, 50, () => {
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
  await until(PATIENCE_MS, 50, () => (processesOf(out).length === 0 ? true : undefined));
  assert.equal(processesOf(out), []);
});

test.run();
