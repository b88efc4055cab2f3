import type { KeyObject } from 'node:crypto';
import { drawOrder } from '../../../firmware-sim/core/callback-maker.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import { type Audience, seatOf, seatTerminal } from '../wire.ts';
import { callbackRequest } from './callback-request.ts';
import { LoadFileWriter } from './load-file.ts';

/** Signatures under way at once: enough to keep libuv's threads busy, few enough to keep order in memory. */
const SIGNING_AT_ONCE = 64;

/**
 * Callbacks of the payment core, signed before the clock runs: a 2048-bit signature costs the core 0.2 ms, which is
 * not what is measured. Every run against a fresh relay may use the same ones.
 */
export class CallbackLoad {
  readonly path: string;
  readonly #key: KeyObject;
  readonly #audience: Audience;
  readonly #chance = seededChance(1);
  readonly #writer: LoadFileWriter;

  constructor(path: string, key: KeyObject, audience: Audience) {
    this.path = path;
    this.#key = key;
    this.#audience = audience;
    this.#writer = new LoadFileWriter(path);
  }

  /** Makes it at least `count` callbacks long. */
  async reach(count: number, onProgress: (done: number) => void): Promise<void> {
    while (this.#writer.count < count) {
      const first = this.#writer.count;
      const requests = Array.from({ length: Math.min(SIGNING_AT_ONCE, count - first) }, (_, offset) =>
        this.#request(first + offset),
      );
      for (const request of await Promise.all(requests)) this.#writer.add(request);
      onProgress(this.#writer.count);
    }
    this.#writer.flush();
  }

  close(): void {
    this.#writer.close();
  }

  #request(index: number): Promise<Buffer> {
    const terminal = seatTerminal(seatOf(index, this.#audience));
    return callbackRequest(drawOrder(this.#chance.fork(), index, terminal), this.#key);
  }
}
