import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { audit } from '../../../firmware-sim/audit/auditor.ts';
import type { PaymentCore } from '../../../firmware-sim/core/payment-core.ts';
import { freePort } from '../../../firmware-sim/free-port.ts';
import { LiveShop, type LiveShopSettings } from '../../../firmware-sim/live-shop.ts';
import { CablePath } from '../../../firmware-sim/network/cable-path.ts';
import { MobilePath } from '../../../firmware-sim/network/mobile-path.ts';
import { NetworkNamespace } from '../../../firmware-sim/network/network-namespace.ts';
import type { NetworkPath } from '../../../firmware-sim/network/network-path.ts';
import { runCommand } from '../../../firmware-sim/outside-command.ts';
import { isInOwnWorld } from '../../../firmware-sim/own-world.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { describeThrown } from '../../../shared/failure.ts';
import type { Drill } from './drill-kinds.ts';
import {
  type DrillShop,
  type Judgement,
  type OwnSurroundings,
  type Program,
  storedTimes,
} from './drill-shop.ts';

const SPEAKER = 'SPK-DRILL';
export const DRILL_TERMINAL = 'T-DRILL';
const SMALL_DISK = 'size=24m';
/** As an init system has it. */
const RESTART_AFTER_MS = 1_000;
/** The gateway's 1, 5 and 30 s; its 600 s is given again as 30 s, so that a drill comes to an end. */
const RETRY_MS = [1_000, 5_000, ...Array<number>(40).fill(30_000)];

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

/** A relay, a speaker and a payment core that are brought up for one drill. */
export class OwnShop implements DrillShop {
  readonly terminal = DRILL_TERMINAL;
  /** Its speech takes no time, so that only the system is measured. */
  readonly normalMs = 1_000;
  readonly isLookedAfter = false;
  readonly endedByThemselves: string[] = [];
  readonly surroundings: OwnSurroundings;
  private readonly shop: LiveShop;
  private readonly processes: Processes;
  private readonly network: NetworkNamespace | undefined;
  private readonly awaited = new Set<Program>();
  private isClosing = false;

  private constructor(
    shop: LiveShop,
    processes: Processes,
    surroundings: OwnSurroundings,
    network: NetworkNamespace | undefined,
  ) {
    this.shop = shop;
    this.processes = processes;
    this.surroundings = surroundings;
    this.network = network;
    void this.keepAlive('relay');
    void this.keepAlive('speaker');
  }

  /** @param folder an empty one, for everything */
  static async open(drill: Drill, folder: string, onAnswer: LiveShopSettings['onAnswer']): Promise<OwnShop> {
    if (isInOwnWorld()) await runCommand(['ip', 'link', 'set', 'lo', 'up']);
    const smallDisks = drill === 'disk' ? [join(folder, 'relay'), join(folder, SPEAKER)] : [];
    for (const disk of smallDisks) {
      mkdirSync(disk, { recursive: true });
      await runCommand(['mount', '-t', 'tmpfs', '-o', SMALL_DISK, 'drill', resolve(disk)]);
    }
    const needsNetwork = drill === 'loss' || drill === 'delay';
    const network = needsNetwork ? await NetworkNamespace.open() : undefined;
    const path = network === undefined ? undefined : await openPath(drill, network);
    const processes = new Processes(join(folder, 'processes.json'));
    const shop = await LiveShop.open(
      {
        folder,
        httpPort: await freePort(),
        mqttPort: await freePort(),
        speakers: [
          { id: SPEAKER, terminals: [DRILL_TERMINAL], voice: `file:${resolve(folder, 'wav')}`, panel: false },
        ],
        retryAfterMs: RETRY_MS,
        ...(onAnswer === undefined ? {} : { onAnswer }),
        ...(network === undefined || path === undefined
          ? {}
          : {
              relayHosts: { listening: path.relay.address, sought: [path.relay.address] },
              entranceOf: (name: string) => (name === SPEAKER ? network.entrance : []),
            }),
      },
      processes,
    ).catch(async (thrown: unknown) => {
      await processes.close();
      throw thrown;
    });
    shop.core.callBack(shop.callbackUrl);
    return new OwnShop(shop, processes, { smallDisks, path }, network);
  }

  get core(): PaymentCore {
    return this.shop.core;
  }

  get heardPath(): string {
    return this.shop.heardPath(SPEAKER);
  }

  async kill(program: Program): Promise<void> {
    this.awaited.add(program);
    const running = this.shop.process(nameOf(program));
    running.signal('SIGKILL');
    await running.ended;
  }

  async revive(program: Program): Promise<void> {
    await this.shop.restart(nameOf(program));
    this.awaited.delete(program);
    void this.keepAlive(program);
  }

  async judge(): Promise<Judgement> {
    const evidence = await this.shop.evidence();
    const { findings, figures } = audit(evidence);
    return { findings, repeatsMarked: figures.repeats, storedAtMs: storedTimes(evidence) };
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.endedByThemselves.push(...(await this.shop.close()));
    await this.processes.close();
    await this.surroundings.path?.close();
    await this.network?.close();
    for (const disk of this.surroundings.smallDisks) {
      // What is on it would go with it.
      await runCommand(['cp', '-a', resolve(disk), `${resolve(disk)}-kept`]);
      await runCommand(['umount', resolve(disk)]);
    }
  }

  /** A program that ends by itself is started again, as an init system would, and told of. */
  private async keepAlive(program: Program): Promise<void> {
    const { code, signal } = await this.shop.process(nameOf(program)).ended;
    if (this.isClosing || this.awaited.has(program)) return;
    this.endedByThemselves.push(`${program} with ${signal ?? `exit code ${code}`}`);
    await wait(RESTART_AFTER_MS);
    if (this.isClosing) return;
    await this.revive(program).catch((thrown: unknown) => {
      this.endedByThemselves.push(`${program} does not start: ${describeThrown(thrown)}`);
    });
  }
}

const nameOf = (program: Program): string => (program === 'relay' ? 'relay' : SPEAKER);

/** Without a fault yet. */
function openPath(drill: Drill, network: NetworkNamespace): Promise<NetworkPath> {
  if (drill === 'loss') return CablePath.open(0, NetworkNamespace.own, network);
  const conditions = { delayMs: 0, jitterMs: 0, lossPercent: 0, isCut: false };
  return MobilePath.open(0, NetworkNamespace.own, network, conditions);
}
