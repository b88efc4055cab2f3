import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { FlashNews } from '../flash/flash-target.ts';
import type { Terminal } from '../terminal.ts';
import type { BatchEnd, BatchJob } from './batch-run.ts';

const PLAIN_STEP_PERCENT = 25;
const WORDS: Readonly<Record<string, string>> = {
  erasing: 'erasing',
  uploading: 'uploading',
  testing: 'marking it',
  resetting: 'restarting',
  self_testing: 'self-test',
  proving: 'proving itself',
  confirming: 'confirming',
};

/** Many boards at once: a bar for each where a person looks, else lines that begin with their place. */
export class BatchScreen {
  readonly #terminal: Terminal;
  readonly #bars: MultiBar | undefined;
  readonly #barOf = new Map<string, SingleBar>();
  readonly #toldPercent = new Map<string, number>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const { screen } = terminal;
    if (screen === undefined) return;
    const format = '{to} {bar} {percentage} % {word}';
    const options = {
      stream: screen,
      format,
      barsize: 20,
      hideCursor: true,
      gracefulExit: false,
      autopadding: true,
    };
    this.#bars = new MultiBar({ ...options, emptyOnZero: true }, Presets.shades_classic);
  }

  begin({ entry: { to } }: BatchJob): void {
    this.#toldPercent.set(to, 0);
    if (this.#bars === undefined) {
      this.#say(to, 'begun');
      return;
    }
    const bar = this.#barOf.get(to) ?? this.#bars.create(100, 0, { to, word: '' });
    this.#barOf.set(to, bar);
    bar.update(0, { to, word: 'connecting' });
  }

  news({ entry: { to } }: BatchJob, news: FlashNews): void {
    if (news.kind === 'progress') this.#progress(to, news.acknowledged / news.imageBytes);
    if (news.kind === 'avr_progress' && news.phase === 'writing') this.#progress(to, news.done / news.of);
    if (news.kind === 'stage' && WORDS[news.stage] !== undefined) this.#word(to, WORDS[news.stage] ?? '');
    if (news.kind === 'interrupted') this.#word(to, 'gone, looking for it');
    if (news.kind === 'board' && this.#bars === undefined) {
      const { boardId, serial, version } = news.identity;
      this.#say(to, `${boardId} ${serial}, runs ${version}`);
    }
  }

  end({ entry: { to } }: BatchJob, { end, why }: BatchEnd): void {
    const told = `${end}${why === undefined ? '' : `: ${why}`}`;
    if (this.#bars === undefined) this.#say(to, told);
    else this.#barOf.get(to)?.update({ to, word: end });
  }

  close(): void {
    this.#bars?.stop();
  }

  #progress(to: string, share: number): void {
    const percent = Math.floor(share * 100);
    if (this.#bars !== undefined) {
      this.#barOf.get(to)?.update(percent, { to, word: 'uploading' });
      return;
    }
    if (percent < (this.#toldPercent.get(to) ?? 0) + PLAIN_STEP_PERCENT) return;
    this.#toldPercent.set(to, percent - (percent % PLAIN_STEP_PERCENT));
    this.#say(to, `uploading ${percent} %`);
  }

  #word(to: string, word: string): void {
    if (this.#bars === undefined) this.#say(to, word);
    else this.#barOf.get(to)?.update({ to, word });
  }

  #say(to: string, text: string): void {
    void this.#terminal.say(`${to}: ${text}`);
  }
}
