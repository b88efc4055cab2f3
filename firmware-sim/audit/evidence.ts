import type { CoreEntry } from '../core/log.ts';

/** A line of a speaker's `heard.jsonl`. */
export interface HeardLine {
  readonly seqs: readonly number[];
  readonly sns: readonly string[];
  readonly text: string;
  readonly receipt: 'announced' | 'late' | 'summary' | 'system';
  readonly repeat: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly file?: string;
}

export const RECEIPTS = ['announced', 'announced_late', 'summarised', 'handed_over'] as const;
export type ReceiptKind = (typeof RECEIPTS)[number];

export interface SpeakerEvidence {
  readonly id: string;
  readonly terminals: readonly string[];
  /** In the order of the file. */
  readonly heard: readonly HeardLine[];
  /** Lines that are no line of this form. */
  readonly unreadableLines: number;
  /** How often it may rightly have begun again: kills of its process, and presses of the replay button. */
  readonly repeatsAllowed: number;
  /** How wrong the clock that it goes by may have been at times, because somebody set it, ms; default 0. */
  readonly clockDoubtMs?: number;
}

/** A notice as the relay's account of an order tells it. */
export interface NoticeAccount {
  readonly deviceId: string;
  /** The step of the order, e.g. `PAID`. */
  readonly event: string;
  readonly seq: number;
  /** When the relay knew that the speaker had it, Unix ms; absent: it never did. */
  readonly storedAtMs?: number;
  readonly receipts: readonly ReceiptKind[];
  /** When it went to a human, Unix ms. */
  readonly handedOverAtMs?: number;
}

/** What `GET /v1/orders/{sn}` says. */
export interface OrderAccount {
  readonly sn: string;
  readonly notices: readonly NoticeAccount[];
  /** No speaker served it, and a human was told. */
  readonly handedOver: boolean;
  /** Receipts that came after another one for the same notice. */
  readonly contradictions: number;
}

export interface LedgerCount {
  readonly count: number;
  readonly sumFen: number;
}

/** What `GET /v1/ledger` says. */
export interface LedgerEvidence {
  readonly ordersAccepted: LedgerCount;
  readonly notices: LedgerCount;
  readonly receipts: Readonly<Record<ReceiptKind, LedgerCount>>;
  readonly open: LedgerCount;
  readonly ordersHandedOver: LedgerCount;
  readonly balanced: boolean;
}

/** All that the auditor is given; it looks at nothing else. */
export interface Evidence {
  readonly core: readonly CoreEntry[];
  readonly speakers: readonly SpeakerEvidence[];
  readonly orders: ReadonlyMap<string, OrderAccount>;
  readonly ledger: LedgerEvidence;
}

export const FINDINGS = [
  'lost',
  'forged',
  'forgery_accepted',
  'doubled',
  'repeat_not_said',
  'repeat_without_cause',
  'wrong_amount',
  'wrong_kind',
  'wrong_wallet',
  'wrong_time',
  'wrong_count',
  'wrong_sum',
  'wrong_receipt',
  'wrong_speaker',
  'unreadable_text',
  'unreadable_line',
  'out_of_order',
  'overlap',
  'late_unmarked',
  'fresh_marked_late',
  'too_old_spoken',
  'receipt_missing',
  'receipt_doubled',
  'receipt_contradicted',
  'order_unaccounted',
  'still_open',
  'unbalanced',
  'ledger_differs',
] as const;
export type FindingName = (typeof FINDINGS)[number];

export interface Finding {
  readonly finding: FindingName;
  /** The order concerned; absent where it is the ledger or the file. */
  readonly sn?: string;
  readonly deviceId?: string;
  readonly detail: string;
}
