import { setTimeout as wait } from 'node:timers/promises';
import { type FaultKind, isNetworkFault, type PlannedFault } from '../../firmware-sim/fault-plan.ts';
import type { HostileWorld } from '../../firmware-sim/hostile-world.ts';
import type { LiveShop } from '../../firmware-sim/live-shop.ts';
import { freezeReader } from '../../firmware-sim/network/frozen-reader.ts';
import { MOBILE, MobilePath } from '../../firmware-sim/network/mobile-path.ts';

/** Where faults happen. */
export interface Scene {
  readonly shop: LiveShop;
  readonly world: HostileWorld;
  /** Something that nobody did, or that must not come of what was done. */
  readonly crashed: (what: string) => void;
}

/** Does a fault to these programs and makes it good again; false: it could not be done just then. */
type FaultAction = (fault: PlannedFault, victims: readonly string[], scene: Scene) => Promise<boolean>;

/** How far the relay's clock is set at most. The auditor is told. */
export const RELAY_CLOCK_MS = 5_000;
const HOUR_MS = 3_600_000;
/** An hour, two days, and the first hour of 1970, in which a machine without a clock battery wakes up. */
const speakerClocksMs = (): number[] => [
  ...[HOUR_MS, -HOUR_MS, 48 * HOUR_MS, -48 * HOUR_MS],
  HOUR_MS - Date.now(),
];
const LOSS_PERCENT_MOST = 40;
const DELAY_MS_MOST = 600;
const SPARE_BYTES_MOST = 40_000;
/** Shorter than this, what a full disk, a bad one or a wrong clock does would not even be noticed. */
const NOTICED_MS = 1_500;
const STOP_MS = 15_000;
const KEY_TRIES = 60;
const KEY_WAIT_MS = 500;
const GREETING_MS = 5_000;

const namesOf = (shop: LiveShop): string[] => ['relay', ...shop.settings.speakers.map(({ id }) => id)];

/** The programs that a fault happens to; none when it happens to the network. */
export function victimsOf(fault: PlannedFault, shop: LiveShop): string[] {
  const speaker = shop.settings.speakers[fault.speaker]?.id ?? 'relay';
  if (isNetworkFault(fault.kind)) return [];
  if (fault.kind === 'restart') return namesOf(shop);
  if (fault.kind === 'new_key') return [speaker];
  if (fault.target === 'all') return namesOf(shop);
  return fault.target === 'relay' ? ['relay'] : [speaker];
}

async function kill(victims: readonly string[], { shop }: Scene): Promise<void> {
  for (const name of victims) shop.process(name).signal('SIGKILL');
  await Promise.all(victims.map((name) => shop.process(name).ended));
}

const startAll = async (victims: readonly string[], { shop }: Scene): Promise<void> => {
  await Promise.all(victims.map((name) => shop.restart(name)));
};

async function powerCut(victims: readonly string[], darkMs: number, scene: Scene): Promise<void> {
  const { shop, world } = scene;
  await Promise.all(victims.map((name) => shop.process(name).freeze()));
  await Promise.all(victims.map((name) => world.disks.get(name)?.cutPower()));
  await kill(victims, scene);
  await wait(darkMs);
  await Promise.all(victims.map((name) => world.disks.get(name)?.restorePower()));
  await startAll(victims, scene);
}

/** A fault must not end a program that nobody killed. */
function stillAlive(victims: readonly string[], fault: PlannedFault, { shop, crashed }: Scene): string[] {
  return victims.filter((name) => {
    if (!shop.process(name).isAlive) crashed(`${name} ended by itself during ${fault.kind}`);
    return shop.process(name).isAlive;
  });
}

export const FAULT_ACTIONS: Readonly<Record<FaultKind, FaultAction>> = {
  async kill({ lastsMs }, victims, scene) {
    await kill(victims, scene);
    await wait(lastsMs);
    await startAll(victims, scene);
    return true;
  },

  async freeze({ lastsMs }, victims, { shop }) {
    await Promise.all(victims.map((name) => shop.process(name).freeze()));
    await wait(lastsMs);
    for (const name of victims) shop.process(name).signal('SIGCONT');
    return true;
  },

  async restart({ lastsMs, isTwofold }, victims, scene) {
    await Promise.all(
      victims.map(async (name) => {
        const { code, signal } = await scene.shop.process(name).stop(STOP_MS);
        if (code !== 0) scene.crashed(`${name} ended with ${signal ?? `exit code ${code}`} on SIGTERM`);
      }),
    );
    await wait(lastsMs);
    // Speakers that look for a relay which is not there yet, or the other way round.
    const order = isTwofold ? [...victims].reverse() : victims;
    for (const name of order) await scene.shop.restart(name);
    return true;
  },

  async new_key({ lastsMs, isTwofold }, victims, scene) {
    for (const name of victims) {
      await changeKey(name, scene.shop);
      await wait(lastsMs);
      if (isTwofold) await kill([name], scene);
      else await scene.shop.process(name).stop(STOP_MS);
    }
    await startAll(victims, scene);
    return true;
  },

  async power_cut({ lastsMs, isTwofold, degree }, victims, scene) {
    await powerCut(victims, lastsMs, scene);
    if (!isTwofold) return true;
    // And again while it is still putting things right.
    await wait(degree * 500);
    await powerCut(victims, 0, scene);
    return true;
  },

  async disk_full(fault, victims, scene) {
    const { shop, world } = scene;
    const { lastsMs, isTwofold, degree } = fault;
    const disks = victims.map((name) => world.disks.get(name));
    await Promise.all(disks.map((disk) => disk?.fill(degree * SPARE_BYTES_MOST)));
    await wait(Math.max(lastsMs, NOTICED_MS));
    const alive = stillAlive(victims, fault, scene);
    if (isTwofold) {
      await kill(alive, scene);
      // It may refuse to start on a full disk, as long as it says so.
      await Promise.all(alive.map((name) => shop.restart(name).catch(() => {})));
    }
    await Promise.all(disks.map((disk) => disk?.empty()));
    await startAll(
      alive.filter((name) => !shop.process(name).isAlive),
      scene,
    );
    return true;
  },

  async failing_sync(fault, victims, scene) {
    const { shop, world } = scene;
    const { lastsMs, isTwofold, degree } = fault;
    const probability = degree < 0.3 ? 1 : degree;
    await Promise.all(
      victims.map((name) => world.syncs.get(name)?.fail(shop.process(name).pid, probability)),
    );
    await wait(Math.max(lastsMs, NOTICED_MS));
    const alive = stillAlive(victims, fault, scene);
    if (isTwofold && world.disks.size > 0) await powerCut(alive, 0, scene);
    else await Promise.all(alive.map((name) => world.syncs.get(name)?.fail(shop.process(name).pid, 0)));
    return true;
  },

  async clock({ lastsMs, isTwofold, degree }, victims, scene) {
    const { world } = scene;
    for (const name of victims) {
      const speakerMs = speakerClocksMs();
      const wrongByMs = speakerMs[Math.floor(degree * speakerMs.length)] ?? HOUR_MS;
      world.clocks.get(name)?.set(name === 'relay' ? (2 * degree - 1) * RELAY_CLOCK_MS : wrongByMs);
    }
    await wait(Math.max(lastsMs, NOTICED_MS));
    if (isTwofold) {
      await kill(victims, scene);
      await startAll(victims, scene);
      await wait(NOTICED_MS);
    }
    for (const name of victims) world.clocks.get(name)?.set(0);
    await wait(NOTICED_MS);
    return true;
  },

  async packet_loss(fault, _victims, { world }) {
    const lossPercent = 1 + fault.degree * (LOSS_PERCENT_MOST - 1);
    await Promise.all(pathsOf(fault, world).map((path) => path.change({ lossPercent })));
    await wait(fault.lastsMs);
    await Promise.all(pathsOf(fault, world).map((path) => path.change({ lossPercent: 0 })));
    return true;
  },

  async cut_link(fault, _victims, { world }) {
    await Promise.all(pathsOf(fault, world).map((path) => path.change({ isCut: true })));
    await wait(fault.lastsMs);
    await Promise.all(pathsOf(fault, world).map((path) => path.change({ isCut: false })));
    return true;
  },

  async slow_link({ degree, lastsMs }, _victims, { world }) {
    const path = world.paths.find((one) => one instanceof MobilePath);
    const delayMs = MOBILE.delayMs + degree * (DELAY_MS_MOST - MOBILE.delayMs);
    await path?.change({ delayMs, jitterMs: delayMs / 2 });
    await wait(lastsMs);
    await path?.change({ delayMs: MOBILE.delayMs, jitterMs: MOBILE.jitterMs });
    return path !== undefined;
  },

  async frozen_reader({ speaker, degree, lastsMs }, _victims, { shop }) {
    const device = shop.settings.speakers[speaker]?.id ?? '';
    const plan = {
      port: shop.settings.mqttPort,
      device,
      keyPath: shop.keyPath(device),
      path: 2,
      strangers: Math.round(degree * 20),
    };
    // It may be down, frozen, or the speaker have just got another key.
    const reading = freezeReader(plan).catch(() => undefined);
    const end = await Promise.race([reading, wait(GREETING_MS, 'late' as const)]);
    if (end === 'late') void reading.then((tooLate) => tooLate?.());
    if (end === 'late' || end === undefined) return false;
    await wait(lastsMs);
    await end();
    return true;
  },
};

/** One path, or all of them. */
const pathsOf = ({ path, isTwofold }: PlannedFault, world: HostileWorld) =>
  isTwofold ? world.paths : world.paths.slice(path, path + 1);

/** Asks until it is answered: an answer that is lost on the way leaves a key that nobody knows, and the next one ends it. */
async function changeKey(name: string, shop: LiveShop): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await shop.changeKey(name);
    } catch (thrown) {
      if (tried === KEY_TRIES) throw thrown;
      await wait(KEY_WAIT_MS);
    }
  }
}
