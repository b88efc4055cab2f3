import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { integerSetting } from '../../shared/settings.ts';

export interface BenchSettings {
  readonly scenarios: readonly string[];
  readonly networks: readonly string[];
  readonly isTuned: boolean;
  readonly peers: readonly string[];
  /** Of our devices, a row each; undefined: what suits the network. */
  readonly paths: readonly number[] | undefined;
  /** Undefined: what suits the network, or the scenario. */
  readonly devices: number | undefined;
  readonly ratePerS: number | undefined;
  readonly seconds: number;
  readonly connections: number;
  readonly payments: number;
  readonly outFolder: string;
  readonly cpuProfile: boolean;
}

export type BenchSettingsResult =
  | { readonly run: true; readonly settings: BenchSettings }
  | { readonly run: false; readonly exitCode: 0 | 2; readonly output: string };

export interface BenchChoices {
  readonly scenarios: readonly { readonly name: string; readonly title: string }[];
  /** The first is the plain one. */
  readonly networks: readonly { readonly name: string; readonly title: string }[];
  /** The first is ours, which is always measured. */
  readonly peers: readonly string[];
}

/** `--all`: what the README shows, in less than 20 minutes. */
const ALL = { scenarios: ['push', 'kill', 'frozen', 'storm'], isTuned: true, seconds: 12 };
const PLAIN_SECONDS = 20;
const PATHS_MOST = limits.pathsPerDevice;

/** Reads a value so that commander's own message names the flag. */
const reading =
  <Value>(read: (text: string) => Value) =>
  (text: string): Value => {
    try {
      return read(text);
    } catch (thrown) {
      throw new InvalidArgumentError(describeThrown(thrown));
    }
  };

const whole = (lowest: number, highest: number, unit: string): ((text: string) => number) =>
  reading(integerSetting(lowest, highest, unit));

/** Several of a list, with commas between; kept in the list's own order. */
const someOf = (choices: readonly string[]): ((text: string) => readonly string[]) =>
  reading((text) => {
    const chosen = text.split(',');
    const unknown = chosen.find((one) => !choices.includes(one));
    if (unknown !== undefined) throw new RangeError(`There is no ${unknown}.`);
    return choices.filter((one) => chosen.includes(one));
  });

const someCounts = (most: number): ((text: string) => readonly number[]) => {
  const one = integerSetting(1, most, '');
  return reading((text) => [...new Set(text.split(',').map(one))].sort((first, second) => first - second));
};

const namesOf = (choices: readonly { readonly name: string }[]): string[] => choices.map(({ name }) => name);

/** Commander shows no default that depends on other flags, so each is told here. */
const listOption = (flags: string, what: string, choices: readonly string[], without: string): Option =>
  new Option(flags, `${what}, with commas: ${choices.join(',')} (default: ${without})`).argParser(
    someOf(choices),
  );

/** Reads the command line of `npm run bench`; the defaults are those of the published figures. */
export function readBenchSettings(argv: readonly string[], choices: BenchChoices): BenchSettingsResult {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  const networks = namesOf(choices.networks);
  const command = new Command('npm run bench --')
    .description(
      'Measures the relay beside other servers: same machine, same load, same devices, same network, one after another.',
    )
    .addOption(
      new Option(
        '--all',
        `everything that the README shows, in about 20 min: ${ALL.scenarios.join(', ')}; push on every network, tuned, ${ALL.seconds} s a run`,
      ).conflicts(['scenario', 'network']),
    )
    .addOption(
      new Option('--flash', 'how fast boards are flashed; the same as --scenario flash').conflicts([
        'all',
        'scenario',
        'network',
      ]),
    )
    .addOption(
      listOption(
        '--scenario <names>',
        'what to measure',
        namesOf(choices.scenarios),
        'all; push with --network',
      ),
    )
    .addOption(
      listOption('--network <names>', 'what lies between server and devices', networks, networks[0] ?? ''),
    )
    .addOption(
      new Option(
        '--tuned <answer>',
        'both ends of each path tuned, for every server alike, as "tillbell host tune" sets routes; no, or yes with --all',
      ).choices(['yes', 'no']),
    )
    .addOption(listOption('--peers <names>', 'whom to measure beside ours', choices.peers, 'all'))
    .addOption(
      new Option(
        '--paths <counts>',
        `paths of each of our devices, 1 to ${PATHS_MOST}, with commas, a row for each; others can use one (default: 1 on ${networks[0]}, 1,2,3 elsewhere)`,
      ).argParser(someCounts(PATHS_MOST)),
    )
    .option(
      '--devices <count>',
      'connected devices, 1 to 20000 (not idle, sound); else what suits network and scenario',
      whole(1, 20_000, 'devices'),
    )
    .option(
      '--rate <count>',
      'notices a second, 1 to 100000 (not sustain, idle, sound); else what suits network and scenario',
      whole(1, 100_000, 'a second'),
    )
    .option(
      '--seconds <count>',
      `measured time of a run, 1 to 3600 s (push, kill, frozen) (default: ${PLAIN_SECONDS}; ${ALL.seconds} with --all)`,
      whole(1, 3_600, 'seconds'),
    )
    .option(
      '--connections <count>',
      'idle connections, or those that reconnect, 1 to 20000 (idle, storm)',
      whole(1, 20_000, 'connections'),
      10_000,
    )
    .option('--payments <count>', 'payments to be heard, 1 to 1000 (sound)', whole(1, 1_000, 'payments'), 50)
    .option('--out <folder>', 'for tables and plot, and for the databases while it runs', './data/bench')
    .option('--cpu-profile', 'leave a CPU profile of our relay for each run in the out folder')
    .addHelpText('after', choicesHelp(choices))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 110 });
  try {
    command.parse(argv as string[], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { run: false, exitCode: thrown.exitCode === 0 ? 0 : 2, output };
  }
  const flags = command.opts<Flags>();
  const all = flags.all === true;
  const usualScenarios = flags.network === undefined ? namesOf(choices.scenarios) : ['push'];
  const settings = {
    scenarios: flags.flash === true ? ['flash'] : (flags.scenario ?? (all ? ALL.scenarios : usualScenarios)),
    networks: flags.network ?? (all ? networks : networks.slice(0, 1)),
    isTuned: flags.tuned === undefined ? all && ALL.isTuned : flags.tuned === 'yes',
    peers: choices.peers.filter(
      (peer, index) => index === 0 || (flags.peers ?? choices.peers).includes(peer),
    ),
    paths: flags.paths,
    devices: flags.devices,
    ratePerS: flags.rate,
    seconds: flags.seconds ?? (all ? ALL.seconds : PLAIN_SECONDS),
    connections: flags.connections,
    payments: flags.payments,
    outFolder: flags.out,
    cpuProfile: flags.cpuProfile === true,
  };
  return { run: true, settings };
}

interface Flags {
  readonly all?: true;
  readonly flash?: true;
  readonly scenario: readonly string[] | undefined;
  readonly network: readonly string[] | undefined;
  readonly tuned: 'yes' | 'no' | undefined;
  readonly peers: readonly string[] | undefined;
  readonly paths: readonly number[] | undefined;
  readonly devices: number | undefined;
  readonly rate: number | undefined;
  readonly seconds: number | undefined;
  readonly connections: number;
  readonly payments: number;
  readonly out: string;
  readonly cpuProfile?: true;
}

function choicesHelp(choices: BenchChoices): string {
  const list = (ones: BenchChoices['networks']): string =>
    ones.map(({ name, title }) => `  ${name.padEnd(10)}${title}`).join('\n');
  return `
Scenarios:
${list(choices.scenarios)}

Networks (all but ${choices.networks[0]?.name} need namespaces: root, or user namespaces for everybody):
${list(choices.networks)}
push runs on each of them, kill, frozen and storm on the first that is named, the rest on none.

Examples:
  npm run bench -- --all
  npm run bench -- --network mobile1 --tuned yes --peers mosquitto,aedes,nats
  npm run bench -- --scenario kill --seconds 10
  npm run bench -- --cabinet --help              the power-bank cabinet, a bench of its own
`;
}
