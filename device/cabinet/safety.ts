import type { ProtectionKind } from './protections.ts';
import type { SlotName, SlotReading, TimedReading } from './readings.ts';

/** What the judge says about one slot. */
export interface Verdict {
  readonly chargeAllowed: boolean;
  /** Only a technician's command frees it. */
  readonly latched?: ProtectionKind;
  /** Protections that hold it off now, the latched one among them. */
  readonly tripped: readonly ProtectionKind[];
}

/** One reading of a slot as it is kept around a trip. */
export interface SlotRecord {
  readonly atMs: number;
  readonly ambientDeciCelsius: number;
  readonly reading: SlotReading;
}

/** A protection has switched a slot off: to be recorded, shown and sent up. */
export interface Trip {
  readonly at: SlotName;
  readonly kind: ProtectionKind;
  /** Which of the table's rows, e.g. `over_temperature.runaway`. */
  readonly rule: string;
  /** In words, with the value that was met: for the record and the technician. */
  readonly detail: string;
  readonly atMs: number;
  readonly isLatched: boolean;
  readonly bankId?: string;
  /** The last readings up to the one that tripped, oldest first; at most `limits.tripReadings`. */
  readonly readings: readonly SlotRecord[];
}

export interface SafetyInput {
  /** The newest reading of every module that the bus has now. A module that was lost is left out. */
  readonly modules: readonly TimedReading[];
  /** Slots that a technician frees with this step. */
  readonly freed: readonly SlotName[];
}

export interface SafetyState {
  readonly slots: ReadonlyMap<string, unknown>;
}

export interface SafetyStep {
  readonly state: SafetyState;
  /** By `slotKey`; a slot that is not in it is forbidden. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly trips: readonly Trip[];
}

/**
 * @param latched slots that were latched when the controller ended, by `slotKey`: a restart frees nothing
 */
export function beginSafety(_latched: ReadonlyMap<string, ProtectionKind> = new Map()): SafetyState {
  return { slots: new Map() };
}

/** What has to be on disk, so that a restart frees nothing. */
export function latchedSlots(_state: SafetyState): ReadonlyMap<string, ProtectionKind> {
  return new Map();
}

/** Judges raw readings, and nothing else. To be called with every reading, and at least once a poll cycle without any. */
export function step(state: SafetyState, _input: SafetyInput, _nowMs: number): SafetyStep {
  return { state, verdicts: new Map(), trips: [] };
}
