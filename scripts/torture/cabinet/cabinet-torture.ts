import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../firmware-sim/free-port.ts';
import { HostileWorld } from '../../../firmware-sim/hostile-world.ts';
import {
  auditCabinet,
  type CabinetEvidence,
  type CabinetVerdict,
} from '../../../firmware-sim/live-cabinet/cabinet-auditor.ts';
import { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import { Renters } from '../../../firmware-sim/live-cabinet/renters.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import type { CabinetMeans } from './cabinet-faults.ts';
import { CabinetTormentor, type FaultTally } from './cabinet-tormentor.ts';

export interface CabinetTortureSettings {
  readonly folder: string;
  readonly seed: number;
  /** For how long rentals are asked for and faults happen. */
  readonly spanMs: number;
  /** What is done; disks only in a world of its own. */
  readonly means: CabinetMeans;
  readonly report: (line: string) => void;
}

export interface CabinetTortureResult extends FaultTally {
  readonly verdict: CabinetVerdict;
  readonly evidence: CabinetEvidence;
  readonly crashes: readonly string[];
  /** Everything that was under way has ended. */
  readonly isSettled: boolean;
  readonly tookMs: number;
}

const CABINET = 'CAB-0001';
/** Far more than all that a run writes: disks are full only when they are filled. */
const DISK_MEGABYTES = 64;
/** People who come at the same time. */
const LANES = 3;
/** Nothing has to last longer: a rental that was stored ends 3 min after its expiry at the latest. */
const SETTLE_MS = 240_000;

/**
 * Rentals and returns while the controller is killed at each of their steps, and its disk and clock, relay, bus and
 * boards have their own troubles; then peace, until everything has an end, and the auditor's verdict.
 */
export async function tortureCabinet(settings: CabinetTortureSettings): Promise<CabinetTortureResult> {
  const { folder, seed, spanMs, means, report } = settings;
  const chance = seededChance(seed);
  const startedAtMs = Date.now();
  const seconds = (): string => ((Date.now() - startedAtMs) / 1_000).toFixed(1).padStart(6);
  const say = (line: string): void => report(`${seconds()} s  ${line}`);
  const processes = new Processes(join(folder, 'processes.json'));
  const random = (
    (draw) => () =>
      draw.next()
  )(chance.fork());
  let scene: CabinetShop | undefined;
  const sceneNow = (): CabinetShop => {
    if (scene === undefined) throw new Error('the cabinet has not been opened yet');
    return scene;
  };
  let renters: Renters | undefined;
  const world = await HostileWorld.open(folder, ['relay', CABINET], DISK_MEGABYTES, means.can);
  const tormentor = new CabinetTormentor({
    scene: sceneNow,
    world,
    faults: means.faults,
    chance: chance.fork(),
    report: say,
    letWalkAway: () => {
      if (renters !== undefined) renters.walkingAway = 1;
    },
  });
  try {
    scene = await CabinetShop.open(
      {
        shop: {
          folder,
          httpPort: await freePort(),
          mqttPort: await freePort(),
          speakers: [],
          retryAfterMs: [1_000],
          ...world.settings,
        },
        cabinet: {
          id: CABINET,
          voice: 'null',
          boards: { modules: 2, slots: 8, banks: 5, lapse: 30 },
          controllerArgs: ['--open-hours', '00:00-00:00'],
          controllerFile: 'firmware-sim/live-cabinet/killable-main.ts',
          controllerEntrance: world.settings.entranceOf?.(CABINET) ?? [],
        },
        random,
        onLine: (line) => renters?.take(line),
        onStep: (step) => tormentor.saw(step),
      },
      processes,
    );
    renters = new Renters(scene.cabinet, chance.fork(), {
      takeMs: [50, 4_000],
      useMs: [2_500, 8_000],
      leave: 0.1,
      clumsy: 0.1,
    });
    say(`seed ${seed}: a cabinet with two modules; everything is in ${folder}`);
    const untilMs = Date.now() + spanMs;
    let isOver = false;
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      customers(sceneNow(), `L${lane}-${seed}`, chance.fork(), untilMs),
    );
    const torment = tormentor.run(untilMs, () => isOver);
    await Promise.all(lanes);
    isOver = true;
    await torment;
    say('calm: no more faults, everything has to end');
    const settlesUntilMs = Date.now() + SETTLE_MS;
    const isBusy = (): boolean => (renters?.holding ?? 0) > 0 || sceneNow().openRentals().length > 0;
    while (isBusy() && Date.now() < settlesUntilMs) {
      renters.hurry();
      await sleep(200);
    }
    const isSettled = await scene.settle(Math.max(0, settlesUntilMs - Date.now()));
    // What comes twice comes soon.
    await sleep(1_500);
    const evidence = await scene.evidence();
    writeFileSync(join(folder, 'evidence.json'), JSON.stringify(evidence));
    const crashes = await scene.close();
    scene = undefined;
    return {
      ...tormentor.tally,
      ...{ verdict: auditCabinet(evidence), evidence, crashes, isSettled },
      tookMs: Date.now() - startedAtMs,
    };
  } finally {
    renters?.stop();
    await scene?.close();
    await processes.close();
    await world.close();
  }
}

/** One after another; some do not wait long, some have phones that ask again. */
async function customers(
  scene: CabinetShop,
  name: string,
  chance: ReturnType<typeof seededChance>,
  untilMs: number,
): Promise<void> {
  for (let count = 1; Date.now() < untilMs; count++) {
    const lastsMs = chance.happens(0.1) ? chance.integer(500, 3_000) : chance.integer(15_000, 40_000);
    const rentalId = `${name}-${count}`;
    await scene.rent({ rentalId, lastsMs, minimumLevel: chance.pick([0, 20, 40]) }, 0.3);
    while (Date.now() < untilMs && scene.openRentals().includes(rentalId)) await sleep(100);
    await sleep(chance.integer(100, 2_500));
  }
}
