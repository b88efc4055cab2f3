import type { NetworkNamespace } from './network-namespace.ts';
import { bringUp, type NetworkPath, type PathConditions, type PathEnd, pathEnds } from './network-path.ts';

/**
 * A cable (a pair of veth devices): no delay, and the kernel's own packet filter loses what is to be lost, so that it
 * costs next to nothing at any rate.
 */
export class CablePath implements NetworkPath {
  readonly number: number;
  readonly relay: PathEnd;
  readonly device: PathEnd;
  conditions: PathConditions = { lossPercent: 0, isCut: false };

  private constructor(number: number, relay: NetworkNamespace, device: NetworkNamespace) {
    this.number = number;
    const ends = pathEnds(number, relay, device);
    this.relay = ends.relay;
    this.device = ends.device;
  }

  /**
   * @param number which path between these two it is, 0 to 249
   * @throws Failure `unreachable` with the system's reason
   */
  static async open(number: number, relay: NetworkNamespace, device: NetworkNamespace): Promise<CablePath> {
    const path = new CablePath(number, relay, device);
    await relay.run([
      ...['ip', 'link', 'add', path.relay.device, 'type', 'veth'],
      ...['peer', 'name', path.device.device, 'netns', `${device.pid}`],
    ]);
    await Promise.all([bringUp(path.relay), bringUp(path.device)]);
    return path;
  }

  async change(conditions: Partial<PathConditions>): Promise<void> {
    this.conditions = { ...this.conditions, ...conditions };
    await Promise.all([
      filterPackets(this.relay, this.conditions),
      filterPackets(this.device, this.conditions),
    ]);
  }

  async close(): Promise<void> {
    // Its other end goes with it.
    await this.relay.network.run(['ip', 'link', 'delete', this.relay.device]).catch(() => {});
  }
}

/** nft’s chance is drawn for each packet; a thousandth is fine enough. */
const OF_PACKETS = 1_000;

/** Loses packets that come in at one end. One table for each interface; what was there before is replaced at once. */
export function filterPackets(
  end: Pick<PathEnd, 'network' | 'device'>,
  conditions: PathConditions,
): Promise<string> {
  const { network, device } = end;
  const table = `inet fault_${device}`;
  const lost = Math.round((conditions.lossPercent / 100) * OF_PACKETS);
  const chance = conditions.isCut ? '' : `numgen random mod ${OF_PACKETS} < ${lost} `;
  const rule = lost === 0 && !conditions.isCut ? '' : `iifname "${device}" ${chance}counter drop`;
  return network.run(
    ['nft', '-f', '-'],
    `table ${table}
delete table ${table}
table ${table} {
  chain incoming {
    type filter hook input priority 0
    ${rule}
  }
}
`,
  );
}

/** Packets that one end has lost since its conditions were set. */
export async function packetsLost({ network, device }: Pick<PathEnd, 'network' | 'device'>): Promise<number> {
  const rules = await network.run(['nft', 'list', 'table', 'inet', `fault_${device}`]).catch(() => '');
  return Number(/packets (\d+)/.exec(rules)?.[1] ?? 0);
}
