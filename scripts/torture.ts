/**
 * Real processes, really killed: `npm run torture -- --orders 1000 --seed 7`. Ends with the auditor's verdict;
 * exit code 0 when it is clean, 1 when it is not.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictText } from '../firmware-sim/auditor.ts';
import { FAULT_KINDS } from '../firmware-sim/fault-plan.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { integerSetting } from '../shared/settings.ts';
import { readCommandLine, switchOption } from './command-line.ts';
import { type TortureResult, torture } from './torture-run.ts';

const ORDERS_A_MINUTE = 330;

const PROGRAM = {
  name: 'torture',
  summary: 'Kills relay and speakers (kill -9) while payments come in, and judges what the shop has heard',
  after: `Exit code: 0 all is well, 1 something was found, 2 wrong usage.

Examples:
  npm run torture -- --orders 1000
  npm run torture -- --orders 1000 --seed 42 --minutes 10
`,
};

const OPTIONS = {
  orders: {
    placeholder: 'COUNT',
    help: 'how many orders come in, 1 to 100000; default 1000',
    parse: integerSetting(1, 100_000, 'orders'),
  },
  seed: {
    placeholder: 'NUMBER',
    help: 'draws the same orders and faults again; another each time when it is not given',
    parse: integerSetting(0, 4_294_967_295, ''),
  },
  minutes: {
    placeholder: 'MINUTES',
    help: `over how long, 1 to 1440; default a minute for ${ORDERS_A_MINUTE} orders`,
    parse: integerSetting(1, 1_440, 'minutes'),
  },
  data: {
    placeholder: 'DIR',
    help: 'an empty folder for everything; default a temporary one, removed when all is well',
    parse: (text: string) => text,
  },
  json: switchOption('the verdict as one JSON document on stdout, all else on stderr'),
};

async function main(): Promise<number> {
  const read = readCommandLine(PROGRAM, OPTIONS, process.argv.slice(2));
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    return read.exitCode;
  }
  const { orders = 1_000, minutes = orders / ORDERS_A_MINUTE, data, json } = read.values;
  if (data !== undefined && existsSync(data) && readdirSync(data).length > 0) {
    throw new Failure('usage', `--data "${data}": wants an empty folder`);
  }
  const folder = data ?? mkdtempSync(join(tmpdir(), 'tillbell-torture-'));
  const seed = read.values.seed ?? Math.floor(Math.random() * 4_294_967_296);
  const say = json === true ? console.error : console.log;
  const result = await torture({
    folder,
    seed,
    orders,
    spanMs: minutes * 60_000,
    faults: FAULT_KINDS,
    report: (line) => say(line),
  });
  const { verdict, faults, crashes, tookMs } = result;
  const isWell = verdict.clean && crashes.length === 0;
  if (json === true) console.log(JSON.stringify({ isWell, seed, ...verdict, faults, crashes, tookMs }));
  else say(tortureText(result));
  if (isWell && data === undefined) rmSync(folder, { recursive: true, force: true });
  else {
    const orders = Object.fromEntries(result.evidence.orders);
    writeFileSync(join(folder, 'evidence.json'), JSON.stringify({ ...result.evidence, orders }));
    say(`  everything is in     ${folder}, what was judged in evidence.json`);
  }
  return isWell ? 0 : 1;
}

function tortureText({ verdict, faults, crashes, tookMs }: TortureResult): string {
  const kinds = Object.entries(faults).map(([kind, count]) => `${kind} ${count}`);
  return [
    verdictText(verdict),
    `  faults               ${kinds.join(', ') || 'none'}`,
    `  ended by themselves  ${crashes.join('; ') || 'none'}`,
    `  took                 ${Math.round(tookMs / 1_000)} s`,
  ].join('\n');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`torture: ${describeThrown(thrown)}`);
    process.exit(isFailure(thrown, 'usage') ? 2 : 1);
  },
);
