import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../shared/failure.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSX = import.meta.resolve('tsx');
const LOG_BYTES_MAX = 20_000_000;
const TAIL_BYTES = 2_000;
const GONE_LOOKS = 100;
const GONE_LOOK_MS = 20;

export interface ProcessSpec {
  /** For a person. */
  readonly name: string;
  /** From the root of the house, e.g. `relay/main.ts`. */
  readonly file: string;
  readonly args: readonly string[];
  /** Written before the command: what puts it into other surroundings and then becomes it, e.g. `nsenter … --`. */
  readonly entrance?: readonly string[];
  /** What it says on stderr is appended here; it runs in this file's folder. */
  readonly logPath: string;
  /** Tells the line of its stdout that says that it is ready. */
  readonly isReady: (line: unknown) => boolean;
  readonly readyTimeoutMs: number;
  /** Each JSON line of its stdout, the ready one included. */
  readonly onLine?: (line: unknown) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One program of the product in a process of its own, with a process group of its own. */
export class RunningProcess {
  readonly spec: ProcessSpec;
  readonly pid: number;
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<ProcessEnd>;
  private readonly child: ChildProcess;
  private end: ProcessEnd | undefined;

  constructor(spec: ProcessSpec, child: ChildProcess) {
    this.spec = spec;
    this.child = child;
    this.pid = child.pid ?? 0;
    this.ended = new Promise((done) => {
      child.once('exit', (code, signal) => {
        this.end = { code, signal };
        done(this.end);
      });
    });
  }

  get isAlive(): boolean {
    return this.end === undefined;
  }

  /** Sends one JSON line to its stdin; one that is gone hears nothing. */
  tell(line: object): void {
    if (this.isAlive) this.child.stdin?.write(`${JSON.stringify(line)}\n`, () => {});
  }

  /** To the whole group: what it started goes with it. */
  signal(signal: NodeJS.Signals): void {
    signalGroup(this.pid, signal);
  }

  /** SIGSTOP; resolves when it really stands still. SIGCONT lets it go on. */
  async freeze(): Promise<void> {
    this.signal('SIGSTOP');
    while (this.isAlive && !isStopped(this.pid))
      await new Promise((wake) => setTimeout(wake, FREEZE_LOOK_MS));
  }

  /** SIGTERM, and SIGKILL when it has not ended after `patienceMs`. */
  async stop(patienceMs: number): Promise<ProcessEnd> {
    if (this.isAlive) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), patienceMs);
    const end = await this.ended;
    clearTimeout(timer);
    this.signal('SIGKILL');
    return end;
  }
}

const FREEZE_LOOK_MS = 5;

/** As /proc tells; where there is none, it has to be believed. */
function isStopped(pid: number): boolean {
  try {
    return /^State:\s*[TZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group is gone already
  }
}

/** Starts programs and leaves none behind, however the one who started them ends. */
export class Processes {
  private readonly running = new Set<RunningProcess>();
  private readonly recordPath: string;
  private readonly killAll = (): void => {
    for (const one of this.running) one.signal('SIGKILL');
  };

  /**
   * @param recordPath where the started ones are written down, so that whoever comes after a `kill -9` of this
   * process can end them
   */
  constructor(recordPath: string) {
    mkdirSync(dirname(recordPath), { recursive: true });
    this.recordPath = recordPath;
    process.on('exit', this.killAll);
    this.record();
  }

  /**
   * Starts a program and waits until it is ready.
   *
   * @throws Failure `unreachable` with the last line of its stderr when it ends or is silent instead
   */
  async start(spec: ProcessSpec): Promise<RunningProcess> {
    const log = openLog(spec.logPath);
    const logStart = statSync(spec.logPath).size;
    const { entrance = [], file, args } = spec;
    const command = [...entrance, process.execPath, '--import', TSX, resolve(ROOT, file), ...args];
    const child = spawn(command[0] ?? process.execPath, command.slice(1), {
      // Not where somebody's own tillbell.json and TILLBELL_* would be read.
      cwd: dirname(spec.logPath),
      env: withoutSettings(process.env),
      stdio: ['pipe', 'pipe', log],
      detached: true,
    });
    closeSync(log);
    // Killed while we write to it.
    child.stdin?.on('error', () => {});
    const running = new RunningProcess(spec, child);
    this.running.add(running);
    this.record();
    void running.ended.then(() => {
      this.running.delete(running);
      this.record();
    });
    await this.untilReady(running, child, logStart);
    return running;
  }

  /** Ends all that still run, without mercy, and forgets them. */
  async close(): Promise<void> {
    this.killAll();
    await Promise.all([...this.running].map(({ ended }) => ended));
    process.off('exit', this.killAll);
  }

  private untilReady(running: RunningProcess, child: ChildProcess, logStart: number): Promise<void> {
    const { spec } = running;
    return new Promise<void>((done, reject) => {
      let settled = false;
      const fail = (what: string): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        running.signal('SIGKILL');
        // Every program of ours gives its reason in the last line.
        const said = tailOf(spec.logPath, logStart).split('\n').at(-1) ?? '';
        reject(new Failure('unreachable', `the ${spec.name} ${what}${said === '' ? '' : `: ${said}`}`));
      };
      const timer = setTimeout(
        () => fail(`was not ready within ${spec.readyTimeoutMs / 1_000} s`),
        spec.readyTimeoutMs,
      );
      void running.ended.then(({ code, signal }) => fail(`ended with ${signal ?? `exit code ${code}`}`));
      child.once('error', (failure) => fail(`could not be started: ${failure.message}`));
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).on('line', (text) => {
        let line: unknown;
        try {
          line = JSON.parse(text);
        } catch {
          return;
        }
        if (spec.isReady(line)) {
          settled = true;
          clearTimeout(timer);
          done();
        }
        spec.onLine?.(line);
      });
    });
  }

  private record(): void {
    const children = [...this.running].map(({ pid, spec }) => ({ pid, file: spec.file }));
    writeFileSync(`${this.recordPath}.new`, JSON.stringify({ pid: process.pid, children }));
    renameSync(`${this.recordPath}.new`, this.recordPath);
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TILLBELL_')));
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(path, `${path}.old`);
  return openSync(path, 'a');
}

function tailOf(path: string, from: number): string {
  const size = statSync(path).size;
  const chunk = Buffer.alloc(Math.min(TAIL_BYTES, size - from));
  const file = openSync(path, 'r');
  readSync(file, chunk, 0, chunk.length, size - chunk.length);
  closeSync(file);
  return chunk.toString('utf8').trim();
}

/** What a process record says of those that wrote it and still run. */
export interface Leftovers {
  /** The one who started them. */
  readonly owner: number | undefined;
  readonly children: readonly number[];
}

/** Looks for processes of an earlier run. A number that belongs to another program by now is none of them. */
export function findLeftovers(recordPath: string, ownerFile: string): Leftovers {
  let record: { pid?: unknown; children?: unknown };
  try {
    record = JSON.parse(readFileSync(recordPath, 'utf8')) as typeof record;
  } catch {
    return { owner: undefined, children: [] };
  }
  const children = Array.isArray(record.children) ? (record.children as { pid: number; file: string }[]) : [];
  return {
    owner: typeof record.pid === 'number' && runs(record.pid, ownerFile) ? record.pid : undefined,
    children: children.filter(({ pid, file }) => runs(pid, file)).map(({ pid }) => pid),
  };
}

/** Ends what {@link findLeftovers} found; resolves when their ports are free again. */
export async function killLeftovers({ children }: Leftovers): Promise<void> {
  for (const pid of children) signalGroup(pid, 'SIGKILL');
  for (let look = 0; look < GONE_LOOKS && children.some((pid) => commandOf(pid) !== ''); look++) {
    await new Promise((wake) => setTimeout(wake, GONE_LOOK_MS));
  }
}

function runs(pid: number, file: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid) return false;
  return commandOf(pid).includes(file);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    if (process.platform === 'linux') return '';
    const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout ?? '';
  }
}
