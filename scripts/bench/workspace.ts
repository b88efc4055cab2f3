import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/failure.ts';
import { buildHouse, HOUSE_FOLDER } from '../built-house.ts';
import { sleep } from './clock.ts';

const STOP_MS = 10_000;

/** Set by the one who has made the folder already, and will remove it. */
const FOLDER_VARIABLE = 'BENCH_WORK_FOLDER';

/** A new folder for a run, which whoever is started from here on uses as its own. */
export function newWorkFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'work-'));
  process.env[FOLDER_VARIABLE] = folder;
  return folder;
}

/** The flags with which Node runs TypeScript, from whatever folder it is started. */
export const TYPESCRIPT_FLAGS = ['--import', import.meta.resolve('tsx')];

/** Those of a server, as `npm run relay` has them: as many helper threads as there are processors to spare, not four. */
export const SERVER_FLAGS = ['--v8-pool-size=0'];

let built: string | undefined;

/** A program of ours, as it runs in the field: JavaScript, made from what is here now. */
export function builtProgram(name: 'relay' | 'device'): string {
  built ??= buildHouse().folder;
  return join(built, name, 'main.js');
}

/**
 * Everything that a run leaves on the machine: processes and folders. Whatever way the bench ends (done, failed,
 * Ctrl-C), nothing of it stays behind.
 */
export class Workspace {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();
  #folders = 0;

  /** @param parent lies on the disk that is to be measured, so not in `/tmp`, which may be memory */
  constructor(parent: string) {
    this.folder = process.env[FOLDER_VARIABLE] ?? newWorkFolder(parent);
    process.once('exit', () => this.#abandon());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        process.stderr.write(`\n${signal}: cleaning up\n`);
        process.exit(1);
      });
    }
  }

  /** A new, empty folder. */
  newFolder(name: string): string {
    const path = join(this.folder, `${++this.#folders}-${name}`);
    mkdirSync(path, { mode: 0o700 });
    return path;
  }

  /** Done with a folder of {@link newFolder}: a full run would fill gigabytes. */
  removeFolder(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  start(command: string, words: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, words, { cwd: HOUSE_FOLDER, ...options });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    // Without a listener a command that does not exist would end the bench; whoever waits for it sees its exit code.
    child.on('error', () => this.#children.delete(child));
    return child;
  }

  close(): void {
    this.#abandon();
  }

  #abandon(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#children.clear();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Asks a process to end, and makes it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await waitForExit(child);
}

/** Waits for the end of a process that has been asked to; one that does not obey is killed. */
export async function waitForExit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<true>((resolve) => child.once('exit', () => resolve(true)));
  if (await Promise.race([gone, sleep(STOP_MS)])) return;
  child.kill('SIGKILL');
  await gone;
}

/**
 * The first line that a program prints as JSON once it is ready.
 *
 * @throws Failure `timed_out`, or `stopped` when it ends instead
 */
export function readyLine(child: ChildProcess, program: string, withinMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    const timer = setTimeout(() => {
      reject(new Failure('timed_out', `${program} was not ready within ${withinMs / 1_000} s: ${errors}`));
    }, withinMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + String(chunk)).slice(-2_000);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Failure('stopped', `${program} ended with ${code ?? 'a signal'}: ${errors}`));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (text.includes('\n')) return;
      text += String(chunk);
      const line = /^(\{.*)\n/m.exec(text)?.[1];
      if (line === undefined) return;
      clearTimeout(timer);
      try {
        resolve(JSON.parse(line));
      } catch {
        reject(new Failure('malformed', `${program} began with ${line.slice(0, 200)}`));
      }
    });
  });
}
