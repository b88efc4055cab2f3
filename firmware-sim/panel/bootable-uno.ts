import { existsSync, readFileSync } from 'node:fs';
import { PinState } from 'avr8js';
import { PANEL_UNO } from '../../shared/stk500/avr-chips.ts';
import { parseIntelHex } from '../../shared/stk500/intel-hex.ts';
import { openPty, type Pty } from '../pty.ts';
import { AvrUno, CLOCK_HZ, FLASH_BYTES } from './avr-uno.ts';

/** The bootloader as the Uno is sold with it, from Debian's arduino-core-avr. */
const OPTIBOOT = '/usr/share/arduino/hardware/arduino/avr/bootloaders/optiboot/optiboot_atmega328.hex';
/**
 * Debian's compiler makes optiboot 532 bytes long, more than the 512 of its section, and the version word at the end
 * of the chip (last record) lies in the middle of the code. All its jumps are relative, so here it stands at the
 * begin of the next larger boot section (1,024 bytes, fuse BOOTSZ = 10), without that word.
 */
const LINKED_AT = 0x7e00;
const VERSION_WORD_RECORD = /^:027FFE00.*$/m;
export const BOOT_START = PANEL_UNO.bootStart;
const BAUD_RATE = 115_200;
const BYTE_MS = 10_000 / BAUD_RATE;
const STEP_MS = 1;
/**
 * The board's time follows the clock. On a machine that stalls it slips rather than make the machine slower: an idle
 * board by all but this …
 */
const CATCH_UP_MS = 20;
/**
 * … and one whose host asks, by what is more than this: the host's patience is counted in real time, so the board has
 * to get on, but not so far that its watchdog bites before the host, which stalled too, is heard.
 */
const ASKED_CATCH_UP_MS = 250;
const LED_PIN = 13;
/** Optiboot first blinks three times and reads nothing: of what comes meanwhile the UART keeps two bytes. */
const BLINKING_MS = 380;
const UART_ON_MS = 2;
const UART_BYTES = 2;

/** What this machine lacks for the genuine bootloader, and how it gets it; undefined: nothing. */
export function missingForOptiboot(): string | undefined {
  return existsSync(OPTIBOOT) ? undefined : 'apt-get install arduino-core-avr';
}

/** A flash with optiboot and, before it, `firmwareHex`. */
export function flashWithOptiboot(firmwareHex: string): Uint8Array {
  const hex = readFileSync(OPTIBOOT, 'latin1').replace(VERSION_WORD_RECORD, '');
  const bootloader = parseIntelHex(hex, 2 * FLASH_BYTES).subarray(LINKED_AT);
  const flash = new Uint8Array(FLASH_BYTES);
  flash.set(parseIntelHex(firmwareHex, BOOT_START));
  flash.set(bootloader.subarray(0, FLASH_BYTES - BOOT_START), BOOT_START);
  return flash;
}

/** An Uno with its genuine bootloader on a serial line. */
export class BootableUno {
  readonly #flash: Uint8Array;
  readonly #uno: AvrUno;
  #pty: Pty | undefined;
  #said: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #steppedAtMs = 0;
  #isPowered = true;
  #sinceResetMs = 0;
  #uartBytes = 0;
  #cutAfterBytes = Number.POSITIVE_INFINITY;
  #onPowerCut: () => void = () => {};
  /** How often the LED has changed. */
  #ledChanges = 0;
  #isLedLit = false;

  private constructor(flash: Uint8Array) {
    this.#flash = flash;
    const events = { onTransmit: (byte: number) => void this.#said.push(byte), onPins: () => this.#look() };
    this.#uno = new AvrUno(flash, events, BOOT_START);
  }

  /** Plugged in and switched on. @param flash see {@link flashWithOptiboot}; it is changed */
  static async start(flash: Uint8Array): Promise<BootableUno> {
    const uno = new BootableUno(flash);
    await uno.#plugIn();
    return uno;
  }

  async #plugIn(): Promise<void> {
    this.#pty = await openPty({ baudRate: BAUD_RATE, onOpened: () => this.#pullReset() });
    this.#pty.onData((bytes) => this.#hear(bytes));
    this.#steppedAtMs = performance.now();
    this.#timer = setInterval(() => this.#step(CATCH_UP_MS), STEP_MS);
  }

  get path(): string {
    return this.#pty?.path ?? '';
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** What the chip holds before its bootloader. */
  get firmware(): Buffer {
    return Buffer.from(this.#flash.subarray(0, BOOT_START));
  }

  /** How often the LED changes in `seconds` of board time after the power comes on. */
  ledChangesAfterPowerOn(seconds: number): number {
    this.setPower(true);
    const before = this.#ledChanges;
    this.#uno.run(seconds * CLOCK_HZ);
    return this.#ledChanges - before;
  }

  setPower(isOn: boolean): void {
    this.#isPowered = isOn;
    this.#said = [];
    if (isOn) this.#uno.reset('power');
  }

  /** The power goes once when so many further bytes have come from the host. */
  cutPowerAfter(bytes: number, onPowerCut: () => void = () => {}): void {
    this.#cutAfterBytes = bytes;
    this.#onPowerCut = onPowerCut;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pty?.close();
  }

  /** Opening an Uno's port pulls its reset line (DTR). Then a host lets some time pass, in which the UART is switched on. */
  #pullReset(): void {
    if (!this.#isPowered) return;
    this.#said = [];
    this.#uno.reset('button');
    this.#uno.run((UART_ON_MS / 1_000) * CLOCK_HZ);
    this.#sinceResetMs = UART_ON_MS;
    this.#uartBytes = 0;
    this.#steppedAtMs = performance.now();
  }

  #hear(bytes: Buffer): void {
    if (!this.#isPowered) return;
    this.#step(ASKED_CATCH_UP_MS);
    const heard = bytes.subarray(0, this.#cutAfterBytes);
    this.#cutAfterBytes -= heard.length;
    const kept = this.#sinceResetMs < BLINKING_MS ? heard.subarray(0, UART_BYTES - this.#uartBytes) : heard;
    this.#uartBytes = Math.min(UART_BYTES, this.#uartBytes + kept.length);
    this.#uno.receive(kept);
    if (this.#cutAfterBytes > 0) return;
    this.#cutAfterBytes = Number.POSITIVE_INFINITY;
    // What has come is clocked in before the light goes out.
    this.#uno.run((kept.length * BYTE_MS * CLOCK_HZ) / 1_000);
    this.setPower(false);
    this.#onPowerCut();
  }

  #step(catchUpMs: number): void {
    const nowMs = performance.now();
    const passedMs = Math.min(nowMs - this.#steppedAtMs, catchUpMs);
    this.#steppedAtMs = nowMs;
    if (!this.#isPowered) return;
    this.#uno.run((passedMs / 1_000) * CLOCK_HZ);
    this.#sinceResetMs += passedMs;
    if (this.#said.length > 0) this.#pty?.write(Buffer.from(this.#said.splice(0)));
  }

  #look(): void {
    const isLit = this.#uno.pinState(LED_PIN) === PinState.High;
    if (isLit !== this.#isLedLit) this.#ledChanges += 1;
    this.#isLedLit = isLit;
  }
}
