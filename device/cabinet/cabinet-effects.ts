import type { CommandAction, DownMessage } from '../../shared/messages.ts';
import type { Announcement } from '../speaker/announcement.ts';
import type { HeardRecord, Spoken } from '../speaker/heard.ts';
import type { Language } from '../speaker/voice.ts';
import type { CabinetConversationEffect } from './cabinet-conversation.ts';
import type { CabinetChange } from './cabinet-operations.ts';
import type { BusEvent, BusRequest } from './readings.ts';

/** The world at one step. */
export interface CabinetMoment {
  /** Monotonic. */
  readonly nowMs: number;
  /** The machine's wall clock, which is only trusted for want of a better one. */
  readonly wallMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** 16 fresh hex digits. */
  readonly nonce: () => string;
}

export type CabinetInput =
  | { readonly type: 'tick' | 'stop' }
  | { readonly type: 'bus'; readonly event: BusEvent }
  | { readonly type: 'subscribed' | 'closed'; readonly path: number }
  /** A frame whose seal was good. */
  | { readonly type: 'message'; readonly path: number; readonly message: DownMessage }
  /** A frame that was none, or whose seal was not good; `why` is a failure code. */
  | { readonly type: 'frame_refused'; readonly why: string }
  /** The answer to the one `record` that is under way. */
  | { readonly type: 'recorded' | 'record_refused' }
  /** The answer to the one `speak` that is under way. */
  | { readonly type: 'heard'; readonly spoken: Spoken }
  | { readonly type: 'voice_failed'; readonly reason: string }
  /** Lines up to `id` are in heard.jsonl, for good. */
  | { readonly type: 'heard_written'; readonly id: number }
  | { readonly type: 'heard_file_failed' }
  /** Both by a technician at the cabinet. */
  | { readonly type: 'say_prompt'; readonly prompt: 'test' | 'ready' }
  /** See {@link Cabinet.outcomeOf}. */
  | { readonly type: 'service'; readonly id: string; readonly action: CommandAction };

export type CabinetEffect =
  | Extract<CabinetConversationEffect, { type: 'connect' | 'disconnect' | 'send' }>
  /** To the bus. A move is on disk by now. */
  | { readonly type: 'bus'; readonly request: BusRequest }
  /** Make these durable, all or none, before the next; answer `recorded` or `record_refused`. */
  | { readonly type: 'record'; readonly changes: readonly CabinetChange[] }
  | {
      readonly type: 'speak';
      readonly announcement: Announcement;
      readonly volumePercent: number;
      readonly language: Language;
    }
  | { readonly type: 'write_heard'; readonly records: readonly HeardRecord[] }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly detail: Readonly<Record<string, string | number>>;
    }
  /** Nothing is under way any more, or there is no more time for it: close everything. */
  | { readonly type: 'quit' };
