import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFor } from '../../../firmware-sim/capabilities.ts';
import { isInOwnWorld, runInOwnWorld } from '../../../firmware-sim/own-world.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { Failure } from '../../../shared/failure.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { switchOption } from '../../command-line.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { type AttachedPlace, demoPlace, flaggedPlace } from './attached-place.ts';
import { AttachedShop } from './attached-shop.ts';
import { DRILL_KINDS, DRILLS, type Drill } from './drill-kinds.ts';
import { DrillPayer } from './drill-payer.ts';
import { drillText } from './drill-report.ts';
import { runDrill } from './drill-run.ts';
import { PROGRAMS } from './drill-shop.ts';
import { DRILL_TERMINAL, OwnShop } from './own-shop.ts';

const TILLBELL = fileURLToPath(new URL('../tillbell.ts', import.meta.url));

const OPTIONS = {
  seconds: {
    placeholder: 'SECONDS',
    help: 'how long the fault lasts, 1 to 3600 s; default 20',
    parse: integerSetting(1, 3_600, 's'),
  },
  rate: {
    placeholder: 'COUNT',
    help: 'test payments in a minute, 1 to 3000; default 300, and 15 in a shop that speaks aloud (--attach, --relay)',
    parse: integerSetting(1, 3_000, 'payments'),
  },
  attach: {
    placeholder: 'DIR',
    help: 'to the shop of npm start that runs on this data folder (data/demo), not to one brought up for it',
    parse: (text: string) => text,
  },
  relay: {
    placeholder: 'URL',
    help: 'to a test shop of your own: its relay, e.g. http://127.0.0.1:8080; with the six that follow',
    parse: httpUrl,
  },
  tokenFile: { placeholder: 'FILE', help: 'the relay’s operator.token', parse: (text: string) => text },
  device: { placeholder: 'ID', help: 'a speaker of it', parse: (text: string) => text },
  terminal: {
    placeholder: 'SN',
    help: 'a terminal that only this speaker serves, and nobody else pays at',
    parse: (text: string) => text,
  },
  core: {
    placeholder: 'DIR',
    help: 'folder with core-private.pem, whose public key the relay believes callbacks by',
    parse: (text: string) => text,
  },
  heard: { placeholder: 'FILE', help: 'the speaker’s heard.jsonl', parse: (text: string) => text },
  relayPid: {
    placeholder: 'PID',
    help: 'process to kill (kill, restart)',
    parse: integerSetting(2, 4_194_304, ''),
  },
  devicePid: {
    placeholder: 'PID',
    help: 'process to kill (kill, restart)',
    parse: integerSetting(2, 4_194_304, ''),
  },
  list: switchOption('what there is, and whether it can be done on this machine'),
};

const KILLING: readonly Drill[] = ['kill', 'restart'];

/** @throws Failure `usage` unless it is an http address */
function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new Failure('usage', 'wants http://HOST:PORT');
}

export const DRILL_COMMAND = technicianCommand({
  path: ['drill'],
  summary:
    'Does one fault to a shop while payments come in, makes it good again, and says whether business was normal',
  argument: { name: 'fault', help: 'what is done', choices: DRILLS },
  options: OPTIONS,
  examples: [
    'npx tillbell drill kill',
    'npx tillbell drill --list',
    'npx tillbell drill loss --seconds 60 --rate 1200',
    'npx tillbell drill restart --attach data/demo',
  ],
  async run(fault, { seconds = 20, rate, list, attach, ...flags }, terminal) {
    if (list === true) return listed();
    const drill = DRILLS.find((one) => one === fault);
    if (drill === undefined) throw new Failure('usage', `wants a fault: ${DRILLS.join(', ')}`);
    const lastsMs = seconds * 1_000;
    const { needs, canAttach } = DRILL_KINDS[drill];
    if (attach !== undefined || Object.keys(flags).length > 0) {
      if (!canAttach) throw new Failure('usage', `${drill} is only done to a shop that is brought up for it`);
      const place = attach === undefined ? flaggedPlace(flags) : demoPlace(attach);
      if (KILLING.includes(drill) && PROGRAMS.some((program) => place.processOf(program) === undefined)) {
        throw new Failure('usage', `${drill} needs --relay-pid and --device-pid, of programs that run`);
      }
      const pace = { lastsMs, paymentsPerMinute: rate ?? 15 };
      return withFolder(terminal, (folder) => drilled(drill, pace, terminal, folder, place));
    }
    const missing = await missingFor(needs);
    if (missing !== undefined) throw new Failure('unreachable', `skipped ${drill}: ${missing}`);
    const pace = { lastsMs, paymentsPerMinute: rate ?? 300 };
    // Where it can have a world of its own, the kernel clears everything away however it ends.
    const isInside = isInOwnWorld() || (await missingFor(['own_world'])) !== undefined;
    return withFolder(terminal, (folder) => {
      if (isInside) return drilled(drill, pace, terminal, folder);
      process.env[FOLDER] = folder;
      return runInOwnWorld(TILLBELL, process.argv.slice(2));
    });
  },
});

/** Tells the one inside which folder is his; the one outside lives longer and removes it. */
const FOLDER = 'DRILL_FOLDER';

/** Everything of a drill, kept when it did not go well. */
async function withFolder(
  terminal: Terminal,
  work: (folder: string) => Promise<Outcome | number>,
): Promise<Outcome | number> {
  const given = isInOwnWorld() ? process.env[FOLDER] : undefined;
  if (given !== undefined) return work(given);
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-drill-'));
  let isKept = true;
  try {
    const result = await work(folder);
    isKept = (typeof result === 'number' ? result : result.exitCode) !== 0;
    return result;
  } finally {
    if (!isKept || terminal.stopped.aborted) rmSync(folder, { recursive: true, force: true });
    else await terminal.say(`everything is kept in ${folder}`);
  }
}

async function listed(): Promise<Outcome> {
  const rows = await Promise.all(
    DRILLS.map(async (drill) => ({
      drill,
      ...DRILL_KINDS[drill],
      missing: await missingFor(DRILL_KINDS[drill].needs),
    })),
  );
  const text = rows
    .map(({ drill, what, missing }) => {
      return `  ${drill.padEnd(8)} ${what}${missing === undefined ? '' : `\n${' '.repeat(11)}not here: ${missing}`}`;
    })
    .join('\n');
  const document = rows.map(({ drill, what, missing }) => ({ drill, what, missing: missing ?? null }));
  return { exitCode: 0, text, document };
}

async function drilled(
  drill: Drill,
  pace: { lastsMs: number; paymentsPerMinute: number },
  terminal: Terminal,
  folder: string,
  place?: AttachedPlace,
): Promise<Outcome> {
  const say = (line: string): void => void terminal.say(line);
  const where = place === undefined ? 'a shop that is brought up for it …' : `the shop at ${place.relayBase}`;
  say(`drill ${drill}: ${DRILL_KINDS[drill].what}; done to ${where}`);
  say(`        data and logs in ${folder}`);
  terminal.stopped.addEventListener('abort', () => say('stopping; the fault is undone …'));
  const processes = new Processes(join(folder, 'load.json'));
  const payer = new DrillPayer(place?.terminal ?? DRILL_TERMINAL);
  try {
    const shop =
      place === undefined
        ? await OwnShop.open(drill, folder, payer.answered)
        : await AttachedShop.open(place, folder, payer.answered);
    try {
      const wishes = { drill, ...pace, stopped: terminal.stopped, say };
      const report = await runDrill(wishes, shop, payer, {
        surroundings: shop instanceof OwnShop ? shop.surroundings : undefined,
        processes,
        folder,
      });
      const outcome = { text: drillText(report, terminal.paint), document: report };
      if (report.isNormal) return { ...outcome, exitCode: 0 };
      return { ...outcome, exitCode: 1, reason: 'business is not as usual' };
    } finally {
      await shop.close();
    }
  } finally {
    await processes.close();
  }
}
