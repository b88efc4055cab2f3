import type { DeviceId, LogId, OrderSn, StoreId, TerminalSn } from '../shared/ids.ts';
import type { Fingerprint } from '../shared/log-fingerprint.ts';
import type { Notice, NoticeReceipt, Outcome, SeqRange } from '../shared/notice.ts';
import type { Fen, Seq, UnixMs } from '../shared/quantities.ts';
import type { CabinetStore } from './cabinet/cabinet-memory.ts';

/**
 * What the relay must remember, as asynchronous calls that take batches. A resolved write is durable; a rejected
 * one changed nothing. `outbox/outbox-store.ts` keeps it in SQLite; a shared database serves several relays behind
 * the same contract, which is why nothing here hands out a transaction, a cursor or a synchronous answer.
 */
export interface RelayStore
  extends OrderStore,
    LogStore,
    ReceiptStore,
    RosterStore,
    AlarmStore,
    WebhookStore,
    CabinetStore {
  close(): Promise<void>;
}

// ---- orders ----

/** Final and passing states of an order, as the gateway names them. */
export const ORDER_STATES = [
  'CREATED',
  'PAY_ERROR',
  'PAY_CANCELED',
  'PAID',
  'REFUND_ERROR',
  'CANCEL_ERROR',
  'PARTIAL_REFUNDED',
  'REFUNDED',
  'CANCELED',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** A callback of the payment core, checked and understood; `raw` keeps the fields that we do not know. */
export interface OrderCallback {
  readonly sn: OrderSn;
  readonly terminalSn: TerminalSn;
  readonly clientSn: string;
  readonly tradeNo: string;
  readonly state: OrderState;
  readonly payway: string;
  readonly totalAmountFen: Fen;
  /** What is left after refunds. */
  readonly netAmountFen: Fen;
  /** When the customer's money moved; the acceptance time where the gateway did not say. */
  readonly finishedAtMs: UnixMs;
  readonly raw: string;
}

/** A notice on its way to its device. */
export interface LoggedNotice {
  readonly deviceId: DeviceId;
  readonly notice: Notice;
}

/** The three answers to a repeat (promise 2). */
export type AcceptAnswer =
  | {
      readonly answer: 'recorded';
      /** One for each speaker that serves the terminal; empty where there is nothing to say. */
      readonly notices: readonly LoggedNotice[];
      /** There was something to say and no device to say it: it went to a human. */
      readonly handedOver: boolean;
    }
  | { readonly answer: 'already_recorded' }
  | { readonly answer: 'conflict'; readonly reason: string };

/** One step in an order's life. */
export interface OrderStep {
  readonly atMs: UnixMs;
  readonly step:
    | 'accepted'
    | 'superseded'
    | 'conflict_refused'
    | 'logged'
    | 'stored'
    | 'receipt'
    | 'receipt_contradicted'
    | 'handed_over';
  readonly deviceId?: DeviceId;
  readonly detail: string;
}

export interface OrderLife {
  readonly sn: OrderSn;
  readonly terminalSn: TerminalSn;
  readonly state: OrderState;
  readonly totalAmountFen: Fen;
  readonly netAmountFen: Fen;
  readonly payway: string;
  readonly steps: readonly OrderStep[];
}

/** An order in a passing state, which the reconciler asks the core about. */
export interface UnfinishedOrder {
  readonly sn: OrderSn;
  readonly terminalSn: TerminalSn;
  readonly acceptedAtMs: UnixMs;
}

export interface LedgerQuery {
  /** Acceptance time, inclusive. */
  readonly fromMs?: UnixMs;
  /** Acceptance time, exclusive. */
  readonly toMs?: UnixMs;
  /** That of the speakers at the time of acceptance; an order without a speaker belongs to none. */
  readonly store?: StoreId;
}

export interface LedgerCount {
  readonly count: number;
  readonly sumFen: Fen;
}

/** Promise 7 in figures: `notices` = the four receipts + `open`, in count and in sum. */
export interface Ledger {
  /** Steps of orders with something to say (paid, refunded, cancelled): one notice for each speaker of theirs. */
  readonly ordersAccepted: LedgerCount;
  readonly notices: LedgerCount;
  readonly receipts: Readonly<Record<Outcome, LedgerCount>>;
  readonly open: LedgerCount;
  /** The oldest first, at most `limits.ledgerOpenListed`. */
  readonly openNotices: readonly {
    readonly sn: OrderSn;
    readonly deviceId: DeviceId;
    readonly seq: Seq;
    readonly ageMs: number;
    readonly stored: boolean;
  }[];
  /** Of these, the ones that went to a human because no device serves their terminal, or one has no room. */
  readonly ordersHandedOver: LedgerCount;
  readonly balanced: boolean;
}

export interface OrderStore {
  /** Records callbacks and appends their notices, each whole or not at all. Answers in the order of `batch`. */
  acceptOrders(batch: readonly OrderCallback[], nowMs: UnixMs): Promise<readonly AcceptAnswer[]>;
  readOrder(sn: OrderSn): Promise<OrderLife | undefined>;
  /** Oldest first. */
  readUnfinishedOrders(acceptedAfterMs: UnixMs, most: number): Promise<readonly UnfinishedOrder[]>;
  readLedger(query: LedgerQuery, nowMs: UnixMs): Promise<Ledger>;
}

// ---- logs ----

/** What a log adds up to, up to one of its notices: a copy that has the same is the same. */
export interface LogSums {
  /** Sum of the amounts. */
  readonly sumFen: Fen;
  /** Absent: that notice was written before there were any. */
  readonly fingerprint?: Fingerprint;
}

/** With the sums up to `lastSeq`. */
export interface LogEnd extends LogSums {
  readonly logId: LogId;
  readonly lastSeq: Seq;
  /** The first notice without a receipt; absent: every one has its receipt. */
  readonly oldestOpen?: Seq;
}

export interface StoredMark {
  readonly deviceId: DeviceId;
  readonly logId: LogId;
  readonly seq: Seq;
  readonly atMs: UnixMs;
}

export interface LogStore {
  readLogEnd(device: DeviceId): Promise<LogEnd | undefined>;
  /** Of seq 1 … `upTo` of the device's present log; undefined where it does not reach that far. */
  readSumsUpTo(device: DeviceId, upTo: Seq): Promise<LogSums | undefined>;
  /** In the order of `seq`; with `settled` where a receipt is recorded. At most `most`. */
  readNotices(
    device: DeviceId,
    log: LogId,
    ranges: readonly SeqRange[],
    most: number,
  ): Promise<readonly Notice[]>;
  /** A device has these on its disk. Unknown ones and repeats change nothing. */
  markStored(batch: readonly StoredMark[]): Promise<void>;
  /**
   * Ends a log that can no longer be trusted (the device is ahead of it, or its copy is another) and begins `newLog`
   * with the notices that have no receipt yet, in their order.
   */
  rebuildLog(device: DeviceId, newLog: LogId, nowMs: UnixMs): Promise<LogEnd>;
}

// ---- receipts ----

export interface DeviceReceipt {
  readonly deviceId: DeviceId;
  readonly logId: LogId;
  readonly receipt: NoticeReceipt;
}

/** `unknown`: the log has no such notice there. `contradicted`: another outcome stands already and stays. */
export type ReceiptAnswer = 'recorded' | 'already_recorded' | 'contradicted' | 'unknown';

export interface ReceiptStore {
  recordReceipts(batch: readonly DeviceReceipt[], nowMs: UnixMs): Promise<readonly ReceiptAnswer[]>;
  /** Hands over what no device has stored since `madeBeforeMs`; answers how many. */
  handOverUnstored(madeBeforeMs: UnixMs, nowMs: UnixMs, most: number): Promise<number>;
  /** Devices with notices that are stored but have no receipt since `storedBeforeMs`, and how many. */
  readOverdue(
    storedBeforeMs: UnixMs,
  ): Promise<readonly { readonly deviceId: DeviceId; readonly count: number }[]>;
}

// ---- roster ----

export const DEVICE_ROLES = ['speaker', 'cabinet'] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];
export const LANGUAGES = ['zh-CN', 'yue', 'ms', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface DeviceEntry {
  readonly id: DeviceId;
  readonly role: DeviceRole;
  readonly terminals: readonly TerminalSn[];
  readonly store: StoreId;
  readonly language: Language;
}

/** What authenticates a device; kept apart from {@link DeviceEntry} so that no listing can show it. */
export interface DeviceSecret {
  readonly id: DeviceId;
  readonly key: Uint8Array;
}

export interface RosterStore {
  /** All of them: once, at a start. Twenty thousand keep the store for a tenth of a second. */
  readDevices(): Promise<readonly DeviceEntry[]>;
  readSecrets(): Promise<readonly DeviceSecret[]>;
  readDevice(device: DeviceId): Promise<DeviceEntry | undefined>;
  readSecret(device: DeviceId): Promise<DeviceSecret | undefined>;
  /** At most `count` of them in the order of their ids, from the first one behind `after` on. */
  listDevices(after: string, count: number): Promise<readonly DeviceEntry[]>;
  /** Makes the device with `key` and a new log when it is new; else only changes the entry. Tells which. */
  putDevice(entry: DeviceEntry, key: Uint8Array, newLog: LogId, nowMs: UnixMs): Promise<'made' | 'changed'>;
  /** `false`: there is no such device. */
  replaceKey(device: DeviceId, key: Uint8Array): Promise<boolean>;
  /** Hands over its open notices and forgets it. `false`: there is no such device. */
  deleteDevice(device: DeviceId, nowMs: UnixMs): Promise<boolean>;
}

// ---- alarms ----

export const ALARM_KINDS = [
  'order_conflict',
  'order_handed_over',
  'notice_handed_over',
  'notices_overdue',
  'device_offline',
  'device_volume_zero',
  'device_battery_low',
  'device_inbox_near_full',
  'device_store_failed',
  'log_rebuilt',
  'receipt_contradicted',
  'rental_conflict',
  'rental_contradicted',
  'rental_unknown',
  'rental_unanswered',
  'cabinet_protection_tripped',
  'cabinet_bank_missing',
  'cabinet_returns_refused',
  'cabinet_reports_disagree',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface Alarm {
  readonly id: number;
  readonly kind: AlarmKind;
  /** Device id, order sn or rental id. */
  readonly subject: string;
  readonly detail: string;
  readonly raisedAtMs: UnixMs;
  /** Absent: it still holds (or is an event, which never ends). */
  readonly clearedAtMs?: UnixMs;
}

export interface NewAlarm {
  readonly kind: AlarmKind;
  readonly subject: string;
  readonly detail: string;
}

export interface AlarmStore {
  /** Raises each that does not hold already (same kind and subject, not cleared), with its webhook. */
  raiseAlarms(batch: readonly NewAlarm[], nowMs: UnixMs): Promise<void>;
  clearAlarms(
    batch: readonly { readonly kind: AlarmKind; readonly subject: string }[],
    nowMs: UnixMs,
  ): Promise<void>;
  /** Newest first. */
  readAlarms(most: number): Promise<readonly Alarm[]>;
}

// ---- webhooks ----

/** Something that others are to hear, with the commit of which it is a part. */
export interface NewWebhook {
  /** The receiver's key: what carries it is one event for ever, however often it is told. */
  readonly webhookId: string;
  /** E.g. `alarm.device_offline` or `rental.taken`. */
  readonly type: string;
  /** When it happened. */
  readonly atMs: UnixMs;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A webhook that waits for its 2xx. */
export interface PendingWebhook extends Omit<NewWebhook, 'data'> {
  readonly id: number;
  /** JSON, the same at each attempt. */
  readonly data: string;
  readonly attempt: number;
}

export interface WebhookStore {
  /** Those that have been due longest first. */
  readDueWebhooks(nowMs: UnixMs, most: number): Promise<readonly PendingWebhook[]>;
  settleWebhook(
    id: number,
    outcome: { readonly deliveredAtMs: UnixMs } | { readonly retryAtMs: UnixMs },
  ): Promise<void>;
}
