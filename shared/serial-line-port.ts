import { SerialPort } from 'serialport';

const UNPLUGGED = 'unplugged';

export interface SerialLineOptions {
  /** The device file; a stable udev link is better than `/dev/ttyUSB0`. */
  path: string;
  baudRate: number;
  /** Bytes that the other end may leave untaken; more makes {@link SerialLine.write} refuse. */
  unsentBytes: number;
  /** How long the last bytes may take to leave, and the port to close. */
  closeMs: number;
}

export interface SerialLineEvents {
  onOpen(): void;
  onData(bytes: Buffer): void;
  /** Exactly once: the line could not be opened, was unplugged, failed, or was closed by us. */
  onClosed(reason: string): void;
}

/** One plug-in of one device, from opening to its end; it never comes back, the next one is a new line. */
export interface SerialLine {
  /** False, and nothing is kept for later: the line is not open, or the other end does not take its bytes. */
  write(bytes: Uint8Array): boolean;
  /** Lets what was written leave, then closes; resolves when `onClosed` was called. May be called twice. */
  close(): Promise<void>;
}

/** Opens a serial line. Never throws: whatever goes wrong ends in `onClosed`. */
export function openSerialLine(options: SerialLineOptions, events: SerialLineEvents): SerialLine {
  return new OneSerialLine(options, events);
}

class OneSerialLine implements SerialLine {
  readonly #options: SerialLineOptions;
  readonly #events: SerialLineEvents;
  readonly #port: SerialPort;
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #state: 'opening' | 'open' | 'ending' | 'closed' = 'opening';
  #reason = '';
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: SerialLineOptions, events: SerialLineEvents) {
    this.#options = options;
    this.#events = events;
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    const { path, baudRate } = options;
    this.#port = new SerialPort({ path, baudRate, autoOpen: false, highWaterMark: 1_024 });
    this.#port.on('error', (error: Error) => this.#end(error.message, 'discard'));
    // serialport emits `close` twice after a failed write: without argument when the stream is destroyed,
    // with null or an error when the descriptor is closed. Only the latter frees the device for the next line.
    this.#port.on('close', (error?: Error | null) => {
      if (error !== undefined) this.#finish(this.#reason === '' ? UNPLUGGED : this.#reason);
    });
    this.#port.open((error) => {
      if (error !== null) this.#finish(error.message);
      else if (this.#state === 'opening') this.#opened();
      else this.#closePort();
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open' || !this.#port.isOpen) return false;
    if (this.#port.writableLength + bytes.length > this.#options.unsentBytes) return false;
    this.#port.write(Buffer.from(bytes));
    return true;
  }

  close(): Promise<void> {
    this.#end('closed by us', 'drain');
    return this.#closed;
  }

  #opened(): void {
    this.#state = 'open';
    this.#watchForHangUp();
    // Read from the first moment on: serialport notices an unplug only while it reads.
    this.#port.on('data', (bytes: Buffer) => {
      if (this.#state === 'open') this.#events.onData(bytes);
    });
    this.#events.onOpen();
  }

  /**
   * A line that hangs up between two reads returns 0 bytes for ever, and serialport asks again at once: a
   * core is lost, then the memory (serialport/bindings-cpp issue 162). Its poller does see the hang-up.
   */
  #watchForHangUp(): void {
    const binding = this.#port.port;
    if (binding === undefined || !('poller' in binding)) return;
    binding.poller.once('disconnect', () => this.#end(UNPLUGGED, 'discard'));
  }

  #end(reason: string, rest: 'drain' | 'discard'): void {
    if (this.#state === 'ending' || this.#state === 'closed') return;
    const wasOpening = this.#state === 'opening';
    this.#state = 'ending';
    this.#reason = reason;
    // close(2) waits for unsent bytes (Linux: up to 30 s a port), and a dead line never takes them.
    this.#deadline = setTimeout(() => {
      this.#closePort();
      this.#finish(reason);
    }, 2 * this.#options.closeMs);
    if (wasOpening) return; // open's callback will close it
    if (rest === 'discard') this.#discard();
    else this.#drain();
  }

  #drain(): void {
    const giveUp = setTimeout(() => this.#discard(), this.#options.closeMs);
    this.#port.drain(() => {
      clearTimeout(giveUp);
      this.#closePort();
    });
  }

  #discard(): void {
    if (this.#port.isOpen) this.#port.flush(() => this.#closePort());
  }

  #closePort(): void {
    if (this.#port.isOpen) this.#port.close(() => {});
  }

  #finish(reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#deadline);
    this.#events.onClosed(reason);
    this.#resolveClosed();
  }
}
