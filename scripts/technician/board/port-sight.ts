import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { type DriverlessUsb, driverlessUsb } from './usb-serial.ts';

/** A program that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, cut. */
  readonly command: string;
}

/** What the system shows of a port's device file. */
export interface PortSight {
  readonly path: string;
  readonly isThere: boolean;
  readonly isDevice: boolean;
  readonly isAllowed: boolean;
  readonly group: string;
  /** The device file lets its group read and write. */
  readonly isGroupAllowed: boolean;
  /** The user is listed in the group, though this login may be older than that. */
  readonly isListedInGroup: boolean;
  readonly user: string;
  readonly holders: readonly PortHolder[];
  readonly driverless: readonly DriverlessUsb[];
}

const COMMAND_CHARACTERS_MOST = 60;

/** Opens nothing. */
export function lookAtPort(path: string): PortSight {
  const stats = statSync(path, { throwIfNoEntry: false });
  const group = stats === undefined ? undefined : groupOf(stats);
  const user = userInfo().username;
  return {
    path,
    isThere: stats !== undefined,
    isDevice: stats?.isCharacterDevice() === true,
    isAllowed: stats !== undefined && isAllowed(path),
    group: group?.name ?? String(stats?.gid ?? ''),
    isGroupAllowed: stats !== undefined && (stats.mode & 0o060) === 0o060,
    isListedInGroup: group?.members.includes(user) === true,
    user,
    holders: stats === undefined ? [] : holdersOf(path),
    driverless: stats === undefined ? driverlessUsb() : [],
  };
}

function isAllowed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function groupOf({ gid }: Stats): { name: string; members: readonly string[] } | undefined {
  try {
    for (const line of readFileSync('/etc/group', 'utf8').split('\n')) {
      const [name, , id, members = ''] = line.split(':');
      if (name !== undefined && id === String(gid)) return { name, members: members.split(',') };
    }
  } catch {
    // Groups that are kept elsewhere have a number only.
  }
  return undefined;
}

/** Other users' programs are seen by root only. */
function holdersOf(path: string): PortHolder[] {
  const device = realpathSync(path);
  return numbersIn('/proc').flatMap((pid) => {
    if (pid === process.pid) return [];
    const folder = `/proc/${pid}/fd`;
    const holds = numbersIn(folder).some((fd) => targetOf(`${folder}/${fd}`) === device);
    return holds ? [{ pid, command: commandOf(pid) }] : [];
  });
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // A hostile name must not paint on the technician's screen.
    return words.replace(/\p{C}/gu, '?').slice(0, COMMAND_CHARACTERS_MOST);
  } catch {
    return '';
  }
}
