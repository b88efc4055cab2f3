/**
 * Lives through simulated shop-days (with --cabinet: times of a power-bank cabinet), one for each seed: the product's
 * own logic and tables on a virtual clock, with every fault that a seed draws, judged by an auditor. The same seed is
 * the same day, to the byte.
 *
 * Usage: npm run sim -- [--cabinet] --seed 1 --runs 1000
 */
import { execFileSync } from 'node:child_process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CANARIES, type CanaryName } from '../firmware-sim/sim/canaries.ts';
import { type RunOptions, type RunResult, runSeed } from '../firmware-sim/sim/run.ts';
import { failureText, summaryText } from '../firmware-sim/sim/run-text.ts';
import { type TraceLine, traceText } from '../firmware-sim/sim/trace.ts';
import { CABINET_CANARIES, type CabinetCanaryName } from '../firmware-sim/sim-cabinet/cabinet-canaries.ts';
import { type CabinetRunResult, runCabinetSeed } from '../firmware-sim/sim-cabinet/cabinet-run.ts';
import { cabinetFailureText, cabinetSummaryText } from '../firmware-sim/sim-cabinet/cabinet-run-text.ts';

const PROGRESS_MS = 2_000;

interface SimFlags {
  readonly seed: number;
  readonly runs: number;
  readonly days: number;
  readonly cabinet: boolean;
  readonly canary?: CanaryName | CabinetCanaryName;
  readonly keepGoing: boolean;
  readonly trace: boolean;
  readonly json: boolean;
}

/** One kind of worlds. */
interface Worlds<Result> {
  readonly run: (seed: number, isTraced: boolean) => Promise<Result>;
  readonly failureText: (result: Result) => string;
  readonly summaryText: (results: readonly Result[], tookMs: number) => string;
}

interface AnyResult {
  readonly seed: number;
  readonly findings: readonly { readonly finding: string }[];
  readonly startMs: number;
  readonly trace: readonly TraceLine[];
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };
}

const program = new Command()
  .name('npm run sim --')
  .description('seeded simulation of relay, speakers and everything that can go wrong between them')
  .option('--seed <N>', 'the first seed', whole(0, 0xffff_ffff), 1)
  .option('--runs <N>', 'how many seeds, one after the other', whole(1, 10_000_000), 100)
  .option('--days <N>', 'how many days each of them lasts', whole(1, 30), 1)
  .option('--cabinet', 'worlds of a power-bank cabinet', false)
  .addOption(
    new Option('--canary <NAME>', 'puts a bug in, which has to be found').choices([
      ...CANARIES,
      ...CABINET_CANARIES,
    ]),
  )
  .option('--keep-going', 'goes on after a seed that fails', false)
  .option('--trace', 'prints everything that happens', false)
  .option('--json', 'one JSON document on stdout', false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

/** Names the code that a failure belongs to. */
function commit(): string {
  try {
    const head = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const isChanged =
      execFileSync('git', ['status', '--porcelain', '-uno'], { encoding: 'utf8', stdio: 'pipe' }) !== '';
    return `${head.trim()}${isChanged ? ', with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function shops({ days, canary }: SimFlags): Worlds<RunResult> {
  const known = CANARIES.find((name) => name === canary);
  if (canary !== undefined && known === undefined) program.error(`--canary ${canary} wants --cabinet`);
  const options: Omit<RunOptions, 'isTraced'> = { days, ...(known === undefined ? {} : { canary: known }) };
  return {
    run: (seed, isTraced) => runSeed(seed, { ...options, isTraced }),
    failureText: (result) => failureText(result, commit(), days, canary),
    summaryText: (results, tookMs) => summaryText(results, days, tookMs),
  };
}

function cabinets({ days, canary }: SimFlags): Worlds<CabinetRunResult> {
  const known = CABINET_CANARIES.find((name) => name === canary);
  if (canary !== undefined && known === undefined) program.error(`--canary ${canary} is none of a cabinet`);
  const options = { days, ...(known === undefined ? {} : { canary: known }) };
  return {
    run: (seed, isTraced) => runCabinetSeed(seed, { ...options, isTraced }),
    failureText: (result) => cabinetFailureText(result, commit(), days, canary),
    summaryText: cabinetSummaryText,
  };
}

async function simulate<Result extends AnyResult>(flags: SimFlags, worlds: Worlds<Result>): Promise<void> {
  const startedAtMs = Date.now();
  const results: Result[] = [];
  let toldAtMs = startedAtMs;
  for (let seed = flags.seed; seed < flags.seed + flags.runs; seed += 1) {
    const result = await worlds.run(seed, flags.trace);
    results.push(flags.trace ? result : { ...result, trace: [] });
    if (flags.trace && !flags.json) process.stdout.write(`${traceText(result.trace, result.startMs)}\n`);
    if (result.findings.length > 0) {
      // The same seed is the same run: only now is it worth the time to write everything down.
      process.stderr.write(`${worlds.failureText(await worlds.run(seed, true))}\n`);
      if (!flags.keepGoing) break;
    }
    if (process.stderr.isTTY && Date.now() - toldAtMs > PROGRESS_MS) {
      toldAtMs = Date.now();
      process.stderr.write(`\r${results.length} of ${flags.runs} `);
    }
  }
  tell(flags, results, worlds.summaryText, Date.now() - startedAtMs);
}

function tell<Result extends AnyResult>(
  { seed, days, json }: SimFlags,
  results: readonly Result[],
  summary: Worlds<Result>['summaryText'],
  tookMs: number,
): void {
  const failed = results.filter(({ findings }) => findings.length > 0);
  const document = { seed, days, commit: commit(), tookMs, runs: results.length, failed };
  process.stdout.write(`${json ? JSON.stringify(document) : summary(results, tookMs)}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

process.on('unhandledRejection', (thrown) => {
  process.stderr.write(`sim: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(1);
});
const flags = program.parse().opts<SimFlags>();
if (flags.cabinet) await simulate(flags, cabinets(flags));
else await simulate(flags, shops(flags));
