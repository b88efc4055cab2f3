/** What was read of a host, as it was printed; nothing of it is judged yet. */
export interface HostReading {
  readonly isRoot: boolean;
  /** What `ip -4 route show` and `ip -6 route show` printed. */
  readonly routes4: string;
  readonly routes6: string;
  /** By name, e.g. `net.ipv4.tcp_sack`; absent: this kernel, or this network namespace, does not have it. */
  readonly sysctl: Readonly<Record<string, string>>;
  /** The hard limit that a program started from here would have; Node raises its soft limit to it. */
  readonly nofileMost: number;
  /** Relays that run. */
  readonly relays: readonly { readonly pid: number; readonly nofileMost: number }[];
  /** What `iw dev DEVICE get power_save` printed, for each Wi-Fi interface. */
  readonly wifi: Readonly<Record<string, string>>;
}
