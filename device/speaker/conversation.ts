import type { LogId } from '../../shared/ids.ts';
import type { DownMessage } from '../../shared/messages.ts';
import type { DeviceStatus, Notice, SeqRange } from '../../shared/notice.ts';
import { fenSum, type Seq, seq } from '../../shared/quantities.ts';
import type { PathEffect, PathMatter, Paths, PathsMoment } from '../paths.ts';
import type { DeliveredMessage, SessionInput } from '../relay-session.ts';
import type { Acknowledgement, Inbox } from './inbox.ts';
import type { Receipts } from './receipts.ts';

/** Time, chance and what the speaker says of itself, at one moment. */
export interface ConversationContext extends PathsMoment {
  readonly status: () => DeviceStatus;
  /** All up to this seq of the present log has its receipt. */
  readonly spokenUpTo: () => Seq;
  /** Open notices that the disk may take before it is full. */
  readonly room: () => number;
}

type Command = Extract<DownMessage, { type: 'command' }>;

export type ConversationEffect =
  | PathEffect
  | { readonly type: 'log_begun'; readonly logId: LogId }
  | { readonly type: 'confirm'; readonly logId: LogId; readonly seqs: readonly Seq[] }
  | { readonly type: 'command'; readonly command: Command };

/**
 * The device's side of docs/wire.md over all of its paths: greets, learns where the relay's log ends, asks for exactly
 * the holes, acknowledges what is on disk, and sends receipts until they are confirmed.
 */
export class Conversation {
  readonly #paths: Paths;
  readonly #inbox: Inbox;
  readonly #receipts: Receipts;
  /** Answers to questions from before this moment speak of the log before. */
  #logBegunAtMs = Number.NEGATIVE_INFINITY;

  constructor(paths: Paths, inbox: Inbox, receipts: Receipts) {
    this.#paths = paths;
    this.#inbox = inbox;
    this.#receipts = receipts;
  }

  /** One input of one path. */
  take(path: number, input: SessionInput, context: ConversationContext): ConversationEffect[] {
    return this.#paths.take(path, input, context).flatMap((effect) => this.#follow(effect, context));
  }

  /** Whatever time has brought. */
  tick(context: ConversationContext): ConversationEffect[] {
    const effects = this.#paths.tick(context).flatMap((effect) => this.#follow(effect, context));
    const { nowMs } = context;
    const isOverdue = [this.#inbox.askAgainAtMs, this.#receipts.resendAtMs].some(
      (atMs) => atMs !== undefined && nowMs >= atMs,
    );
    if (isOverdue) this.#paths.turn();
    return [...effects, ...this.askForHoles(nowMs), ...this.sendReceipts(nowMs)];
  }

  /** When {@link tick} or {@link Paths.answers} will have something new. */
  wakeAtMs(nowMs: number): number | undefined {
    return this.#paths.wakeAtMs(nowMs, [this.#inbox.askAgainAtMs, this.#receipts.resendAtMs]);
  }

  /** Says that these are on disk, where each came from. */
  acknowledge(acknowledgements: readonly Acknowledgement[], nowMs: number): ConversationEffect[] {
    return acknowledgements.flatMap(({ path, logId, seqs, receivedAtUs }) => {
      const heldUs = receivedAtUs.map((atUs) =>
        Math.min(0xffff_ffff, Math.max(0, Math.round(nowMs * 1_000 - atUs))),
      );
      return this.#paths.send({ type: 'stored', logId, seqs, heldUs }, path);
    });
  }

  /** Asks for holes that nobody was asked about, or too long ago. */
  askForHoles(nowMs: number, path?: number): ConversationEffect[] {
    if (!this.#paths.hasLive) return [];
    const ranges = this.#inbox.ask(nowMs);
    return ranges.length === 0 ? [] : this.#sync(ranges, path);
  }

  sendReceipts(nowMs: number): ConversationEffect[] {
    if (!this.#paths.hasLive) return [];
    return this.#receipts
      .due(nowMs)
      .flatMap(({ logId, receipts }) => this.#paths.send({ type: 'receipts', logId, receipts }));
  }

  #sync(ranges: readonly SeqRange[], path?: number): ConversationEffect[] {
    const position = this.#inbox.position;
    return position === undefined
      ? []
      : this.#paths.send({ type: 'sync', logId: position.logId, ranges }, path);
  }

  #follow(effect: PathEffect | PathMatter, context: ConversationContext): ConversationEffect[] {
    switch (effect.type) {
      case 'connect':
      case 'disconnect':
      case 'send':
      case 'clock_adopted':
      case 'refused':
        return [effect];
      case 'say_hello': {
        const hello = { type: 'hello', ...this.#logHead(effect.nonce, context) } as const;
        return [{ type: 'send', path: effect.path, message: hello }];
      }
      case 'say_heartbeat': {
        const head = this.#logHead(effect.nonce, context);
        const heartbeat = { type: 'heartbeat', ...head, spokenUpTo: context.spokenUpTo() } as const;
        return [{ type: 'send', path: effect.path, message: heartbeat }];
      }
      case 'log_end':
        return this.#takeLogEnd(effect, context.nowMs);
      case 'deliver':
        return this.#takeDelivery(effect.path, effect.message, context);
    }
  }

  #logHead(nonce: string, context: ConversationContext) {
    const position = this.#inbox.position ?? { upTo: seq(0), sumFen: fenSum(0) };
    return { ...position, nonce, status: context.status() };
  }

  #takeLogEnd(end: Extract<PathMatter, { type: 'log_end' }>, nowMs: number): ConversationEffect[] {
    const { path } = end;
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

  #takeDelivery(path: number, message: DeliveredMessage, context: ConversationContext): ConversationEffect[] {
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
