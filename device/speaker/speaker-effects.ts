import type { CommandOutcome } from '../commands.ts';
import type { PathInput } from '../path-runner.ts';
import type { PathAction } from '../paths.ts';
import type { Announcement } from './announcement.ts';
import type { AnnouncerEffect } from './announcer-state.ts';
import type { ConversationEffect } from './conversation.ts';
import type { HeardRecord, Spoken } from './heard.ts';
import type { PanelInput, PanelLights } from './panel.ts';
import type { Facts, InsertRequest, InsertResult, SettleResult } from './speaker-operations.ts';
import type { Language } from './voice.ts';

export type SpeakerInput =
  | { readonly type: 'tick' | 'stop' }
  | PathInput
  | { readonly type: 'inserted'; readonly result: InsertResult }
  | { readonly type: 'recorded' | 'insert_refused' | 'record_refused' | 'settle_refused' }
  | { readonly type: 'settled'; readonly result: SettleResult }
  /** The answer to the `remember` of a command. */
  | { readonly type: 'command_remembered' | 'command_refused'; readonly id: string }
  | { readonly type: 'heard'; readonly spoken: Spoken }
  /** `wasHeard`: the first sample had gone out. */
  | { readonly type: 'voice_failed'; readonly wasHeard: boolean }
  /** Whether heard.jsonl takes its lines. */
  | { readonly type: 'heard_file'; readonly works: boolean }
  | { readonly type: 'panel'; readonly input: PanelInput }
  /** By a technician at the device. */
  | { readonly type: 'say_prompt'; readonly prompt: 'test' | 'ready' };

export type SpeakerEffect =
  | PathAction
  | Extract<ConversationEffect, { type: 'confirm' }>
  | Extract<AnnouncerEffect, { type: 'record' }>
  | { readonly type: 'insert'; readonly request: InsertRequest }
  | {
      readonly type: 'settle';
      readonly settlements: Extract<AnnouncerEffect, { type: 'save' }>['settlements'];
    }
  | { readonly type: 'remember'; readonly facts: Facts; readonly command?: CommandOutcome }
  | {
      readonly type: 'speak';
      readonly announcement: Announcement;
      readonly volumePercent: number;
      readonly language: Language;
    }
  | { readonly type: 'write_heard'; readonly records: readonly HeardRecord[] }
  | { readonly type: 'lights'; readonly lights: PanelLights }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly detail: Readonly<Record<string, string | number>>;
    }
  /** Nothing is under way any more, or there is no more time for it: close everything. */
  | { readonly type: 'quit' };
