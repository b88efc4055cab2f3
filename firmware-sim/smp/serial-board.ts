import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { frameForSerial, SerialFrameDecoder } from '../../shared/smp/serial-framing.ts';
import { openPty, type Pty } from '../pty.ts';
import { BoardClock } from './board-clock.ts';
import { type CutKind, CutPoint, type LiveBoard } from './live-board.ts';
import type { BoardOutput, SmpBoard } from './smp-board.ts';

/** A native USB port is back this long after a reset. */
const ENUMERATION_MS = 150;
const LOG_LINE = '[00:00:12.345,000] <inf> app: charge 12 of 12\r\n';
const SHELL_PROMPT = 'uart:~$ ';

export interface SerialBoardOptions {
  /** A name that stays the same from plug-in to plug-in, as udev gives one; a symbolic link. */
  readonly link: string;
  /** Paces the line; a pty knows no speed of its own. */
  readonly baudRate?: number;
  /** A native USB port goes with each reset and power cut; a USB bridge stays. */
  readonly usb: 'bridge' | 'native';
  onOutput(output: BoardOutput): void;
  onCut(kind: CutKind): void;
}

/** An SMP board at the end of a serial cable. */
export class SerialBoard implements LiveBoard {
  readonly board: SmpBoard;
  /** Its log and its shell speak on the same line. */
  isNoisy = false;
  readonly #options: SerialBoardOptions;
  readonly #clock: BoardClock;
  readonly #cut: CutPoint;
  #decoder = new SerialFrameDecoder();
  #pty: Pty | undefined;
  #replug: NodeJS.Timeout | undefined;

  constructor(board: SmpBoard, options: SerialBoardOptions) {
    this.board = board;
    this.#options = options;
    this.#clock = new BoardClock(board, (output) => this.#output(output));
    this.#cut = new CutPoint((kind) => {
      options.onCut(kind);
      void (kind === 'power' ? this.setPower(false) : this.setPlugged(false));
    });
  }

  get address(): string {
    return this.#options.link;
  }

  async setPower(on: boolean): Promise<void> {
    if (on) {
      this.#clock.powerOn();
      if (this.#options.usb === 'native') await this.setPlugged(true);
      return;
    }
    this.#clock.powerOff();
    this.#decoder = new SerialFrameDecoder();
    if (this.#options.usb === 'native') await this.setPlugged(false);
  }

  async setPlugged(isIn: boolean): Promise<void> {
    clearTimeout(this.#replug);
    const before = this.#pty;
    this.#pty = undefined;
    await before?.close();
    if (!isIn) return;
    const { baudRate, link } = this.#options;
    const pty = await openPty(baudRate === undefined ? {} : { baudRate });
    pty.onData((bytes) => this.#hear(bytes));
    this.#pty = pty;
    const fresh = `${link}.new`;
    rmSync(fresh, { force: true });
    symlinkSync(pty.path, fresh);
    renameSync(fresh, link);
  }

  cutAfter(bytes: number, kind: CutKind): void {
    this.#cut.set(bytes, kind);
  }

  async close(): Promise<void> {
    this.#clock.powerOff();
    await this.setPlugged(false);
    rmSync(this.#options.link, { force: true });
  }

  #hear(bytes: Buffer): void {
    const heard = this.#cut.take(bytes);
    for (const packet of this.#decoder.push(heard)) this.#clock.receive(packet);
    this.#cut.done();
  }

  #output(output: BoardOutput): void {
    if (output.kind === 'packet') {
      if (this.isNoisy) this.#pty?.write(Buffer.from(LOG_LINE + SHELL_PROMPT));
      this.#pty?.write(frameForSerial(output.bytes));
    }
    if (output.kind === 'log') this.#pty?.write(Buffer.from(`${output.line}\r\n`));
    if (output.kind === 'reset' && this.#options.usb === 'native') {
      void this.setPlugged(false);
      this.#replug = setTimeout(() => void this.setPlugged(true), ENUMERATION_MS);
    }
    this.#options.onOutput(output);
  }
}
