import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';

/** Who holds a lock: a process, told apart from a later one with the same number. */
interface LockOwner {
  readonly pid: number;
  /** Clock ticks from boot to its start (proc(5), stat, field 22); empty where the system does not tell. */
  readonly started: string;
  readonly boot: string;
  readonly doing: string;
}

export interface HeldLock {
  /** May be called twice. */
  release(): void;
}

const TAKEOVER_TRIES = 3;
const held = new Set<string>();
process.on('exit', () => {
  for (const path of held) rmSync(path, { force: true });
});

/**
 * Takes the lock `path`, which nobody else gets until it is released or this process has ended, however it ends: a
 * lock whose holder is gone is taken over.
 *
 * @param doing what is done meanwhile, for whoever finds it locked
 * @throws Failure `forbidden` naming who holds it, `store_unavailable` where no lock can be written
 */
export function takeLock(path: string, doing: string): HeldLock {
  const mine = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid),
    boot: bootId(),
    doing,
  } satisfies LockOwner);
  for (let tries = 0; tries < TAKEOVER_TRIES; tries += 1) {
    if (create(path, mine)) {
      held.add(path);
      return {
        release: () => {
          if (held.delete(path)) rmSync(path, { force: true });
        },
      };
    }
    const there = read(path);
    if (there === undefined) continue;
    const owner = ownerOf(there);
    if (owner !== undefined && isAlive(owner)) throw locked(owner);
    removeStale(path, there);
  }
  throw new Failure('forbidden', `${path} changes hands all the time: somebody else wants it too`);
}

/** Whole or not at all: a link of a file that is written already. */
function create(path: string, text: string): boolean {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    // `wx` follows no link that somebody else has laid in a folder that everybody may write.
    writeFileSync(draft, text, { mode: 0o644, flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw new Failure('store_unavailable', `cannot write the lock ${path}: ${describeThrown(thrown)}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw new Failure('store_unavailable', `cannot read the lock ${path}: ${describeThrown(thrown)}`);
  }
}

/** Two may find the same one stale: who moves away a fresh one by mistake puts it back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'EEXIST') return;
    const text = `${path} is left from a program that is gone, and not ours to remove: sudo rm ${path}`;
    throw new Failure('store_unavailable', text, { cause: thrown });
  }
}

/** Undefined for what no program of ours has written, or a power cut has cut. */
function ownerOf(text: string): LockOwner | undefined {
  try {
    const { pid, started, boot, doing } = JSON.parse(text) as Partial<LockOwner>;
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof boot !== 'string') return undefined;
    return { pid, started, boot, doing: typeof doing === 'string' ? doing : '' };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started, boot }: LockOwner): boolean {
  if (boot !== bootId() || startOf(pid) !== started) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** Of a process that is gone, and on a system without /proc, nothing. */
function startOf(pid: number): string {
  try {
    // The name, in brackets, may hold blanks and brackets itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
    return fields[19] ?? '';
  } catch {
    return '';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

const locked = ({ pid, doing }: LockOwner): Failure =>
  new Failure('forbidden', `another tillbell is at it (${doing}, process ${pid}): wait for it, or end it`);

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
