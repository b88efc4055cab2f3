import type { ReadStream, WriteStream } from 'node:tty';
import { cutColumns, type Paint, painter } from '../terminal-text.ts';

const COLUMNS_WITHOUT_TERMINAL = 110;

/** Where the demo is seen: rows that scroll and, on a terminal, one line of status below them. */
export class DemoScreen {
  readonly paint: Paint;
  private readonly out: WriteStream;
  private readonly input: ReadStream;
  private readonly isTerminal: boolean;
  private shownStatus = '';
  private closed = false;

  constructor(out: WriteStream, input: ReadStream, environment: NodeJS.ProcessEnv) {
    this.out = out;
    this.input = input;
    this.isTerminal = out.isTTY === true && environment.TERM !== 'dumb';
    // https://no-color.org: present and not empty, whatever its value.
    this.paint = painter(this.isTerminal && (environment.NO_COLOR ?? '') === '');
  }

  get columns(): number {
    return this.isTerminal ? this.out.columns : COLUMNS_WITHOUT_TERMINAL;
  }

  /** Whether there is a status line, and keys can be pressed. */
  get isInteractive(): boolean {
    return this.isTerminal && this.input.isTTY === true;
  }

  line(text: string): void {
    if (this.closed) return;
    this.out.write(`${this.wiped()}${text}\n${this.shownStatus}`);
  }

  /** Shows `text`, plain and cut to the width; without a terminal there is no such line. */
  status(text: string): void {
    if (!this.isTerminal || this.closed) return;
    const shown = this.paint(cutColumns(text, this.columns - 1), 'dim');
    if (shown === this.shownStatus) return;
    const wiped = this.wiped();
    this.shownStatus = shown;
    this.out.write(wiped + shown);
  }

  /** Calls back with each key; Ctrl-C comes as `q`. */
  onKey(press: (key: string) => void): void {
    if (!this.isInteractive) return;
    this.input.setRawMode(true);
    this.input.setEncoding('utf8');
    this.input.on('data', (keys: string) => {
      for (const key of keys) press(key === '\u0003' || key === '\u0004' ? 'q' : key);
    });
    this.input.resume();
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (this.closed) return;
    this.out.write(this.wiped());
    this.closed = true;
    if (this.isInteractive) this.input.setRawMode(false);
    this.input.pause();
  }

  private wiped(): string {
    return this.shownStatus === '' ? '' : '\r\u001b[2K';
  }
}
