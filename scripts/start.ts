/** The demos, `npm start` and `npm start -- --cabinet`: the whole of Tillbell on one machine, to be seen and to be tried. */
import { join } from 'node:path';
import { freePort, isPortFree } from '../firmware-sim/free-port.ts';
import { findLeftovers, killLeftovers, Processes } from '../firmware-sim/processes.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { choiceSetting, integerSetting } from '../shared/settings.ts';
import { readCommandLine, switchOption } from './command-line.ts';
import { CabinetDemo } from './demo/cabinet/cabinet-demo.ts';
import { CabinetScreen } from './demo/cabinet/cabinet-screen.ts';
import { Demo } from './demo/demo.ts';
import { DemoScreen } from './demo/screen.ts';

const PROGRAM = {
  name: 'start',
  summary:
    'A shop on this machine: payment core, relay, one speaker with its panel board, or a cabinet. Ctrl-C ends it.',
  after: `Exit code: 0 all is well, 1 the auditor found something or it could not start, 2 wrong usage.

Examples:
  npm start
  npm start -- --voice alsa            hear it on this machine's sound card
  npm start -- --orders 12 --fast      the tour at full speed, with the auditor's verdict at its end
  npm start -- --cabinet               a power-bank cabinet beside the speaker; keys cause faults
  npm start -- --cabinet --rentals 6 --fast
`,
};

const port = (help: string) => ({ placeholder: 'PORT', help, parse: integerSetting(1, 65_535, '') });

const OPTIONS = {
  orders: {
    placeholder: 'COUNT',
    help: 'end by itself after so many orders, 1 to 10000; default: go on until Ctrl-C',
    parse: integerSetting(1, 10_000, 'orders'),
  },
  cabinet: switchOption('a power-bank cabinet with two modules beside the speaker'),
  rentals: {
    placeholder: 'COUNT',
    help: 'with --cabinet: end by itself after so many rentals and their returns, 1 to 5000',
    parse: integerSetting(1, 5_000, 'rentals'),
  },
  fast: switchOption('no waiting between scenes, and speech that takes no time'),
  voice: {
    placeholder: 'VOICE',
    help: 'file (WAV files), alsa (sound card) or null; default file',
    parse: choiceSetting(['file', 'alsa', 'null']),
  },
  data: {
    placeholder: 'DIR',
    help: 'folder of everything; a second start goes on there; default data/demo',
    parse: (text: string) => text,
  },
  http: port('for callbacks and the API, or a free one when it is taken; default 8080'),
  mqtt: port('for the speaker, or a free one when it is taken; default 1883'),
};

async function main(): Promise<number> {
  const read = readCommandLine(PROGRAM, OPTIONS, process.argv.slice(2));
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    return read.exitCode;
  }
  const { orders, fast, voice = 'file', data = 'data/demo', http = 8_080, mqtt = 1_883 } = read.values;
  const { cabinet, rentals } = read.values;
  if (cabinet === true && orders !== undefined) throw new Failure('usage', '--orders goes without --cabinet');
  if (cabinet !== true && rentals !== undefined) throw new Failure('usage', '--rentals needs --cabinet');
  const screen = cabinet === true ? new CabinetScreen(...terminal) : new DemoScreen(...terminal);
  const say = (text: string): void => screen.line(screen.paint(text, 'dim'));
  const record = join(data, 'processes.json');
  await clearLeftovers(data, record, say);
  const httpPort = await portFor(http, undefined, 'callbacks', say);
  const settings = {
    folder: data,
    httpPort,
    mqttPort: await portFor(mqtt, httpPort, 'the devices', say),
    voice,
    isFast: fast === true,
  };
  const shop = 'the relay, a speaker, the payment core';
  say(`starting ${shop}, and ${cabinet === true ? 'a cabinet with two modules' : 'a panel board'} …`);
  const processes = new Processes(record);
  const demo =
    screen instanceof CabinetScreen
      ? new CabinetDemo(
          { ...settings, folder: join(data, 'cabinet'), ...(rentals && { rentals }) },
          screen,
          processes,
        )
      : new Demo({ ...settings, ...(orders && { orders }) }, screen, processes);
  stopOnSignals(demo, screen);
  try {
    return await demo.run();
  } finally {
    screen.close();
    await processes.close();
  }
}

/** @throws Failure `store_unavailable` when another demo runs on this folder */
async function clearLeftovers(data: string, record: string, say: (text: string) => void): Promise<void> {
  const leftovers = findLeftovers(record, 'scripts/start.ts');
  if (leftovers.owner !== undefined) {
    const how = `stop it (kill ${leftovers.owner}), or choose another folder with --data`;
    throw new Failure('store_unavailable', `a demo runs in ${data} already: ${how}`);
  }
  if (leftovers.children.length === 0) return;
  await killLeftovers(leftovers);
  say(`ended ${leftovers.children.length} programs that an earlier demo had left behind`);
}

async function portFor(
  wanted: number,
  taken: number | undefined,
  what: string,
  say: (text: string) => void,
): Promise<number> {
  if (wanted !== taken && (await isPortFree(wanted))) return wanted;
  let other = await freePort();
  while (other === taken) other = await freePort();
  say(`port ${wanted} is in use: ${what} on port ${other} instead`);
  return other;
}

const terminal = [process.stdout, process.stdin, process.env] as const;

function stopOnSignals(demo: { quit(): void }, screen: { close(): void }): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      demo.quit();
    });
  }
  // Nobody looks any more (`npm start | head`): it ends as if it had been asked to.
  process.stdout.on('error', () => {
    screen.close();
    demo.quit();
  });
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`start: ${describeThrown(thrown).split('\n')[0]}`);
    process.exit(isFailure(thrown, 'usage') ? 2 : 1);
  },
);
