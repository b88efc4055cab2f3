import { Argument, Command, CommanderError, Option } from 'commander';
import { describeThrown, Failure, type FailureCode } from '../../shared/failure.ts';
import type { OptionTable, Outcome, TechnicianCommand } from './technician-command.ts';
import type { Terminal } from './terminal.ts';

export interface TechnicianProgram {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  /** First words that several commands share, and what these have in common. */
  readonly groups: Readonly<Record<string, string>>;
  readonly commands: readonly TechnicianCommand[];
}

const EXIT_CODES: Partial<Record<FailureCode, number>> = { usage: 2, forbidden: 3, bad_seal: 3 };

const EXIT_CODES_HELP =
  'Exit code: 0 done, 1 it failed (the reason in one line on stderr), 2 wrong usage, 3 refused for safety.';

/** The exit code that a failure stands for. */
export const exitCodeOf = (thrown: unknown): number =>
  thrown instanceof Failure ? (EXIT_CODES[thrown.code] ?? 1) : 1;

/** Runs what was typed: finds its command, reads its options, prints its outcome. Never throws. */
export async function runCommandLine(
  program: TechnicianProgram,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  let exitCode = 0;
  const said: { out: string; errors: string } = { out: '', errors: '' };
  const root = commandTree(program, said, async (command, words, flags) => {
    const { json, ...given } = flags;
    const outcome = await command.run(words[0], readValues(command, given) as never, terminal, words);
    exitCode = typeof outcome === 'number' ? outcome : outcome.exitCode;
    if (typeof outcome !== 'number') await report(program.name, outcome, json === true, terminal);
  });
  try {
    await root.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) exitCode = thrown.exitCode === 0 ? 0 : 2;
    else {
      exitCode = exitCodeOf(thrown);
      // One line: a stack trace tells a technician nothing.
      said.errors += `${program.name}: ${describeThrown(thrown).split('\n')[0]}\n`;
    }
  }
  await terminal.print(said.out);
  await terminal.say(said.errors);
  return exitCode;
}

async function report(name: string, outcome: Outcome, json: boolean, terminal: Terminal): Promise<void> {
  await terminal.print(json ? JSON.stringify(outcome.document) : outcome.text);
  if (outcome.reason !== undefined) await terminal.say(`${name}: ${outcome.reason}`);
}

type Run = (
  command: TechnicianCommand,
  words: readonly string[],
  flags: Readonly<Record<string, string | boolean>>,
) => Promise<void>;

function commandTree(program: TechnicianProgram, said: { out: string; errors: string }, run: Run): Command {
  const root = new Command(program.name)
    .description(program.summary)
    .version(program.version)
    .exitOverride()
    // What stands after a command is the command's: `image sign --version` is the image's, not the program's.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => {
        said.out += text;
      },
      writeErr: (text) => {
        said.errors += text.replace(/^error: /, `${program.name}: `);
      },
      getOutHelpWidth: () => 110,
      getErrHelpWidth: () => 110,
    })
    .addHelpText(
      'after',
      `\n${examplesText(program.commands.flatMap(({ examples }) => examples.slice(0, 1)))}`,
    );
  for (const command of program.commands) {
    const parent = command.path.slice(0, -1).reduce((above, word) => {
      const known = above.commands.find((one) => one.name() === word);
      return known ?? above.command(word).description(program.groups[word] ?? '');
    }, root);
    addCommand(parent, command, run);
  }
  return root;
}

function addCommand(parent: Command, command: TechnicianCommand, run: Run): void {
  const { argument, options, examples, summary, path } = command;
  const own = parent
    .command(path.at(-1) ?? '')
    .description(summary)
    .allowExcessArguments(false)
    .addHelpText('after', `\n${EXIT_CODES_HELP}\n\n${examplesText(examples)}`);
  if (argument !== undefined) {
    const words = new Argument(
      `[${argument.name}${argument.isRepeated === true ? '...' : ''}]`,
      argument.help,
    );
    own.addArgument(argument.choices === undefined ? words : words.choices(argument.choices));
  }
  for (const [name, { placeholder, help }] of Object.entries(options)) {
    own.addOption(
      new Option(`--${kebab(name)}${placeholder === undefined ? '' : ` <${placeholder}>`}`, help),
    );
  }
  own.addOption(new Option('--json', 'the result as one JSON document on stdout'));
  own.action(async (...words: unknown[]) => {
    const given: unknown[] = argument === undefined ? [] : [words[0]].flat();
    const texts = given.filter((word) => typeof word === 'string');
    await run(command, texts, own.opts());
  });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const examplesText = (examples: readonly string[]): string =>
  `Examples:\n${examples.map((example) => `  ${example}\n`).join('')}`;

/** @throws Failure `usage` naming the option that does not parse */
function readValues(
  { options }: { options: OptionTable },
  flags: Readonly<Record<string, string | boolean>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(flags)) {
    const text = typeof given === 'string' ? given : '';
    try {
      values[name] = options[name]?.parse(text);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      throw new Failure('usage', `--${kebab(name)} "${text}": ${thrown.message}`);
    }
  }
  return values;
}
