import type { LogId } from '../../shared/ids.ts';
import type { DownMessage } from '../../shared/messages.ts';
import type { DeviceStatus } from '../../shared/notice.ts';
import { fenSum, seq } from '../../shared/quantities.ts';
import type { PathEffect, PathMatter, Paths, PathsMoment } from '../paths.ts';
import type { DeliveredMessage, SessionInput } from '../relay-session.ts';
import type { ReportOutbox } from './report-outbox.ts';

/** Time, chance and what the cabinet says of itself, at one moment. */
export interface CabinetConversationContext extends PathsMoment {
  readonly status: () => DeviceStatus;
}

export type CabinetConversationEffect =
  | PathEffect
  | {
      readonly type: 'rent';
      readonly path: number;
      readonly rent: Extract<DownMessage, { type: 'rent' }>;
    }
  | {
      readonly type: 'reports_confirmed';
      readonly message: Extract<DownMessage, { type: 'report_confirmation' }>;
    }
  | { readonly type: 'command'; readonly command: Extract<DownMessage, { type: 'command' }> };

/**
 * The cabinet's side of docs/wire.md over all of its paths. It has a session like a speaker's, with a notice log that
 * stays empty; what it tells are reports, sent until they are confirmed.
 */
export class CabinetConversation {
  readonly #paths: Paths;
  readonly #reports: ReportOutbox;
  /** Of the notice log, which the relay begins for every device. */
  #logId: LogId | undefined;

  constructor(paths: Paths, reports: ReportOutbox) {
    this.#paths = paths;
    this.#reports = reports;
  }

  /** One input of one path. */
  take(path: number, input: SessionInput, context: CabinetConversationContext): CabinetConversationEffect[] {
    return this.#paths.take(path, input, context).flatMap((effect) => this.#follow(effect, context));
  }

  /** Whatever time has brought. */
  tick(context: CabinetConversationContext): CabinetConversationEffect[] {
    const effects = this.#paths.tick(context).flatMap((effect) => this.#follow(effect, context));
    const { resendAtMs } = this.#reports;
    if (resendAtMs !== undefined && context.nowMs >= resendAtMs) this.#paths.turn();
    return [...effects, ...this.sendReports(context.nowMs)];
  }

  /** When {@link tick} or {@link Paths.answers} will have something new. */
  wakeAtMs(nowMs: number): number | undefined {
    return this.#paths.wakeAtMs(nowMs, [this.#reports.resendAtMs]);
  }

  sendReports(nowMs: number): CabinetConversationEffect[] {
    if (!this.#paths.hasLive) return [];
    return this.#reports
      .due(nowMs)
      .flatMap((reports) => this.#paths.send({ type: 'reports', reportLog: this.#reports.logId, reports }));
  }

  #follow(effect: PathEffect | PathMatter, context: CabinetConversationContext): CabinetConversationEffect[] {
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
        const heartbeat = { type: 'heartbeat', ...head, spokenUpTo: seq(0) } as const;
        return [{ type: 'send', path: effect.path, message: heartbeat }];
      }
      case 'log_end':
        this.#logId = effect.logId;
        if (!effect.isWelcome) return [];
        this.#reports.sendAgain();
        // Nothing of the empty log is missing: with this the relay knows that we are here.
        return [
          ...this.#paths.send({ type: 'sync', logId: effect.logId, ranges: [] }, effect.path),
          ...this.sendReports(context.nowMs),
        ];
      case 'deliver':
        return this.#takeDelivery(effect.path, effect.message);
    }
  }

  #logHead(nonce: string, context: CabinetConversationContext) {
    const log = this.#logId === undefined ? {} : { logId: this.#logId };
    return { ...log, upTo: seq(0), sumFen: fenSum(0), nonce, status: context.status() };
  }

  #takeDelivery(path: number, message: DeliveredMessage): CabinetConversationEffect[] {
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
