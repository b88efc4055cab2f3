import { Worker } from 'node:worker_threads';
import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { decodeRequest } from '../../shared/smp/packet.ts';
import type { BleDoorData, FromBleDoor, ToBleDoor } from './ble-door-messages.ts';
import { refusalFor, refusalPacket } from './ble-rights.ts';
import type { ServiceDesk } from './service-desk.ts';

/** Plenty for its library; a leak there ends the door, and nothing else. */
const HEAP_MEGABYTES = 64;

export interface BleDoorOptions {
  /** `hci0`; undefined: any. */
  readonly adapter: string | undefined;
  /** What goes into the handshake. */
  readonly code: Uint8Array;
  /** How the device is called now; undefined: it was not told yet. */
  serial(): string | undefined;
  /** Whether it may be told now who it is. */
  isWindowOpen(): boolean;
  readonly desk: Pick<ServiceDesk, 'answer'>;
  readonly log: Log;
  readonly machine: Machine;
}

/** The technicians' Bluetooth door: BlueZ in a worker (ble-door-worker.ts), begun again whenever it ends; the desk here. */
export class BleDoor {
  readonly #options: BleDoorOptions;
  #worker: Worker | undefined;
  #retry: Timer | undefined;
  #isClosed = false;
  #answering: Promise<void> = Promise.resolve();
  #problem = '';

  constructor(options: BleDoorOptions) {
    this.#options = options;
    this.#begin();
  }

  /** The device is called otherwise now. */
  rename(): void {
    this.#tell({ kind: 'serial', serial: this.#options.serial() });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    await this.#answering;
    await this.#worker?.terminate();
  }

  #begin(): void {
    const { adapter, code, log, machine } = this.#options;
    const data: BleDoorData = {
      entry: new URL('./ble-door-worker.ts', import.meta.url).href,
      code,
      adapter,
      serial: this.#options.serial(),
    };
    const worker = new Worker(new URL('../../shared/ts-worker.mjs', import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    this.#worker = worker;
    let reason = 'it stopped';
    worker.on('message', (message: FromBleDoor) => this.#hear(message));
    worker.on('error', (thrown) => {
      reason = describeThrown(thrown);
    });
    worker.on('exit', () => {
      if (this.#isClosed) return;
      if (reason !== this.#problem) log.warn({ reason }, 'the Bluetooth door failed; it is opened again');
      this.#problem = reason;
      this.#retry = machine.after(limits.bleDoorRetryMs, () => this.#begin());
    });
  }

  #hear(message: FromBleDoor): void {
    const { log } = this.#options;
    if (message.kind === 'log') {
      log[message.level]({ ...message.detail }, message.text);
      return;
    }
    const { ticket, packet, isProven } = message;
    // One after the other, as at the serial port; the worker lets only a few wait.
    this.#answering = this.#answering
      .then(async () => {
        if (this.#isClosed) return;
        this.#tell({ kind: 'answer', ticket, packet: await this.#answer(packet, isProven) });
      })
      .catch((thrown: unknown) => {
        log.error({ error: describeThrown(thrown) }, 'a technician’s question failed by our mistake');
        this.#tell({ kind: 'answer', ticket, packet: undefined });
      });
  }

  async #answer(bytes: Uint8Array, isProven: boolean): Promise<Uint8Array | undefined> {
    const { desk } = this.#options;
    const request = decodeRequest(bytes);
    if (request === undefined) return undefined;
    const reason = refusalFor(request, { isProven, isOpen: this.#options.isWindowOpen() });
    return reason === undefined ? desk.answer(bytes) : refusalPacket(request, reason);
  }

  #tell(message: ToBleDoor): void {
    this.#worker?.postMessage(message);
  }
}
