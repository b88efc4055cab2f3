import type { CabinetReport, RentalOutcome, SlotPlace } from '../../shared/cabinet-report.ts';
import type { BankId, DeviceId, LogId, RentalId } from '../../shared/ids.ts';
import type { UnixMs } from '../../shared/quantities.ts';

/** What the rental core asks for: let one bank out of this cabinet, not later than this. */
export interface RentalOrder {
  readonly rentalId: RentalId;
  readonly cabinet: DeviceId;
  readonly expiresAtMs: UnixMs;
  readonly minimumLevelPercent: number;
}

/** What goes out to the cabinet. */
export interface SentRental extends RentalOrder {
  /** When the core asked first. */
  readonly askedAtMs: UnixMs;
}

/** A rental whose end is not known; what a starting relay goes on with. */
export interface OpenRental extends SentRental {
  readonly isStored: boolean;
}

export type RentalAnswer =
  | {
      readonly answer: 'recorded';
      /** The cabinet has told its end already: this relay's disk is an older copy. */
      readonly isEnded: boolean;
    }
  | { readonly answer: 'already_recorded' }
  | { readonly answer: 'conflict'; readonly reason: string }
  | { readonly answer: 'unknown_cabinet' | 'not_a_cabinet' | 'expired' | 'too_many_open' };

/** What was learned of a rental on its way to the cabinet. */
export type RentalMark = { readonly rentalId: RentalId; readonly atMs: UnixMs } & (
  | { readonly step: 'sent' | 'stored' }
  | { readonly step: 'refused'; readonly code: string }
);

/**
 * `expired_unanswered` is not final: the cabinet may have been cut off with the rental on its disk, and what it
 * reports later counts.
 */
export type RentalState = 'requested' | 'sent' | 'stored' | 'ended' | 'expired_unanswered';

export interface RentalStep {
  readonly atMs: UnixMs;
  readonly step:
    | 'requested'
    | 'conflict_refused'
    | 'sent'
    | 'stored'
    | 'refused'
    | 'expired_unanswered'
    | 'ended'
    | 'contradicted'
    | 'told';
  readonly detail: string;
}

export interface RentalEnd {
  readonly outcome: RentalOutcome;
  readonly code?: string;
  readonly at?: SlotPlace;
  readonly bankId?: BankId;
  /** True time, as the cabinet knows it. */
  readonly endedAtMs: UnixMs;
  readonly isTimeUncertain: boolean;
  /** It came after the relay had given the rental up as `expired_unanswered`. */
  readonly isLate: boolean;
}

export interface RentalLife extends RentalOrder {
  readonly requestedAtMs: UnixMs;
  readonly state: RentalState;
  readonly end?: RentalEnd;
}

export interface RentalQuery {
  readonly cabinet: DeviceId;
  /** Time of the request, inclusive. */
  readonly fromMs?: UnixMs;
  /** The last one of the page before. */
  readonly after?: RentalId;
}

/** A report, who says it, and in which life of its disk. */
export interface DeviceCabinetReport {
  readonly deviceId: DeviceId;
  readonly reportLog: LogId;
  readonly report: CabinetReport;
}

/**
 * `contradicted`: kept, but something else stands already and stays (the rental ended otherwise, or this seq told of
 * something else before). `refused`: it was not kept, because this seq has told of too many things.
 */
export type CabinetReportAnswer = 'recorded' | 'already_recorded' | 'contradicted' | 'refused';

export interface RecordedReport {
  /** Grows with each report that the relay records. */
  readonly id: number;
  readonly reportLog: LogId;
  readonly report: CabinetReport;
  readonly recordedAtMs: UnixMs;
}

export interface ReportQuery {
  readonly cabinet: DeviceId;
  /** Time of recording, inclusive. */
  readonly fromMs?: UnixMs;
  /** `id` of the last one of the page before. */
  readonly after?: number;
}

/** What the relay must remember of cabinets; the same rules as for the rest of its store. */
export interface CabinetStore {
  requestRental(order: RentalOrder, nowMs: UnixMs): Promise<RentalAnswer>;
  /** Unknown ones and repeats change nothing. */
  markRentals(batch: readonly RentalMark[]): Promise<void>;
  /** In no particular order. */
  readOpenRentals(most: number): Promise<readonly OpenRental[]>;
  /** No end is known and none is waited for any more; told as a webhook. What has ended meanwhile stays as it is. */
  giveUpRentals(rentalIds: readonly RentalId[], nowMs: UnixMs): Promise<void>;
  readRental(
    rentalId: RentalId,
  ): Promise<(RentalLife & { readonly steps: readonly RentalStep[] }) | undefined>;
  /** By time of the request, the oldest first. */
  readRentals(query: RentalQuery, most: number): Promise<readonly RentalLife[]>;
  /** Each with what follows from it (the rental's end, webhook, alarm) in one commit. Answers in the order of `batch`. */
  recordReports(
    batch: readonly DeviceCabinetReport[],
    nowMs: UnixMs,
  ): Promise<readonly CabinetReportAnswer[]>;
  /** In the order in which they were recorded. */
  readReports(query: ReportQuery, most: number): Promise<readonly RecordedReport[]>;
}
