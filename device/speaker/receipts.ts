import type { LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { NoticeReceipt } from '../../shared/notice.ts';
import type { Seq } from '../../shared/quantities.ts';
import { ceilingMs } from '../../shared/retry.ts';

/** What became of one log entry. */
export interface OwedReceipt {
  readonly logId: LogId;
  readonly receipt: NoticeReceipt;
}

/** Receipts of one log, for one message. */
export interface ReceiptBatch {
  readonly logId: LogId;
  readonly receipts: readonly NoticeReceipt[];
}

const RESEND = { firstMs: limits.receiptResendFirstMs, maxMs: limits.receiptResendMaxMs };

/**
 * Receipts that are on our disk and not yet, as far as we know, on the relay's (promise 7). Sent until they are
 * confirmed, under the log that they belong to, even when that log has ended. Few are in flight at a time, so that a
 * long list does not stand in the way of payments (promise 17).
 */
export class Receipts {
  readonly #owed = new Map<string, OwedReceipt>();
  /** The keys in flight. */
  readonly #sent = new Set<string>();
  #resendAtMs = 0;
  #attempt = 0;

  constructor(owed: readonly OwedReceipt[]) {
    for (const one of owed) this.add(one);
  }

  get size(): number {
    return this.#owed.size;
  }

  add(owed: OwedReceipt): void {
    this.#owed.set(keyOf(owed.logId, owed.receipt.seq), owed);
  }

  /** @returns those of `seqs` that were owed: worth a note on disk */
  confirm(logId: LogId, seqs: readonly Seq[]): Seq[] {
    const confirmed = seqs.filter((position) => {
      const key = keyOf(logId, position);
      this.#sent.delete(key);
      return this.#owed.delete(key);
    });
    if (confirmed.length > 0) this.#attempt = 0;
    return confirmed;
  }

  /** A new connection: what was in flight on the old one may be lost. */
  sendAgain(): void {
    this.#sent.clear();
    this.#attempt = 0;
  }

  /** What to send now. */
  due(nowMs: number): ReceiptBatch[] {
    if (this.#sent.size > 0 && nowMs >= this.#resendAtMs) {
      this.#sent.clear();
      this.#attempt += 1;
    }
    const room = limits.receiptsInFlight - this.#sent.size;
    if (room <= 0 || this.#owed.size === this.#sent.size) return [];
    const sending: OwedReceipt[] = [];
    for (const [key, owed] of this.#owed) {
      if (sending.length === room) break;
      if (this.#sent.has(key)) continue;
      this.#sent.add(key);
      sending.push(owed);
    }
    this.#resendAtMs = nowMs + ceilingMs(RESEND, this.#attempt);
    return batches(sending);
  }

  /** When {@link due} has to be asked again if no confirmation comes. */
  get resendAtMs(): number | undefined {
    return this.#sent.size > 0 ? this.#resendAtMs : undefined;
  }
}

const keyOf = (logId: LogId, position: Seq): string => `${logId}/${position}`;

function batches(owed: readonly OwedReceipt[]): ReceiptBatch[] {
  const full: { logId: LogId; receipts: NoticeReceipt[] }[] = [];
  for (const { logId, receipt } of owed) {
    const open = full.findLast((one) => one.logId === logId);
    if (open !== undefined && open.receipts.length < limits.receiptsPerMessage) open.receipts.push(receipt);
    else full.push({ logId, receipts: [receipt] });
  }
  return full;
}
