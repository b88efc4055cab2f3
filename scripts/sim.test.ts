import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CANARIES, type CanaryName } from '../firmware-sim/sim/canaries.ts';
import { type RunResult, runSeed } from '../firmware-sim/sim/run.ts';
import { failureText } from '../firmware-sim/sim/run-text.ts';
import { traceText } from '../firmware-sim/sim/trace.ts';

const SEEDS = 120;
/** Most seeds have no fault that shows a given bug: one of so many does. */
const CANARY_SEEDS = 60;

const told = (result: RunResult): string => failureText(result, 'under test', 1);

test('shops live through their days: nothing lost, doubled, late unsaid or unbalanced', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const result = await runSeed(seed, { days: 1, isTraced: false });
    if (result.findings.length > 0)
      assert.unreachable(told(await runSeed(seed, { days: 1, isTraced: true })));
  }
});

test('the same seed is the same run, to the byte of its trace; another seed is another run', async () => {
  const hashOf = async (seed: number): Promise<string> => {
    const { trace, startMs } = await runSeed(seed, { days: 1, isTraced: true });
    assert.ok(trace.length > 20);
    return createHash('sha256').update(traceText(trace, startMs)).digest('hex');
  };
  const [first, other] = [await hashOf(3), await hashOf(1_009)];
  assert.is(await hashOf(3), first);
  assert.is(await hashOf(1_009), other);
  assert.is.not(first, other);
});

const CAUGHT_AS: Readonly<Record<CanaryName, readonly string[]>> = {
  acknowledge_before_commit: ['lost', 'ledger_differs'],
  forget_one_hole: ['unsettled', 'lost'],
  lose_the_repeat_mark: ['doubled'],
};

for (const canary of CANARIES) {
  test(`a bug that was put in is caught: ${canary}`, async () => {
    for (let seed = 1; seed <= CANARY_SEEDS; seed += 1) {
      const { findings } = await runSeed(seed, { days: 1, isTraced: false, canary });
      if (findings.length === 0) continue;
      const names = findings.map(({ finding }) => finding);
      assert.ok(
        CAUGHT_AS[canary].some((name) => names.includes(name)),
        `found ${names.join(', ')} instead`,
      );
      return;
    }
    assert.unreachable(`${CANARY_SEEDS} seeds did not show it`);
  });
}

test('a failure names its seed, its faults and the life of the one order', async () => {
  const canary = 'forget_one_hole';
  let seed = 1;
  while ((await runSeed(seed, { days: 1, isTraced: false, canary })).findings.length === 0) seed += 1;
  const result = await runSeed(seed, { days: 1, isTraced: true, canary });
  const text = failureText(result, '0123456789ab', 1, canary);
  const sn = result.findings.find((finding) => finding.sn !== undefined)?.sn ?? '';
  assert.match(text, `seed ${seed} fails at commit 0123456789ab`);
  assert.match(text, result.faults.join(', '));
  assert.match(text, new RegExp(`core +${sn} PAID`));
  assert.match(text, `npm run sim -- --seed ${seed} --runs 1 --canary ${canary}`);
});

test.run();
