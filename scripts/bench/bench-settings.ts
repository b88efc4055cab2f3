import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { describeThrown } from '../../shared/failure.ts';
import { integerSetting } from '../../shared/settings.ts';

export interface BenchSettings {
  readonly scenarios: readonly string[];
  readonly peers: readonly string[];
  readonly devices: number;
  readonly ratePerS: number;
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
  readonly peers: readonly string[];
}

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

const listOption = (flags: string, what: string, choices: readonly string[]): Option =>
  new Option(flags, `${what}, with commas: ${choices.join(',')}`)
    .argParser(someOf(choices))
    .default(choices, 'all');

/** Reads the command line of `npm run bench`; the defaults are those of the published figures. */
export function readBenchSettings(argv: readonly string[], choices: BenchChoices): BenchSettingsResult {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  const names = choices.scenarios.map(({ name }) => name);
  const command = new Command('npm run bench --')
    .description(
      'Measures the relay beside other servers: same machine, same load, same devices, one after another.',
    )
    .addOption(listOption('--scenario <names>', 'what to measure', names))
    .addOption(listOption('--peers <names>', 'whom to measure', choices.peers))
    .option(
      '--devices <count>',
      'connected devices, 1 to 20000 (push, sustain)',
      whole(1, 20_000, 'devices'),
      2_000,
    )
    .option('--rate <count>', 'notices a second, 1 to 100000 (push)', whole(1, 100_000, 'a second'), 2_000)
    .option('--seconds <count>', 'measured time of a run, 1 to 3600 s (push)', whole(1, 3_600, 'seconds'), 20)
    .option(
      '--connections <count>',
      'idle connections, 1 to 20000 (idle)',
      whole(1, 20_000, 'connections'),
      10_000,
    )
    .option('--payments <count>', 'payments to be heard, 1 to 1000 (sound)', whole(1, 1_000, 'payments'), 50)
    .option('--out <folder>', 'for the tables, and for the databases while it runs', './data/bench')
    .option('--cpu-profile', 'leave a CPU profile of our relay for each run in the out folder')
    .addHelpText('after', scenarioHelp(choices))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 110 });
  try {
    command.parse(argv as string[], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { run: false, exitCode: thrown.exitCode === 0 ? 0 : 2, output };
  }
  const flags = command.opts<{
    scenario: readonly string[];
    peers: readonly string[];
    devices: number;
    rate: number;
    seconds: number;
    connections: number;
    payments: number;
    out: string;
    cpuProfile?: true;
  }>();
  const { scenario, rate, out, cpuProfile, ...rest } = flags;
  const settings = {
    ...rest,
    scenarios: scenario,
    ratePerS: rate,
    outFolder: out,
    cpuProfile: cpuProfile === true,
  };
  return { run: true, settings };
}

function scenarioHelp(choices: BenchChoices): string {
  const lines = choices.scenarios.map(({ name, title }) => `  ${name.padEnd(10)}${title}`);
  return `\nScenarios:\n${lines.join('\n')}\n\nExample:\n  npm run bench -- --scenario push --peers ours,mosquitto --seconds 5\n`;
}
