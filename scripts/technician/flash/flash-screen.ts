import { type Options, Presets, SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';
import { paceText, stepPace, type UploadPace } from './upload-pace.ts';

/** Without a terminal a line each so many percent: a log is read later, not watched. */
const PLAIN_STEP_PERCENT = 10;

/** What is seen while a board is flashed: lines, and a bar that is drawn over and over where a person looks. */
export class FlashScreen {
  readonly #terminal: Terminal;
  #bar: SingleBar | undefined;
  #pace: UploadPace | undefined;
  #toldPercent = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** A line of its own, above the bar or in its place. */
  say(text: string): void {
    this.endBar();
    void this.#terminal.say(text);
  }

  /** @param what `uploading`, `writing`, `reading back` */
  progress(what: string, atByte: number, ofBytes: number): void {
    this.#pace = stepPace(this.#pace, atByte, ofBytes, performance.now());
    const pace = paceText(this.#pace);
    if (this.#terminal.screen !== undefined) this.#draw(this.#terminal.screen, what, atByte, ofBytes, pace);
    else this.#tell(what, atByte, ofBytes, pace);
    if (atByte >= ofBytes) this.endBar();
  }

  /** The bar stays as it is; the next progress begins a new one. */
  endBar(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#pace = undefined;
    this.#toldPercent = 0;
  }

  #draw(stream: NodeJS.WriteStream, what: string, at: number, of: number, pace: string): void {
    if (this.#bar === undefined) {
      this.#bar = new SingleBar(barOptions(stream), Presets.shades_classic);
      this.#bar.start(of, at, { what, pace });
      return;
    }
    this.#bar.update(at, { what, pace });
  }

  #tell(what: string, at: number, of: number, pace: string): void {
    const percent = Math.floor((at / of) * 100);
    if (percent < this.#toldPercent) this.#toldPercent = 0;
    if (percent < this.#toldPercent + PLAIN_STEP_PERCENT && at < of) return;
    this.#toldPercent = percent - (percent % PLAIN_STEP_PERCENT);
    void this.#terminal.say(`${what} ${percent} % (${at} of ${of} bytes, ${pace})`);
  }
}

function barOptions(stream: NodeJS.WriteStream): Options {
  return {
    stream,
    format: '{what} {bar} {percentage} % | {value} of {total} bytes | {pace}',
    barsize: 24,
    hideCursor: true,
    // Our own Ctrl-C ends it, after the link is closed.
    gracefulExit: false,
    emptyOnZero: true,
  };
}
