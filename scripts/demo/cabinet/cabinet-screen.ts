import type { ReadStream, WriteStream } from 'node:tty';
import { cutColumns, type Paint, padColumns, painter, type Style } from '../../terminal-text.ts';

/** Something that happened, in words. */
export interface CabinetRow {
  readonly atMs: number;
  readonly who: string;
  readonly text: string;
  readonly style?: Style;
}

const ROWS_KEPT = 200;
/** What stays on the terminal when the picture is gone. */
const ROWS_LEFT = 20;
/** The shop is in China, whatever this machine's clock says. */
const SHOP_CLOCK_MS = 8 * 3_600_000;
const WHO_COLUMNS = 8;
const ARROWS: Readonly<Record<string, string>> = {
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
};
const OWN_SCREEN = '\u001b[?1049h\u001b[?25l';
const GIVE_BACK = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/** What is drawn: above the rows, and below them. */
export interface CabinetPicture {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** Where the cabinet is seen: on a terminal a picture that is drawn anew, the newest rows in its middle; else lines. */
export class CabinetScreen {
  readonly paint: Paint;
  readonly isTerminal: boolean;
  readonly #out: WriteStream;
  readonly #input: ReadStream;
  readonly #rows: CabinetRow[] = [];
  #isDrawing = false;
  #closed = false;

  constructor(out: WriteStream, input: ReadStream, environment: NodeJS.ProcessEnv) {
    this.#out = out;
    this.#input = input;
    this.isTerminal = out.isTTY === true && input.isTTY === true && environment.TERM !== 'dumb';
    this.paint = painter(out.isTTY === true && (environment.NO_COLOR ?? '') === '');
  }

  /** Plain text: before the picture, after it, or where there is none. */
  line(text: string): void {
    if (!this.#isDrawing) this.#out.write(`${text}\n`);
  }

  row(row: CabinetRow): void {
    // What was said is known only when it has been said: it stands where it belongs.
    const at = this.#rows.findLastIndex(({ atMs }) => atMs <= row.atMs) + 1;
    this.#rows.splice(at, 0, row);
    if (this.#rows.length > ROWS_KEPT) this.#rows.shift();
    if (!this.#isDrawing && !this.#closed) this.line(this.#rowText(row));
  }

  /** Draws it; without a terminal there is none. */
  draw({ above, below }: CabinetPicture): void {
    if (!this.isTerminal || this.#closed) return;
    if (!this.#isDrawing) this.#out.write(OWN_SCREEN);
    this.#isDrawing = true;
    const room = Math.max(1, this.#out.rows - above.length - below.length - 1);
    const shown = this.#rows.slice(-room).map((row) => this.#rowText(row));
    const empty = Array<string>(room - shown.length).fill('');
    const lines = [...above, ...shown, ...empty, ...below];
    this.#out.write(HOME + lines.map((line) => line + REST_OF_LINE).join('\n') + REST_OF_SCREEN);
  }

  /** Calls back with each key; Ctrl-C comes as `q`, arrows as `up`, `down`, `left`, `right`. */
  onKey(press: (key: string) => void): void {
    if (!this.isTerminal) return;
    this.#input.setRawMode(true);
    this.#input.setEncoding('utf8');
    this.#input.on('data', (keys: string) => {
      for (const key of keysOf(keys)) press(key);
    });
    this.#input.resume();
  }

  /** Gives the terminal back as it was, with the last rows left on it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#isDrawing) {
      const left = this.#rows.slice(-ROWS_LEFT).map((row) => this.#rowText(row));
      this.#out.write(`${GIVE_BACK}${left.join('\n')}\n`);
    }
    this.#isDrawing = false;
    if (this.isTerminal) this.#input.setRawMode(false);
    this.#input.pause();
  }

  #rowText({ atMs, who, text, style }: CabinetRow): string {
    const time = new Date(atMs + SHOP_CLOCK_MS).toISOString().slice(11, 21);
    const columns = this.isTerminal ? this.#out.columns - time.length - WHO_COLUMNS - 5 : 400;
    const said = this.paint(cutColumns(text, columns), ...(style === undefined ? [] : [style]));
    return `${this.paint(time, 'dim')}  ${this.paint(padColumns(who, WHO_COLUMNS), 'cyan')}  ${said}`;
  }
}

/** What one read of a terminal holds. */
export function keysOf(text: string): string[] {
  const keys: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const arrow = Object.keys(ARROWS).find((sequence) => rest.startsWith(sequence));
    const key = arrow ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(key.length);
    keys.push(ARROWS[key] ?? (key === '\u0003' || key === '\u0004' ? 'q' : key));
  }
  return keys;
}
