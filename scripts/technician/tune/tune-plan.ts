import { Failure } from '../../../shared/failure.ts';
import type { HostReading } from './host-reading.ts';
import { type IpRoute, parseRoutes, routeCommand } from './ip-route.ts';
import {
  NOFILE,
  ROUTE_WHY,
  type Role,
  RTO_MIN_MS,
  SYSCTL_SETTINGS,
  type SysctlSetting,
  WIFI,
} from './tune-settings.ts';

/** Which routes are meant; neither: the default ones. */
export interface RouteWishes {
  readonly interfaces?: readonly string[];
  readonly routes?: readonly string[];
}

export interface TuneLine {
  /** e.g. `route default dev eth0`, `net.ipv4.tcp_sack`. */
  readonly setting: string;
  readonly present: string;
  readonly wanted: string;
  /**
   * `ok` as wanted · `differs` and a command sets it · `by_hand` differs, and no command of ours can set it ·
   * `absent` this system does not have it, which is no fault.
   */
  readonly state: 'ok' | 'differs' | 'by_hand' | 'absent';
  /** What sets it; also where it is right already. */
  readonly command?: readonly string[];
  /** What a person has to do: where no command helps, or besides it. */
  readonly advice?: string;
  readonly why: string;
  readonly source: string;
}

/**
 * What is to be said about each setting of a host, in the order of their worth.
 *
 * @throws Failure `usage` naming an interface or a route that is not there
 */
export function tunePlan(role: Role, wishes: RouteWishes, host: HostReading): TuneLine[] {
  return [
    ...chooseRoutes(wishes, host).map(routeLine),
    ...(role === 'device' ? wifiLines(host) : []),
    ...SYSCTL_SETTINGS.filter(({ roles }) => roles.includes(role)).map((one) => sysctlLine(one, host)),
    ...(role === 'relay' ? nofileLines(host) : []),
  ];
}

function chooseRoutes({ interfaces = [], routes = [] }: RouteWishes, host: HostReading): IpRoute[] {
  const all = [...parseRoutes(host.routes4, 4), ...parseRoutes(host.routes6, 6)];
  const known = `there are ${all.map(nameOf).join(', ') || 'none'}`;
  for (const name of interfaces) {
    if (!all.some(({ devices }) => devices.includes(name))) {
      throw new Failure('usage', `--interface "${name}": no route leaves by it; ${known}`);
    }
  }
  for (const name of routes) {
    if (!all.some(({ destination }) => destination === name)) {
      throw new Failure('usage', `--route "${name}": there is no such route; ${known}`);
    }
  }
  const wanted = interfaces.length + routes.length === 0 ? ['default'] : routes;
  const chosen = all.filter(
    ({ destination, devices }) =>
      wanted.includes(destination) || devices.some((device) => interfaces.includes(device)),
  );
  if (chosen.length > 0) return chosen;
  throw new Failure('usage', `there is no default route: choose with --route or --interface; ${known}`);
}

const nameOf = ({ destination, devices, family }: IpRoute): string =>
  `${destination} dev ${devices.join('+')}${family === 6 ? ' (IPv6)' : ''}`;

function routeLine(route: IpRoute): TuneLine {
  const isTuned = route.isQuickAck && route.rtoMinMs === RTO_MIN_MS;
  const present = [
    route.rtoMinMs === undefined ? 'rto_min as the system has it' : `rto_min ${route.rtoMinMs}ms`,
    `quickack ${route.isQuickAck ? 1 : 0}`,
  ];
  const line = {
    setting: `route ${nameOf(route)}`,
    present: present.join(' '),
    wanted: `rto_min ${RTO_MIN_MS}ms quickack 1`,
    ...ROUTE_WHY,
  };
  if (isTuned || route.untouchable === undefined) {
    return { ...line, state: isTuned ? 'ok' : 'differs', command: routeCommand(route, RTO_MIN_MS) };
  }
  const advice = `left alone: ${route.untouchable}; where relays or devices are reached by it, set net.ipv4.tcp_rto_min_us (Linux 6.11) for the whole machine`;
  return { ...line, state: 'by_hand', advice };
}

function sysctlLine(setting: SysctlSetting, host: HostReading): TuneLine {
  const { name, rule, wanted, why, source, besides } = setting;
  const present = host.sysctl[name];
  const value = Number(present);
  const isMet =
    rule === 'equals' ? value === wanted : rule === 'bit' ? (value & wanted) === wanted : value >= wanted;
  // Other bits are somebody's choice, and so is more than we need.
  const target = rule === 'bit' ? value | wanted : rule === 'at_least' ? Math.max(value, wanted) : wanted;
  const told = { equals: `${wanted}`, at_least: `${wanted} or more`, bit: `${wanted} in it` }[rule];
  const line = { setting: name, wanted: told, why, source };
  if (present === undefined) return { ...line, present: 'not on this system', state: 'absent' };
  return {
    ...line,
    present,
    state: isMet ? 'ok' : 'differs',
    command: ['sysctl', '-w', `${name}=${target}`],
    ...(besides === undefined || isMet ? {} : { advice: besides }),
  };
}

/** Relays that run can be given more at once; what is started later is a matter of who starts it. */
function nofileLines({ nofileMost, relays }: HostReading): TuneLine[] {
  const { wanted, why, source } = NOFILE;
  const line = { wanted: `${wanted} or more`, why, source };
  const running = relays.map(({ pid, nofileMost: most }): TuneLine => {
    const command = ['prlimit', '--pid', `${pid}`, `--nofile=${wanted}:${wanted}`];
    const state = most >= wanted ? 'ok' : 'differs';
    return { ...line, setting: `nofile of the relay, process ${pid}`, present: `${most}`, state, command };
  });
  const advice = `under systemd LimitNOFILE=${wanted} in the relay’s unit; from a shell: ulimit -n ${wanted}`;
  const isMet = nofileMost >= wanted;
  const here: TuneLine = {
    ...line,
    setting: 'nofile of what is started from here',
    present: `${nofileMost}`,
    state: isMet ? 'ok' : 'by_hand',
    ...(isMet ? {} : { advice }),
  };
  return [...running, ...(running.length === 0 ? [here] : [])];
}

function wifiLines({ wifi }: HostReading): TuneLine[] {
  return Object.entries(wifi).map(([device, printed]) => {
    const [, state] = /power save:\s*(on|off)/i.exec(printed) ?? [];
    const line = { setting: `Wi-Fi power save of ${device}`, wanted: 'off', ...WIFI };
    const command = ['iw', 'dev', device, 'set', 'power_save', 'off'];
    if (state === undefined) return { ...line, present: 'the driver does not tell', state: 'absent' };
    return { ...line, present: state, state: state === 'off' ? 'ok' : 'differs', command };
  });
}
