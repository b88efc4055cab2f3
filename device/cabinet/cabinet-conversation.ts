import type { LogId } from '../../shared/ids.ts';
import type { DownMessage, UpMessage } from '../../shared/messages.ts';
import type { DeviceStatus } from '../../shared/notice.ts';
import { fenSum, seq, type UnixMs } from '../../shared/quantities.ts';
import { adoptSample, type RelayClock, relayTime } from '../clock.ts';
import {
  answerOverdueAtMs,
  answers,
  isLive,
  type LinkCondition,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  sessionWakeAtMs,
  startSession,
  stepSession,
} from '../relay-session.ts';
import type { ReportOutbox } from './report-outbox.ts';

/** Time, chance and what the cabinet says of itself, at one moment. */
export interface CabinetConversationContext {
  /** Monotonic. */
  readonly nowMs: number;
  readonly random: () => number;
  readonly nonce: () => string;
  readonly status: () => DeviceStatus;
}

export type CabinetConversationEffect =
  | {
      readonly type: 'connect';
      readonly path: number;
      readonly nonce: string;
      readonly issuedAtMs: UnixMs;
    }
  | { readonly type: 'disconnect'; readonly path: number }
  | { readonly type: 'send'; readonly path: number; readonly message: UpMessage }
  | { readonly type: 'clock_adopted' }
  | {
      readonly type: 'rent';
      readonly path: number;
      readonly rent: Extract<DownMessage, { type: 'rent' }>;
    }
  | {
      readonly type: 'reports_confirmed';
      readonly message: Extract<DownMessage, { type: 'report_confirmation' }>;
    }
  | { readonly type: 'command'; readonly command: Extract<DownMessage, { type: 'command' }> }
  | { readonly type: 'refused'; readonly why: string };

/**
 * The cabinet's side of docs/wire.md over all of its paths. It has a session like a speaker's, with a notice log that
 * stays empty; what it tells are reports, sent until they are confirmed.
 */
export class CabinetConversation {
  clock: RelayClock;
  readonly #reports: ReportOutbox;
  #sessions: readonly SessionState[];
  /** Of the notice log, which the relay begins for every device. */
  #logId: LogId | undefined;
  /** Moves on when nothing came back, so that the next attempt takes the next path. */
  #turn = 0;
  #roundTripMs: number | undefined;

  constructor(clock: RelayClock, reports: ReportOutbox, paths: number, nowMs: number) {
    this.clock = clock;
    this.#reports = reports;
    this.#sessions = Array.from({ length: paths }, () => startSession(nowMs));
  }

  /** Whether some path has a relay at its end that answers. */
  answers(nowMs: number): boolean {
    return this.#sessions.some((session) => answers(session, nowMs));
  }

  condition(nowMs: number): LinkCondition {
    return {
      paths: this.#sessions.length,
      livePaths: this.#sessions.filter(isLive).length,
      relayAnswers: this.answers(nowMs),
      roundTripMs: this.#roundTripMs,
      clockConfirmed: this.clock.confirmed,
      relayNowMs: relayTime(this.clock, nowMs),
    };
  }

  /** One input of one path. */
  take(path: number, input: SessionInput, context: CabinetConversationContext): CabinetConversationEffect[] {
    const before = this.#sessions[path];
    if (before === undefined) return [];
    const { nowMs } = context;
    const step = stepSession(before, input, { nowMs, random: context.random(), nonce: context.nonce() });
    this.#sessions = this.#sessions.map((session, index) => (index === path ? step.state : session));
    return step.effects.flatMap((effect) => this.#follow(path, effect, context));
  }

  /** Whatever time has brought. */
  tick(context: CabinetConversationContext): CabinetConversationEffect[] {
    const effects = this.#sessions.flatMap((_, path) => this.take(path, { type: 'tick' }, context));
    const { resendAtMs } = this.#reports;
    if (resendAtMs !== undefined && context.nowMs >= resendAtMs) this.#turn += 1;
    return [...effects, ...this.sendReports(context.nowMs)];
  }

  /** When {@link tick} or {@link answers} will have something new. */
  wakeAtMs(nowMs: number): number | undefined {
    const overdue = this.#sessions
      .map(answerOverdueAtMs)
      .filter((atMs) => atMs !== undefined && atMs > nowMs);
    const times = [...this.#sessions.map(sessionWakeAtMs), ...overdue];
    if (this.#live() !== undefined) times.push(this.#reports.resendAtMs);
    const known = times.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  sendReports(nowMs: number): CabinetConversationEffect[] {
    if (this.#live() === undefined) return [];
    return this.#reports
      .due(nowMs)
      .flatMap((reports) => this.send({ type: 'reports', reportLog: this.#reports.logId, reports }));
  }

  /** To the path that is given, where it is live; else to the one whose turn it is. */
  send(message: UpMessage, path?: number): CabinetConversationEffect[] {
    const to = path !== undefined && this.#isLive(path) ? path : this.#live();
    return to === undefined ? [] : [{ type: 'send', path: to, message }];
  }

  #isLive(path: number): boolean {
    const session = this.#sessions[path];
    return session !== undefined && isLive(session);
  }

  #live(): number | undefined {
    const live = this.#sessions.flatMap((session, path) => (isLive(session) ? [path] : []));
    return live[this.#turn % Math.max(1, live.length)];
  }

  #follow(
    path: number,
    effect: SessionEffect,
    context: CabinetConversationContext,
  ): CabinetConversationEffect[] {
    switch (effect.type) {
      case 'connect':
        return [{ ...effect, path, issuedAtMs: relayTime(this.clock, context.nowMs) }];
      case 'disconnect':
        return [{ type: 'disconnect', path }];
      case 'say_hello':
        return [{ type: 'send', path, message: { type: 'hello', ...this.#logHead(effect.nonce, context) } }];
      case 'say_heartbeat': {
        const head = this.#logHead(effect.nonce, context);
        return [{ type: 'send', path, message: { type: 'heartbeat', ...head, spokenUpTo: seq(0) } }];
      }
      case 'clock':
        this.clock = adoptSample(this.clock, effect.sample);
        this.#roundTripMs = effect.sample.answeredAtMs - effect.sample.askedAtMs;
        return [{ type: 'clock_adopted' }];
      case 'log_end':
        this.#logId = effect.logId;
        if (!effect.isWelcome) return [];
        this.#reports.sendAgain();
        // Nothing of the empty log is missing: with this the relay knows that we are here.
        return [
          ...this.send({ type: 'sync', logId: effect.logId, ranges: [] }, path),
          ...this.sendReports(context.nowMs),
        ];
      case 'deliver':
        return this.#takeDelivery(path, effect.message);
      case 'refused':
        return [{ type: 'refused', why: effect.why }];
    }
  }

  #logHead(nonce: string, context: CabinetConversationContext) {
    const log = this.#logId === undefined ? {} : { logId: this.#logId };
    return { ...log, upTo: seq(0), sumFen: fenSum(0), nonce, status: context.status() };
  }

  #takeDelivery(
    path: number,
    message: Extract<SessionEffect, { type: 'deliver' }>['message'],
  ): CabinetConversationEffect[] {
    switch (message.type) {
      case 'rent':
        return [{ type: 'rent', path, rent: message }];
      case 'report_confirmation':
        return [{ type: 'reports_confirmed', message }];
      case 'command':
        return [{ type: 'command', command: message }];
      case 'notice':
      case 'receipt_confirmation':
        return [{ type: 'refused', why: 'not_for_a_cabinet' }];
    }
  }
}
