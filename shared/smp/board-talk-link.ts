import { describeThrown, Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Machine } from '../machine.ts';
import {
  type ExchangeInput,
  type ExchangeState,
  exchangeDeadlineMs,
  newExchange,
  stepExchange,
} from './exchange.ts';
import { readReply, type SmpAnswer, type SmpReply, type SmpRequest } from './request.ts';
import { describeSmpError } from './smp-error.ts';
import type { SmpLink } from './smp-link.ts';

/** How long one `receive` waits at most, so that a request asked meanwhile has its deadline kept. */
const RECEIVE_SLICE_MS = 250;

/**
 * Asks a board over one connection and waits for its answers: runs the exchange (exchange.ts) on a link. As dead
 * as its link once that is lost; then make a new link and a new talk.
 */
export class BoardTalk {
  readonly link: SmpLink;
  private readonly machine: Machine;
  private exchange: ExchangeState;
  private nextTicket = 0;
  private readonly waiting = new Map<number, (reply: SmpReply) => void>();
  private isListening = false;
  private lostWhy: string | undefined;

  /** @param link connected */
  constructor(link: SmpLink, machine: Machine) {
    this.link = link;
    this.machine = machine;
    this.exchange = newExchange(Math.floor(machine.random() * 256));
  }

  /** What came back; never rejects. */
  reply(
    request: SmpRequest<unknown>,
    timeoutMs: number = limits.smpAnswerMs,
    tries: number = limits.smpTries,
  ): Promise<SmpReply> {
    if (this.lostWhy !== undefined)
      return Promise.resolve({ kind: 'failed', failure: new Failure('device_gone', this.lostWhy) });
    const ticket = this.nextTicket++;
    return new Promise((resolve) => {
      this.waiting.set(ticket, resolve);
      try {
        this.put({ kind: 'ask', ticket, request, timeoutMs, tries });
      } catch (error) {
        if (!isFailure(error)) throw error;
        this.waiting.delete(ticket);
        resolve({ kind: 'failed', failure: error });
      }
      if (!this.isListening) void this.listen();
    });
  }

  /** The answer as a value of three kinds; never rejects. */
  async answer<Reply>(
    request: SmpRequest<Reply>,
    timeoutMs?: number,
    tries?: number,
  ): Promise<SmpAnswer<Reply>> {
    return readReply(request, await this.reply(request, timeoutMs, tries));
  }

  /** @throws Failure `timed_out`, `device_gone`, `malformed`, or `forbidden` with the board's reason */
  async ask<Reply>(request: SmpRequest<Reply>, timeoutMs?: number, tries?: number): Promise<Reply> {
    const answer = await this.answer(request, timeoutMs, tries);
    if (answer.kind === 'done') return answer.value;
    if (answer.kind === 'failed') throw answer.failure;
    throw new Failure('forbidden', `${request.name}: the board says no: ${describeSmpError(answer.error)}`);
  }

  private put(input: ExchangeInput): void {
    const step = stepExchange(this.exchange, input, this.machine.steadyMs());
    this.exchange = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'send') {
        // Not waited for: the next piece must be on its way while this one still is. What cannot be sent is lost.
        this.link.send(effect.packet).catch((error: unknown) => this.lose(describeThrown(error)));
        continue;
      }
      this.waiting.get(effect.ticket)?.(effect.reply);
      this.waiting.delete(effect.ticket);
    }
  }

  private lose(why: string): void {
    this.lostWhy ??= why;
    this.put({ kind: 'lost', why: this.lostWhy });
  }

  private async listen(): Promise<void> {
    this.isListening = true;
    try {
      for (;;) {
        const deadlineMs = exchangeDeadlineMs(this.exchange);
        if (deadlineMs === undefined) return;
        const waitMs = Math.max(0, Math.min(deadlineMs - this.machine.steadyMs(), RECEIVE_SLICE_MS));
        const bytes = await this.link.receive(waitMs);
        this.put(bytes === undefined ? { kind: 'time' } : { kind: 'packet', bytes });
      }
    } catch (error) {
      this.lose(describeThrown(error));
    } finally {
      this.isListening = false;
    }
  }
}
