import type { NetworkNamespace } from './network-namespace.ts';

/** What a path does to the packets on it, in each direction. */
export interface PathConditions {
  /** Packets that vanish, 0 to 100. */
  readonly lossPercent: number;
  /** Everything vanishes and nobody is told: a mobile network's dead spot. */
  readonly isCut: boolean;
}

/** One way from the relay's network to the device's, with addresses of its own at both ends. */
export interface NetworkPath<Conditions extends PathConditions = PathConditions> {
  readonly number: number;
  readonly relay: PathEnd;
  readonly device: PathEnd;
  readonly conditions: Conditions;
  /** What is not named stays as it is. */
  change(conditions: Partial<Conditions>): Promise<void>;
  close(): Promise<void>;
}

export interface PathEnd {
  readonly network: NetworkNamespace;
  /** Name of the network interface. */
  readonly device: string;
  /** IPv4. */
  readonly address: string;
}

/** The ends of path `number` (0 to 249): a network of its own each, so that no route leads from one into another. */
export function pathEnds(
  number: number,
  relay: NetworkNamespace,
  device: NetworkNamespace,
): { relay: PathEnd; device: PathEnd } {
  return {
    relay: { network: relay, device: `path${number}r`, address: `10.77.${number}.1` },
    device: { network: device, device: `path${number}d`, address: `10.77.${number}.2` },
  };
}

/** Gives an interface that is already in its network its address, and switches it on. */
export async function bringUp({ network, device, address }: PathEnd): Promise<void> {
  await network.run(['ip', 'address', 'add', `${address}/30`, 'dev', device]);
  await network.run(['ip', 'link', 'set', device, 'up', 'txqueuelen', '10000']);
}

/** What TCP does on a path before it sends again. */
export interface TcpTuning {
  /** Least wait for an acknowledgement, ms; Linux's own is 200. */
  readonly rtoMinMs: number;
  /** Acknowledge at once. */
  readonly isQuickAck: boolean;
}

/** Tunes both ends of a path for all connections that begin from now on; undefined: as Linux comes. */
export async function tunePath(path: NetworkPath, tuning: TcpTuning | undefined): Promise<void> {
  const options =
    tuning === undefined
      ? []
      : ['rto_min', `${tuning.rtoMinMs}ms`, 'quickack', tuning.isQuickAck ? '1' : '0'];
  for (const { network, device, address } of [path.relay, path.device]) {
    const net = `${address.slice(0, address.lastIndexOf('.'))}.0/30`;
    await network.run([
      ...['ip', 'route', 'replace', net, 'dev', device],
      ...['proto', 'kernel', 'scope', 'link', 'src', address, ...options],
    ]);
  }
}
