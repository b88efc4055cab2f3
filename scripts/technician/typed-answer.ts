import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { openPty } from '../../firmware-sim/pty.ts';
import { PROGRAM, type TypedCommand } from './typed-command.ts';

/** Nothing that a command says. */
const END = '\u0000';

/**
 * Runs `tillbell …` at a terminal, as a person does, and types `keys` when it has asked its question. For tests.
 *
 * @returns in `errors` what stood on the screen, the question included
 */
export async function typeAtTerminal(
  words: readonly string[],
  keys: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TypedCommand> {
  const pty = await openPty();
  const screen = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
  try {
    let errors = '';
    let hasAnswered = false;
    let isAtEnd = (): void => {};
    pty.onData((bytes) => {
      errors += bytes.toString();
      if (errors.endsWith(END)) isAtEnd();
      if (hasAnswered || !errors.includes('[y/N]')) return;
      hasAnswered = true;
      pty.write(Buffer.from(keys));
    });
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      stdio: [screen, 'pipe', screen],
      env: { ...process.env, ...env },
    });
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // What it said last may still be in the line.
    const screenEnd = new Promise<void>((resolve) => {
      isAtEnd = resolve;
    });
    writeSync(screen, END);
    await screenEnd;
    return { exitCode, out, errors: errors.slice(0, -END.length) };
  } finally {
    closeSync(screen);
    await pty.close();
  }
}
