import type { CabinetStatus } from './cabinet-report.ts';
import type { LogId, OrderSn } from './ids.ts';
import type { Fingerprint } from './log-fingerprint.ts';
import type { Fen, Seq, UnixMs } from './quantities.ts';

export const NOTICE_KINDS = ['payment', 'refund', 'cancel'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What became of a notice in the shop; every notice ends in exactly one (promise 7). */
export const OUTCOMES = ['announced', 'announced_late', 'summarised', 'handed_over'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What one device must be told about one order event: one entry of its log. */
export interface Notice {
  readonly logId: LogId;
  readonly seq: Seq;
  readonly kind: NoticeKind;
  readonly sn: OrderSn;
  /** The step of the order, e.g. `PAID` or `PARTIAL_REFUNDED:1150`; with `sn` the key for ever. */
  readonly event: string;
  /** What is to be said: paid, refunded or cancelled. */
  readonly amountFen: Fen;
  /** The gateway's code of the wallet, e.g. `2`; unknown ones are carried as they are. */
  readonly payway: string;
  /** When the shop's customer paid (or was refunded), by the gateway's clock. */
  readonly paidAtMs: UnixMs;
  /** Sum of `amountFen` over seq 1 … this one. */
  readonly sumFen: Fen;
  /** Of the log up to this one; absent: written before there were any. */
  readonly fingerprint?: Fingerprint;
  /** The receipt that the relay holds already: store the notice, do not speak it. */
  readonly settled?: Outcome;
}

export interface NoticeReceipt {
  readonly seq: Seq;
  readonly outcome: Outcome;
  /** The shop heard it twice, because the power went while it was being said. */
  readonly repeat: boolean;
  readonly atMs: UnixMs;
  /** As it came with the notice: a relay whose disk was put back may have given its seq to another one since. */
  readonly fingerprint?: Fingerprint;
}

export interface SeqRange {
  readonly first: Seq;
  readonly last: Seq;
}

/** What a device says of itself with each hello and heartbeat. */
export interface DeviceStatus {
  readonly volumePercent: number;
  /** 0: not measured. */
  readonly batteryMillivolts: number;
  /** Stored and not yet heard. */
  readonly waiting: number;
  readonly inboxNotices: number;
  readonly language: string;
  readonly software: string;
  readonly panel: boolean;
  readonly warnings: readonly string[];
  /** Of a cabinet only. */
  readonly cabinet?: CabinetStatus;
}
