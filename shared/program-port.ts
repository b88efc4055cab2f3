import { existsSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describeThrown, isFailure } from './failure.ts';
import { limits } from './limits.ts';
import { createLog, type Log, type LogLevel } from './log.ts';
import { readSettings, type Setting, type Settings } from './settings.ts';

const SETTINGS_FILE = 'tillbell.json';

/** One of our two long-running programs, as its process sees it. */
export interface Program<Table> {
  /** In the log and before every error: `relay`, `device`. */
  readonly name: string;
  readonly description: {
    readonly name: string;
    readonly summary: string;
    readonly examples: readonly string[];
  };
  readonly settings: Table;
  /** Gets each line of the log as well, secrets already taken out. */
  logged?(line: string): void;
  /**
   * @param onDeath to be called when it cannot go on; the process ends with 1, and a new start is safe
   * @throws Failure `usage` for settings that do not fit together, any other when it cannot start
   */
  start(settings: Settings<Table>, log: Log, onDeath: (thrown: unknown) => void): Promise<RunningProgram>;
}

export interface RunningProgram {
  /** What the ready line on stdout says. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Finishes what was accepted. */
  stop(): Promise<void>;
}

/**
 * Reads the settings, starts the program, prints `{"ready":true,…}` on stdout, and stops it cleanly on SIGTERM or
 * SIGINT. Exit codes: 0 stopped or helped, 1 it failed, with the reason in one line, 2 wrong usage.
 */
export function runProgram<
  Table extends Readonly<Record<string, Setting<unknown>>> & { logLevel: Setting<LogLevel> },
>(program: Program<Table>): void {
  const fail = (thrown: unknown): never => {
    process.stderr.write(`${program.name}: ${describeThrown(thrown).split('\n')[0]}\n`);
    process.exit(isFailure(thrown, 'usage') ? 2 : 1);
  };
  run(program, fail).catch(fail);
}

async function run<
  Table extends Readonly<Record<string, Setting<unknown>>> & { logLevel: Setting<LogLevel> },
>(program: Program<Table>, fail: (thrown: unknown) => never): Promise<void> {
  const read = readSettings(program.description, program.settings, {
    argv: process.argv.slice(2),
    environment: process.env,
    ...(existsSync(SETTINGS_FILE)
      ? { file: { path: SETTINGS_FILE, text: readFileSync(SETTINGS_FILE, 'utf8') } }
      : {}),
  });
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    process.exitCode = read.exitCode;
    return;
  }
  const log = openLog(program.name, read.settings.logLevel as LogLevel, program.logged);
  // A mistake of ours leaves nobody knows what behind; all that was accepted is on disk, so a new start is safe.
  const dieOf = (what: string) => (thrown: unknown) => {
    log.fatal({ error: thrown instanceof Error ? thrown.stack : String(thrown) }, what);
    fail(thrown);
  };
  process.on('uncaughtException', dieOf('uncaught'));
  process.on('unhandledRejection', dieOf('unhandled'));

  const running = await program.start(read.settings, log, dieOf('it cannot go on'));
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) fail(`${signal} again: stopped at once; what was accepted is on disk`);
    isStopping = true;
    setTimeout(
      () => fail(`something was still under way ${limits.stopTimeoutMs} ms after ${signal}`),
      limits.stopTimeoutMs,
    ).unref();
    running.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  log.info(running.ready, 'ready');
  process.stdout.write(`${JSON.stringify({ ready: true, ...running.ready })}\n`);
}

function openLog(name: string, level: LogLevel, logged?: (line: string) => void): Log {
  // Not synchronous: a terminal that is stopped with ^S must stop no payment. What it cannot take is dropped.
  const lines = pino.destination({ dest: 2, sync: false, maxLength: limits.logBacklogBytes });
  lines.on('error', () => {});
  process.on('exit', () => lines.flushSync());
  const write = (line: string): void => {
    lines.write(line);
    logged?.(line);
  };
  return createLog(name, level, logged === undefined ? lines : { write });
}
