import type { Protection } from '../../../shared/cabinet-report.ts';
import { limits } from '../../../shared/limits.ts';
import { type SlotName, slotKey, type TimedReading } from '../readings.ts';
import type { SlotRecord } from '../slot/slot-sample.ts';
import { PROTECTION_RULES } from './protections.ts';
import {
  judge,
  newSlotMemory,
  type RuleState,
  remember,
  type SlotMemory,
  type TrippingRule,
} from './safety-slot.ts';

/** What the judge says about one slot. */
export interface Verdict {
  readonly chargeAllowed: boolean;
  /** Only a technician's command frees it. */
  readonly latched?: Protection;
  /** Protections that hold it off now, the latched one among them. */
  readonly tripped: readonly Protection[];
}

/** A protection has switched a slot off: to be recorded, shown and sent up. */
export interface Trip {
  readonly at: SlotName;
  readonly kind: Protection;
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

interface JudgedSlot {
  readonly at: SlotName;
  readonly memory: SlotMemory;
}

export interface SafetyState {
  readonly slots: ReadonlyMap<string, JudgedSlot>;
}

export interface SafetyStep {
  readonly state: SafetyState;
  /** By `slotKey`; a slot that is not in it is forbidden. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly trips: readonly Trip[];
}

/** A slot that is latched, as it has to be on disk: a restart frees nothing. */
export interface LatchedSlot {
  readonly at: SlotName;
  /** The rows of the table that latched it. */
  readonly rules: readonly string[];
}

/**
 * @param latched what {@link latchedSlots} told before the controller ended. A row that this version does not have
 * stands for any: the slot stays latched.
 */
export function beginSafety(latched: readonly LatchedSlot[], nowMs: number): SafetyState {
  const slots = latched.map(({ at, rules }): [string, JudgedSlot] => {
    const held: RuleState = { trippedAtMs: nowMs, isLatched: true, tripsAtMs: [nowMs] };
    const known = rules.filter((name) => RULE_BY_NAME.has(name));
    const names = known.length > 0 ? known : ['sensor_fault.impossible'];
    return [slotKey(at), { at, memory: newSlotMemory(nowMs, new Map(names.map((name) => [name, held]))) }];
  });
  return { slots: new Map(slots) };
}

/** What has to be on disk, so that a restart frees nothing. */
export function latchedSlots({ slots }: SafetyState): readonly LatchedSlot[] {
  return [...slots.values()].flatMap(({ at, memory }) => {
    const rules = [...memory.rules].filter(([, { isLatched }]) => isLatched).map(([name]) => name);
    return rules.length > 0 ? [{ at, rules }] : [];
  });
}

/**
 * Judges raw readings, and nothing else. To be called with every reading, and at least once a poll cycle without any:
 * a reading that gets old is a trip, too.
 */
export function step(state: SafetyState, { modules, freed }: SafetyInput, nowMs: number): SafetyStep {
  const slots = new Map(state.slots);
  const present = new Set<string>();
  for (const { reading, atMs } of modules) {
    for (const one of reading.slots) {
      const at: SlotName = { module: reading.module, slot: one.slot };
      const key = slotKey(at);
      present.add(key);
      const memory = slots.get(key)?.memory ?? newSlotMemory(nowMs);
      const record: SlotRecord = { atMs, ambientDeciCelsius: reading.ambientDeciCelsius, reading: one };
      // A reading from the future is a mistake of clocks: nothing is known by it.
      slots.set(key, { at, memory: atMs <= nowMs ? remember(memory, record) : memory });
    }
  }
  const freedKeys = new Set(freed.map(slotKey));
  const verdicts = new Map<string, Verdict>();
  const trips: Trip[] = [];
  for (const [key, { at, memory }] of slots) {
    const judged = judge(memory, freedKeys.has(key), nowMs);
    slots.set(key, { at, memory: judged.memory });
    trips.push(...newsOf(judged.tripping, memory).map((one) => tripOf(at, judged.memory, one, nowMs)));
    verdicts.set(key, verdictOf(judged.memory, present.has(key)));
  }
  return { state: { slots: withoutForgotten(slots, present, nowMs) }, verdicts, trips };
}

/**
 * Two rows of a kind are one trip: the one that latches, where there is one. A row of a kind that holds the slot
 * already is news only where it latches it.
 */
function newsOf(tripping: readonly TrippingRule[], { rules }: SlotMemory): readonly TrippingRule[] {
  const held = new Set([...rules].filter(([, { trippedAtMs }]) => trippedAtMs !== undefined).map(kindOf));
  const order = [...tripping].sort((one, other) => Number(other.isLatched) - Number(one.isLatched));
  return order.filter(
    ({ rule, isLatched }, index) =>
      order.findIndex((other) => other.rule.kind === rule.kind) === index &&
      (isLatched || !held.has(rule.kind)),
  );
}

const RULE_BY_NAME = new Map(PROTECTION_RULES.map((rule) => [rule.name, rule]));

const kindOf = ([name]: readonly [string, RuleState]): Protection =>
  RULE_BY_NAME.get(name)?.kind ?? 'sensor_fault';

function verdictOf({ rules, isAllowed }: SlotMemory, isPresent: boolean): Verdict {
  const held = [...rules].filter(([, { trippedAtMs }]) => trippedAtMs !== undefined);
  const latched = held.find(([, { isLatched }]) => isLatched);
  return {
    chargeAllowed: isAllowed && isPresent,
    ...(latched === undefined ? {} : { latched: kindOf(latched) }),
    tripped: [...new Set(held.map(kindOf))],
  };
}

function tripOf(
  at: SlotName,
  { records, bankId }: SlotMemory,
  { rule, value, isLatched }: TrippingRule,
  nowMs: number,
): Trip {
  const limit = `limit ${rule.limit}${rule.delayMs === 0 ? '' : ` for ${rule.delayMs / 1_000} s`}`;
  const detail = `${rule.measured} ${Math.round(value)} ${rule.unit}`.trimEnd();
  return {
    at,
    kind: rule.kind,
    rule: rule.name,
    detail: `${detail}, ${limit}`,
    atMs: nowMs,
    isLatched,
    ...(bankId === undefined ? {} : { bankId }),
    readings: records,
  };
}

/** Slots of modules that are long gone are forgotten; latched ones only when there are too many of them. */
function withoutForgotten(
  slots: ReadonlyMap<string, JudgedSlot>,
  present: ReadonlySet<string>,
  nowMs: number,
): ReadonlyMap<string, JudgedSlot> {
  const isLatched = ({ memory }: JudgedSlot): boolean =>
    [...memory.rules.values()].some((rule) => rule.isLatched);
  const isKept = ([key, slot]: [string, JudgedSlot]): boolean => {
    const seenAtMs = slot.memory.records.at(-1)?.atMs ?? nowMs;
    return present.has(key) || isLatched(slot) || nowMs - seenAtMs < limits.slotMemoryMs;
  };
  const kept = [...slots].filter(isKept);
  if (kept.length <= limits.slotsRemembered) return new Map(kept);
  const rank = ([key, slot]: [string, JudgedSlot]): number =>
    present.has(key) ? 2 : isLatched(slot) ? 1 : 0;
  return new Map(kept.sort((one, other) => rank(other) - rank(one)).slice(0, limits.slotsRemembered));
}
