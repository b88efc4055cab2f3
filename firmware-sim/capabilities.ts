import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isInOwnWorld, ownWorldCommand } from './own-world.ts';

/** What a fault may need of the machine. */
export const CAPABILITIES = [
  'own_world',
  'packet_loss',
  'mobile_network',
  'power_cut',
  'failing_sync',
  'false_clock',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

interface Requirement {
  readonly what: string;
  /** Programs that must be there, and the Debian packages that bring them. */
  readonly programs: Readonly<Record<string, string>>;
  /** Is tried in a world of its own; must end without complaint. */
  readonly trial?: string;
}

const SHUTDOWN_IOCTL = `perl -e 'open(F, "<", $ARGV[0]) or die; my $how = pack("I", 2); ioctl(F, 0x8004587d, $how) or die $!'`;

const REQUIREMENTS: Readonly<Record<Exclude<Capability, 'failing_sync' | 'false_clock'>, Requirement>> = {
  own_world: {
    what: 'namespaces (root, or user namespaces for everybody)',
    programs: { ip: 'iproute2', setpriv: 'util-linux', unshare: 'util-linux', nsenter: 'util-linux' },
    trial: 'ip link set lo up',
  },
  packet_loss: {
    what: 'veth and nftables in the kernel',
    programs: { ip: 'iproute2', nft: 'nftables' },
    trial: `ip link add probe0 type veth peer name probe1 && printf 'table inet probe {
  chain incoming {
    type filter hook input priority 0
    iifname "probe0" numgen random mod 1000 < 500 counter drop
  }
}
' | nft -f -`,
  },
  mobile_network: {
    what: '/dev/net/tun',
    programs: { ip: 'iproute2', perl: 'perl' },
    trial: 'ip tuntap add dev probe2 mode tun',
  },
  power_cut: {
    what: 'loop devices and ext4 (root)',
    programs: { 'mkfs.ext4': 'e2fsprogs', mount: 'mount', perl: 'perl' },
    trial: `cd "$FOLDER" && mkdir disk && truncate -s 16M image && mkfs.ext4 -q -F image && mount -o loop image disk && ${SHUTDOWN_IOCTL} disk && umount disk`,
  },
};

/** Where Debian's fiu-utils puts what is loaded before a program. */
export const FIU_LIBRARIES = [
  '/usr/lib/fiu/fiu_run_preload.so',
  '/usr/lib/fiu/fiu_posix_preload.so',
] as const;

/** The folder's name is different on each architecture; undefined: libfaketime is not installed. */
export function faketimeLibrary(): string | undefined {
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib', { encoding: 'utf8' })
    .map((folder) => join('/usr/lib', folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
}

/** Nobody but root has these folders in his path. */
const PROGRAM_FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

const found = new Map<Capability, Promise<string | undefined>>();

/** What this machine lacks for a capability, and how it gets it; undefined: nothing. Really tries it, once. */
export function missingFor(wanted: readonly Capability[]): Promise<string | undefined> {
  const looks = wanted.map((one) => {
    const look = found.get(one) ?? lookFor(one);
    found.set(one, look);
    return look;
  });
  return Promise.all(looks).then((reasons) => reasons.find((reason) => reason !== undefined));
}

async function lookFor(capability: Capability): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'wants Linux';
  if (capability === 'failing_sync') {
    const isThere = FIU_LIBRARIES.every((path) => existsSync(path)) && hasProgram('fiu-ctrl');
    return isThere ? undefined : 'apt-get install fiu-utils';
  }
  if (capability === 'false_clock') {
    return faketimeLibrary() === undefined ? 'apt-get install libfaketime' : undefined;
  }
  const { what, programs, trial } = REQUIREMENTS[capability];
  const packages = Object.entries(programs).flatMap(([name, from]) => (hasProgram(name) ? [] : [from]));
  if (packages.length > 0) return `apt-get install ${[...new Set(packages)].join(' ')}`;
  if (capability !== 'own_world') {
    const world = await missingFor(['own_world']);
    if (world !== undefined) return world;
  }
  const said = trial === undefined ? undefined : await complaint(trial);
  return said === undefined ? undefined : `needs ${what}: ${said}`;
}

function hasProgram(name: string): boolean {
  return PROGRAM_FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const TRIAL_MS = 20_000;
const SAID_CHARACTERS_MOST = 160;

/** Runs a trial where it can do no harm. */
function complaint(trial: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-probe-'));
  // A world within a world would do too, but user namespaces can only be nested so deep.
  const world = isInOwnWorld() ? ['unshare', '--net', '--mount'] : ownWorldCommand(process.getuid?.() === 0);
  const [program = '', ...args] = [...world, 'sh', '-c', trial];
  const env = { ...process.env, PATH: PROGRAM_FOLDERS.join(delimiter), FOLDER: folder };
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: TRIAL_MS, encoding: 'utf8' }, (failure, _out, said) => {
      rmSync(folder, { recursive: true, force: true });
      const line = said.trim().split('\n')[0] ?? '';
      resolve(failure === null ? undefined : (line || failure.message).slice(0, SAID_CHARACTERS_MOST));
    });
  });
}
