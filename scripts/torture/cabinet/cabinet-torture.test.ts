import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { auditCabinet } from '../../../firmware-sim/live-cabinet/cabinet-auditor.ts';
import { isInOwnWorld, runInOwnWorld } from '../../../firmware-sim/own-world.ts';
import { openPty } from '../../../firmware-sim/pty.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { cabinetTortureText } from './cabinet-command.ts';
import { cabinetMeans } from './cabinet-faults.ts';
import { tortureCabinet } from './cabinet-torture.ts';

const means = await cabinetMeans();
for (const [fault, reason] of means.skipped) console.log(`SKIP cabinet torture by ${fault}: ${reason}`);
if (means.can.has('power_cut') && !isInOwnWorld()) {
  process.exit(await runInOwnWorld(import.meta.filename, []));
}

const ptyLack = await openPty().then(
  (pty) => pty.close().then(() => undefined),
  (thrown: unknown) => describeThrown(thrown),
);

const NAME =
  'kill -9 of the controller at steps of eject and return: the auditor finds nothing, until evidence is touched';
if (ptyLack !== undefined) console.log(`SKIP ${NAME}: ${ptyLack}; apt-get install perl coreutils`);
else
  test(NAME, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillbell-cabinet-torture-'));
    try {
      const result = await tortureCabinet({ folder, seed: 5, spanMs: 16_000, means, report: () => {} });
      const { verdict, evidence, kills, crashes, isSettled } = result;
      assert.equal(crashes, []);
      assert.ok(verdict.clean && isSettled, cabinetTortureText(result, means));
      assert.ok(
        verdict.figures.departures > 0 && verdict.figures.returned > 0,
        cabinetTortureText(result, means),
      );
      assert.ok(
        Object.values(kills).reduce((sum, count) => sum + count, 0) >= 1,
        cabinetTortureText(result, means),
      );

      // The canary: a verdict that cannot be anything but clean would be worth nothing.
      const without = (type: string) => {
        const one = evidence.deliveries.find((delivery) => delivery.type === type);
        return evidence.deliveries.filter(({ webhookId }) => webhookId !== one?.webhookId);
      };
      const judge = (deliveries: typeof evidence.deliveries): string[] =>
        auditCabinet({ ...evidence, deliveries }).findings.map(({ finding }) => finding);
      assert.ok(judge(without('bank.returned')).includes('return_lost'));
      assert.ok(judge(without('rental.taken')).includes('out_without_rental'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test.run();
