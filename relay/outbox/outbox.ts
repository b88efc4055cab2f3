import type { DeviceId, LogId, OrderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type Fingerprint, NO_NOTICES, noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import type { Notice, SeqRange } from '../../shared/notice.ts';
import { type Fen, fenSum, type Seq, seq } from '../../shared/quantities.ts';
import type { Saying } from '../core/order.ts';
import type { LoggedNotice } from '../store.ts';

/** Where a device's log stands. */
export interface LogTail {
  readonly logId: LogId;
  readonly deviceId: DeviceId;
  readonly lastSeq: Seq;
  readonly sumFen: Fen;
  /** Of its notices from the first one that has any; undefined: there is none, or the newest was written before them. */
  readonly fingerprint: Fingerprint | undefined;
  /** Notices without a receipt. */
  readonly openNotices: number;
}

/** What of a notice is its own, wherever it stands. */
export type Told = Pick<Notice, 'sn' | 'event' | 'kind' | 'amountFen'>;

/** One step of an order that is to be said. */
export interface OrderEvent {
  readonly sn: OrderSn;
  readonly event: string;
  readonly payway: string;
  readonly saying: Saying;
}

export interface Appended<Tail extends LogTail> {
  readonly notice: Notice;
  /** Where the log stands with it. */
  readonly tail: Tail;
}

/** The log with one more notice: no gap, and running sums. */
export function advance<Tail extends LogTail>(
  tail: Tail,
  told: Told,
): Tail & { readonly fingerprint: Fingerprint } {
  const lastSeq = seq(tail.lastSeq + 1);
  return {
    ...tail,
    lastSeq,
    sumFen: fenSum(tail.sumFen + told.amountFen),
    fingerprint: withNotice(tail.fingerprint ?? NO_NOTICES, noticeFingerprint({ ...told, seq: lastSeq })),
    openNotices: tail.openNotices + 1,
  };
}

/** The log's next notice; `undefined` where the log has no room for it. */
export function appendNotice<Tail extends LogTail>(
  tail: Tail,
  { sn, event, payway, saying }: OrderEvent,
): Appended<Tail> | undefined {
  const { kind, amountFen, atMs } = saying;
  if (tail.openNotices >= limits.openNoticesPerDevice) return undefined;
  // The device counts in doubles as well: a sum that could be off by one would look like a broken log.
  if (tail.sumFen + amountFen > Number.MAX_SAFE_INTEGER) return undefined;
  const next = advance(tail, { sn, event, kind, amountFen });
  const { logId, lastSeq, sumFen, fingerprint } = next;
  return {
    tail: next,
    notice: { logId, seq: lastSeq, kind, sn, event, amountFen, payway, paidAtMs: atMs, sumFen, fingerprint },
  };
}

/** How one step of an order is spread over the speakers of its terminal. */
export interface Spread<Tail extends LogTail> {
  readonly appended: readonly Appended<Tail>[];
  /** Why a human gets it: nobody, or not everybody who should, can say it. */
  readonly handedOver?: string;
}

/** A notice for each speaker; what one has no room for is handed over at once, never dropped (promise 7). */
export function spreadOverSpeakers<Tail extends LogTail>(
  speakers: readonly Tail[],
  event: OrderEvent,
): Spread<Tail> {
  if (speakers.length === 0) return { appended: [], handedOver: 'no speaker serves its terminal' };
  const tried = speakers.map((tail) => ({ tail, appended: appendNotice(tail, event) }));
  const appended = tried.flatMap((one) => one.appended ?? []);
  const full = tried.filter((one) => one.appended === undefined).map(({ tail }) => tail.deviceId);
  return full.length === 0
    ? { appended }
    : { appended, handedOver: `${full.join(', ')} has no room for another notice` };
}

export const loggedNotice = ({ tail, notice }: Appended<LogTail>): LoggedNotice => ({
  deviceId: tail.deviceId,
  notice,
});

/** The ranges in ascending order and without overlaps: a seq asked for twice is answered once. */
export function mergeRanges(ranges: readonly SeqRange[]): readonly SeqRange[] {
  const merged: SeqRange[] = [];
  for (const range of [...ranges].sort((one, other) => one.first - other.first)) {
    const last = merged.at(-1);
    if (range.last < range.first) continue;
    if (last === undefined || range.first > last.last + 1) merged.push(range);
    else if (range.last > last.last) merged[merged.length - 1] = { first: last.first, last: range.last };
  }
  return merged;
}

/** `1234` fen as `12.34`, for a person. */
export const amountText = (fen: number): string => (fen / 100).toFixed(2);

/** A notice that a human gets, as an alarm names it. */
export interface HandedOver {
  readonly sn: OrderSn;
  readonly event: string;
  readonly amountFen: Fen;
}

/** The details of as many alarms as it takes to name every one of `handedOver`. */
export function handOverDetails(handedOver: readonly HandedOver[], why: string): readonly string[] {
  const details: string[] = [];
  for (let first = 0; first < handedOver.length; first += limits.handOverAlarmNotices) {
    const named = handedOver.slice(first, first + limits.handOverAlarmNotices);
    const list = named.map(({ sn, event, amountFen }) => `${sn} ${event} ${amountText(amountFen)}`);
    details.push(`yours to tell, as ${why}: ${list.join(', ')}`);
  }
  return details;
}
