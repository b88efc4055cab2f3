import type { BankId, ModuleSerial, RentalId } from './ids.ts';
import type { Seq, UnixMs } from './quantities.ts';

/** How a rental ends. `not_taken`: let out and pulled back in; `failed`: no bank left the cabinet. */
export const RENTAL_OUTCOMES = ['taken', 'not_taken', 'failed'] as const;
export type RentalOutcome = (typeof RENTAL_OUTCOMES)[number];

/** The nine of promise 13. A stale reading is a `sensor_fault`. */
export const PROTECTIONS = [
  'over_voltage',
  'under_voltage',
  'over_current',
  'short_circuit',
  'over_temperature',
  'under_temperature',
  'reverse_polarity',
  'charge_timeout',
  'sensor_fault',
] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** One bay of a cabinet, as it is named on the wire. */
export interface SlotPlace {
  readonly module: ModuleSerial;
  /** 1 … `limits.slotsPerModule`. */
  readonly slot: number;
}

/** What a slot showed before its protection tripped. */
export interface TripReading {
  readonly beforeMs: number;
  readonly voltageMillivolts: number;
  /** Positive: into the bank. */
  readonly currentMilliamps: number;
  readonly bankDeciCelsius: number;
  readonly slotDeciCelsius: number;
}

/** Something that happened in a cabinet. A `code` is a word like `all_jammed`, see `reportCode`. */
export type CabinetEvent =
  | {
      readonly kind: 'rental_ended';
      readonly rentalId: RentalId;
      readonly outcome: RentalOutcome;
      /** Why it failed, or what was special about it. */
      readonly code?: string;
      readonly at?: SlotPlace;
      readonly bankId?: BankId;
    }
  | {
      readonly kind: 'bank_returned';
      readonly bankId: BankId;
      readonly at: SlotPlace;
      readonly levelPercent: number;
      /** The rental by which it left, where the cabinet knows it. */
      readonly rentalId?: RentalId;
    }
  | {
      readonly kind: 'return_refused';
      readonly code: string;
      readonly at: SlotPlace;
      readonly bankId?: BankId;
    }
  | {
      readonly kind: 'protection_tripped';
      readonly protection: Protection;
      readonly at: SlotPlace;
      /** Only a technician's command frees the slot. */
      readonly isLatched: boolean;
      readonly bankId?: BankId;
      /** The oldest first, at most `limits.tripReadings`. */
      readonly readings: readonly TripReading[];
    }
  /** A bank is gone from its slot, and no rental has it by what was told of their ends. */
  | {
      readonly kind: 'bank_missing';
      readonly bankId: BankId;
      readonly at: SlotPlace;
      /** The last rental that had let it out, where it has not surely been in since: it may have it after all. */
      readonly rentalId?: RentalId;
    }
  /** `state`: a word like `jammed`, `disabled` or `in_service`. */
  | {
      readonly kind: 'slot_changed';
      readonly at: SlotPlace;
      readonly state: string;
      readonly code?: string;
    };

/** One entry of a cabinet's report log, which has no gaps. */
export interface CabinetReport {
  readonly seq: Seq;
  /** True time: the relay's, carried on by a clock that only goes forward. */
  readonly atMs: UnixMs;
  /** The cabinet had not learned the relay's time since its start: `atMs` is its own wall clock's. */
  readonly isTimeUncertain: boolean;
  readonly event: CabinetEvent;
}

/** What a cabinet adds to its status. */
export interface CabinetStatus {
  readonly modules: number;
  readonly slots: number;
  /** Banks that can be rented now. */
  readonly banksReady: number;
  /** Slots that can take a bank back now. */
  readonly empty: number;
  /** Slots that are faulted or disabled. */
  readonly faulted: number;
  /** Reports that the relay has not confirmed. */
  readonly reportsWaiting: number;
}
