import { setTimeout as sleep } from 'node:timers/promises';
import type { HostileWorld } from '../../../firmware-sim/hostile-world.ts';
import type { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import { CABINET_STEPS, type CabinetStep } from '../../../firmware-sim/live-cabinet/cabinet-witness.ts';
import { KILL_POINTS, type KillPoint } from '../../../firmware-sim/live-cabinet/kill-points.ts';
import type { Chance } from '../../../shared/seeded-chance.ts';
import type { CabinetFault } from './cabinet-faults.ts';
import { CABINET_ILLS } from './cabinet-ills.ts';

/** A step that does not come about in this time is tried again later; nobody takes a bank for 15 s before a pull back. */
const STEP_WAIT_MS = 12_000;
const PULL_BACK_WAIT_MS = 40_000;
/** After the order not to kill itself any more, for one that is just doing it. */
const DISARMED_MS = 100;

/** What the kills are aimed at: what is seen in the slots, and what the controller does in between. */
export const KILL_TARGETS: readonly (CabinetStep | KillPoint)[] = [...CABINET_STEPS, ...KILL_POINTS];
type KillTarget = (typeof KILL_TARGETS)[number];

export interface FaultTally {
  /** Kills by the step at which they happened. */
  readonly kills: Record<string, number>;
  readonly faults: Record<string, number>;
}

export interface TormentorSettings {
  readonly scene: () => CabinetShop;
  readonly world: HostileWorld;
  readonly faults: readonly CabinetFault[];
  readonly chance: Chance;
  readonly report: (line: string) => void;
  /** The next customer is to walk away without a bank, for a step that comes of that only. */
  readonly letWalkAway: () => void;
}

const isKillPoint = (target: KillTarget): target is KillPoint => target.includes(':');
const isOfPullBack = (target: KillTarget): boolean =>
  target.startsWith('pull_back') || target.startsWith('not_taken');

/** Does to a live cabinet whatever can be done, for as long as it is asked to. */
export class CabinetTormentor {
  readonly tally: FaultTally = { kills: {}, faults: {} };
  readonly #settings: TormentorSettings;
  readonly #waiting = new Map<CabinetStep, () => void>();
  /** Not reached yet; when all have been, it begins anew. */
  #targets: KillTarget[] = [];

  constructor(settings: TormentorSettings) {
    this.#settings = settings;
  }

  /** To be called at every step of the witness. */
  saw(step: CabinetStep): void {
    this.#waiting.get(step)?.();
  }

  /** In turn: a kill at some step that has not been hit yet, then some other fault. */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    const { chance, faults, report, scene, world } = this.#settings;
    while (Date.now() < untilMs && !isOver()) {
      await this.#kill(untilMs);
      if (Date.now() >= untilMs || isOver()) return;
      await sleep(chance.integer(100, 1_500));
      if (chance.happens(0.6)) {
        const fault = chance.pick(faults);
        const lastsMs = chance.integer(200, 5_000);
        report(`${fault}, ${lastsMs} ms`);
        this.tally.faults[fault] = (this.tally.faults[fault] ?? 0) + 1;
        await CABINET_ILLS[fault]({ scene: scene(), world, chance, lastsMs });
      }
      await sleep(chance.integer(200, 1_500));
    }
  }

  async #kill(untilMs: number): Promise<void> {
    const { chance, report, scene } = this.#settings;
    const isTime = untilMs - Date.now() > PULL_BACK_WAIT_MS;
    if (this.#targets.every((target) => isOfPullBack(target) && !isTime)) this.#targets = [...KILL_TARGETS];
    const target = chance.pick(this.#targets.filter((one) => isTime || !isOfPullBack(one)));
    if (isOfPullBack(target)) this.#settings.letWalkAway();
    const isHit = isKillPoint(target) ? await this.#killsItself(target) : await this.#comes(target);
    if (!isHit) return;
    this.#targets = this.#targets.filter((other) => other !== target);
    // What is seen from outside: at once, or a moment later; a commit takes 1 to 20 ms, a poll up to 200.
    if (!isKillPoint(target)) await sleep(chance.happens(0.4) ? 0 : chance.integer(1, 250));
    report(`kill -9 of the controller at ${target}`);
    this.tally.kills[target] = (this.tally.kills[target] ?? 0) + 1;
    await scene().killController(chance.happens(0.3) ? 0 : chance.integer(0, 4_000));
  }

  async #killsItself(point: KillPoint): Promise<boolean> {
    const { controller } = this.#settings.scene().cabinet;
    controller.tell({ killAt: point });
    const patience = new AbortController();
    const waitMs = isOfPullBack(point) ? PULL_BACK_WAIT_MS : STEP_WAIT_MS;
    await Promise.race([
      controller.ended,
      sleep(waitMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    if (controller.isAlive) {
      controller.tell({ killAt: null });
      await Promise.race([controller.ended, sleep(DISARMED_MS)]);
    }
    return !controller.isAlive;
  }

  #comes(step: CabinetStep): Promise<boolean> {
    return new Promise((done) => {
      const end = (hasCome: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(step);
        done(hasCome);
      };
      const waitMs = isOfPullBack(step) ? PULL_BACK_WAIT_MS : STEP_WAIT_MS;
      const timer = setTimeout(() => end(false), waitMs);
      this.#waiting.set(step, () => end(true));
    });
  }
}
