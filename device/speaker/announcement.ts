import type { LogId, OrderSn } from '../../shared/ids.ts';
import type { NoticeKind, Outcome } from '../../shared/notice.ts';
import type { Fen, Seq, UnixMs } from '../../shared/quantities.ts';
import type { MoneyUtterance, SystemPrompt, Utterance } from './voice.ts';

/** Money news on this device's disk. However many log entries point to it, the shop hears it once. */
export interface HeldNotice {
  /** Its key on disk. */
  readonly newsId: number;
  readonly logId: LogId;
  /** Older logs come first. */
  readonly logNumber: number;
  readonly seq: Seq;
  readonly sn: OrderSn;
  readonly kind: NoticeKind;
  readonly payway: string;
  readonly amountFen: Fen;
  readonly paidAtMs: UnixMs;
}

/** How heard.jsonl calls what was said. */
export type HeardAs = 'announced' | 'late' | 'summary' | 'system';

/** What is said in one go, and what it means to the ledger. */
export interface Announcement {
  readonly utterance: Utterance;
  readonly heardAs: HeardAs;
  /** The notices that it tells of; none for a system prompt. */
  readonly notices: readonly HeldNotice[];
  readonly repeat: boolean;
  /** The receipt that its end earns; absent for a prompt and for the replay button. */
  readonly outcome?: Outcome;
}

/** The limits of promise 6. */
export interface AnnouncementRules {
  /** Up to this age the plain announcement. */
  readonly freshMs: number;
  /** More late ones than this are said as one summary. */
  readonly summaryAbove: number;
  /** Older than this: never spoken as money. */
  readonly tooOldMs: number;
}

/** The order of the logs. */
export const bySeq = (one: HeldNotice, other: HeldNotice): number =>
  one.logNumber - other.logNumber || one.seq - other.seq;

function money(notice: HeldNotice, isLate: boolean, repeat: boolean): MoneyUtterance {
  const { kind, payway, amountFen, paidAtMs } = notice;
  return { kind, payway, amountFen, repeat, ...(isLate ? { late: { paidAtMs } } : {}) };
}

/** One notice, said for the ledger. */
export function singleAnnouncement(notice: HeldNotice, isLate: boolean, repeat: boolean): Announcement {
  return {
    utterance: money(notice, isLate, repeat),
    heardAs: isLate ? 'late' : 'announced',
    notices: [notice],
    repeat,
    outcome: isLate ? 'announced_late' : 'announced',
  };
}

/** Many at once: count and sum, refunds and cancellations apart. */
export function summaryAnnouncement(notices: readonly HeldNotice[], repeat: boolean): Announcement {
  const sum = (some: readonly HeldNotice[]): number =>
    some.reduce((total, notice) => total + notice.amountFen, 0);
  const undone = notices.filter((notice) => notice.kind !== 'payment');
  return {
    utterance: {
      kind: 'summary',
      count: notices.length,
      sumFen: sum(notices) - sum(undone),
      refundCount: undone.length,
      refundSumFen: sum(undone),
      repeat,
    },
    heardAs: 'summary',
    notices,
    repeat,
    outcome: 'summarised',
  };
}

/** At the wish of the shopkeeper: it was heard before, so it earns no receipt and says that it is a repeat. */
export function replayAnnouncement(notice: HeldNotice, isLate: boolean): Announcement {
  return {
    utterance: money(notice, isLate, true),
    heardAs: isLate ? 'late' : 'announced',
    notices: [notice],
    repeat: true,
  };
}

export const promptAnnouncement = (prompt: SystemPrompt): Announcement => ({
  utterance: { kind: 'system', prompt },
  heardAs: 'system',
  notices: [],
  repeat: false,
});
