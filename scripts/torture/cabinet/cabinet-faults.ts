import { setTimeout as sleep } from 'node:timers/promises';
import type { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import { CABINET_STEPS, type CabinetStep } from '../../../firmware-sim/live-cabinet/cabinet-witness.ts';
import type { Chance } from '../../../shared/seeded-chance.ts';

/** What happens to the programs beside the kills of the controller at each step. */
export const CABINET_FAULTS = [
  'controller_kill',
  'controller_freeze',
  'relay_kill',
  'bus_unplugged',
  'noise',
  'module_restart',
  'webhook_answers_lost',
] as const;
export type CabinetFault = (typeof CABINET_FAULTS)[number];

/** A step that does not come about in this time is tried again later. */
const STEP_WAIT_MS = 12_000;
/** After the last garbled byte, until every module has been heard again. */
const HEARD_AGAIN_MS = 3_000;
const NOISE_SHARE = 0.02;

export interface FaultTally {
  /** Kills by the step at which they happened. */
  readonly kills: Record<string, number>;
  readonly faults: Record<string, number>;
}

/** Does to a live cabinet whatever can be done, for as long as it is asked to. */
export class CabinetTormentor {
  readonly tally: FaultTally = { kills: {}, faults: {} };
  readonly #scene: () => CabinetShop;
  readonly #chance: Chance;
  readonly #report: (line: string) => void;
  readonly #waiting = new Map<CabinetStep, () => void>();
  #turn = 0;

  constructor(scene: () => CabinetShop, chance: Chance, report: (line: string) => void) {
    this.#scene = scene;
    this.#chance = chance;
    this.#report = report;
  }

  /** To be called at every step of the witness. */
  saw(step: CabinetStep): void {
    this.#waiting.get(step)?.();
  }

  /** In turn: a kill at the next step, then some other fault. */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    while (Date.now() < untilMs && !isOver()) {
      await this.#killAtStep();
      if (Date.now() >= untilMs || isOver()) return;
      await sleep(this.#chance.integer(200, 3_000));
      if (this.#chance.happens(0.6)) await this.#inflict(this.#chance.pick(CABINET_FAULTS));
      await sleep(this.#chance.integer(500, 4_000));
    }
  }

  async #killAtStep(): Promise<void> {
    const step = CABINET_STEPS[this.#turn++ % CABINET_STEPS.length] ?? 'asked';
    if (!(await this.#comes(step))) return;
    // At once, or a moment later: a commit takes 1 to 20 ms, a poll up to 200.
    await sleep(this.#chance.happens(0.4) ? 0 : this.#chance.integer(1, 250));
    this.#report(`kill -9 of the controller at ${step}`);
    this.tally.kills[step] = (this.tally.kills[step] ?? 0) + 1;
    await this.#scene().killController(this.#chance.happens(0.3) ? 0 : this.#chance.integer(0, 4_000));
  }

  #comes(step: CabinetStep): Promise<boolean> {
    return new Promise((done) => {
      const end = (hasCome: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(step);
        done(hasCome);
      };
      const timer = setTimeout(() => end(false), STEP_WAIT_MS);
      this.#waiting.set(step, () => end(true));
    });
  }

  async #inflict(fault: CabinetFault): Promise<void> {
    const scene = this.#scene();
    const lastsMs = this.#chance.integer(200, 5_000);
    this.#report(`${fault}, ${lastsMs} ms`);
    this.tally.faults[fault] = (this.tally.faults[fault] ?? 0) + 1;
    switch (fault) {
      case 'controller_kill':
        return scene.killController(lastsMs);
      case 'controller_freeze':
        return scene.freezeController(lastsMs);
      case 'relay_kill': {
        const relay = scene.shop.process('relay');
        relay.signal('SIGKILL');
        await relay.ended;
        await sleep(lastsMs);
        return scene.shop.restart('relay');
      }
      case 'bus_unplugged':
        await scene.blind({ do: 'unplug_adapter' }, lastsMs, { do: 'plug_adapter' });
        return;
      case 'noise':
        await scene.blind({ do: 'noise', share: NOISE_SHARE }, lastsMs, { do: 'noise', share: 0 });
        return;
      case 'module_restart': {
        const module = this.#chance.integer(1, scene.cabinet.modules.length);
        await scene.blind({ do: 'restart', module }, HEARD_AGAIN_MS, { do: 'plug_module', module });
        return;
      }
      case 'webhook_answers_lost':
        scene.receiver.lostAnswers = 0.5;
        await sleep(lastsMs);
        scene.receiver.lostAnswers = 0;
        return;
    }
  }
}
