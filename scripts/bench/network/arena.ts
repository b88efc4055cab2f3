import { CablePath } from '../../../firmware-sim/network/cable-path.ts';
import { MOBILE, MobilePath } from '../../../firmware-sim/network/mobile-path.ts';
import { NetworkNamespace } from '../../../firmware-sim/network/network-namespace.ts';
import { tunePath } from '../../../firmware-sim/network/network-path.ts';
import { isInOwnWorld } from '../../../firmware-sim/own-world.ts';
import { Failure } from '../../../shared/failure.ts';
import type { Place } from '../rig.ts';

/** What `npx tillbell host tune --apply` sets on a route (docs/operations.md). */
const TUNED = { rtoMinMs: 10, isQuickAck: true };
const LOOPBACK = '127.0.0.1';
/** Least, first and most bytes that TCP holds for one connection, in each direction (tcp(7), `tcp_rmem`). */
const TIGHT_BYTES = '4096 16384 32768';
const BUFFERS = ['/proc/sys/net/ipv4/tcp_rmem', '/proc/sys/net/ipv4/tcp_wmem'];

/**
 * Where one run takes place: the server and its senders in this network, the devices at the far side of as many
 * independent paths. A new one for each run, so that TCP's own memory of a path helps nobody.
 */
export class Arena {
  /** What the server listens on for devices. */
  readonly listenHost: string;
  /** The server's address on each path. */
  readonly hosts: readonly string[];
  readonly #devices: NetworkNamespace;
  readonly #paths: readonly (CablePath | MobilePath)[];

  private constructor(
    devices: NetworkNamespace,
    paths: readonly (CablePath | MobilePath)[],
    hosts: readonly string[],
  ) {
    this.#devices = devices;
    this.#paths = paths;
    this.hosts = hosts;
    this.listenHost = paths.length === 0 ? LOOPBACK : '0.0.0.0';
  }

  /** @throws Failure `unreachable` with the system's reason */
  static async open({ network, paths, isTuned, isTight }: Place): Promise<Arena> {
    const own = NetworkNamespace.own;
    if (isTight) await tighten(own);
    if (network.kind === 'loopback')
      return new Arena(
        own,
        [],
        Array.from({ length: paths }, () => LOOPBACK),
      );
    const devices = await NetworkNamespace.open();
    if (isTight) await tighten(devices);
    const opened: (CablePath | MobilePath)[] = [];
    const arena = new Arena(devices, opened, []);
    try {
      const { lossPercent } = network;
      for (let number = 0; number < paths; number++) {
        const path =
          network.kind === 'cable'
            ? await CablePath.open(number, own, devices)
            : await MobilePath.open(number, own, devices, { ...MOBILE, lossPercent });
        opened.push(path);
        if (path instanceof CablePath) await path.change({ lossPercent });
        await tunePath(path, isTuned ? TUNED : undefined);
      }
    } catch (thrown) {
      await arena.close();
      throw thrown;
    }
    return new Arena(
      devices,
      opened,
      opened.map(({ relay }) => relay.address),
    );
  }

  /** What to write before a command so that it runs where the devices are. */
  get entrance(): readonly string[] {
    return this.#devices.entrance;
  }

  /** Processes that carry packets: none where the kernel does it. */
  get pumpPids(): readonly number[] {
    return this.#paths.flatMap((path) => (path instanceof MobilePath ? [path.pumpPid] : []));
  }

  async close(): Promise<void> {
    await Promise.all(this.#paths.map((path) => path.close()));
    if (this.#devices !== NetworkNamespace.own) await this.#devices.close();
  }
}

/** In a world of our own only: there it is for this one run, and elsewhere it would be for the whole machine. */
async function tighten(network: NetworkNamespace): Promise<void> {
  if (!isInOwnWorld())
    throw new Failure('unreachable', 'buffers are made small in namespaces of our own only');
  for (const file of BUFFERS) await network.run(['sh', '-c', `echo "${TIGHT_BYTES}" > ${file}`]);
}
