import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** What a figure depends on and a reader cannot see. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  readonly fileSystem: string;
  readonly openFilesMax: number;
}

/** @param folder where the databases of the run lie: the disk under it decides what a commit costs */
export function describeMachine(folder: string): Machine {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    fileSystem: fileSystemOf(folder),
    openFilesMax: openFilesMax(),
  };
}

/** Node raises its own soft limit to this at its start, and what it starts inherits it. */
function openFilesMax(): number {
  const words = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  const hard = Number(words?.[1]);
  return Number.isFinite(hard) ? hard : Number.POSITIVE_INFINITY;
}

/** Kind of the file system that holds a folder: that of the longest mount point above it (proc(5), `mounts`). */
function fileSystemOf(folder: string): string {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, point = '', kind = '']) => ({ point, kind }))
    .filter(({ point }) => point !== '' && `${folder}/`.startsWith(point === '/' ? '/' : `${point}/`))
    .sort((one, other) => other.point.length - one.point.length);
  return mounts[0]?.kind ?? 'unknown';
}

/** The first line a program prints; undefined where it is not installed. */
export function firstLineOf(command: string, words: readonly string[]): string | undefined {
  try {
    const output = execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\n')[0];
  } catch (thrown) {
    // Some print their version and exit with 1 or 3 all the same.
    const printed = (thrown as { stdout?: unknown }).stdout;
    return typeof printed === 'string' && printed !== '' ? printed.split('\n')[0] : undefined;
  }
}

export const machineLine = (machine: Machine): string =>
  `${machine.cores} cores of ${machine.processor}, ${machine.memoryGib} GiB, Linux ${machine.kernel}, ` +
  `Node ${machine.node}, ${machine.fileSystem}, at most ${machine.openFilesMax} open files`;
