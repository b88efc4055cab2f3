import type { CabinetEffect } from './cabinet-effects.ts';

/** How things stand at this moment. */
export interface WarningView {
  readonly storeRefuses: boolean;
  readonly voiceFails: boolean;
  readonly reportsFull: boolean;
  readonly isCooled: boolean;
  readonly hasModules: boolean;
}

/** What went wrong on the bus is worth telling for this long. */
const BUS_TROUBLE_MS = 60_000;

/** What the operators are warned of with each heartbeat. */
export class WarningWatch {
  #active: readonly string[] = [];
  readonly #busTroubles = new Map<string, number>();

  get active(): readonly string[] {
    return this.#active;
  }

  busTrouble(code: string, nowMs: number): void {
    this.#busTroubles.set(`bus_${code}`, nowMs);
  }

  /** To be called at the end of each step. @returns a line for the log when something has changed */
  look(view: WarningView, nowMs: number): CabinetEffect[] {
    for (const [code, atMs] of this.#busTroubles) {
      if (nowMs - atMs >= BUS_TROUBLE_MS) this.#busTroubles.delete(code);
    }
    const active = [
      ...(view.storeRefuses ? ['store_failed'] : []),
      ...(view.voiceFails ? ['voice_failed'] : []),
      ...(view.reportsFull ? ['reports_full'] : []),
      ...(view.isCooled ? [] : ['cooling_failed']),
      ...(view.hasModules ? [] : ['no_modules']),
      ...this.#busTroubles.keys(),
    ];
    if (active.join() === this.#active.join()) return [];
    this.#active = active;
    return [{ type: 'log', level: 'warn', event: 'warnings', detail: { warnings: active.join() } }];
  }
}
