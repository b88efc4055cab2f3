import { Writable } from 'node:stream';
import { runCommandLine } from './command-run.ts';
import { COMMAND_GROUPS, commandsFor } from './commands.ts';
import { Terminal } from './terminal.ts';
import type { TypedCommand } from './typed-command.ts';

/** One at a time, since each has the whole process's environment for itself. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `tillbell …` within this process, as its program does (tillbell.ts): a start of its own takes a second of
 * processor time. For tests of what a command says; each file of them types some as processes too (typed-command.ts).
 *
 * @param env added to the environment as long as it runs
 */
export function callCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TypedCommand> {
  const called = last.then(() => within(env, () => call(words)));
  last = called.catch(() => {});
  return called;
}

async function call(words: readonly string[]): Promise<TypedCommand> {
  const [out, errors] = [new Kept(), new Kept()];
  const streams = { stdout: out, stderr: errors, env: process.env, on: () => {}, exit: () => {} };
  const terminal = new Terminal(streams as unknown as NodeJS.Process);
  const program = { name: 'tillbell', summary: '', version: '', groups: COMMAND_GROUPS };
  const exitCode = await runCommandLine({ ...program, commands: await commandsFor(words) }, words, terminal);
  return { exitCode, out: out.text, errors: errors.text };
}

class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function within<Result>(
  env: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
