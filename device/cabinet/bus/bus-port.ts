import { describeThrown } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import type { Log } from '../../../shared/log.ts';
import type { Machine, Timer } from '../../../shared/machine.ts';
import { thisMachine } from '../../../shared/machine-port.ts';
import { ceilingMs } from '../../../shared/retry.ts';
import type { openSerialLine, SerialLine } from '../../../shared/serial-line-port.ts';
import type { BusEvent, BusRequest } from '../readings.ts';
import { BusEar } from './bus-ear.ts';
import { type BusInput, initialBus, stepBus } from './bus-master.ts';

const REOPEN = { firstMs: limits.busReopenFirstMs, maxMs: limits.busReopenMaxMs };

export interface BusPortOptions {
  /** The adapter's serial port; it need not exist yet. */
  path: string;
  /** In order, never while another one is being handled. `reading.atMs` is of the machine's steady clock. */
  onEvent(event: BusEvent): void;
  log: Pick<Log, 'info'>;
  machine?: Machine;
}

export interface BusPort {
  /** Taken at once, answered by events; may be called from within `onEvent`. */
  request(request: BusRequest): void;
  /** Ends the line; what was under way is answered as unknown. The boards switch their outputs off by themselves. */
  close(): Promise<void>;
}

/**
 * Looks after the cabinet's bus for as long as the cabinet runs: opens the adapter, loses it, opens the next one.
 * Returns at once and never throws.
 */
export function openBus(options: BusPortOptions): BusPort {
  return new ReopeningBus(options);
}

class ReopeningBus implements BusPort {
  readonly #options: BusPortOptions;
  readonly #machine: Machine;
  readonly #opening: Promise<void>;
  #openSerialLine: typeof openSerialLine | undefined;
  #state = initialBus;
  #line: SerialLine | undefined;
  #ear = new BusEar();
  #timer: Timer | undefined;
  #reopenTimer: Timer | undefined;
  #attempt = 0;
  #lastReason = '';
  #isClosing = false;
  readonly #events: BusEvent[] = [];
  #isTelling = false;

  constructor(options: BusPortOptions) {
    this.#options = options;
    this.#machine = options.machine ?? thisMachine;
    this.#opening = this.#open();
  }

  request(request: BusRequest): void {
    this.#step({ type: 'request', request });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#reopenTimer?.cancel();
    await this.#opening;
    await this.#line?.close();
    this.#timer?.cancel();
  }

  async #open(): Promise<void> {
    try {
      // Only where there is a cabinet: serialport is 20 MB and 100 ms.
      this.#openSerialLine ??= (await import('../../../shared/serial-line-port.ts')).openSerialLine;
      if (this.#isClosing) return;
      this.#openLine(this.#openSerialLine);
    } catch (thrown) {
      this.#lost(describeThrown(thrown));
    }
  }

  /** A new object for each plug-in: serialport keeps what was written to a closed port for the next one. */
  #openLine(open: typeof openSerialLine): void {
    const ear = new BusEar();
    this.#ear = ear;
    const { path } = this.#options;
    const size = { unsentBytes: limits.busUnsentBytes, closeMs: limits.busCloseMs };
    this.#line = open(
      { path, baudRate: limits.busBaudRate, ...size },
      {
        onOpen: () => this.#opened(),
        onData: (bytes) => {
          if (this.#ear === ear) this.#heard(bytes);
        },
        onClosed: (reason) => this.#lost(reason),
      },
    );
  }

  #opened(): void {
    this.#lastReason = '';
    this.#options.log.info({ path: this.#options.path }, 'cabinet bus open');
    this.#step({ type: 'opened' });
  }

  #heard(bytes: Buffer): void {
    const frames = this.#ear.hear(bytes, this.#machine.steadyMs());
    if (frames === undefined) {
      this.#step({ type: 'overfed' });
      return;
    }
    if (frames.some((heard) => 'frame' in heard)) this.#attempt = 0;
    this.#step({ type: 'heard', byteCount: bytes.length, frames });
  }

  #lost(reason: string): void {
    this.#line = undefined;
    const isNews = this.#state.isOpen || reason !== this.#lastReason;
    this.#lastReason = reason;
    if (isNews) {
      this.#options.log.info({ path: this.#options.path, reason }, 'no cabinet bus');
      this.#step({ type: 'closed', reason });
    }
    if (this.#isClosing) return;
    this.#reopenTimer = this.#machine.after(ceilingMs(REOPEN, this.#attempt), () => void this.#open());
    this.#attempt += 1;
  }

  #step(input: BusInput): void {
    const nowMs = this.#machine.steadyMs();
    const { state, effects, wakeAtMs } = stepBus(this.#state, input, nowMs);
    this.#state = state;
    this.#timer?.cancel();
    if (wakeAtMs !== undefined) {
      // A loop that was late must see what has arrived before it judges that nothing has.
      const delayMs = Math.max(0, Math.ceil(wakeAtMs - nowMs));
      this.#timer = this.#machine.after(delayMs, () => {
        this.#timer = this.#machine.nextTurn(() => this.#step({ type: 'tick' }));
      });
    }
    for (const effect of effects) {
      if (effect.type === 'send') this.#send(effect.bytes);
      else this.#events.push(effect.event);
    }
    this.#tell();
  }

  #send(bytes: Uint8Array): void {
    if (this.#line?.write(bytes) === false) void this.#line.close();
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        this.#options.onEvent(event);
      }
    } finally {
      this.#isTelling = false;
    }
  }
}
