import type { CabinetEvent, SlotPlace } from '../../../shared/cabinet-report.ts';
import { type LogId, logId, type RentalId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { Seq } from '../../../shared/quantities.ts';
import { clockToRemember, type RelayClock, type RememberedClock } from '../../clock.ts';
import type { HeardRecord } from '../../speaker/heard.ts';
import { clockFact, clockFrom } from '../../speaker/speaker-facts.ts';
import type { CabinetPrompt } from '../../speaker/voice.ts';
import type {
  CabinetChange,
  CabinetMemory,
  ReportRecord,
  ReportTime,
  TimeMark,
} from '../cabinet-operations.ts';
import type { MoveOrder } from '../readings.ts';
import { ReportOutbox } from '../report-outbox.ts';
import { trueTime } from '../true-time.ts';
import { Journal } from './journal.ts';

/** What waits for the disk. */
export type Deed =
  | { readonly do: 'begin_motion'; readonly rentalId: RentalId; readonly commandId: number }
  | { readonly do: 'lock'; readonly order: MoveOrder }
  | { readonly do: 'say'; readonly prompt: CabinetPrompt }
  | { readonly do: 'show_returned'; readonly at: SlotPlace }
  | { readonly do: 'answer_rent'; readonly rentalId: RentalId; readonly path: number }
  | { readonly do: 'obey'; readonly commandId: string }
  | { readonly do: 'send_report'; readonly seq: Seq }
  | { readonly do: 'write_heard'; readonly record: HeardRecord };

/** The time of one step, as far as it is known. */
export interface BooksMoment {
  /** Monotonic. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly clock: RelayClock;
}

/** What belongs together: all of it is written, or nothing. */
export interface BooksEntry {
  readonly changes?: readonly (CabinetChange | undefined)[];
  /** To be reported, each with the monotonic time at which it happened. */
  readonly events?: readonly { readonly event: CabinetEvent; readonly atMs: number }[];
  readonly deeds?: readonly Deed[];
}

/** Everything that the cabinet puts on record: changes, reports with their times, and what waits for both. */
export class Books {
  readonly journal = new Journal<Deed>();
  readonly reports: ReportOutbox;
  readonly #bootId: string;
  #remembered: RememberedClock | undefined;
  /** Reports of no bank's whereabouts that found no room. */
  #dropped = 0;

  /**
   * @param bootId names this boot of the machine; never empty
   * @param freshLogId names the report log of a new disk
   */
  constructor(memory: CabinetMemory, bootId: string, freshLogId: string) {
    this.#bootId = bootId;
    this.#remembered = clockFrom(memory.facts);
    const known = memory.facts.report_log;
    const reportLog: LogId = logId(known ?? freshLogId);
    this.reports = new ReportOutbox(reportLog, memory.lastReportSeq, memory.reports);
    if (known === undefined) {
      this.journal.add([{ type: 'fact', name: 'report_log', value: reportLog }]);
    }
  }

  /** No more may be begun that has to be reported. */
  get isFull(): boolean {
    return this.reports.size >= limits.reportsWaiting - limits.reportsReserved;
  }

  get dropped(): number {
    return this.#dropped;
  }

  write({ changes = [], events = [], deeds = [] }: BooksEntry, moment: BooksMoment): void {
    const all = changes.filter((change) => change !== undefined);
    const after = [...deeds];
    for (const { event, atMs } of events) {
      if (!isAboutABank(event) && this.reports.size >= limits.reportsWaiting) {
        this.#dropped += 1;
        continue;
      }
      const mark = this.markOf(atMs, moment);
      const report = this.reports.add(event, mark, this.#timeOf(mark, moment));
      all.push({ type: 'report', report });
      after.push({ do: 'send_report', seq: report.seq });
    }
    if (all.length + after.length > 0) this.journal.add(all, ...after);
  }

  /** The relay asks for what it has confirmed: its disk is an older copy. The same report, under its old seq. */
  tellAgain(report: ReportRecord, moment: BooksMoment): void {
    const time = this.#timeOf(report.mark, moment);
    const again = time === undefined ? report : { ...report, time };
    if (!this.reports.again(again)) return;
    this.journal.add([{ type: 'report', report: again }], { do: 'send_report', seq: report.seq });
  }

  /** When something happened, in clocks that need no relay. */
  markOf(steadyMs: number, { nowMs, wallMs }: BooksMoment): TimeMark {
    return { bootId: this.#bootId, steadyMs, wallMs: wallMs - (nowMs - steadyMs) };
  }

  /** On the clock of this boot; undefined: it was in an earlier one. */
  steadyOf({ bootId, steadyMs }: TimeMark): number | undefined {
    return bootId === this.#bootId ? steadyMs : undefined;
  }

  /** A relay has told the time: what waited for that gets its true time, and the agreement is kept. */
  clockAdopted(moment: BooksMoment): void {
    const { clock, nowMs, wallMs } = moment;
    const fixed = this.reports.fixTimes((mark) => this.#timeOf(mark, moment));
    const changes: CabinetChange[] = fixed.map(({ seq, time }) => ({ type: 'report_time', seq, time }));
    const now = { bootId: this.#bootId, monotonicMs: nowMs, wallMs };
    const remembering = clockToRemember(clock, now, this.#remembered);
    if (remembering !== undefined) {
      this.#remembered = remembering;
      changes.push({ type: 'fact', name: 'clock', value: clockFact(remembering) });
    }
    const deeds = fixed.map(({ seq }): Deed => ({ do: 'send_report', seq }));
    if (changes.length > 0) this.journal.add(changes, ...deeds);
  }

  confirmed(reportLog: LogId, seqs: readonly Seq[]): void {
    const known = this.reports.confirm(reportLog, seqs);
    if (known.length > 0) this.journal.add([{ type: 'report_confirmed', seqs: known }]);
  }

  #timeOf(mark: TimeMark, { clock, nowMs, wallMs }: BooksMoment): ReportTime | undefined {
    const skewMs = nowMs + clock.offsetMs - wallMs;
    return trueTime(mark, { bootId: this.#bootId, clock, remembered: this.#remembered, skewMs });
  }
}

/** Somebody is billed by it, or misses a bank: it is never dropped, and there are never more than banks in motion. */
const isAboutABank = ({ kind }: CabinetEvent): boolean =>
  kind === 'rental_ended' || kind === 'bank_returned' || kind === 'bank_missing';
