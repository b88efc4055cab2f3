import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { openSerialLine, type SerialLine } from '../serial-line-port.ts';
import { cannotOpenPort } from './port-advice.ts';
import { ReceivedPackets } from './received-packets-link.ts';
import { frameForSerial, SERIAL_LINE_BYTES, SerialFrameDecoder, serialFrameBytes } from './serial-framing.ts';
import type { SmpLink, SmpMtu } from './smp-link.ts';

export interface SerialSmpOptions {
  /** The device file of the board's console. */
  path: string;
  baudRate: number;
}

/** A board on a serial console. One object is one plug-in, as `SmpLink` promises. */
export class SerialSmpPort implements SmpLink {
  readonly #options: SerialSmpOptions;
  readonly #decoder = new SerialFrameDecoder();
  readonly #received = new ReceivedPackets();
  #line: SerialLine | undefined;
  /** Why nothing goes through any more. */
  #end: Failure | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: SerialSmpOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    if (this.#line !== undefined || this.#end !== undefined)
      throw new Failure('device_gone', 'a connection is opened once');
    const { path, baudRate } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#finish(
          new Failure('timed_out', `${path} did not open within ${limits.smpConnectMs / 1_000} s`),
        );
        void this.#line?.close();
        reject(this.#end);
      }, limits.smpConnectMs);
      const options = { path, baudRate, unsentBytes: UNSENT_BYTES, closeMs: limits.smpLineCloseMs };
      let isOpen = false;
      this.#line = openSerialLine(options, {
        onOpen: () => {
          isOpen = true;
          clearTimeout(timer);
          resolve();
        },
        onData: (bytes) => {
          for (const packet of this.#decoder.push(bytes)) this.#received.push(packet);
        },
        onClosed: (reason) => {
          clearTimeout(timer);
          this.#finish(
            isOpen ? new Failure('device_gone', `${path}: ${reason}`) : cannotOpenPort(path, reason),
          );
          reject(this.#end);
        },
      });
    });
  }

  send(packet: Uint8Array): Promise<void> {
    const frame = frameForSerial(packet);
    const sent = this.#sending.then(() => this.#write(frame));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  receive(waitMs: number): Promise<Uint8Array | undefined> {
    return this.#received.next(waitMs);
  }

  mtu(): SmpMtu {
    return { medium: 'serial', lineBytes: SERIAL_LINE_BYTES };
  }

  async close(): Promise<void> {
    this.#finish(new Failure('device_gone', `${this.#options.path}: closed by us`));
    await this.#line?.close();
  }

  /** A frame goes whole or not at all: half of one would spoil the next. */
  async #write(frame: Uint8Array): Promise<void> {
    const deadlineMs = performance.now() + limits.smpSendMs;
    for (;;) {
      if (this.#end !== undefined) throw this.#end;
      if (this.#line === undefined) throw new Failure('device_gone', 'not connected');
      if (this.#line.write(frame)) return;
      if (performance.now() > deadlineMs)
        throw new Failure('timed_out', `${this.#options.path} takes no bytes`);
      await new Promise((wake) => setTimeout(wake, limits.smpLineFullMs));
    }
  }

  #finish(reason: Failure): void {
    this.#end ??= reason;
    this.#received.end(this.#end);
  }
}

/** Any packet fits, whatever is being sent beside it; beyond, the sender waits. */
const UNSENT_BYTES = serialFrameBytes(limits.smpPacketBytes);
