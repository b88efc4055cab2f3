import { Command, CommanderError, Option } from 'commander';
import { Failure } from '../shared/failure.ts';

/** One option of a script: a value, or a switch where it has no placeholder. */
export interface CommandOption<Value> {
  readonly placeholder?: string;
  /** What it does, with unit, range and default. */
  readonly help: string;
  /** @throws Failure `usage` saying what is wanted */
  readonly parse: (text: string) => Value;
}

/** An option that is there or not. */
export const switchOption = (help: string): CommandOption<boolean> => ({ help, parse: () => true });

type Values<Table> = {
  readonly [Name in keyof Table]?: Table[Name] extends CommandOption<infer Value> ? Value : never;
};

/** What a script is to do: go on with `values`, or print `output` and end. */
export type CommandLine<Table> =
  | { readonly run: true; readonly values: Values<Table> }
  | { readonly run: false; readonly exitCode: 0 | 2; readonly output: string };

/** Reads the options of a script. What nobody knows, and what does not parse, is an error that names it. */
export function readCommandLine<Table extends Readonly<Record<string, CommandOption<unknown>>>>(
  program: { readonly name: string; readonly summary: string; readonly after: string },
  table: Table,
  argv: readonly string[],
): CommandLine<Table> {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  const command = new Command(program.name)
    .description(program.summary)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 100 })
    .addHelpText('after', `\n${program.after}`);
  for (const [name, { placeholder, help }] of Object.entries(table)) {
    command.addOption(new Option(`--${name}${placeholder === undefined ? '' : ` <${placeholder}>`}`, help));
  }
  try {
    command.parse([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { run: false, exitCode: thrown.exitCode === 0 ? 0 : 2, output };
  }
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(command.opts<Record<string, string | true>>())) {
    const text = given === true ? '' : given;
    try {
      values[name] = table[name]?.parse(text);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const wrong = `${program.name}: --${name} "${text}": ${thrown.message}\n`;
      return { run: false, exitCode: 2, output: wrong };
    }
  }
  return { run: true, values: values as Values<Table> };
}
