import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { runCommand } from '../../../firmware-sim/outside-command.ts';
import { describeThrown, Failure, isFailure } from '../../../shared/failure.ts';
import type { HostReading } from './host-reading.ts';
import { SYSCTL_SETTINGS } from './tune-settings.ts';

/**
 * Reads what {@link HostReading} holds; changes nothing and needs no root.
 *
 * @throws Failure `unreachable` where this is not Linux or iproute2 is missing
 */
export async function readHost(): Promise<HostReading> {
  if (process.platform !== 'linux') {
    throw new Failure('unreachable', `host tune knows Linux’s TCP only; this is ${process.platform}`);
  }
  const [routes4, routes6] = await Promise.all([showRoutes('-4'), showRoutes('-6')]);
  return {
    isRoot: process.getuid?.() === 0,
    routes4,
    routes6,
    sysctl: readSysctls(),
    nofileMost: nofileMost('self'),
    relays: findRelays(),
    wifi: await readWifi(),
  };
}

async function showRoutes(family: '-4' | '-6'): Promise<string> {
  try {
    return await runCommand(['ip', family, 'route', 'show']);
  } catch (thrown) {
    const isMissing = isFailure(thrown) && (thrown.cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw new Failure('unreachable', 'there is no ip: apt-get install iproute2');
    // A kernel without IPv6.
    if (family === '-6') return '';
    throw new Failure('unreachable', `routes cannot be read: ${describeThrown(thrown)}`);
  }
}

function readSysctls(): Record<string, string> {
  const found = SYSCTL_SETTINGS.flatMap(({ name }) => {
    const path = `/proc/sys/${name.replaceAll('.', '/')}`;
    return existsSync(path) ? [[name, readFileSync(path, 'utf8').trim()] as const] : [];
  });
  return Object.fromEntries(found);
}

function nofileMost(process: string): number {
  const limits = readFileSync(`/proc/${process}/limits`, 'utf8');
  const [, most] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  return most === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(most);
}

/**
 * Node programs that run the relay in this network: an editor that has its source open is none, and what runs in a
 * container or a test's namespace is somebody else's.
 */
function findRelays(): { pid: number; nofileMost: number }[] {
  const network = readlinkSync('/proc/self/ns/net');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [program = '', ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const isRelay =
          /(^|\/)node$/.test(program) && words.some((word) => /(^|\/)relay\/main\.ts$/.test(word));
        const isOurs = isRelay && readlinkSync(`/proc/${pid}/ns/net`) === network;
        return isOurs ? [{ pid: Number(pid), nofileMost: nofileMost(pid) }] : [];
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return [];
      }
    });
}

/** Without `iw` nothing can be told, nor set; the interface is then listed as one that does not tell. */
async function readWifi(): Promise<Record<string, string>> {
  const devices = readdirSync('/sys/class/net').filter((name) =>
    existsSync(`/sys/class/net/${name}/wireless`),
  );
  const printed = devices.map(async (device) => {
    const said = await runCommand(['iw', 'dev', device, 'get', 'power_save']).catch(() => '');
    return [device, said] as const;
  });
  return Object.fromEntries(await Promise.all(printed));
}
