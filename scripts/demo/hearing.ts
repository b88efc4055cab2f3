import { isHeardLine, readSteps } from '../../firmware-sim/audit/collector.ts';
import type { HeardLine } from '../../firmware-sim/audit/evidence.ts';
import { JsonlFollower } from '../../firmware-sim/jsonl-file.ts';
import type { RelayApi } from '../../firmware-sim/relay-api.ts';
import type { DemoCallbacks } from './callbacks.ts';
import type { DemoRow } from './rows.ts';

const LOOK_MS = 100;
/** The relay writes down *stored* a moment after the speaker has begun to speak. */
const STORED_LOOKS = 10;

interface Figures {
  readonly storedMs?: number;
  readonly soundMs?: number;
}

/** Follows what a speaker makes heard, and finds out how long each step took. */
export class DemoHearing {
  private readonly follower: JsonlFollower;
  private readonly callbacks: DemoCallbacks;
  private readonly relay: () => RelayApi;
  private readonly show: (row: DemoRow) => void;
  private readonly waiting: HeardLine[] = [];
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    heardPath: string,
    callbacks: DemoCallbacks,
    relay: () => RelayApi,
    show: (row: DemoRow) => void,
  ) {
    this.follower = new JsonlFollower(heardPath, 'end');
    this.callbacks = callbacks;
    this.relay = relay;
    this.show = show;
  }

  /** Nothing that was heard is still to be shown. */
  get isQuiet(): boolean {
    return this.waiting.length === 0;
  }

  start(): void {
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async follow(): Promise<void> {
    while (!this.stopped) {
      this.waiting.push(...this.follower.read().filter(isHeardLine));
      for (let line = this.waiting[0]; line !== undefined; line = this.waiting[0]) {
        this.show(await this.rowOf(line));
        this.waiting.shift();
      }
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
    }
  }

  private async rowOf(line: HeardLine): Promise<DemoRow> {
    const row: DemoRow = { atMs: line.startedAtMs, who: 'shop', text: line.text };
    if (line.receipt === 'system') return { ...row, tone: 'quiet' };
    // A repeat was heard before; what it took says nothing about the way of a payment.
    if (line.repeat || line.seqs.length !== 1) return row;
    return { ...row, ...(await this.figuresOf(line)) };
  }

  private async figuresOf(line: HeardLine): Promise<Figures> {
    for (let look = 0; look < STORED_LOOKS && !this.stopped; look++) {
      const figures = await this.lookUp(line).catch(() => undefined);
      if (figures !== undefined) return figures;
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
    }
    return {};
  }

  /** undefined: the relay has not written it down yet. */
  private async lookUp(line: HeardLine): Promise<Figures | undefined> {
    const [sn = ''] = line.sns;
    const steps = (await readSteps(sn, this.relay())) ?? [];
    const stored = steps.find(
      ({ step, detail }) => step === 'stored' && detail.includes(`: seq ${line.seqs[0]} of log `),
    );
    if (stored === undefined) return undefined;
    const event = stored.detail.slice(0, stored.detail.indexOf(': seq '));
    const accepted = steps.find(({ step, detail }) => step === 'accepted' && detail.startsWith(`${event}: `));
    const state = event.split(':')[0] ?? '';
    const startedAtMs = this.callbacks.startedAtMs(sn, state) ?? accepted?.atMs ?? stored.atMs;
    return {
      storedMs: Math.max(0, stored.atMs - startedAtMs),
      soundMs: Math.max(0, line.startedAtMs - startedAtMs),
    };
  }
}
