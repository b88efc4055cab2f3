/**
 * Real processes, disks and networks, and real faults: `npm run torture -- --minutes 10 --seed 7`. Ends with the
 * auditor's verdict; exit code 0 when it is clean, 1 when it is not.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictText } from '../firmware-sim/audit/auditor.ts';
import { FAULT_KINDS, FAULTS, type FaultKind } from '../firmware-sim/fault-plan.ts';
import { isInOwnWorld, runInOwnWorld } from '../firmware-sim/own-world.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { integerSetting } from '../shared/settings.ts';
import { readCommandLine, switchOption } from './command-line.ts';
import { runCabinetTorture } from './torture/cabinet/cabinet-command.ts';
import { cabinetFaultsText, cabinetMeans } from './torture/cabinet/cabinet-faults.ts';
import { type Skipped, whatCanBeDone } from './torture/means.ts';
import { type TortureResult, torture } from './torture/run.ts';

const ORDERS_A_MINUTE = 330;
const ORDERS = 1_000;
const CABINET_MINUTES = 3;

const PROGRAM = {
  name: 'torture',
  summary:
    'Does to relay and speakers whatever can be done while payments come in, and judges what the shop has heard',
  after: `Faults (--list tells which of them this machine can do):
${FAULT_KINDS.map((kind) => `  ${kind.padEnd(14)} ${FAULTS[kind].says}`).join('\n')}

Exit code: 0 all is well, 1 something was found, 2 wrong usage.

Examples:
  npm run torture -- --minutes 30
  npm run torture -- --orders 1000 --seed 42 --faults kill,power_cut,packet_loss
  npm run torture -- --cabinet --minutes 10    a power-bank cabinet: kill -9 at each step of eject and return,
                                               power cuts, full and failing disks, wrong clocks
`,
};

const OPTIONS = {
  orders: {
    placeholder: 'COUNT',
    help: `how many orders come in, 1 to 100000; default ${ORDERS_A_MINUTE} a minute, or ${ORDERS}`,
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
  faults: {
    placeholder: 'KINDS',
    help: 'only these, with commas between; default all that this machine can do',
    parse: faultKinds,
  },
  cabinet: switchOption(
    'does it to a power-bank cabinet instead; with --minutes, --seed, --data, --json, --list only',
  ),
  list: switchOption(
    'says which faults there are, and which of them this machine can do; also with --cabinet',
  ),
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
  const { data, json, faults: wanted = FAULT_KINDS } = read.values;
  if (read.values.cabinet === true) {
    const {
      seed = Math.floor(Math.random() * 4_294_967_296),
      minutes = CABINET_MINUTES,
      orders,
    } = read.values;
    if (orders !== undefined || read.values.faults !== undefined)
      throw new Failure('usage', '--orders and --faults go without --cabinet');
    const means = await cabinetMeans();
    if (read.values.list === true) {
      console.log(cabinetFaultsText(means));
      return 0;
    }
    if (means.can.has('power_cut') && !isInOwnWorld()) {
      return runInOwnWorld(import.meta.filename, process.argv.slice(2));
    }
    return runCabinetTorture({ seed, minutes, data, isJson: json === true, means });
  }
  const { can, faults, skipped } = await whatCanBeDone(wanted);
  if (read.values.list === true) {
    console.log(listText(skipped));
    return 0;
  }
  if (faults.length === 0) throw new Failure('unreachable', `nothing can be done: ${skippedText(skipped)}`);
  if (can.has('own_world') && !isInOwnWorld()) {
    return runInOwnWorld(import.meta.filename, process.argv.slice(2));
  }
  const orders = read.values.orders ?? (read.values.minutes ?? ORDERS / ORDERS_A_MINUTE) * ORDERS_A_MINUTE;
  const { minutes = orders / ORDERS_A_MINUTE } = read.values;
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
    faults,
    can,
    report: (line) => say(line),
  });
  const { verdict, faults: done, crashes, tookMs } = result;
  const isWell = verdict.clean && crashes.length === 0;
  if (json === true)
    console.log(
      JSON.stringify({
        isWell,
        seed,
        ...verdict,
        faults: done,
        skipped: Object.fromEntries(skipped),
        crashes,
        tookMs,
      }),
    );
  else say(tortureText(result, skipped));
  if (isWell && data === undefined) rmSync(folder, { recursive: true, force: true });
  else {
    const orders = Object.fromEntries(result.evidence.orders);
    writeFileSync(join(folder, 'evidence.json'), JSON.stringify({ ...result.evidence, orders }));
    say(`  everything is in     ${folder}, what was judged in evidence.json`);
  }
  return isWell ? 0 : 1;
}

/** @throws Failure `usage` naming the one that nobody knows */
function faultKinds(text: string): FaultKind[] {
  return text.split(',').map((name) => {
    const kind = FAULT_KINDS.find((known) => known === name);
    if (kind === undefined) throw new Failure('usage', `wants some of ${FAULT_KINDS.join(',')}`);
    return kind;
  });
}

function listText(skipped: Skipped): string {
  return FAULT_KINDS.map((kind) => {
    const reason = skipped.get(kind);
    return `${kind.padEnd(14)} ${FAULTS[kind].says}${reason === undefined ? '' : `\n               not here: ${reason}`}`;
  }).join('\n');
}

const skippedText = (skipped: Skipped): string =>
  [...skipped].map(([kind, reason]) => `${kind} (${reason})`).join('; ') || 'none';

function tortureText({ verdict, faults, crashes, tookMs }: TortureResult, skipped: Skipped): string {
  const kinds = Object.entries(faults)
    .sort()
    .map(([kind, count]) => `${kind} ${count}`);
  return [
    verdictText(verdict),
    `  faults               ${kinds.join(', ') || 'none'}`,
    `  skipped              ${skippedText(skipped)}`,
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
