import type { Machine, Timer } from '../shared/machine.ts';
import { type DeviceMoment, momentOf } from './device-moment.ts';

/** A device without its hands. */
export interface Stepped<Input, Effect> {
  step(input: Input | { readonly type: 'tick' }, moment: DeviceMoment): readonly Effect[];
  /** When a `tick` is due. */
  wakeAtMs(nowMs: number): number | undefined;
}

/** Gives a device its inputs, one at a time, runs what it decides in order, and wakes it when it wants to be. */
export class StepLoop<Input, Effect> {
  readonly #machine: Machine;
  readonly #device: Stepped<Input, Effect>;
  readonly #run: (effect: Effect) => void;
  #timer: Timer | undefined;

  constructor(machine: Machine, device: Stepped<Input, Effect>, run: (effect: Effect) => void) {
    this.#machine = machine;
    this.#device = device;
    this.#run = run;
  }

  take(input: Input | { readonly type: 'tick' }): void {
    const moment = momentOf(this.#machine);
    for (const effect of this.#device.step(input, moment)) this.#run(effect);
    this.#timer?.cancel();
    const wakeAtMs = this.#device.wakeAtMs(moment.nowMs);
    if (wakeAtMs === undefined) return;
    const waitMs = Math.max(0, Math.ceil(wakeAtMs - moment.nowMs));
    this.#timer = this.#machine.after(waitMs, () => this.take({ type: 'tick' }));
  }

  /** Wakes it no more. */
  close(): void {
    this.#timer?.cancel();
  }
}
