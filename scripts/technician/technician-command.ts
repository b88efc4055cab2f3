import type { CommandOption } from '../command-line.ts';
import type { Terminal } from './terminal.ts';

export type OptionTable = Readonly<Record<string, CommandOption<unknown>>>;

export type OptionValues<Options> = {
  readonly [Name in keyof Options]?: Options[Name] extends CommandOption<infer Value> ? Value : never;
};

/** What a command came to: the same for a person and for a program. */
export interface Outcome {
  /** 0 done · 1 it failed · 3 refused for safety. */
  readonly exitCode: 0 | 1 | 3;
  /** For a person, on stdout. */
  readonly text: string;
  /** The one JSON document on stdout with `--json`. */
  readonly document: unknown;
  /** One line on stderr; wanted whenever the exit code is not 0. */
  readonly reason?: string;
}

export interface CommandArgument {
  readonly name: string;
  readonly help: string;
  /** What may be given; absent: anything. */
  readonly choices?: readonly string[];
  /** It may be given several times; `run` gets all of them last. */
  readonly isRepeated?: boolean;
}

/** One command of the program, e.g. `host tune`. Each has `--help` and `--json` without saying so. */
export interface TechnicianCommand {
  /** Its words, e.g. `['host', 'tune']`. */
  readonly path: readonly string[];
  readonly summary: string;
  /** An argument before the options that may be left out; who needs it says so himself. */
  readonly argument?: CommandArgument;
  readonly options: OptionTable;
  readonly examples: readonly string[];
  /**
   * @returns what is to be printed; or the exit code of another process that has printed it
   * @throws Failure with a message for the user; any code of it is turned into an exit code
   */
  run(
    argument: string | undefined,
    values: never,
    terminal: Terminal,
    all: readonly string[],
  ): Promise<Outcome | number>;
}

/** Checks a command's options against what its `run` reads, and returns it. */
export function technicianCommand<const Options extends OptionTable>(
  command: Omit<TechnicianCommand, 'options' | 'run'> & {
    readonly options: Options;
    run(
      argument: string | undefined,
      values: OptionValues<Options>,
      terminal: Terminal,
      all: readonly string[],
    ): Promise<Outcome | number>;
  },
): TechnicianCommand {
  return command;
}
