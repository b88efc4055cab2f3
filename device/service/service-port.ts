import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { openSerialLine, type SerialLine } from '../../shared/serial-line-port.ts';
import { frameForSerial, SerialFrameDecoder, serialFrameBytes } from '../../shared/smp/serial-framing.ts';
import type { ServiceDesk } from './service-desk.ts';

const BAUD_RATE = 115_200;

/** The door for technicians: a serial port on which SMP is answered, opened again whenever it is lost. */
export class ServicePort {
  readonly #path: string;
  readonly #desk: Pick<ServiceDesk, 'answer'>;
  readonly #log: Log;
  readonly #machine: Machine;
  #line: SerialLine | undefined;
  #retry: Timer | undefined;
  #isClosed = false;
  #waiting = 0;
  #answering: Promise<void> = Promise.resolve();
  /** Said once for each occurrence: a port that is not there would fill the log. */
  #problem = '';

  constructor(path: string, desk: Pick<ServiceDesk, 'answer'>, log: Log, machine: Machine) {
    this.#path = path;
    this.#desk = desk;
    this.#log = log;
    this.#machine = machine;
    this.#open();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    await this.#answering;
    await this.#line?.close();
  }

  #open(): void {
    const decoder = new SerialFrameDecoder();
    const options = {
      path: this.#path,
      baudRate: BAUD_RATE,
      unsentBytes: limits.serviceRequestsWaiting * serialFrameBytes(limits.servicePacketBytes),
      closeMs: limits.smpLineCloseMs,
    };
    const line = openSerialLine(options, {
      onOpen: () => {
        this.#problem = '';
        this.#log.info({ path: this.#path }, 'service port open');
      },
      onData: (bytes) => {
        for (const packet of decoder.push(bytes)) this.#take(packet, line);
      },
      onClosed: (reason) => {
        if (this.#isClosed) return;
        if (reason !== this.#problem) this.#log.warn({ path: this.#path, reason }, 'service port closed');
        this.#problem = reason;
        this.#retry = this.#machine.after(limits.serviceReopenMs, () => this.#open());
      },
    });
    this.#line = line;
  }

  /** One after the other. What is too much is dropped: who asked asks again. */
  #take(packet: Uint8Array, line: SerialLine): void {
    if (this.#waiting >= limits.serviceRequestsWaiting || this.#isClosed) return;
    this.#waiting += 1;
    this.#answering = this.#answering
      .then(async () => {
        const answer = await this.#desk.answer(packet);
        if (answer !== undefined) line.write(frameForSerial(answer));
      })
      .catch((thrown: unknown) => {
        this.#log.error({ error: describeThrown(thrown) }, 'a technician’s question failed by our mistake');
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }
}
