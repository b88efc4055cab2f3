import { Agent, type ClientRequest, request } from 'node:http';
import { Failure } from '../../shared/failure.ts';
import type { CallbackAnswer } from './log.ts';

/** One callback on its way, from its first attempt to its end. */
export interface Delivery {
  readonly id: number;
  readonly body: string;
  readonly authorization: string;
  /** Attempts made before this sender took it over. */
  readonly attemptsMade: number;
  /** A forger does not come again. */
  readonly retried: boolean;
}

export interface DeliveryAnswer {
  readonly id: number;
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly tookMs: number;
  readonly answer: CallbackAnswer;
  readonly httpStatus?: number;
  /** The answer's text, or why there was none. */
  readonly text: string;
  /** Nothing more will be tried. */
  readonly last: boolean;
}

export interface SenderSettings {
  readonly url: string;
  /** Waits before each retry, ms; after the last of them the core gives up. */
  readonly retryAfterMs: readonly number[];
  readonly answerTimeoutMs: number;
  readonly onAnswer: (answer: DeliveryAnswer) => void;
}

/** The gateway's own schedule. */
export const GATEWAY_RETRY_MS = [1_000, 5_000, 30_000, 600_000] as const;
const IN_FLIGHT_MOST = 64;
const WAITING_MOST = 20_000;
const ANSWER_BYTES_MOST = 4_096;

/** Posts callbacks, a bounded number at once, and again on the gateway's schedule until the answer is `success`. */
export class CallbackSender {
  private readonly settings: SenderSettings;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT_MOST });
  private readonly ready: { delivery: Delivery; attempt: number }[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly requests = new Set<ClientRequest>();
  private open = 0;
  private inFlight = 0;
  private closed = false;

  constructor(settings: SenderSettings) {
    this.settings = settings;
  }

  /** Callbacks that have not come to their end. */
  get waiting(): number {
    return this.open;
  }

  /** @throws Failure `overloaded` when too many wait already */
  send(delivery: Delivery): void {
    if (this.open >= WAITING_MOST) throw new Failure('overloaded', 'the payment core has too many callbacks');
    this.open++;
    this.ready.push({ delivery, attempt: delivery.attemptsMade });
    this.pump();
  }

  /** Stops at once; what has no answer yet stays without one. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const one of this.requests) one.destroy();
    this.agent.destroy();
  }

  private pump(): void {
    while (!this.closed && this.inFlight < IN_FLIGHT_MOST) {
      const next = this.ready.shift();
      if (next === undefined) return;
      this.inFlight++;
      this.attempt(next.delivery, next.attempt);
    }
  }

  private attempt(delivery: Delivery, attempt: number): void {
    const startedAtMs = Date.now();
    const started = performance.now();
    const finish = (answer: CallbackAnswer, text: string, httpStatus?: number): void => {
      if (this.closed) return;
      this.inFlight--;
      const wait = delivery.retried ? this.settings.retryAfterMs[attempt] : undefined;
      const last = answer === 'success' || wait === undefined;
      if (last) this.open--;
      else this.later(delivery, attempt + 1, wait);
      this.settings.onAnswer({
        id: delivery.id,
        attempt,
        startedAtMs,
        tookMs: performance.now() - started,
        answer,
        ...(httpStatus === undefined ? {} : { httpStatus }),
        text,
        last,
      });
      this.pump();
    };
    this.post(delivery, finish);
  }

  private post(
    delivery: Delivery,
    finish: (answer: CallbackAnswer, text: string, httpStatus?: number) => void,
  ): void {
    const body = Buffer.from(delivery.body, 'utf8');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      authorization: delivery.authorization,
    };
    let ended = false;
    const end = (answer: CallbackAnswer, text: string, httpStatus?: number): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      this.requests.delete(sent);
      finish(answer, text, httpStatus);
    };
    const sent = request(this.settings.url, { method: 'POST', agent: this.agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < ANSWER_BYTES_MOST) text += chunk;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        end(status === 200 && text === 'success' ? 'success' : 'refused', text, status);
      });
      // Killed in the middle of its answer, which is no answer.
      response.on('error', () => end('unreachable', 'the answer was cut off'));
      response.on('close', () => end('unreachable', 'the answer was cut off'));
    });
    // The whole attempt is timed, not the silence: a relay that is frozen after its first byte counts as gone.
    const timer = setTimeout(() => {
      end('unreachable', 'no answer in time');
      sent.destroy();
    }, this.settings.answerTimeoutMs);
    this.requests.add(sent);
    sent.on('error', (failure) => end('unreachable', failure.message));
    sent.end(body);
  }

  private later(delivery: Delivery, attempt: number, waitMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.ready.push({ delivery, attempt });
      this.pump();
    }, waitMs);
    this.timers.add(timer);
  }
}
