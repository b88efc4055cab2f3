import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Capability, faketimeLibrary } from './capabilities.ts';
import { FalseClock } from './clock/false-clock.ts';
import { CrashDisk } from './disk/crash-disk.ts';
import { FailingSync } from './disk/failing-sync.ts';
import type { LiveShopSettings } from './live-shop.ts';
import { CablePath } from './network/cable-path.ts';
import { MOBILE, MobilePath } from './network/mobile-path.ts';
import { NetworkNamespace } from './network/network-namespace.ts';
import type { NetworkPath } from './network/network-path.ts';

/**
 * What a shop's programs stand on, as far as this machine can play it: a network between relay and speakers with two
 * paths (a cable, and a mobile network), a disk for each program, an fsync that can fail and a clock that can be set.
 * The relay stays in the network of this process, where it finds the payment core.
 */
export class HostileWorld {
  readonly paths: readonly NetworkPath[];
  readonly disks: ReadonlyMap<string, CrashDisk>;
  readonly syncs: ReadonlyMap<string, FailingSync>;
  readonly clocks: ReadonlyMap<string, FalseClock>;
  private readonly shopNetwork: NetworkNamespace;

  private constructor(
    paths: readonly NetworkPath[],
    disks: ReadonlyMap<string, CrashDisk>,
    syncs: ReadonlyMap<string, FailingSync>,
    clocks: ReadonlyMap<string, FalseClock>,
    shopNetwork: NetworkNamespace,
  ) {
    this.paths = paths;
    this.disks = disks;
    this.syncs = syncs;
    this.clocks = clocks;
    this.shopNetwork = shopNetwork;
  }

  /**
   * @param folder of the shop; disks are mounted over the folders of its programs
   * @param programs `relay` and the speakers' ids
   * @param diskMegabytes size of each disk
   * @param can what this machine can play, and is to play
   * @throws Failure `unreachable` with the system's reason
   */
  static async open(
    folder: string,
    programs: readonly string[],
    diskMegabytes: number,
    can: ReadonlySet<Capability>,
  ): Promise<HostileWorld> {
    await mkdir(join(folder, 'world'), { recursive: true });
    const placeOf = (program: string): string => join(folder, 'world', program);
    const each = <Thing>(needed: Capability, make: (program: string) => Thing): Map<string, Thing> =>
      new Map(can.has(needed) ? programs.map((program) => [program, make(program)]) : []);

    const disks = new Map<string, CrashDisk>();
    for (const [program, making] of each('power_cut', (program) =>
      CrashDisk.make(`${placeOf(program)}.img`, join(folder, program), diskMegabytes),
    )) {
      disks.set(program, await making);
    }
    const library = faketimeLibrary() ?? '';
    const clocks = each('false_clock', (program) => new FalseClock(library, `${placeOf(program)}.clock`));
    const syncs = each('failing_sync', (program) => new FailingSync(`${placeOf(program)}.fiu`));

    const hasNetwork = can.has('packet_loss') || can.has('mobile_network');
    const network = hasNetwork ? await NetworkNamespace.open() : NetworkNamespace.own;
    const paths: NetworkPath[] = [];
    if (can.has('packet_loss')) paths.push(await CablePath.open(0, NetworkNamespace.own, network));
    if (can.has('mobile_network')) {
      paths.push(await MobilePath.open(1, NetworkNamespace.own, network, { ...MOBILE, lossPercent: 0 }));
    }
    return new HostileWorld(paths, disks, syncs, clocks, network);
  }

  /** What a shop must be told to stand in this world. */
  get settings(): Pick<LiveShopSettings, 'relayHosts' | 'entranceOf'> {
    const sought = this.paths.map(({ relay }) => relay.address);
    return {
      ...(sought.length > 0 ? { relayHosts: { listening: '0.0.0.0', sought } } : {}),
      entranceOf: (program) => this.entranceOf(program),
    };
  }

  /** `env` comes last: what is loaded before a program must not be loaded before the one that enters the network. */
  private entranceOf(program: string): string[] {
    const network = program === 'relay' ? [] : this.shopNetwork.entrance;
    const sync = this.syncs.get(program)?.environment;
    const clock = this.clocks.get(program)?.environment;
    const libraries = [sync?.LD_PRELOAD, clock?.LD_PRELOAD].filter((one) => one !== undefined);
    if (libraries.length === 0) return network;
    const variables = Object.entries({ ...sync, ...clock, LD_PRELOAD: libraries.join(':') });
    return [...network, 'env', ...variables.map(([name, value]) => `${name}=${value}`)];
  }

  /** Takes the world down; what was on the disks stays, as plain files in their place. Nobody may use them any more. */
  async close(): Promise<void> {
    for (const path of this.paths) await path.close();
    await this.shopNetwork.close();
    for (const disk of this.disks.values()) {
      // Its power may still be cut, where the run did not come to its end.
      await disk.restorePower();
      const copy = `${disk.folder}.copy`;
      await cp(disk.folder, copy, { recursive: true });
      await disk.close();
      await rm(disk.folder, { recursive: true });
      await rename(copy, disk.folder);
    }
  }
}
