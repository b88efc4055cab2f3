import { join } from 'node:path';
import type { CoreKeys } from '../../../firmware-sim/core/key.ts';
import type { Progress } from '../progress.ts';
import { type Audience, plainSeats, type Wire } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { CallbackLoad } from './callback-load.ts';
import { PublishLoad } from './publish-load.ts';

/** Prepared notices, made once for each audience and sent by every run, since each has a fresh server. */
export class Loads {
  readonly #folder: string;
  readonly #coreKeys: CoreKeys;
  readonly #progress: Progress;
  readonly #callbacks = new Map<string, CallbackLoad>();
  readonly #publishes = new Map<string, PublishLoad>();

  constructor(workspace: Workspace, coreKeys: CoreKeys, progress: Progress) {
    this.#folder = workspace.newFolder('load');
    this.#coreKeys = coreKeys;
    this.#progress = progress;
  }

  /** A file that holds at least `count` notices for this audience. */
  async prepare(wire: Wire, audience: Audience, count: number): Promise<string> {
    const name = `${audience.seats}-${audience.crowded}`;
    if (wire === 'mqtt') {
      const path = join(this.#folder, `publish-${name}`);
      const load = this.#publishes.get(name) ?? new PublishLoad(path, plainSeats(audience.seats), audience);
      this.#publishes.set(name, load);
      load.reach(count);
      return load.path;
    }
    const path = join(this.#folder, `callback-${name}`);
    const load = this.#callbacks.get(name) ?? new CallbackLoad(path, this.#coreKeys.privateKey, audience);
    this.#callbacks.set(name, load);
    await load.reach(count, (done) => this.#progress.step(`signing callbacks: ${done} of ${count}`));
    return load.path;
  }

  close(): void {
    for (const load of [...this.#callbacks.values(), ...this.#publishes.values()]) load.close();
  }
}
