import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../../shared/failure.ts';
import { runCommand } from '../outside-command.ts';

/**
 * A network of its own, with nothing in it but its loopback. It has no name under `/run/netns` and lives as long as
 * the process that holds it, which the kernel ends with us: after `kill -9` nothing is left to be cleaned up.
 */
export class NetworkNamespace {
  /** The one in which this process is. */
  static readonly own = new NetworkNamespace(undefined);

  private readonly holder: ChildProcess | undefined;

  private constructor(holder: ChildProcess | undefined) {
    this.holder = holder;
  }

  /** @throws Failure `unreachable` with the system's reason */
  static async open(): Promise<NetworkNamespace> {
    const holder = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', 'unshare', '--net', 'sh', '-c', 'ip link set lo up && echo up && exec cat'],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const failed = once(holder, 'close').then(() => {
      throw new Failure('unreachable', `a network namespace: ${said.trim() || 'it ended at once'}`);
    });
    // Also much later, when it is closed and nobody waits for this any more.
    failed.catch(() => {});
    await Promise.race([once(holder.stdout, 'data'), failed]);
    return new NetworkNamespace(holder);
  }

  /** What `ip link … netns` and `nsenter` call it by. */
  get pid(): number {
    return this.holder?.pid ?? process.pid;
  }

  /**
   * What to write before a program's name so that it runs in this network. Not `ip netns exec`, which would give it
   * mounts of its own too: a disk that was unmounted for a power cut would live on in them.
   */
  get entrance(): string[] {
    return this.holder === undefined ? [] : ['nsenter', `--net=/proc/${this.pid}/ns/net`, '--'];
  }

  /** @throws Failure `unreachable` with the program's own words */
  run(command: readonly string[], input?: string): Promise<string> {
    return runCommand([...this.entrance, ...command], input);
  }

  async close(): Promise<void> {
    if (this.holder === undefined || this.holder.exitCode !== null || this.holder.signalCode !== null) return;
    const ended = once(this.holder, 'exit');
    this.holder.kill('SIGKILL');
    await ended;
  }
}
