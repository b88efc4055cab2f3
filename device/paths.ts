import type { UpMessage } from '../shared/messages.ts';
import type { UnixMs } from '../shared/quantities.ts';
import { adoptSample, type RelayClock, relayTime } from './clock.ts';
import type { DeviceMoment } from './device-moment.ts';
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
} from './relay-session.ts';

/** What the hands of the device do to a connection. */
export type PathAction =
  | {
      readonly type: 'connect';
      readonly path: number;
      readonly nonce: string;
      readonly issuedAtMs: UnixMs;
    }
  | { readonly type: 'disconnect'; readonly path: number }
  | { readonly type: 'send'; readonly path: number; readonly message: UpMessage };

/** What comes of an input without asking what kind of device this is. */
export type PathEffect =
  | PathAction
  | { readonly type: 'clock_adopted' }
  | { readonly type: 'refused'; readonly why: string };

/** What only the device's own conversation can answer. */
export type PathMatter = Extract<
  SessionEffect,
  { type: 'say_hello' | 'say_heartbeat' | 'log_end' | 'deliver' }
> & {
  readonly path: number;
};

/** Time and chance of one step. */
export type PathsMoment = Pick<DeviceMoment, 'nowMs' | 'random' | 'nonce'>;

/**
 * All ways of one device to the relay: a session for each (relay-session.ts), the relay's time as their answers tell
 * it, and whose turn it is to carry what may go on any of them.
 */
export class Paths {
  #clock: RelayClock;
  #sessions: readonly SessionState[];
  #turn = 0;
  #roundTripMs: number | undefined;

  constructor(clock: RelayClock, count: number, nowMs: number) {
    this.#clock = clock;
    this.#sessions = Array.from({ length: count }, () => startSession(nowMs));
  }

  get clock(): RelayClock {
    return this.#clock;
  }

  /** Whether something can be sent. */
  get hasLive(): boolean {
    return this.#sessions.some(isLive);
  }

  /** The relay's time at a monotonic one, as far as the device knows. */
  relayTimeAt(monotonicMs: number): UnixMs {
    return relayTime(this.#clock, monotonicMs);
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
      clockConfirmed: this.#clock.confirmed,
      relayNowMs: this.relayTimeAt(nowMs),
    };
  }

  /** One input of one path. */
  take(path: number, input: SessionInput, moment: PathsMoment): (PathEffect | PathMatter)[] {
    const before = this.#sessions[path];
    if (before === undefined) return [];
    const { nowMs } = moment;
    const step = stepSession(before, input, { nowMs, random: moment.random(), nonce: moment.nonce() });
    this.#sessions = this.#sessions.map((session, index) => (index === path ? step.state : session));
    return step.effects.map((effect) => this.#follow(path, effect, nowMs));
  }

  /** Whatever time has brought. */
  tick(moment: PathsMoment): (PathEffect | PathMatter)[] {
    return this.#sessions.flatMap((_, path) => this.take(path, { type: 'tick' }, moment));
  }

  /**
   * When {@link tick} or {@link answers} will have something new.
   *
   * @param whileLive times of the caller's own, which count only while something can be sent
   */
  wakeAtMs(nowMs: number, whileLive: readonly (number | undefined)[]): number | undefined {
    const overdue = this.#sessions
      .map(answerOverdueAtMs)
      .filter((atMs) => atMs !== undefined && atMs > nowMs);
    const times = [...this.#sessions.map(sessionWakeAtMs), ...overdue];
    if (this.hasLive) times.push(...whileLive);
    const known = times.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Nothing came back: the next attempt takes the next path. */
  turn(): void {
    this.#turn += 1;
  }

  /** To the path that is given, where it is live; else to the one whose turn it is; nothing where none is live. */
  send(message: UpMessage, path?: number): PathAction[] {
    const live = this.#sessions.flatMap((session, index) => (isLive(session) ? [index] : []));
    const to = path !== undefined && live.includes(path) ? path : live[this.#turn % Math.max(1, live.length)];
    return to === undefined ? [] : [{ type: 'send', path: to, message }];
  }

  #follow(path: number, effect: SessionEffect, nowMs: number): PathEffect | PathMatter {
    switch (effect.type) {
      case 'connect':
        return { ...effect, path, issuedAtMs: this.relayTimeAt(nowMs) };
      case 'disconnect':
        return { type: 'disconnect', path };
      case 'clock':
        this.#clock = adoptSample(this.#clock, effect.sample);
        this.#roundTripMs = effect.sample.answeredAtMs - effect.sample.askedAtMs;
        return { type: 'clock_adopted' };
      case 'refused':
        return { type: 'refused', why: effect.why };
      case 'say_hello':
      case 'say_heartbeat':
      case 'log_end':
      case 'deliver':
        return { ...effect, path };
    }
  }
}
