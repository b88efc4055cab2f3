import type { CommandAction } from '../../shared/messages.ts';
import type { PathInput } from '../path-runner.ts';
import type { PathAction } from '../paths.ts';
import type { Announcement } from '../speaker/announcement.ts';
import type { HeardRecord, Spoken } from '../speaker/heard.ts';
import type { Language } from '../speaker/voice.ts';
import type { CabinetChange } from './cabinet-operations.ts';
import type { BusEvent, BusRequest } from './readings.ts';

export type CabinetInput =
  | { readonly type: 'tick' | 'stop' }
  | { readonly type: 'bus'; readonly event: BusEvent }
  | PathInput
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
  | PathAction
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
