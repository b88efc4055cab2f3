/**
 * Lives through simulated shop-days, one for each seed: the product's own logic and tables on a virtual clock, with
 * every fault that a seed draws, judged by an auditor. The same seed is the same day, to the byte.
 *
 * Usage: npm run sim -- --seed 1 --runs 1000
 */
import { execFileSync } from 'node:child_process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CANARIES, type CanaryName } from '../firmware-sim/sim/canaries.ts';
import { type RunOptions, type RunResult, runSeed } from '../firmware-sim/sim/run.ts';
import { failureText, summaryText } from '../firmware-sim/sim/run-text.ts';
import { traceText } from '../firmware-sim/sim/trace.ts';

const PROGRESS_MS = 2_000;

interface SimFlags {
  readonly seed: number;
  readonly runs: number;
  readonly days: number;
  readonly canary?: CanaryName;
  readonly keepGoing: boolean;
  readonly trace: boolean;
  readonly json: boolean;
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
  .addOption(new Option('--canary <NAME>', 'puts a bug in, which has to be found').choices([...CANARIES]))
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

async function simulate(flags: SimFlags): Promise<readonly RunResult[]> {
  const options: RunOptions = {
    days: flags.days,
    isTraced: flags.trace,
    ...(flags.canary === undefined ? {} : { canary: flags.canary }),
  };
  const results: RunResult[] = [];
  let toldAtMs = Date.now();
  for (let seed = flags.seed; seed < flags.seed + flags.runs; seed += 1) {
    const result = await runSeed(seed, options);
    results.push(flags.trace ? result : { ...result, trace: [] });
    if (flags.trace && !flags.json) process.stdout.write(`${traceText(result.trace, result.startMs)}\n`);
    if (result.findings.length > 0) {
      // The same seed is the same run: only now is it worth the time to write everything down.
      const traced = await runSeed(seed, { ...options, isTraced: true });
      process.stderr.write(`${failureText(traced, commit(), flags.days, flags.canary)}\n`);
      if (!flags.keepGoing) break;
    }
    if (process.stderr.isTTY && Date.now() - toldAtMs > PROGRESS_MS) {
      toldAtMs = Date.now();
      process.stderr.write(`\r${results.length} of ${flags.runs} `);
    }
  }
  return results;
}

process.on('unhandledRejection', (thrown) => {
  process.stderr.write(`sim: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(1);
});
const flags = program.parse().opts<SimFlags>();
const startedAtMs = Date.now();
const results = await simulate(flags);
const failed = results.filter(({ findings }) => findings.length > 0);
const tookMs = Date.now() - startedAtMs;
if (flags.json) {
  const document = {
    seed: flags.seed,
    days: flags.days,
    commit: commit(),
    tookMs,
    runs: results.length,
    failed,
  };
  process.stdout.write(`${JSON.stringify(document)}\n`);
} else process.stdout.write(`${summaryText(results, flags.days, tookMs)}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
