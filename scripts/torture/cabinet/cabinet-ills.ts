import { setTimeout as sleep } from 'node:timers/promises';
import type { HostileWorld } from '../../../firmware-sim/hostile-world.ts';
import type { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import type { Chance } from '../../../shared/seeded-chance.ts';
import type { CabinetFault } from './cabinet-faults.ts';

/** Where a fault happens, and for how long. */
interface Occasion {
  readonly scene: CabinetShop;
  readonly world: HostileWorld;
  readonly chance: Chance;
  readonly lastsMs: number;
}

/** After the last garbled byte, until every module has been heard again. */
const HEARD_AGAIN_MS = 3_000;
const NOISE_SHARE = 0.02;
/** Shorter than this, what a full disk, a bad one or a wrong clock does would not even be noticed. */
const NOTICED_MS = 1_500;
const SPARE_BYTES_MOST = 40_000;
/** After 5 s of refusals a write is tried again within 4 s (limits.storeRetryFirstMs, doubled each time). */
const CAUGHT_UP_MS = 5_500;
const HOUR_MS = 3_600_000;
/** An hour, two days, and the first hour of 1970, in which a machine without a clock battery wakes up. */
const wrongClocksMs = (): number[] => [
  ...[HOUR_MS, -HOUR_MS, 48 * HOUR_MS, -48 * HOUR_MS],
  HOUR_MS - Date.now(),
];

const diskOf = ({ world, scene }: Occasion) => world.disks.get(scene.cabinet.settings.id);
const syncOf = ({ world, scene }: Occasion) => world.syncs.get(scene.cabinet.settings.id);

/** Does each fault and makes it good again. */
export const CABINET_ILLS: Readonly<Record<CabinetFault, (occasion: Occasion) => Promise<void>>> = {
  controller_kill: ({ scene, lastsMs }) => scene.killController(lastsMs),

  controller_freeze: ({ scene, lastsMs }) => scene.freezeController(lastsMs),

  async relay_kill({ scene, lastsMs }) {
    const relay = scene.shop.process('relay');
    relay.signal('SIGKILL');
    await relay.ended;
    await sleep(lastsMs);
    await scene.shop.restart('relay');
  },

  bus_unplugged: ({ scene, lastsMs }) =>
    scene.blind({ do: 'unplug_adapter' }, lastsMs, { do: 'plug_adapter' }),

  noise: ({ scene, lastsMs }) =>
    scene.blind({ do: 'noise', share: NOISE_SHARE }, lastsMs, { do: 'noise', share: 0 }),

  async module_restart({ scene, chance }) {
    const module = chance.integer(1, scene.cabinet.modules.length);
    await scene.blind({ do: 'restart', module }, HEARD_AGAIN_MS, { do: 'plug_module', module });
  },

  async webhook_answers_lost({ scene, lastsMs }) {
    scene.receiver.lostAnswers = 0.5;
    await sleep(lastsMs);
    scene.receiver.lostAnswers = 0;
  },

  async power_cut(occasion) {
    await cutPower(occasion, occasion.lastsMs);
    if (!occasion.chance.happens(0.3)) return;
    // And again while it is still putting things right.
    await sleep(occasion.chance.integer(0, 500));
    await cutPower(occasion, 0);
  },

  async relay_power_cut({ scene, world, lastsMs }) {
    const relay = scene.shop.process('relay');
    await relay.freeze();
    await world.disks.get('relay')?.cutPower();
    relay.signal('SIGKILL');
    await relay.ended;
    await sleep(lastsMs);
    await world.disks.get('relay')?.restorePower();
    await scene.shop.restart('relay');
  },

  async disk_full(occasion) {
    const { scene, chance, lastsMs } = occasion;
    const disk = diskOf(occasion);
    const isKilled = chance.happens(0.3);
    // What it saw and could not write down it forgets when it is killed.
    const span = isKilled ? scene.witness.goesBlind() : undefined;
    await disk?.fill(chance.integer(0, SPARE_BYTES_MOST));
    await sleep(Math.max(lastsMs, NOTICED_MS));
    if (isKilled) await scene.killController(0, async () => disk?.empty());
    else await disk?.empty();
    await sleep(CAUGHT_UP_MS);
    if (span !== undefined) span.toMs = Date.now();
  },

  async failing_sync(occasion) {
    const { scene, chance, lastsMs } = occasion;
    const sync = syncOf(occasion);
    const isKilled = chance.happens(0.3);
    const span = isKilled ? scene.witness.goesBlind() : undefined;
    await sync?.fail(scene.cabinet.controller.pid, chance.happens(0.3) ? 1 : chance.next());
    await sleep(Math.max(lastsMs, NOTICED_MS));
    if (isKilled) await cutPower(occasion, 0);
    else await sync?.fail(scene.cabinet.controller.pid, 0);
    await sleep(CAUGHT_UP_MS);
    if (span !== undefined) span.toMs = Date.now();
  },

  async clock({ scene, world, chance, lastsMs }) {
    const clock = world.clocks.get(scene.cabinet.settings.id);
    clock?.set(chance.pick(wrongClocksMs()));
    await sleep(Math.max(lastsMs, NOTICED_MS));
    if (chance.happens(0.5)) {
      await scene.killController(0);
      await sleep(NOTICED_MS);
    }
    clock?.set(0);
    await sleep(NOTICED_MS);
  },
};

async function cutPower(occasion: Occasion, darkMs: number): Promise<void> {
  const { scene } = occasion;
  const disk = diskOf(occasion);
  await scene.cabinet.controller.freeze();
  await disk?.cutPower();
  await scene.killController(darkMs, async () => disk?.restorePower());
}
