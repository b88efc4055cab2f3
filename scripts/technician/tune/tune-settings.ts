import { limits } from '../../../shared/limits.ts';

export const ROLES = ['relay', 'device'] as const;
export type Role = (typeof ROLES)[number];

/** Above the delayed ACKs of a peer that is tuned too, and far below the 60 ms of promise 8. */
export const RTO_MIN_MS = 10;

/** Two for each device on the roster: its connection, and the one it has just left. */
const NOFILE_LEAST = 65_536;
const CONNTRACK_LEAST = 131_072;

const IP_SYSCTL = 'kernel.org, networking/ip-sysctl';

export interface SysctlSetting {
  readonly name: string;
  readonly roles: readonly Role[];
  /** `bit`: that bit has to be set, whatever the others are. */
  readonly rule: 'equals' | 'at_least' | 'bit';
  readonly wanted: number;
  readonly why: string;
  readonly source: string;
  /** What must be done besides, for it to be felt. */
  readonly besides?: string;
}

export const ROUTE_WHY = {
  why: `a lost packet is sent again after ${RTO_MIN_MS} ms and not after 200; quickack, because a peer that holds its acknowledgement back for 40 ms would be sent everything twice`,
  source: 'ip-route(8); RFC 6298 allows what the clock can tell; measured in docs/operations.md',
} as const;

/** What TCP needs besides its routes. Most of these are Linux's defaults: a check that costs nothing and says so. */
export const SYSCTL_SETTINGS: readonly SysctlSetting[] = [
  {
    name: 'net.ipv4.tcp_thin_linear_timeouts',
    roles: ROLES,
    rule: 'equals',
    wanted: 1,
    why: 'with few packets under way, up to six lost ones in a row are sent again at the same pace and not after twice, four times, eight times as long',
    source: 'kernel.org, networking/tcp-thin',
  },
  {
    name: 'net.ipv4.tcp_early_retrans',
    roles: ROLES,
    rule: 'at_least',
    wanted: 3,
    why: 'tail loss probe: the last packet of a burst, which is what a payment is, is asked for before its timeout',
    source: `${IP_SYSCTL}; RFC 8985`,
  },
  {
    name: 'net.ipv4.tcp_recovery',
    roles: ROLES,
    rule: 'bit',
    wanted: 1,
    why: 'RACK finds a loss by time; the tail loss probe needs it',
    source: `${IP_SYSCTL}; RFC 8985`,
  },
  {
    name: 'net.ipv4.tcp_sack',
    roles: ROLES,
    rule: 'equals',
    wanted: 1,
    why: 'only what is missing is sent again; RACK needs it',
    source: `${IP_SYSCTL}; RFC 2018`,
  },
  {
    name: 'net.ipv4.tcp_timestamps',
    roles: ROLES,
    rule: 'at_least',
    wanted: 1,
    why: 'tells an early repeat from a lost packet, so that a short timeout that was wrong costs no speed afterwards',
    source: `${IP_SYSCTL}; RFC 7323, RFC 4015`,
  },
  {
    name: 'net.ipv4.tcp_slow_start_after_idle',
    roles: ['relay'],
    rule: 'equals',
    wanted: 0,
    why: 'a connection is idle after one timeout, which is now 10 ms: a backfill after a quiet minute would begin with ten packets each time',
    source: `${IP_SYSCTL}; RFC 5681, 4.1`,
  },
  {
    name: 'net.core.somaxconn',
    roles: ['relay'],
    rule: 'at_least',
    wanted: limits.mqttBacklog,
    why: `the relay lets ${limits.mqttBacklog} connections queue; where the system cuts that down, a storm of reconnects loses its SYNs and waits seconds`,
    source: `${IP_SYSCTL}; listen(2)`,
    besides: 'restart the relay: a queue has the length it was opened with',
  },
  {
    name: 'net.ipv4.tcp_syncookies',
    roles: ['relay'],
    rule: 'at_least',
    wanted: 1,
    why: 'a storm of reconnects that overflows the queue is still answered',
    source: IP_SYSCTL,
  },
  {
    name: 'net.netfilter.nf_conntrack_max',
    roles: ['relay'],
    rule: 'at_least',
    wanted: CONNTRACK_LEAST,
    why: `a full table drops packets of new connections: ${limits.mqttConnections} connections, and those they replace linger for minutes`,
    source: 'kernel.org, networking/nf_conntrack-sysctl',
  },
];

export const NOFILE = {
  wanted: NOFILE_LEAST,
  why: `a file descriptor for each of up to ${limits.mqttConnections} connections, ${limits.httpConnections} more for HTTP, and as many again while old ones close`,
  source: 'setrlimit(2); Node raises its soft limit to the hard one by itself',
} as const;

export const WIFI = {
  why: 'a sleeping Wi-Fi chip takes its packets only with a beacon: 100 to 300 ms late, whatever TCP does',
  source: 'IEEE 802.11, 11.2 (power management); iw(8)',
} as const;

/** What people would look for here and will not find, and why. */
export const LEFT_ALONE: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_keepalive_*':
    'no socket of Tillbell goes by them: heartbeats find a dead path in 24 s, and where Node keeps HTTP connections it sets its own 1 s and 10 probes',
  'net.ipv4.tcp_rto_min_us':
    'would change every connection of the machine (Linux 6.11); a route’s rto_min goes before it anyway',
  'net.ipv4.tcp_max_syn_backlog': 'has no effect while tcp_syncookies is on',
  'net.ipv4.tcp_retries2':
    'a connection that is given up is given up by relay and device after 22 and 24 s, long before TCP would',
  'net.ipv4.tcp_congestion_control': 'a payment is one small packet: no algorithm ever holds it back',
};
