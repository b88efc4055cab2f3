import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '../../../firmware-sim/audit/auditor.ts';
import { missingFor } from '../../../firmware-sim/capabilities.ts';
import { freePort } from '../../../firmware-sim/free-port.ts';
import { LiveShop } from '../../../firmware-sim/live-shop.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { typeCommand } from '../typed-command.ts';
import { DRILL_KINDS, DRILLS, type Drill } from './drill-kinds.ts';
import type { DrillReport } from './drill-report.ts';

async function drillsHere(drill: Drill, name: string, work: () => Promise<void>): Promise<void> {
  const missing = await missingFor(DRILL_KINDS[drill].needs);
  if (missing === undefined) test(name, work);
  else console.log(`SKIP ${name}: ${missing}`);
}

/** A drill as a process of its own, and its report. */
async function drillOf(...words: string[]): Promise<DrillReport> {
  const { exitCode, out, errors } = await typeCommand(['drill', ...words, '--json']);
  assert.is(exitCode, 0, out + errors);
  assert.match(errors, /before: .*[\s\S]*fault: .*[\s\S]*after: /);
  return JSON.parse(out) as DrillReport;
}

/** Programs that were started with something in this folder and still run. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });

test('the list tells all seven, and what each needs that is not here', async () => {
  const { exitCode, out } = await typeCommand(['drill', '--list', '--json']);
  assert.is(exitCode, 0);
  const listed = JSON.parse(out) as { drill: string; missing: string | null }[];
  assert.equal(
    listed.map(({ drill }) => drill),
    [...DRILLS],
  );
  for (const { drill, missing } of listed) {
    const kind = DRILL_KINDS[DRILLS.find((one) => one === drill) ?? 'kill'];
    assert.is(missing, (await missingFor(kind.needs)) ?? null, drill);
  }
});

test('kill: both programs die, everything is heard, and nothing is left behind', async () => {
  const report = await drillOf('kill', '--seconds', '2');
  assert.ok(report.isNormal, JSON.stringify(report.findings));
  assert.is(report.injected.filter((line) => line.startsWith('kill -9')).length, 2);
  assert.equal(report.endedByThemselves, []);
  const heard = report.phases.map((phase) => [phase.payments, phase.accepted, phase.heard]);
  for (const [payments, accepted, sounded] of heard) {
    assert.is(accepted, payments);
    assert.is(sounded, payments);
    assert.ok(Number(payments) > 0);
  }
});

await drillsHere('disk', 'disk: full for both, and nothing accepted is lost', async () => {
  const report = await drillOf('disk', '--seconds', '1');
  assert.ok(report.isNormal, JSON.stringify(report.findings));
  assert.match(report.injected.join(), /filled to the last byte/);
});

await drillsHere('loss', 'loss: packets get lost on the way to the speaker, payments do not', async () => {
  const report = await drillOf('loss', '--seconds', '2');
  assert.ok(report.isNormal, JSON.stringify(report.findings));
});

test('Ctrl-C in the middle of the fault: it is undone, and that is said', async () => {
  const { exitCode, out, errors } = await typeCommand(['drill', 'restart', '--seconds', '6'], {
    interruptAt: 'fault:',
  });
  assert.is(exitCode, 1, errors);
  assert.is(out, '');
  assert.match(errors, /stopping; the fault is undone/);
  const [, folder = ''] = /data and logs in (.*)/.exec(errors) ?? [];
  assert.match(folder, /tillbell-drill-/);
  assert.not.ok(existsSync(folder));
  assert.equal(processesOf(folder), []);
});

test('attached: a shop that runs is drilled, goes on, and its own auditor finds nothing forged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-shop-'));
  const processes = new Processes(join(folder, 'processes.json'));
  try {
    const shop = await LiveShop.open(
      {
        folder,
        httpPort: await freePort(),
        mqttPort: await freePort(),
        speakers: [{ id: 'SPK-1', terminals: ['T-1'], voice: `file:${join(folder, 'wav')}`, panel: false }],
        retryAfterMs: [1_000],
      },
      processes,
    );
    const report = await drillOf(
      ...['cpu', '--seconds', '1', '--rate', '300', '--relay', shop.relayBase],
      ...['--token-file', join(folder, 'relay', 'operator.token'), '--device', 'SPK-1', '--terminal', 'T-1'],
      ...['--core', join(folder, 'core'), '--heard', shop.heardPath('SPK-1')],
    );
    assert.ok(report.isNormal, JSON.stringify(report.findings));
    assert.ok(shop.process('relay').isAlive && shop.process('SPK-1').isAlive);
    assert.equal(audit(await shop.evidence()).findings, []);
    await shop.close();
  } finally {
    await processes.close();
    rmSync(folder, { recursive: true });
  }
});

test('attached: who is named has to be there, and only what is harmless to others can be done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-nothing-'));
  const tries: [string[], number, RegExp][] = [
    [['cpu', '--attach', folder], 1, /no demo has run in .*: npm start first/],
    [['disk', '--attach', folder], 2, /disk is only done to a shop that is brought up for it/],
    [['cpu', '--relay', 'ftp://x'], 2, /wants http:\/\/HOST:PORT/],
    [['cpu', '--relay', 'http://127.0.0.1:9', '--device', 'SPK-1'], 2, /--relay needs --token-file too/],
  ];
  for (const [words, wanted, message] of tries) {
    const { exitCode, errors } = await typeCommand(['drill', ...words]);
    assert.is(exitCode, wanted, errors);
    assert.match(errors, message);
  }
  rmSync(folder, { recursive: true });
});

test.run();
