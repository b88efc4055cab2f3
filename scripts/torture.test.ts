import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { audit, verdictText } from '../firmware-sim/audit/auditor.ts';
import { readSpeaker } from '../firmware-sim/audit/collector.ts';
import { FAULT_KINDS } from '../firmware-sim/fault-plan.ts';
import { isInOwnWorld, runInOwnWorld } from '../firmware-sim/own-world.ts';
import { whatCanBeDone } from './torture/means.ts';
import { torture } from './torture/run.ts';

test('80 orders and every fault that can be: the auditor finds nothing, until heard.jsonl is touched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-torture-test-'));
  try {
    const {
      verdict,
      evidence,
      faults: done,
      crashes,
    } = await torture({
      folder,
      seed: 11,
      orders: 80,
      spanMs: 18_000,
      faults,
      can,
      report: () => {},
    });
    assert.equal(crashes, []);
    assert.ok(verdict.clean, verdictText(verdict));
    assert.is(verdict.figures.orders, 80);
    assert.ok(Object.values(done).reduce((sum, count) => sum + count, 0) >= 2, JSON.stringify(done));

    // The canary: a verdict that cannot be anything but clean would be worth nothing.
    const heardPath = join(folder, 'SPK-FAST', 'heard.jsonl');
    const lines = readFileSync(heardPath, 'utf8').trim().split('\n');
    const payments = lines.filter((line) => line.includes('"announced"'));
    const [payment] = payments;
    assert.ok(payment, 'at least one payment was announced');
    const judge = (changed: readonly string[]): string[] => {
      writeFileSync(heardPath, `${changed.join('\n')}\n`);
      const speakers = evidence.speakers.map((speaker) =>
        speaker.id === 'SPK-FAST' ? readSpeaker({ ...speaker, heardPath }) : speaker,
      );
      return audit({ ...evidence, speakers }).findings.map(({ finding }) => finding);
    };
    assert.equal(judge(lines), []);
    assert.ok(judge(lines.filter((line) => line !== payment)).includes('lost'));
    assert.ok(judge([...lines, payment]).includes('doubled'));
    assert.ok(judge(lines.map((line) => line.replace(/元"/, '万元"'))).includes('wrong_amount'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const { can, faults, skipped } = await whatCanBeDone(FAULT_KINDS);
for (const [kind, reason] of skipped) console.log(`SKIP torture by ${kind}: ${reason}`);
if (can.has('own_world') && !isInOwnWorld()) process.exit(await runInOwnWorld(import.meta.filename, []));

test.run();
