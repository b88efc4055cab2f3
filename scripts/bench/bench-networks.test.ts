import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFor } from '../../firmware-sim/capabilities.ts';
import { until } from './clock.ts';
import { processesOf, startBench } from './started-bench.ts';

interface Measured {
  readonly network: string;
  readonly server: string;
  readonly result: {
    readonly sent: number;
    readonly answered: number;
    readonly lost: number;
    readonly doubled: number;
    readonly repeats: number;
    readonly latencyUs: { readonly p50: number };
    readonly pumpShares: readonly number[];
    readonly own?: { readonly balanced: boolean; readonly pushes: Readonly<Record<string, number>> };
  };
  readonly besides: string;
}

const test = suite<{ out: string }>('bench under bad networks');
test.before.each((context) => {
  context.out = mkdtempSync(join(tmpdir(), 'tillbell-bench-'));
});
test.after.each(({ out }) => rmSync(out, { recursive: true, force: true }));

const NAMES = [
  'lossy and mobile paths: ours on two, a peer on one, all arrives once, and the extra traffic is told',
  'killed, frozen and stormed: nothing that we have acknowledged is lost, and what happened is told',
  'ended from outside in the middle, a run in namespaces of its own leaves no process and no folder',
] as const;

const SMALL = ['--devices', '24', '--rate', '50', '--seconds', '1'];
/** Only against hanging. */
const PATIENCE_MS = 120_000;
/** With the warming up. */
const NOTICES = 200;

async function measure(out: string, ...words: string[]): Promise<Measured[][]> {
  const { code, errors } = await startBench(out, ...SMALL, ...words).finished;
  assert.is(code, 0, errors);
  assert.equal(processesOf(out), []);
  assert.equal(readdirSync(out).sort(), ['bench.json', 'bench.md', 'latency.svg'], errors);
  const { scenarios } = JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8'));
  return (scenarios as { report: { data: Measured[] } }[]).map(({ report }) => report.data);
}

function register(): void {
  test(NAMES[0], async ({ out }) => {
    const words = ['--network', 'loss5,mobile5', '--tuned', 'yes', '--peers', 'aedes', '--paths', '2'];
    const [rows = []] = await measure(out, ...words);
    assert.equal(
      rows.map(({ network, server }) => [network, server]),
      [
        ['loss5', 'ours, 2 paths'],
        ['loss5', 'aedes'],
        ['mobile5', 'ours, 2 paths'],
        ['mobile5', 'aedes'],
      ],
    );
    for (const { server, network, result } of rows) {
      const { sent, answered, lost, doubled, pumpShares } = result;
      assert.equal([sent, lost, doubled], [NOTICES, 0, 0], `${network}, ${server}`);
      // A busy machine makes the relay refuse some, rightly.
      assert.ok(answered > 0, `${answered} accepted`);
      assert.is(pumpShares.length, network === 'loss5' ? 0 : server === 'aedes' ? 1 : 2);
      // One way through a mobile network, at its quickest.
      if (network === 'mobile5') assert.ok(result.latencyUs.p50 > 16_000);
    }
    const mobile = rows[2]?.result;
    assert.is(mobile?.own?.balanced, true);
    // RTT 40 leaves no time to wait for the first path: a second copy goes out at once.
    const { first = 0, ...copies } = mobile?.own?.pushes ?? {};
    const copied = Object.values(copies).reduce((sum, count) => sum + count, 0);
    assert.ok(first > 0 && copied > 0, JSON.stringify(mobile?.own));
    assert.ok((mobile?.repeats ?? 0) > 0, 'the second copies came, and were put aside');
  });

  test(NAMES[1], async ({ out }) => {
    const words = ['--scenario', 'kill,frozen,storm', '--peers', 'ours', '--connections', '60'];
    const [kill = [], frozen = [], storm = []] = await measure(out, ...words);
    for (const [row] of [kill, frozen, storm]) {
      assert.equal([row?.result.lost, row?.result.doubled, row?.result.own?.balanced], [0, 0, true]);
      assert.ok((row?.result.answered ?? 0) > 0);
    }
    assert.match(
      kill[0]?.besides ?? '',
      /^listened again after [\d.]+ and [\d.]+ s, all devices back .* later; no answer for [\d.]+ s; with notice and connection both there, .* to the socket .* ms$/,
    );
    assert.match(frozen[0]?.besides ?? '', /^to the frozen: \d+ accepted, 0 lost$/);
    assert.match(
      storm[0]?.besides ?? '',
      /^60 of 60 back after [\d.]+ s; the crowd’s own process late by [\d.]+ ms at p99, [\d.]+ at most$/,
    );
    const report = readFileSync(join(out, 'bench.md'), 'utf8');
    for (const situation of ['killed, clean', '20 frozen, clean', 'storm, clean'])
      assert.ok(report.includes(`| ${situation} | ours |`), report);
  });

  test(NAMES[2], async ({ out }) => {
    const words = ['--network', 'mobile1', '--peers', 'ours', '--seconds', '600'];
    const { child, finished } = startBench(out, ...SMALL.slice(0, 4), ...words);
    // The fleet is there, at the far side of the network.
    const isThere = await until(PATIENCE_MS, 50, () => {
      const [work] = readdirSync(out);
      const names = work === undefined ? [] : readdirSync(join(out, work));
      return names.some((name) => name.endsWith('-fleet')) || undefined;
    });
    assert.ok(isThere, 'the run began');
    child.kill('SIGTERM');
    assert.is((await finished).code, 1);
    assert.equal(readdirSync(out), []);
    await until(PATIENCE_MS, 50, () => processesOf(out).length === 0 || undefined);
    assert.equal(processesOf(out), []);
  });
}

const missing = await missingFor(['own_world', 'packet_loss', 'mobile_network']);
if (missing === undefined) register();
else for (const name of NAMES) console.log(`SKIP ${name}: ${missing}`);

test.run();
