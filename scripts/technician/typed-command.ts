import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program’s file. */
export const PROGRAM = fileURLToPath(new URL('./tillbell.mjs', import.meta.url));

export interface TypedCommand {
  readonly exitCode: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs `tillbell …` as a process of its own, as somebody types it, and waits for its end. For tests. */
export function typeCommand(
  words: readonly string[],
  before: readonly string[] = [],
): Promise<TypedCommand> & { readonly interrupt: () => void } {
  const [program = '', ...args] = [...before, process.execPath, PROGRAM, ...words];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<TypedCommand>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, out, errors }));
  });
  return Object.assign(ended, { interrupt: () => void child.kill('SIGINT') });
}
