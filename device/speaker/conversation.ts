import type { LogId } from '../../shared/ids.ts';
import type { DownMessage, UpMessage } from '../../shared/messages.ts';
import type { DeviceStatus, Notice, SeqRange } from '../../shared/notice.ts';
import { fenSum, type Seq, seq, type UnixMs } from '../../shared/quantities.ts';
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
import type { Acknowledgement, Inbox } from './inbox.ts';
import type { Receipts } from './receipts.ts';

/** Time, chance and what the speaker says of itself, at one moment. */
export interface ConversationContext {
  /** Monotonic. */
  readonly nowMs: number;
  readonly random: () => number;
  readonly nonce: () => string;
  readonly status: () => DeviceStatus;
  /** All up to this seq of the present log has its receipt. */
  readonly spokenUpTo: () => Seq;
  /** Open notices that the disk may take before it is full. */
  readonly room: () => number;
}

type Command = Extract<DownMessage, { type: 'command' }>;

export type ConversationEffect =
  | {
      readonly type: 'connect';
      readonly path: number;
      readonly nonce: string;
      readonly issuedAtMs: UnixMs;
    }
  | { readonly type: 'disconnect'; readonly path: number }
  | { readonly type: 'send'; readonly path: number; readonly message: UpMessage }
  | { readonly type: 'clock_adopted' }
  | { readonly type: 'log_begun'; readonly logId: LogId }
  | { readonly type: 'confirm'; readonly logId: LogId; readonly seqs: readonly Seq[] }
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'refused'; readonly why: string };

/**
 * The device's side of docs/wire.md over all of its paths: greets, learns where the relay's log ends, asks for exactly
 * the holes, acknowledges what is on disk, and sends receipts until they are confirmed.
 */
export class Conversation {
  clock: RelayClock;
  readonly #inbox: Inbox;
  readonly #receipts: Receipts;
  #sessions: readonly SessionState[];
  /** Answers to questions from before this moment speak of the log before. */
  #logBegunAtMs = Number.NEGATIVE_INFINITY;
  /** Moves on when nothing came back, so that the next attempt takes the next path. */
  #turn = 0;
  #roundTripMs: number | undefined;

  constructor(clock: RelayClock, inbox: Inbox, receipts: Receipts, paths: number, nowMs: number) {
    this.clock = clock;
    this.#inbox = inbox;
    this.#receipts = receipts;
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
  take(path: number, input: SessionInput, context: ConversationContext): ConversationEffect[] {
    const before = this.#sessions[path];
    if (before === undefined) return [];
    const { nowMs } = context;
    const step = stepSession(before, input, { nowMs, random: context.random(), nonce: context.nonce() });
    this.#sessions = this.#sessions.map((session, index) => (index === path ? step.state : session));
    return step.effects.flatMap((effect) => this.#follow(path, effect, context));
  }

  /** Whatever time has brought. */
  tick(context: ConversationContext): ConversationEffect[] {
    const effects = this.#sessions.flatMap((_, path) => this.take(path, { type: 'tick' }, context));
    const { nowMs } = context;
    const isOverdue = [this.#inbox.askAgainAtMs, this.#receipts.resendAtMs].some(
      (atMs) => atMs !== undefined && nowMs >= atMs,
    );
    if (isOverdue) this.#turn += 1;
    return [...effects, ...this.askForHoles(nowMs), ...this.sendReceipts(nowMs)];
  }

  /** When {@link tick} or {@link answers} will have something new. */
  wakeAtMs(nowMs: number): number | undefined {
    const overdue = this.#sessions
      .map(answerOverdueAtMs)
      .filter((atMs) => atMs !== undefined && atMs > nowMs);
    const times = [...this.#sessions.map(sessionWakeAtMs), ...overdue];
    if (this.#live() !== undefined) times.push(this.#inbox.askAgainAtMs, this.#receipts.resendAtMs);
    const known = times.filter((atMs) => atMs !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Says that these are on disk, where each came from. */
  acknowledge(acknowledgements: readonly Acknowledgement[], nowMs: number): ConversationEffect[] {
    return acknowledgements.flatMap(({ path, logId, seqs, receivedAtUs }) => {
      const heldUs = receivedAtUs.map((atUs) =>
        Math.min(0xffff_ffff, Math.max(0, Math.round(nowMs * 1_000 - atUs))),
      );
      return this.#send({ type: 'stored', logId, seqs, heldUs }, path);
    });
  }

  /** Asks for holes that nobody was asked about, or too long ago. */
  askForHoles(nowMs: number, path?: number): ConversationEffect[] {
    if (this.#live() === undefined) return [];
    const ranges = this.#inbox.ask(nowMs);
    return ranges.length === 0 ? [] : this.#sync(ranges, path);
  }

  sendReceipts(nowMs: number): ConversationEffect[] {
    if (this.#live() === undefined) return [];
    return this.#receipts
      .due(nowMs)
      .flatMap(({ logId, receipts }) => this.#send({ type: 'receipts', logId, receipts }));
  }

  /** To the path that is given, where it is live; else to the one whose turn it is. */
  send(message: UpMessage, path?: number): ConversationEffect[] {
    return this.#send(message, path);
  }

  #send(message: UpMessage, path?: number): ConversationEffect[] {
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

  #sync(ranges: readonly SeqRange[], path?: number): ConversationEffect[] {
    const position = this.#inbox.position;
    return position === undefined ? [] : this.#send({ type: 'sync', logId: position.logId, ranges }, path);
  }

  #follow(path: number, effect: SessionEffect, context: ConversationContext): ConversationEffect[] {
    const { nowMs } = context;
    switch (effect.type) {
      case 'connect':
        return [{ ...effect, path, issuedAtMs: relayTime(this.clock, nowMs) }];
      case 'disconnect':
        return [{ type: 'disconnect', path }];
      case 'say_hello':
        return [
          {
            type: 'send',
            path,
            message: { type: 'hello', ...this.#logHead(effect.nonce, context) },
          },
        ];
      case 'say_heartbeat':
        return [
          {
            type: 'send',
            path,
            message: {
              type: 'heartbeat',
              ...this.#logHead(effect.nonce, context),
              spokenUpTo: context.spokenUpTo(),
            },
          },
        ];
      case 'clock':
        this.clock = adoptSample(this.clock, effect.sample);
        this.#roundTripMs = effect.sample.answeredAtMs - effect.sample.askedAtMs;
        return [{ type: 'clock_adopted' }];
      case 'log_end':
        return this.#takeLogEnd(path, effect, nowMs);
      case 'deliver':
        return this.#takeDelivery(path, effect.message, context);
      case 'refused':
        return [{ type: 'refused', why: effect.why }];
    }
  }

  #logHead(nonce: string, context: ConversationContext) {
    const position = this.#inbox.position ?? { upTo: seq(0), sumFen: fenSum(0) };
    return { ...position, nonce, status: context.status() };
  }

  #takeLogEnd(
    path: number,
    end: Extract<SessionEffect, { type: 'log_end' }>,
    nowMs: number,
  ): ConversationEffect[] {
    const isOther = this.#inbox.position?.logId !== end.logId;
    if (isOther && end.askedAtMs < this.#logBegunAtMs) return [{ type: 'refused', why: 'stale_log' }];
    const effects: ConversationEffect[] = [];
    if (this.#inbox.logEnds(end.logId, end.lastSeq)) {
      this.#logBegunAtMs = nowMs;
      effects.push({ type: 'log_begun', logId: end.logId });
    }
    if (!end.isWelcome) return [...effects, ...this.askForHoles(nowMs, path)];
    this.#receipts.sendAgain();
    return [...effects, ...this.#sync(this.#inbox.askAnew(nowMs), path), ...this.sendReceipts(nowMs)];
  }

  #takeDelivery(
    path: number,
    message: Extract<SessionEffect, { type: 'deliver' }>['message'],
    context: ConversationContext,
  ): ConversationEffect[] {
    switch (message.type) {
      case 'notice':
        return this.#takeNotice(path, message, context);
      case 'receipt_confirmation': {
        const seqs = this.#receipts.confirm(message.logId, message.seqs);
        if (seqs.length === 0) return [];
        return [{ type: 'confirm', logId: message.logId, seqs }, ...this.sendReceipts(context.nowMs)];
      }
      case 'command':
        return [{ type: 'command', command: message }];
      case 'rent':
      case 'report_confirmation':
        return [{ type: 'refused', why: 'not_a_cabinet' }];
    }
  }

  #takeNotice(path: number, notice: Notice, context: ConversationContext): ConversationEffect[] {
    const { nowMs } = context;
    const receivedAtUs = Math.round(nowMs * 1_000);
    const reception = this.#inbox.receive(notice, path, receivedAtUs, context.room());
    const asking = this.#inbox.sawGap ? this.askForHoles(nowMs, path) : [];
    switch (reception) {
      case 'new':
      case 'arriving':
        return asking;
      case 'repeat': {
        const { logId, seq: position } = notice;
        return this.acknowledge(
          [{ path, logId, seqs: [position], receivedAtUs: [receivedAtUs] }],
          nowMs,
        ).concat({ type: 'refused', why: 'repeated_notice' });
      }
      case 'wrong_log':
      case 'overloaded':
      case 'full':
        return [...asking, { type: 'refused', why: reception }];
    }
  }
}
