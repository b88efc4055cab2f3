import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TYPESCRIPT_FLAGS } from './workspace.ts';

interface Finished {
  readonly code: number | null;
  readonly errors: string;
}

/** The bench as a person starts it, for its tests. */
export function startBench(
  out: string,
  ...words: string[]
): { child: ChildProcess; finished: Promise<Finished> } {
  const entry = fileURLToPath(new URL('./bench.ts', import.meta.url));
  const child = spawn(process.execPath, [...TYPESCRIPT_FLAGS, entry, '--out', out, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  const finished = new Promise<Finished>((resolve) =>
    child.once('exit', (code) => resolve({ code, errors })),
  );
  return { child, finished };
}

/** Processes that were started for a run with this out folder: each has its name in its command line. */
export function processesOf(out: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(out);
    } catch {
      return false;
    }
  });
}
