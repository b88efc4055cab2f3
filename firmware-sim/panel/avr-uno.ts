import {
  AVRADC,
  AVRClock,
  AVRIOPort,
  AVRTimer,
  AVRTWI,
  AVRUSART,
  AVRWatchdog,
  adcConfig,
  avrInstruction,
  CPU,
  type PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  twiConfig,
  usart0Config,
  watchdogConfig,
} from 'avr8js';

export const FLASH_BYTES = 32_768;
export const CLOCK_HZ = 16_000_000;
const SRAM_BYTES = 2_048;
/** ATmega328P: UCSR0A and its bits, UDR0. */
const UCSR0A = usart0Config.UCSRA;
const RECEIVED = 0x80;
const SENT = 0x40;
const READ_ONLY = 0xbc;
const UDR0 = usart0Config.UDR;
/** ATmega328P, datasheet 11.9.1 and 26.8: MCUSR with a bit for each cause of a reset, SPMCSR. */
const MCUSR = 0x54;
const RESET_CAUSE = { power: 0x01, button: 0x02, watchdog: 0x08 } as const;
export type ResetCause = keyof typeof RESET_CAUSE;
const SPMCSR = 0x57;
const SPM = 0x95e8;
const PAGE_WORDS = 64;
/** Bytes that may wait to be clocked in; what comes beyond is lost, as in any overrun. */
const RECEIVE_BYTES = 1_024;
/** A firmware that polls has looked at everything once within this; StandardFirmata needs about 800. */
const POLL_CYCLES = 2_000;
/** Skipped after it when nothing is going on. Together below 256 counts of timer 0 at 64 cycles, else it would miss an overflow. */
const SKIP_CYCLES = 13_000;
/** The serial line counts as quiet this long after its last byte (about three bytes at 57 600 baud). */
const QUIET_CYCLES = 10_000;

/**
 * An Arduino Uno: ATmega328P at 16 MHz running a genuine firmware, with a serial line, pins and analog inputs.
 * Arduino pin numbers: 0–7 are port D, 8–13 port B; A0–A5 are port C.
 *
 * A reset makes a new CPU and new peripherals on the same flash: avr8js leaves USART, watchdog and timers
 * stale otherwise. With a bootloader (its section, and the BOOTRST fuse) each reset starts there, and it can write
 * the flash by SPM, which avr8js does not do.
 */
export class AvrUno {
  readonly #flash: Uint8Array;
  readonly #onTransmit: (byte: number) => void;
  readonly #onPins: () => void;
  readonly #bootStartWord: number;
  readonly #pageBuffer = new Uint16Array(PAGE_WORDS).fill(0xffff);
  readonly #analogVolts = [0, 0, 0, 0, 0, 0];
  #cpu: CPU;
  #usart: AVRUSART;
  #ports: { B: AVRIOPort; D: AVRIOPort };
  #received: number[] = [];
  #lastByteAtCycle = 0;
  #hasWatchdogBitten = false;

  /**
   * @param flash image of {@link FLASH_BYTES}; a bootloader changes it
   * @param events.onTransmit each byte that leaves the serial port
   * @param events.onPins some pin of port B or D may have changed
   * @param bootStart where the bootloader begins, bytes; without one a reset starts the firmware
   */
  constructor(
    flash: Uint8Array,
    events: { onTransmit(byte: number): void; onPins(): void },
    bootStart?: number,
  ) {
    this.#flash = flash;
    this.#bootStartWord = bootStart === undefined ? Number.POSITIVE_INFINITY : bootStart / 2;
    this.#onTransmit = events.onTransmit;
    this.#onPins = events.onPins;
    ({ cpu: this.#cpu, usart: this.#usart, ports: this.#ports } = this.#build('power'));
  }

  /** Power on, the reset line (what opening the serial port does on an Uno), or the watchdog: all starts from the beginning. */
  reset(cause: ResetCause = 'power'): void {
    this.#received = [];
    this.#lastByteAtCycle = 0;
    this.#hasWatchdogBitten = false;
    this.#pageBuffer.fill(0xffff);
    ({ cpu: this.#cpu, usart: this.#usart, ports: this.#ports } = this.#build(cause));
  }

  /** Bytes for the serial port; they are clocked in one after the other at the firmware's baud rate. */
  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes.subarray(0, RECEIVE_BYTES - this.#received.length));
  }

  /** How the firmware drives `pin` (0–13). */
  pinState(pin: number): PinState {
    const [port, index] = this.#portOf(pin);
    return port.pinState(index);
  }

  /** What the outside world puts on `pin` (0–13). */
  drivePin(pin: number, high: boolean): void {
    const [port, index] = this.#portOf(pin);
    port.setPin(index, high);
  }

  /** What the outside world puts on A0–A5; survives a reset. The reference is 5 V. */
  driveAnalog(channel: number, volts: number): void {
    this.#analogVolts[channel] = volts;
  }

  /**
   * Lets `cycles` of board time pass. A firmware that only polls is not run through all of it: where the
   * serial line is quiet, each look round is followed by a leap, so an idle board costs little.
   */
  run(cycles: number): void {
    // Whole cycles: a remainder too small to be added to the count would never be used up.
    for (let left = Math.ceil(cycles); left > 0; ) {
      left -= this.#runToReset(left);
      if (this.#hasWatchdogBitten) this.reset('watchdog');
    }
  }

  /** @returns the cycles that passed */
  #runToReset(cycles: number): number {
    const cpu = this.#cpu;
    const start = cpu.cycles;
    const end = start + cycles;
    while (cpu.cycles < end && !this.#hasWatchdogBitten) {
      this.#feed();
      const stop = Math.min(end, cpu.cycles + POLL_CYCLES);
      while (cpu.cycles < stop && !this.#hasWatchdogBitten) {
        if (cpu.pc >= this.#bootStartWord && cpu.progMem[cpu.pc] === SPM) this.#storeProgramMemory(cpu);
        avrInstruction(cpu);
        cpu.tick();
      }
      if (this.#isQuiet()) cpu.cycles = Math.min(end, cpu.cycles + SKIP_CYCLES);
    }
    return cpu.cycles - start;
  }

  /** The SPM instruction (datasheet 26.2): what it does is in SPMCSR, where in Z, a word for the buffer in R1:R0. */
  #storeProgramMemory(cpu: CPU): void {
    const control = cpu.data[SPMCSR] ?? 0;
    const address = (cpu.data[30] ?? 0) | ((cpu.data[31] ?? 0) << 8);
    const page = (address >> 1) & ~(PAGE_WORDS - 1);
    switch (control & 0x1f) {
      case 0x01: // fill the page buffer
        this.#pageBuffer[(address >> 1) & (PAGE_WORDS - 1)] = (cpu.data[0] ?? 0) | ((cpu.data[1] ?? 0) << 8);
        break;
      case 0x03: // erase the page
        cpu.progMem.fill(0xffff, page, page + PAGE_WORDS);
        break;
      case 0x05: // write the page
        for (const [index, word] of this.#pageBuffer.entries())
          cpu.progMem[page + index] = (cpu.progMem[page + index] ?? 0) & word;
        this.#pageBuffer.fill(0xffff);
        break;
    }
    cpu.data[SPMCSR] = control & ~0x1f;
  }

  #isQuiet(): boolean {
    if (this.#usart.rxBusy) return false;
    // A byte that waits behind one which the firmware does not take keeps nobody busy.
    if (this.#received.length > 0 && ((this.#cpu.data[UCSR0A] ?? 0) & RECEIVED) === 0) return false;
    return this.#cpu.cycles - this.#lastByteAtCycle > QUIET_CYCLES;
  }

  /** avr8js has no receive FIFO: the next byte may start only when the last has been taken. */
  #feed(): void {
    const [byte] = this.#received;
    if (byte === undefined || this.#usart.rxBusy || ((this.#cpu.data[UCSR0A] ?? 0) & RECEIVED) !== 0) return;
    if (!this.#usart.rxEnable) {
      this.#received = [];
      return;
    }
    if (this.#usart.writeByte(byte) === true) this.#received.shift();
    this.#lastByteAtCycle = this.#cpu.cycles;
  }

  #portOf(pin: number): [AVRIOPort, number] {
    return pin < 8 ? [this.#ports.D, pin] : [this.#ports.B, pin - 8];
  }

  #build(cause: ResetCause): { cpu: CPU; usart: AVRUSART; ports: { B: AVRIOPort; D: AVRIOPort } } {
    const cpu = new CPU(
      new Uint16Array(this.#flash.buffer, this.#flash.byteOffset, FLASH_BYTES / 2),
      SRAM_BYTES,
    );
    const ports = { B: new AVRIOPort(cpu, portBConfig), D: new AVRIOPort(cpu, portDConfig) };
    new AVRIOPort(cpu, portCConfig);
    for (const timer of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, timer);
    new AVRTWI(cpu, twiConfig, CLOCK_HZ);
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, CLOCK_HZ));
    const adc = new AVRADC(cpu, adcConfig);
    this.#analogVolts.forEach((_, channel) => {
      Object.defineProperty(adc.channelValues, channel, { get: () => this.#analogVolts[channel] });
    });
    const usart = new AVRUSART(cpu, usart0Config, CLOCK_HZ);
    usart.onByteTransmit = (byte) => {
      this.#lastByteAtCycle = cpu.cycles;
      this.#onTransmit(byte);
    };
    usart.onRxComplete = () => this.#feed();
    patchUsart(cpu, usart, () => this.#feed());
    for (const port of [ports.B, ports.D]) port.addListener(() => this.#onPins());
    if (this.#bootStartWord !== Number.POSITIVE_INFINITY) {
      cpu.pc = this.#bootStartWord;
      cpu.data[MCUSR] = RESET_CAUSE[cause];
      // Not avr8js's own reset: see the class.
      cpu.reset = () => {
        this.#hasWatchdogBitten = true;
      };
    }
    return { cpu, usart, ports };
  }
}

/** Three places where avr8js differs from the datasheet and Arduino's core hangs on it. */
function patchUsart(cpu: CPU, usart: AVRUSART, afterRead: () => void): void {
  // UDRE is a level, not an edge (datasheet 20.7.3): the core waits for it in its interrupt.
  // biome-ignore lint/complexity/useLiteralKeys: private in the types of avr8js, and there is no other way
  usart['UDRE'].constant = true;
  // RXC, UDRE and the error flags are read-only (datasheet 20.11.2); avr8js clears them on every write.
  const write = cpu.writeHooks[UCSR0A];
  cpu.writeHooks[UCSR0A] = (value, oldValue, address, mask) => {
    write?.(value, oldValue, address, mask);
    const sent = (value & SENT) === 0 ? oldValue & SENT : 0;
    cpu.data[UCSR0A] = ((cpu.data[UCSR0A] ?? 0) & 0x03) | (oldValue & READ_ONLY) | sent;
    return true;
  };
  // The second byte of the FIFO moves up when the first is read.
  const read = cpu.readHooks[UDR0];
  cpu.readHooks[UDR0] = (address) => {
    const byte = read?.(address) ?? 0;
    afterRead();
    return byte;
  };
}
