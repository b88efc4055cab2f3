import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Firmata, FirmataTransport } from 'firmata-io';
import type Board from 'johnny-five/lib/board.js';
import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { SerialLine } from '../../shared/serial-line-port.ts';
import type { PanelButton } from './panel.ts';

/** The speed of StandardFirmata. */
const BAUD_RATE = 57_600;
const LINK_LAMP_PIN = 13;
const UNHEARD_LAMP_PIN = 12;
/** Each button pulls its pin to ground against the processor's own pull-up. */
const BUTTON_PINS: readonly (readonly [number, PanelButton])[] = [
  [2, 'volume_up'],
  [3, 'volume_down'],
  [4, 'replay'],
];
const BATTERY_CHANNEL = 0;
const REFERENCE_MV = 5_000;
/** Two equal resistors, so that the cell's 4.2 V stay well below the reference of a board on 3.3 V too. */
const BATTERY_DIVIDER = 2;
/** A board that opening the port has reset greets by itself; one that was running is asked after this. */
const GREETING_MS = 300;
/** Silence is counted in ticks, not by the clock: when our own loop slept, the board was not silent. */
const SILENCE_TICKS = 3;

/** serialport, firmata-io and johnny-five, loaded only where there is a panel: together 20 MB and 100 ms. */
export interface PanelLibraries {
  openSerialLine: typeof import('../../shared/serial-line-port.ts').openSerialLine;
  Firmata: typeof Firmata;
  Board: typeof Board;
}

/** One after the other, so that the loop can turn in between: a payment may arrive meanwhile. */
export async function loadPanelLibraries(): Promise<PanelLibraries> {
  const { openSerialLine } = await import('../../shared/serial-line-port.ts');
  await nextTurn();
  const { default: firmata } = await import('firmata-io');
  await nextTurn();
  const { default: board } = await import('johnny-five/lib/board.js');
  return { openSerialLine, Firmata: firmata.Firmata, Board: board };
}

export interface PanelBoardEvents {
  /** The board has answered and its pins are set up. */
  onReady(): void;
  /** The raw level, bounces and all; told again whenever any button changes. */
  onButton(button: PanelButton, down: boolean): void;
  /** The cell's voltage; comes every `limits.panelSampleIntervalMs`. */
  onBattery(millivolts: number): void;
  /** Exactly once, and last. */
  onGone(reason: string): void;
}

/** One plug-in of a panel board, from opening the port to its end. */
export interface PanelBoardLink {
  /** Lights the lamps; before `onReady` and after `onGone` it does nothing. */
  setLamps(link: boolean, unheard: boolean): void;
  /** Puts the lamps out and lets go of the port; resolves after `onGone`. */
  close(): Promise<void>;
}

/** Never throws: whatever the port, the board or the libraries do ends in `onGone`. */
export function openPanelBoard(
  libraries: PanelLibraries,
  path: string,
  events: PanelBoardEvents,
): PanelBoardLink {
  return new FirmataPanelBoard(libraries, path, events);
}

/**
 * Stands between Firmata and the port. What a wrong board says must not reach the port's emitter as an
 * exception, and what Firmata says to a board that is gone must not be kept for the next one.
 */
class GuardedTransport extends EventEmitter implements FirmataTransport {
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    super();
    this.#send = send;
  }

  write(bytes: Uint8Array, done: () => void): void {
    this.#send(bytes);
    done();
  }
}

class FirmataPanelBoard implements PanelBoardLink {
  readonly #libraries: PanelLibraries;
  readonly #events: PanelBoardEvents;
  readonly #line: SerialLine;
  readonly #readyDeadline: NodeJS.Timeout;
  #session: { transport: GuardedTransport; io: Firmata; board: Board } | undefined;
  #silenceTimer: NodeJS.Timeout | undefined;
  #silentTicks = 0;
  #state: 'opening' | 'ready' | 'gone' = 'opening';
  #reason: string | undefined;

  constructor(libraries: PanelLibraries, path: string, events: PanelBoardEvents) {
    this.#libraries = libraries;
    this.#events = events;
    this.#line = libraries.openSerialLine(
      { path, baudRate: BAUD_RATE, unsentBytes: limits.panelUnsentBytes, closeMs: limits.panelCloseMs },
      {
        onOpen: () => this.#contain(() => this.#startFirmata()),
        onData: (bytes) => this.#contain(() => this.#take(bytes)),
        onClosed: (reason) => this.#closed(reason),
      },
    );
    this.#readyDeadline = setTimeout(
      () => this.#fail('no answer: not a Firmata board, or it hangs'),
      limits.panelReadyMs,
    );
  }

  setLamps(link: boolean, unheard: boolean): void {
    const board = this.#session?.board;
    if (this.#state !== 'ready' || board === undefined) return;
    this.#contain(() => {
      board.digitalWrite(LINK_LAMP_PIN, link ? 1 : 0);
      board.digitalWrite(UNHEARD_LAMP_PIN, unheard ? 1 : 0);
    });
  }

  close(): Promise<void> {
    this.setLamps(false, false);
    this.#stop();
    return this.#line.close();
  }

  #startFirmata(): void {
    const { Firmata, Board } = this.#libraries;
    const transport = new GuardedTransport((bytes) => this.#send(bytes));
    const io = new Firmata(transport, {
      reportVersionTimeout: GREETING_MS,
      samplingInterval: limits.panelSampleIntervalMs,
    });
    // `error` without a listener throws wherever it is emitted; both emit it after the end, too.
    io.on('error', (error) => this.#fail(describeThrown(error)));
    // Its own timeout would come after ours; `sigint` would end the whole process on Ctrl-C.
    const options = { repl: false, debug: false, sigint: false, timeout: 2 * limits.panelReadyMs } as const;
    const board = new Board({ io, ...options });
    board.on('error', (error) => this.#fail(describeThrown(error)));
    board.once('ready', () => this.#setUp(io, board));
    this.#session = { transport, io, board };
    // Firmata would say so on the transport's `open`, which is over; johnny-five waits for it.
    io.emit('connect');
  }

  #setUp(io: Firmata, board: Board): void {
    if (this.#state !== 'opening') return;
    const lack = lackingPins(io);
    if (lack !== undefined) {
      this.#fail(`not a panel board: ${lack}`);
      return;
    }
    // After its greeting a board greets again only when it has restarted, and then it has forgotten its pins.
    io.on('reportversion', () => this.#fail('the board restarted'));
    for (const pin of [LINK_LAMP_PIN, UNHEARD_LAMP_PIN]) board.pinMode(pin, io.MODES.OUTPUT);
    for (const [pin] of BUTTON_PINS) board.pinMode(pin, io.MODES.INPUT).digitalWrite(pin, 1);
    for (const [pin, button] of BUTTON_PINS) {
      board.digitalRead(pin, (level) => this.#tell(() => this.#events.onButton(button, level === 0)));
    }
    board.analogRead(BATTERY_CHANNEL, (value) => this.#takeBattery(value, io.RESOLUTION.ADC ?? 1_023));
    clearTimeout(this.#readyDeadline);
    this.#state = 'ready';
    this.#silenceTimer = setInterval(() => this.#tickSilence(), limits.panelSilenceMs / SILENCE_TICKS);
    this.#tell(() => this.#events.onReady());
  }

  #take(bytes: Buffer): void {
    const session = this.#session;
    if (session === undefined) return;
    session.transport.emit('data', bytes);
    // Firmata collects a message that never ends for as long as it comes.
    if (session.io.buffer.length > limits.panelFrameBytes) this.#fail('not a Firmata board: endless message');
  }

  #takeBattery(value: number, fullScale: number): void {
    this.#silentTicks = 0;
    const millivolts = Math.round((value * REFERENCE_MV * BATTERY_DIVIDER) / fullScale);
    this.#tell(() => this.#events.onBattery(millivolts));
  }

  #tickSilence(): void {
    this.#silentTicks += 1;
    if (this.#silentTicks > SILENCE_TICKS) this.#fail('the board has fallen silent');
  }

  #send(bytes: Uint8Array): void {
    if (this.#state === 'gone' || this.#reason !== undefined) return;
    if (!this.#line.write(bytes)) this.#fail('the board does not take its bytes');
  }

  /** Outside of the libraries' emitters, so that what our callers throw is theirs and not the board's. */
  #tell(event: () => void): void {
    queueMicrotask(() => {
      if (this.#state === 'ready' && this.#reason === undefined) event();
    });
  }

  #contain(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#fail(`not a Firmata board: ${describeThrown(thrown)}`);
    }
  }

  #fail(reason: string): void {
    if (this.#state === 'gone' || this.#reason !== undefined) return;
    this.#reason = reason;
    this.#stop();
    void this.#line.close();
  }

  /** Ends every timer that we or the libraries have started, and what johnny-five keeps of each board. */
  #stop(): void {
    clearTimeout(this.#readyDeadline);
    clearInterval(this.#silenceTimer);
    const session = this.#session;
    if (session === undefined) return;
    clearTimeout(session.io.reportVersionTimeoutId);
    if (session.board.timer !== null) clearTimeout(session.board.timer);
    const index = this.#libraries.Board.cache.indexOf(session.board);
    if (index >= 0) this.#libraries.Board.cache.splice(index, 1);
  }

  #closed(reason: string): void {
    this.#stop();
    this.#state = 'gone';
    const why = this.#reason ?? reason;
    queueMicrotask(() => this.#events.onGone(why));
  }
}

function lackingPins(io: Firmata): string | undefined {
  const pins = [LINK_LAMP_PIN, UNHEARD_LAMP_PIN, ...BUTTON_PINS.map(([pin]) => pin)];
  const lacking = pins.filter((pin) => io.pins[pin]?.supportedModes.includes(io.MODES.OUTPUT) !== true);
  if (lacking.length > 0) return `no digital pin ${lacking.join(', ')}`;
  return io.analogPins[BATTERY_CHANNEL] === undefined ? 'no analog input' : undefined;
}
