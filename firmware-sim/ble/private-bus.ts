import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../../shared/failure.ts';

/** A bus where everybody may own and call everything: it has one user and lives as long as a test. */
const config = (socket: string): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`;
const READY_MS = 10_000;

/** A message bus of one's own; programs find it by `DBUS_SYSTEM_BUS_ADDRESS`. */
export interface PrivateBus {
  readonly address: string;
  /** Ends the daemon: everybody on the bus loses it at once. May be called twice. */
  close(): Promise<void>;
}

/** What this machine lacks for a private bus, and how it gets it; undefined: nothing. */
export function missingForPrivateBus(): string | undefined {
  const { error } = spawnSync('dbus-daemon', ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : 'apt-get install dbus';
}

/** @throws Failure unreachable: there is no dbus-daemon, or it does not start */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-bus-'));
  const configPath = join(folder, 'bus.conf');
  writeFileSync(configPath, config(join(folder, 'bus')));
  const daemon = spawn('dbus-daemon', [`--config-file=${configPath}`, '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const kill = (): void => void daemon.kill('SIGKILL');
  process.on('exit', kill);
  const ended = new Promise<void>((resolve) => {
    daemon.once('close', () => {
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
  });
  const address = await addressOf(daemon);
  return {
    address,
    close: () => {
      kill();
      return ended;
    },
  };
}

function addressOf(daemon: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      daemon.kill('SIGKILL');
      reject(new Failure('unreachable', `dbus-daemon ${why}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), READY_MS);
    daemon.once('error', (cause) => fail(`does not start (apt-get install dbus): ${cause.message}`));
    daemon.once('exit', (code) => fail(`ended with exit code ${code}`));
    if (daemon.stdout === null) return fail('has no output');
    createInterface({ input: daemon.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line.trim());
    });
  });
}
