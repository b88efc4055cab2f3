import type { CabinetEvent, RentalOutcome, SlotPlace } from '../../shared/cabinet-report.ts';
import type { BankId, RentalId } from '../../shared/ids.ts';
import type { Seq, UnixMs } from '../../shared/quantities.ts';
import type { CommandOutcome } from '../commands.ts';
import type { HeardRecord } from '../speaker/heard.ts';

/** When something happened, in clocks that need no relay: a relay's word makes a true time of it, maybe days later. */
export interface TimeMark {
  /** Names the boot of the machine in which `steadyMs` counts; empty where the system does not tell. */
  readonly bootId: string;
  readonly steadyMs: number;
  /** What the clock on the wall said; it may be wrong. */
  readonly wallMs: number;
}

/** `let_out` ejects, `not_taken` and `jam` pull back, `relock` locks what a jam has left in and unlocked. */
export type MotionReason = 'let_out' | 'not_taken' | 'jam' | 'relock';

/** A motion that was decided; on disk before the bus hears of it. */
export interface Motion {
  readonly commandId: number;
  readonly why: MotionReason;
  readonly at: SlotPlace;
  readonly bankId: BankId;
}

/** How a rental ended: the first and last answer to it. */
export interface RentalEnd {
  readonly outcome: RentalOutcome;
  /** Why it failed, or what was special. */
  readonly code?: string;
  readonly at?: SlotPlace;
  readonly bankId?: BankId;
}

/** One rental from its arrival to its end. */
export interface RentalRecord {
  readonly rentalId: RentalId;
  readonly expiresAtMs: UnixMs;
  readonly minimumLevelPercent: number;
  /** When the core asked, relay time; absent: its relay did not tell. */
  readonly askedAtMs?: UnixMs;
  /** The motion whose outcome is not known yet, or the last one. */
  readonly motion?: Motion;
  /** Keys of the slots that could not give their bank. */
  readonly tried: readonly string[];
  /** Absent: it is open. */
  readonly end?: RentalEnd;
  /** The report of its end, so that it can be told again in the same words. */
  readonly told?: { readonly seq: Seq; readonly mark: TimeMark };
}

/** Where a bank is, as far as this cabinet knows. */
export type BankRecord =
  | {
      readonly bankId: BankId;
      readonly is: 'home';
      readonly at: SlotPlace;
      /** This rental let it out and ended without it, and it has not been read and locked in since. */
      readonly letOutBy?: RentalId;
    }
  | { readonly bankId: BankId; readonly is: 'out'; readonly rentalId: RentalId }
  /** It left without a rental. */
  | { readonly bankId: BankId; readonly is: 'missing' };

/** Why a slot gives no bank out and is not charged, until a technician says otherwise. */
export type SlotBar = 'disabled' | 'jammed' | 'faulted';

/** What is to be known of a slot after a restart. */
export interface SlotMark {
  readonly at: SlotPlace;
  /** By code: why each was put there. */
  readonly bars: Readonly<Partial<Record<SlotBar, string>>>;
  /** The rules of the protections that hold it until a technician frees it; none: not latched. */
  readonly latched: readonly string[];
}

/** One report that the relay has not confirmed. */
export interface ReportRecord {
  readonly seq: Seq;
  readonly event: CabinetEvent;
  readonly mark: TimeMark;
  /** Its true time, fixed before it is sent for the first time; absent: no relay has told the time yet. */
  readonly time?: ReportTime;
}

export interface ReportTime {
  readonly atMs: UnixMs;
  readonly isUncertain: boolean;
}

export type CabinetFactName = 'volume' | 'language' | 'clock' | 'report_log';

/** One change to what is on disk. All changes of one `record` happen, or none does. */
export type CabinetChange =
  | { readonly type: 'rental'; readonly rental: RentalRecord }
  | { readonly type: 'bank'; readonly bank: BankRecord }
  | { readonly type: 'slot'; readonly slot: SlotMark }
  | { readonly type: 'report'; readonly report: ReportRecord }
  | { readonly type: 'report_time'; readonly seq: Seq; readonly time: ReportTime }
  | { readonly type: 'report_confirmed'; readonly seqs: readonly Seq[] }
  /** Ids up to this one have been given to motions. */
  | { readonly type: 'command_ids'; readonly upTo: number }
  | { readonly type: 'command'; readonly outcome: CommandOutcome }
  | { readonly type: 'fact'; readonly name: CabinetFactName; readonly value: string }
  | { readonly type: 'heard'; readonly record: HeardRecord }
  /** Heard records up to this id are in heard.jsonl, for good. */
  | { readonly type: 'heard_written'; readonly upTo: number };

/** All that the cabinet remembers. */
export interface CabinetMemory {
  readonly facts: Readonly<Partial<Record<CabinetFactName, string>>>;
  /** In the order of their arrival. */
  readonly rentals: readonly RentalRecord[];
  readonly banks: readonly BankRecord[];
  readonly slots: readonly SlotMark[];
  /** In the order of their seqs. */
  readonly reports: readonly ReportRecord[];
  readonly lastReportSeq: Seq;
  readonly lastCommandId: number;
  readonly commands: readonly CommandOutcome[];
  /** May not be in heard.jsonl yet. */
  readonly heardRecords: readonly HeardRecord[];
  readonly lastHeardId: number;
  /** The newest time, by the relay's clock, at which something was written; 0: never. */
  readonly newestKnownMs: number;
}

/** What the cabinet's database can be asked. */
export type CabinetOperations = {
  load(argument: Record<never, never>): CabinetMemory;
  /** In this order, all or none. */
  record(argument: { changes: readonly CabinetChange[] }): void;
};
