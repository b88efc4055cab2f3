import { join } from 'node:path';
import type { CoreKeys } from '../../../firmware-sim/core/key.ts';
import type { Progress } from '../progress.ts';
import { plainSeats, type Wire } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { CallbackLoad } from './callback-load.ts';
import { PublishLoad } from './publish-load.ts';

/** Prepared notices, made once for each number of devices and sent by every run, since each has a fresh server. */
export class Loads {
  readonly #folder: string;
  readonly #coreKeys: CoreKeys;
  readonly #progress: Progress;
  readonly #callbacks = new Map<number, CallbackLoad>();
  readonly #publishes = new Map<number, PublishLoad>();

  constructor(workspace: Workspace, coreKeys: CoreKeys, progress: Progress) {
    this.#folder = workspace.newFolder('load');
    this.#coreKeys = coreKeys;
    this.#progress = progress;
  }

  /** A file that holds at least `count` notices for so many devices. */
  async prepare(wire: Wire, devices: number, count: number): Promise<string> {
    if (wire === 'mqtt') {
      const path = join(this.#folder, `publish-${devices}`);
      const load = this.#publishes.get(devices) ?? new PublishLoad(path, plainSeats(devices));
      this.#publishes.set(devices, load);
      load.reach(count);
      return load.path;
    }
    const path = join(this.#folder, `callback-${devices}`);
    const load = this.#callbacks.get(devices) ?? new CallbackLoad(path, this.#coreKeys.privateKey, devices);
    this.#callbacks.set(devices, load);
    await load.reach(count, (done) => this.#progress.step(`signing callbacks: ${done} of ${count}`));
    return load.path;
  }

  close(): void {
    for (const load of [...this.#callbacks.values(), ...this.#publishes.values()]) load.close();
  }
}
