import { limits } from '../../shared/limits.ts';
import type { SlotBay } from '../cabinet/slot-bay.ts';
import type { SimModule } from './sim-wire.ts';

/** What a regulator may be beside what it is told, and the rounding of a gauge. */
const TOLERANCE_SHARE = 0.02;
const TOLERANCE_WATTS = 0.5;
/** Whatever it is told, so much flows into a short circuit: that is for the protections to end. */
const isShorted = ({ bank }: SlotBay): boolean => (bank?.amperes ?? 0) > 9;

/**
 * Watches what all slots together, and those of each module, really draw. More than that is forgiven for as long as a
 * change of the shares takes to reach every module.
 */
export class BudgetWatch {
  readonly #budgetWatts: number;
  readonly #settlingMs: number;
  readonly #onOver: (finding: string, detail: string) => void;
  readonly #since = new Map<string, number>();

  constructor(budgetWatts: number, settlingMs: number, onOver: (finding: string, detail: string) => void) {
    this.#budgetWatts = budgetWatts;
    this.#settlingMs = settlingMs;
    this.#onOver = onOver;
  }

  look(modules: readonly SimModule[], nowMs: number): void {
    const watts = modules.map(({ board }) =>
      board.slots.reduce((sum, bay) => sum + (isShorted(bay) ? 0 : bay.outputWatts), 0),
    );
    const all = watts.reduce((sum, one) => sum + one, 0);
    this.#judge('the cabinet', all, this.#budgetWatts, nowMs);
    modules.forEach(({ board }, index) => {
      this.#judge(board.serial, watts[index] ?? 0, limits.moduleChargeMilliwatts / 1_000, nowMs);
    });
  }

  #judge(name: string, watts: number, mostWatts: number, nowMs: number): void {
    if (watts <= mostWatts * (1 + TOLERANCE_SHARE) + TOLERANCE_WATTS) {
      this.#since.delete(name);
      return;
    }
    const sinceMs = this.#since.get(name) ?? nowMs;
    this.#since.set(name, sinceMs);
    if (nowMs - sinceMs <= this.#settlingMs) return;
    this.#since.set(name, Number.POSITIVE_INFINITY); // told once
    const forMs = nowMs - sinceMs;
    this.#onOver('over_budget', `${name}: ${watts.toFixed(1)} W of ${mostWatts} W, for ${forMs} ms`);
  }
}
