import { Command, CommanderError, Option } from 'commander';
import { Failure } from './failure.ts';

/** One setting: how it is named, read, and explained. */
export interface Setting<Value> {
  /** Words after the flag in `--help`, e.g. `HOST:PORT`. */
  readonly placeholder: string;
  /** What it does, with unit and range. */
  readonly help: string;
  /** As a user would write it; absent: the setting has no default and may stay undefined. */
  readonly default?: string;
  /** The flag may be given several times; the environment and the file separate by comma or are a list. */
  readonly repeatable?: boolean;
  /** @throws Failure `usage` saying what is wanted */
  parse(text: string): Value;
}

export type Settings<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value>
    ? Table[Name] extends { repeatable: true }
      ? readonly Value[]
      : Table[Name] extends { default: string }
        ? Value
        : Value | undefined
    : never;
};

export interface SettingSources {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of `tillbell.json`, when there is one. */
  readonly file?: { readonly path: string; readonly text: string };
}

export type SettingsResult<Table> =
  | { readonly run: true; readonly settings: Settings<Table> }
  /** Help or a usage error: print and exit. */
  | { readonly run: false; readonly exitCode: 0 | 2; readonly output: string };

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const environmentName = (name: string): string =>
  `TILLBELL_${kebab(name).replaceAll('-', '_').toUpperCase()}`;

/**
 * Reads settings: flag, then environment `TILLBELL_*`, then `tillbell.json`, then default. An unknown key anywhere
 * is an error that names it; nothing is half applied.
 *
 * @param program its name, one line of what it does, and examples for `--help`
 */
export function readSettings<Table extends Readonly<Record<string, Setting<unknown>>>>(
  program: { readonly name: string; readonly summary: string; readonly examples: readonly string[] },
  table: Table,
  sources: SettingSources,
): SettingsResult<Table> {
  let output = '';
  const command = describe(program, table, (text) => {
    output += text;
  });
  try {
    command.parse(sources.argv as string[], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { run: false, exitCode: thrown.exitCode === 0 ? 0 : 2, output };
  }
  try {
    const fromFile = readFile(table, sources.file);
    refuseUnknownEnvironment(table, sources.environment);
    const flags = command.opts<Record<string, string | string[]>>();
    const settings: Record<string, unknown> = {};
    for (const [name, setting] of Object.entries(table)) {
      const text =
        flags[name] ?? sources.environment[environmentName(name)] ?? fromFile[name] ?? setting.default;
      settings[name] = readOne(name, setting, text);
    }
    return { run: true, settings: settings as Settings<Table> };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { run: false, exitCode: 2, output: `${program.name}: ${thrown.message}\n` };
  }
}

function describe(
  program: { name: string; summary: string; examples: readonly string[] },
  table: Readonly<Record<string, Setting<unknown>>>,
  write: (text: string) => void,
): Command {
  const command = new Command(program.name)
    .description(program.summary)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 110 });
  for (const [name, setting] of Object.entries(table)) {
    const notes = [
      setting.help,
      setting.default === undefined ? '' : `default ${setting.default}`,
      environmentName(name),
    ];
    const option = new Option(`--${kebab(name)} <${setting.placeholder}>`, notes.filter(Boolean).join('; '));
    if (setting.repeatable === true) {
      option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
    }
    command.addOption(option);
  }
  const examples = program.examples.map((example) => `  ${example}\n`).join('');
  return command.addHelpText(
    'after',
    `\nA flag wins over its environment variable, that over tillbell.json in the working directory.\n\nExamples:\n${examples}`,
  );
}

function readOne(
  name: string,
  setting: Setting<unknown>,
  text: string | readonly string[] | undefined,
): unknown {
  const parse = (one: string): unknown => {
    try {
      return setting.parse(one);
    } catch (thrown) {
      const reason = thrown instanceof Failure ? thrown.message : String(thrown);
      throw new Failure('usage', `--${kebab(name)} "${one}": ${reason}`);
    }
  };
  if (setting.repeatable === true) {
    const list = typeof text === 'string' ? text.split(',') : (text ?? []);
    return list.filter((one) => one !== '').map(parse);
  }
  if (typeof text === 'object') throw new Failure('usage', `--${kebab(name)} takes one value`);
  return text === undefined ? undefined : parse(text);
}

function readFile(
  table: Readonly<Record<string, unknown>>,
  file: SettingSources['file'],
): Readonly<Record<string, string | string[]>> {
  if (file === undefined) return {};
  let content: unknown;
  try {
    content = JSON.parse(file.text);
  } catch {
    throw new Failure('usage', `${file.path} is not JSON`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Failure('usage', `${file.path} must hold one JSON object`);
  }
  const values: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(content)) {
    if (!Object.hasOwn(table, key)) throw new Failure('usage', `${file.path}: unknown setting "${key}"`);
    values[key] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return values;
}

function refuseUnknownEnvironment(
  table: Readonly<Record<string, unknown>>,
  environment: SettingSources['environment'],
): void {
  const known = new Set(Object.keys(table).map(environmentName));
  const unknown = Object.keys(environment).find((name) => name.startsWith('TILLBELL_') && !known.has(name));
  if (unknown !== undefined) throw new Failure('usage', `unknown setting in the environment: ${unknown}`);
}

/** @throws Failure `usage` unless `text` is an integer in the range */
export function integerSetting(lowest: number, highest: number, unit: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < lowest || value > highest) {
      throw new Failure('usage', `wants a whole number from ${lowest} to ${highest} ${unit}`);
    }
    return value;
  };
}

/** @throws Failure `usage` unless `text` is one of `choices` */
export function choiceSetting<Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((one) => one === text);
    if (choice === undefined) throw new Failure('usage', `wants one of ${choices.join(', ')}`);
    return choice;
  };
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Reads `HOST:PORT` or `[IPv6]:PORT`; port 0 lets the system choose. */
export function hostPortSetting(text: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= 65_535)) throw new Failure('usage', 'wants HOST:PORT');
  return { host, port };
}
