import { type KeyObject, sign } from 'node:crypto';
import { callbackBody, drawOrder } from '../../../firmware-sim/callback-maker.ts';
import { seededChance } from '../../../firmware-sim/seeded-chance.ts';
import { seatOf, seatTerminal } from '../wire.ts';
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
  readonly #seats: number;
  readonly #chance = seededChance(1);
  readonly #writer: LoadFileWriter;

  constructor(path: string, key: KeyObject, seats: number) {
    this.path = path;
    this.#key = key;
    this.#seats = seats;
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

  async #request(index: number): Promise<Buffer> {
    const terminal = seatTerminal(seatOf(index, this.#seats));
    const order = drawOrder(this.#chance.fork(), index, terminal);
    const moment = { state: 'PAID', netFen: order.totalFen, finishedAtMs: Date.now() } as const;
    const body = Buffer.from(callbackBody(order, moment), 'utf8');
    const signature = await new Promise<Buffer>((resolve, reject) => {
      sign('RSA-SHA256', body, this.#key, (failure, bytes) =>
        failure === null ? resolve(bytes) : reject(failure),
      );
    });
    const head = [
      'POST /v1/callbacks/shouqianba HTTP/1.1',
      'Host: relay',
      'Content-Type: application/json',
      `Authorization: ${terminal} ${signature.toString('base64')}`,
      `Content-Length: ${body.length}`,
    ].join('\r\n');
    return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]);
  }
}
