import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import type { LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import { ceilingMs } from '../../shared/retry.ts';
import type { ReportRecord, ReportTime, TimeMark } from './cabinet-operations.ts';

const RESEND = { firstMs: limits.receiptResendFirstMs, maxMs: limits.receiptResendMaxMs };

interface Waiting {
  report: ReportRecord;
  isOnDisk: boolean;
}

/**
 * What the cabinet has to tell, numbered without a gap as long as its disk is not put back, until the relay has it on its
 * disk (promise 12). Nothing is sent before it is on ours, and before its true time is fixed there too, so that a repeat
 * says the same.
 */
export class ReportOutbox {
  readonly logId: LogId;
  readonly #waiting = new Map<Seq, Waiting>();
  readonly #sent = new Set<Seq>();
  #lastSeq: Seq;
  #resendAtMs = 0;
  #attempt = 0;

  constructor(logId: LogId, lastSeq: Seq, reports: readonly ReportRecord[]) {
    this.logId = logId;
    this.#lastSeq = lastSeq;
    for (const report of reports) this.#waiting.set(report.seq, { report, isOnDisk: true });
  }

  /** Not confirmed by the relay. */
  get size(): number {
    return this.#waiting.size;
  }

  /** A new report; it waits until {@link stored}. */
  add(event: CabinetEvent, mark: TimeMark, time: ReportTime | undefined): ReportRecord {
    this.#lastSeq = seq(this.#lastSeq + 1);
    const report: ReportRecord = { seq: this.#lastSeq, event, mark, ...(time === undefined ? {} : { time }) };
    this.#waiting.set(report.seq, { report, isOnDisk: false });
    return report;
  }

  /** This disk has forgotten reports that the relay may have: no seq of theirs is given to something else. */
  skipForgotten(): void {
    this.#lastSeq = seq(this.#lastSeq + limits.reportSeqsSkipped);
  }

  get nextSeq(): Seq {
    return seq(this.#lastSeq + 1);
  }

  /** What was confirmed once is to be told again. @returns false: it waits already */
  again(report: ReportRecord): boolean {
    if (this.#waiting.has(report.seq)) return false;
    this.#waiting.set(report.seq, { report, isOnDisk: false });
    return true;
  }

  /** It, or its time, is on disk. */
  stored(position: Seq): void {
    const waiting = this.#waiting.get(position);
    if (waiting !== undefined) waiting.isOnDisk = true;
  }

  /** Fixes the times that could not be known before. They are sent once that is {@link stored}. */
  fixTimes(timeOf: (mark: TimeMark) => ReportTime | undefined): { seq: Seq; time: ReportTime }[] {
    const fixed: { seq: Seq; time: ReportTime }[] = [];
    for (const waiting of this.#waiting.values()) {
      if (waiting.report.time !== undefined) continue;
      const time = timeOf(waiting.report.mark);
      if (time === undefined) continue;
      waiting.report = { ...waiting.report, time };
      waiting.isOnDisk = false;
      fixed.push({ seq: waiting.report.seq, time });
    }
    return fixed;
  }

  /** @returns those of `seqs` that waited: worth a note on disk */
  confirm(logId: LogId, seqs: readonly Seq[]): Seq[] {
    if (logId !== this.logId) return [];
    const confirmed = seqs.filter((position) => {
      // What was never sent cannot have arrived.
      if (!this.#sent.delete(position) && this.#waiting.get(position)?.isOnDisk !== true) return false;
      return this.#waiting.delete(position);
    });
    if (confirmed.length > 0) this.#attempt = 0;
    return confirmed;
  }

  /** A new connection: what was in flight on the old one may be lost. */
  sendAgain(): void {
    this.#sent.clear();
    this.#attempt = 0;
  }

  /** What to send now, oldest first, one list for each message. */
  due(nowMs: number): CabinetReport[][] {
    if (this.#sent.size > 0 && nowMs >= this.#resendAtMs) {
      this.#sent.clear();
      this.#attempt += 1;
    }
    const batches: CabinetReport[][] = [];
    let room = limits.reportsInFlight - this.#sent.size;
    for (const { report, isOnDisk } of this.#waiting.values()) {
      if (room <= 0) break;
      if (!isOnDisk || report.time === undefined || this.#sent.has(report.seq)) continue;
      this.#sent.add(report.seq);
      room -= 1;
      const { seq: position, event, time } = report;
      const telling = { seq: position, event, atMs: time.atMs, isTimeUncertain: time.isUncertain };
      const last = batches.at(-1);
      if (last === undefined || last.length === limits.reportsPerMessage) batches.push([telling]);
      else last.push(telling);
    }
    if (batches.length > 0) this.#resendAtMs = nowMs + ceilingMs(RESEND, this.#attempt);
    return batches;
  }

  /** When {@link due} will send again what was not confirmed; undefined when nothing is in flight. */
  get resendAtMs(): number | undefined {
    return this.#sent.size === 0 ? undefined : this.#resendAtMs;
  }
}
