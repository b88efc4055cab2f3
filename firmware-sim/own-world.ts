import { spawn } from 'node:child_process';
import { Failure } from '../shared/failure.ts';

const MARK = 'OWN_WORLD';
/** A new network's loopback is switched off. */
const BEGIN = 'ip link set lo up && exec "$@"';
const TSX = import.meta.resolve('tsx');

/**
 * What starts a program in namespaces of its own: network, processes and mounts. The kernel cleans up: when the first
 * process in there ends, however it ends, all the others are killed, and with them go links, mounts and loop devices.
 * And when the one who started it is killed, the first process is killed too (`--pdeathsig`, `--kill-child`).
 * Who is not root becomes root of a user namespace, where the system allows that.
 */
export function ownWorldCommand(isRoot: boolean): string[] {
  const user = isRoot ? [] : ['--map-root-user'];
  return [
    ...['setpriv', '--pdeathsig', 'KILL', 'unshare', ...user, '--net', '--mount', '--pid'],
    ...['--fork', '--kill-child', '--mount-proc'],
  ];
}

/** Whether this process runs in namespaces of its own, and may do to them what it likes. */
export const isInOwnWorld = (): boolean => process.env[MARK] === '1';

/**
 * Runs a TypeScript program in a world of its own, with this process's stdin, stdout and stderr.
 *
 * @returns its exit code; 1 where a signal ended it
 * @throws Failure `unreachable` when it could not be started
 */
export function runInOwnWorld(file: string, args: readonly string[]): Promise<number> {
  const [program = '', ...before] = ownWorldCommand(process.getuid?.() === 0);
  const command = [process.execPath, '--import', TSX, file, ...args];
  const child = spawn(program, [...before, 'sh', '-c', BEGIN, 'sh', ...command], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: '1' },
  });
  // The one in between ignores these while it waits (unshare(1)); killed, it takes everything with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref());
  }
  return new Promise((resolve, reject) => {
    child.once('error', (failure) => {
      reject(new Failure('unreachable', `${program}: ${failure.message}`, { cause: failure }));
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A terminal's Ctrl-C reaches those inside too, who may want a last word. */
const PATIENCE_MS = 500;
