import { Failure, isFailure } from '../failure.ts';
import type { Machine, Timer } from '../machine.ts';
import { BoardTalk } from './board-talk-link.ts';
import type { FlashPlan, FlashVerdict } from './flash-plan.ts';
import { flashDeadlineMs, stepFlash } from './flash-session.ts';
import { type FlashEffect, type FlashEvent, type FlashInput, newFlashSession } from './flash-state.ts';
import type { SmpLink } from './smp-link.ts';

export interface FlashRunOptions {
  /** A fresh, unconnected link to the board's place; called for each connection. */
  readonly open: () => SmpLink;
  readonly machine: Machine;
  readonly onEvent?: (event: FlashEvent) => void;
  /** Breaks off at once: the link is closed, and the board starts a whole image whenever that happens. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a flash session (flash-session.ts) over real links to its end.
 *
 * @throws Failure `stopped` when the signal was given
 */
export function runFlash(plan: FlashPlan, options: FlashRunOptions): Promise<FlashVerdict> {
  return new Promise((resolve, reject) => {
    const run = new FlashRun(plan, options, (ended) => {
      if (isFailure(ended)) reject(ended);
      else resolve(ended);
    });
    run.start();
  });
}

class FlashRun {
  private readonly options: FlashRunOptions;
  private readonly onEnd: (ended: FlashVerdict | Failure) => void;
  private state;
  private talk: BoardTalk | undefined;
  /** Closing links of the past; a new one is opened after them, because a port may be open once only. */
  private closing: Promise<void> = Promise.resolve();
  /** Counts connections: what an old one still says is no longer heard. */
  private connection = 0;
  private timer: Timer | undefined;
  private hasEnded = false;

  constructor(plan: FlashPlan, options: FlashRunOptions, onEnd: (ended: FlashVerdict | Failure) => void) {
    this.options = options;
    this.onEnd = onEnd;
    this.state = newFlashSession(plan);
  }

  start(): void {
    const { signal } = this.options;
    signal?.addEventListener('abort', this.onAbort, { once: true });
    if (signal?.aborted === true) this.onAbort();
    else this.put({ kind: 'start' });
  }

  private readonly onAbort = (): void => {
    this.disconnect();
    this.finish(new Failure('stopped', 'flashing was broken off'));
  };

  /** Only once the last link is closed: whoever comes next finds the port free. */
  private finish(ended: FlashVerdict | Failure): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.timer?.cancel();
    this.options.signal?.removeEventListener('abort', this.onAbort);
    void this.closing.then(() => this.onEnd(ended));
  }

  private put(input: FlashInput): void {
    if (this.hasEnded) return;
    const step = stepFlash(this.state, input, this.options.machine.steadyMs());
    this.state = step.state;
    for (const effect of step.effects) this.carryOut(effect);
    this.timer?.cancel();
    const deadlineMs = flashDeadlineMs(this.state);
    if (deadlineMs === undefined || this.hasEnded) return;
    const delayMs = Math.max(0, deadlineMs - this.options.machine.steadyMs());
    this.timer = this.options.machine.after(delayMs, () => this.put({ kind: 'time' }));
  }

  private carryOut(effect: FlashEffect): void {
    switch (effect.kind) {
      case 'connect':
        this.disconnect();
        void this.connect(this.connection);
        return;
      case 'disconnect':
        this.disconnect();
        return;
      case 'ask': {
        const { ticket, request, timeoutMs, tries } = effect;
        const connection = this.connection;
        void this.talk?.reply(request, timeoutMs, tries).then((reply) => {
          if (connection === this.connection) this.put({ kind: 'reply', ticket, reply });
        });
        return;
      }
      case 'event':
        this.options.onEvent?.(effect.event);
        return;
      case 'ended':
        this.finish(effect.verdict);
    }
  }

  private disconnect(): void {
    this.connection++;
    const { talk } = this;
    this.talk = undefined;
    if (talk !== undefined) this.closing = this.closing.then(() => talk.link.close());
  }

  private async connect(connection: number): Promise<void> {
    await this.closing;
    if (connection !== this.connection || this.hasEnded) return;
    const { machine, open } = this.options;
    try {
      const link = open();
      this.talk = new BoardTalk(link, machine);
      await link.connect();
      if (connection === this.connection) this.put({ kind: 'connected', mtu: link.mtu() });
    } catch (error) {
      if (connection !== this.connection) return;
      const failure = isFailure(error)
        ? error
        : new Failure('unreachable', 'the link does not open', { cause: error });
      this.put({ kind: 'connect_failed', failure });
    }
  }
}
