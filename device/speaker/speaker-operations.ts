import type { LogId } from '../../shared/ids.ts';
import type { Fingerprint } from '../../shared/log-fingerprint.ts';
import type { Notice } from '../../shared/notice.ts';
import type { Fen, Seq } from '../../shared/quantities.ts';
import type { CommandOutcome } from '../commands.ts';
import type { HeldNotice } from './announcement.ts';
import type { Settlement } from './announcer-state.ts';
import type { HeardRecord } from './heard.ts';
import type { LoadedLog } from './log-copy.ts';
import type { OwedReceipt } from './receipts.ts';

/** Small things that outlive the process, as text. */
export const FACTS = ['volume', 'language', 'clock'] as const;
export type FactName = (typeof FACTS)[number];
export type Facts = Readonly<Partial<Record<FactName, string>>>;

/** All that the speaker remembers. */
export interface SpeakerMemory {
  readonly facts: Facts;
  /** Oldest first. */
  readonly logs: readonly LoadedLog[];
  readonly currentLog: LogId | undefined;
  readonly waiting: readonly HeldNotice[];
  /** Being said when the process ended. */
  readonly interrupted: readonly HeldNotice[];
  /** Newest first. */
  readonly heard: readonly HeldNotice[];
  readonly owed: readonly OwedReceipt[];
  readonly commands: readonly CommandOutcome[];
  /** May not be in heard.jsonl yet. */
  readonly heardRecords: readonly HeardRecord[];
  /** Log entries on disk. */
  readonly entryCount: number;
  /** The newest time, by the relay's clock, at which something was written; 0: never. */
  readonly newestKnownMs: number;
}

export interface InsertRequest {
  readonly logId: LogId;
  readonly notices: readonly Notice[];
  /** Where the log stands with them. */
  readonly upTo: Seq;
  readonly sumFen: Fen;
  readonly fingerprint?: Fingerprint;
  /** The only notice is spoken at once if it is news: recorded in this same commit. */
  readonly isClaimed: boolean;
  readonly nowMs: number;
  /** As many of the oldest entries about which nothing is open make room. */
  readonly prune: number;
}

/** What a notice turned out to be. `differs`: under its sn and event something else is known. */
export type InsertedNotice =
  | { readonly is: 'waiting'; readonly notice: HeldNotice }
  | { readonly is: 'speaking'; readonly notice: HeldNotice }
  /** Known from another entry, and not heard yet; or its receipt is with the relay. */
  | { readonly is: 'known'; readonly differs: boolean }
  /** Known from another entry, and settled: the earlier outcome stands for this one too. */
  | { readonly is: 'settled'; readonly owed: OwedReceipt; readonly differs: boolean }
  /** It was open here, and the relay has a receipt: it is not to be spoken, unless that has begun. */
  | { readonly is: 'withdrawn'; readonly newsId: number };

export interface InsertResult {
  readonly inserted: readonly InsertedNotice[];
  readonly pruned: number;
}

export interface SettleResult {
  readonly owed: readonly OwedReceipt[];
  readonly heardRecords: readonly HeardRecord[];
}

/** What the speaker's database can be asked. */
export type SpeakerOperations = {
  /** @param replayNotices how many heard ones to give */
  load(argument: { replayNotices: number }): SpeakerMemory;
  insert(request: InsertRequest): InsertResult;
  record(argument: { newsIds: readonly number[]; releasedIds: readonly number[] }): void;
  /** `heardWrittenUpTo`: heard records up to this id are in heard.jsonl, for good. */
  settle(argument: { settlements: readonly Settlement[]; heardWrittenUpTo: number }): SettleResult;
  confirm(argument: { logId: LogId; seqs: readonly Seq[] }): void;
  remember(argument: { facts: Facts; command?: CommandOutcome }): void;
};
