import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { traceText } from '../sim/trace.ts';
import { CABINET_CANARIES, type CabinetCanaryName } from './cabinet-canaries.ts';
import { type CabinetRunResult, runCabinetSeed } from './cabinet-run.ts';
import { cabinetFailureText } from './cabinet-run-text.ts';
import { CABINET_FAULTS, type CabinetFault } from './cabinet-swarm.ts';

const SEEDS = 40;
const CANARY_SEEDS = 40;
const RESTORED_SEEDS = 12;

async function mustBeSound(seed: number, kinds?: readonly CabinetFault[]): Promise<CabinetRunResult> {
  const options = { days: 1, ...(kinds === undefined ? {} : { kinds }) };
  const result = await runCabinetSeed(seed, { ...options, isTraced: false });
  if (result.findings.length === 0) return result;
  const traced = await runCabinetSeed(seed, { ...options, isTraced: true });
  return assert.unreachable(cabinetFailureText(traced, 'under test', 1)) as never;
}

test('cabinets live through it: no second bank, none without its rental, each return once, no unsafe charge', async () => {
  let departures = 0;
  let returns = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const result = await mustBeSound(seed);
    departures += result.departures;
    returns += result.returns;
  }
  assert.ok(departures > SEEDS && returns > SEEDS, `${departures} banks left, ${returns} came back`);
});

test('each kind of fault alone', async () => {
  for (const kind of CABINET_FAULTS) await mustBeSound(7_001, [kind]);
});

test('cabinets whose disk is put back from an older copy: no rental brings two banks, and the books come right', async () => {
  let restored = 0;
  for (let seed = 1; seed <= RESTORED_SEEDS; seed += 1)
    restored += Math.sign((await mustBeSound(seed, ['cabinet_restored'])).restores);
  assert.ok(restored > RESTORED_SEEDS / 2, `${restored} were put back`);
});

test('the same seed is the same run, to the byte of its trace; another seed is another run', async () => {
  const hashOf = async (seed: number): Promise<string> => {
    const { trace, startMs } = await runCabinetSeed(seed, { days: 1, isTraced: true });
    assert.ok(trace.length > 20);
    return createHash('sha256').update(traceText(trace, startMs)).digest('hex');
  };
  const [first, other] = [await hashOf(5), await hashOf(1_009)];
  assert.is(await hashOf(5), first);
  assert.is(await hashOf(1_009), other);
  assert.is.not(first, other);
});

/** Faults that let a bug show, and what it may be found as. */
const CANARY: Readonly<
  Record<CabinetCanaryName, { readonly kinds: readonly CabinetFault[]; readonly found: readonly string[] }>
> = {
  send_before_recording: {
    kinds: ['kill_controller', 'power_cut'],
    found: ['left_untold', 'let_out_without_rental', 'no_end', 'two_ends', 'return_lost', 'unsettled'],
  },
  ignore_stale: { kinds: ['mute_gauge'], found: ['charged_unread'] },
  forget_rental_on_repeat: { kinds: ['slow_disk', 'loss'], found: ['two_banks', 'two_ends', 'left_untold'] },
};

for (const canary of CABINET_CANARIES) {
  test(`a bug that was put in is caught: ${canary}`, async () => {
    const { kinds, found } = CANARY[canary];
    for (let seed = 1; seed <= CANARY_SEEDS; seed += 1) {
      await mustBeSound(seed, kinds);
      const { findings } = await runCabinetSeed(seed, { days: 1, kinds, canary, isTraced: false });
      if (findings.length === 0) continue;
      const names = findings.map(({ finding }) => finding);
      assert.ok(
        names.some((name) => found.includes(name)),
        `found ${names.join(', ')} instead`,
      );
      const traced = await runCabinetSeed(seed, { days: 1, kinds, canary, isTraced: true });
      const text = cabinetFailureText(traced, '0123456789ab', 1, canary);
      assert.match(text, `cabinet seed ${seed} fails at commit 0123456789ab`);
      assert.match(text, `npm run sim -- --cabinet --seed ${seed} --runs 1 --canary ${canary}`);
      assert.ok(text.split('\n').length > 6, text);
      return;
    }
    assert.unreachable(`${CANARY_SEEDS} seeds did not show it`);
  });
}

test.run();
