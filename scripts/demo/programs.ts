import { type LiveShop, panelOf } from '../../firmware-sim/live-shop.ts';
import { describeThrown } from '../../shared/failure.ts';
import type { DemoRow } from './rows.ts';

const RESTART_MS = 3_000;

type Tell = (who: DemoRow['who'], text: string, tone?: DemoRow['tone']) => void;

/** The demo's programs and what a person does to them: whoever is killed comes back, as an operator's init has it. */
export class DemoPrograms {
  private readonly shop: LiveShop;
  private readonly speaker: string;
  private readonly tell: Tell;
  private stopped = false;

  constructor(shop: LiveShop, speaker: string, tell: Tell) {
    this.shop = shop;
    this.speaker = speaker;
    this.tell = tell;
  }

  start(): void {
    void this.watch('relay', 'relay');
    void this.watch('speaker', this.speaker);
    if (this.shop.panelPath(this.speaker) !== undefined) void this.watch('panel', panelOf(this.speaker));
  }

  /** From now on nobody is started again. */
  stop(): void {
    this.stopped = true;
  }

  /** Does what a key stands for; other keys do nothing. */
  press(key: string): void {
    if (key === 'r') {
      this.tell('you', 'press the replay button', 'quiet');
      this.shop.press(this.speaker, 'replay');
    }
    if (key === '+' || key === '=') this.shop.press(this.speaker, 'volume_up');
    if (key === '-') this.shop.press(this.speaker, 'volume_down');
    if (key === 'k') this.kill('relay');
    if (key === 's') this.kill(this.speaker);
  }

  private kill(name: string): void {
    const running = this.shop.process(name);
    if (!running.isAlive) return;
    this.tell('you', `kill -9 ${running.pid}`, 'quiet');
    running.signal('SIGKILL');
  }

  private async watch(who: DemoRow['who'], name: string): Promise<void> {
    while (!this.stopped) {
      const { code, signal } = await this.shop.process(name).ended;
      if (this.stopped) return;
      const why = signal ?? `exit code ${code}`;
      this.tell(who, `gone (${why}); it comes back in ${RESTART_MS / 1_000} s`, 'bad');
      await new Promise((wake) => setTimeout(wake, RESTART_MS));
      if (this.stopped) return;
      try {
        await this.shop.restart(name);
        this.tell(who, `back again, process ${this.shop.process(name).pid}`, 'good');
      } catch (thrown) {
        this.tell(who, `does not start: ${describeThrown(thrown).split('\n')[0]}`, 'bad');
      }
    }
  }
}
