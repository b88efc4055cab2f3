import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program’s file. */
export const PROGRAM = fileURLToPath(new URL('./tillbell.mjs', import.meta.url));

export interface TypedCommand {
  readonly exitCode: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface TypingWishes {
  /** What puts it into other surroundings, e.g. `nsenter … --`. */
  readonly entrance?: readonly string[];
  /** Ctrl-C is pressed as soon as stderr has this. */
  readonly interruptAt?: string;
  /** The same with `kill -9`. */
  readonly killAt?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs `tillbell …` as a process of its own, as somebody types it, and waits for its end. For tests. */
export function typeCommand(
  words: readonly string[],
  { entrance = [], interruptAt, killAt, env = {}, cwd }: TypingWishes = {},
): Promise<TypedCommand> {
  const [program = '', ...args] = [...entrance, process.execPath, PROGRAM, ...words];
  // A group of its own: Ctrl-C reaches all of it, as in a terminal, and not the test.
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let out = '';
  let errors = '';
  let isInterrupted = false;
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
    const at = interruptAt ?? killAt;
    if (isInterrupted || at === undefined || !errors.includes(at)) return;
    isInterrupted = true;
    if (child.pid !== undefined) process.kill(-child.pid, killAt === undefined ? 'SIGINT' : 'SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, out, errors }));
  });
}
