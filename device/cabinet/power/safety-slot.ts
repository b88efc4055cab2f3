import { limits } from '../../../shared/limits.ts';
import {
  type BankHistory,
  isFresh,
  NO_HISTORY,
  nextHistory,
  type SlotRecord,
  type SlotSample,
} from '../slot/slot-sample.ts';
import { isBeyond, isClear, PROTECTION_RULES, type ProtectionRule } from './protections.ts';

/** Where one rule stands in one slot. */
export interface RuleState {
  /** Beyond the limit since; absent: not beyond. */
  readonly beyondSinceMs?: number;
  /** Holds the slot off since. */
  readonly trippedAtMs?: number;
  /** On the safe side of the hysteresis since. */
  readonly clearSinceMs?: number;
  readonly isLatched: boolean;
  /** The last trips, at most `limits.tripsUntilLatch`. */
  readonly tripsAtMs: readonly number[];
}

/** What is known of one slot from one step to the next. */
export interface SlotMemory {
  /** The last readings, oldest first. */
  readonly records: readonly SlotRecord[];
  readonly bankId: string | undefined;
  /** No bank has been there since. */
  readonly goneSinceMs: number | undefined;
  readonly history: BankHistory;
  /** Rules that are not at rest, by name. */
  readonly rules: ReadonlyMap<string, RuleState>;
  readonly isAllowed: boolean;
  readonly forbiddenSinceMs: number | undefined;
}

export const newSlotMemory = (
  nowMs: number,
  rules: ReadonlyMap<string, RuleState> = new Map(),
): SlotMemory => ({
  records: [],
  bankId: undefined,
  goneSinceMs: undefined,
  history: NO_HISTORY,
  rules,
  isAllowed: false,
  forbiddenSinceMs: nowMs,
});

const AT_REST: RuleState = { isLatched: false, tripsAtMs: [] };

/** Takes a reading in. One that is not newer than the last tells nothing. */
export function remember(memory: SlotMemory, record: SlotRecord): SlotMemory {
  const last = memory.records.at(-1);
  if (last !== undefined && record.atMs <= last.atMs) return memory;
  const { bank, isInserted, contactProblem } = record.reading;
  const isGone = bank === undefined && !isInserted && contactProblem === undefined;
  const isOther = bank !== undefined && memory.bankId !== undefined && bank.bankId !== memory.bankId;
  const history = isGone || isOther ? NO_HISTORY : memory.history;
  return {
    ...memory,
    records: [...memory.records, record].slice(-limits.tripReadings),
    bankId: isGone ? undefined : (bank?.bankId ?? memory.bankId),
    goneSinceMs: isGone ? (memory.goneSinceMs ?? record.atMs) : undefined,
    history: nextHistory(history, isOther ? undefined : last, record),
  };
}

/** What a rule says of a slot in one step. */
interface RuleStep {
  readonly state: RuleState;
  /** Set where it trips with this step. */
  readonly value?: number;
}

/** A rule that trips with this step, and the value that was met. */
export interface TrippingRule {
  readonly rule: ProtectionRule;
  readonly value: number;
  readonly isLatched: boolean;
}

export interface SlotJudgement {
  readonly memory: SlotMemory;
  readonly tripping: readonly TrippingRule[];
}

/** Judges a slot by its newest reading. A technician frees it with `isFreed`; what still holds trips again at once. */
export function judge(memory: SlotMemory, isFreed: boolean, nowMs: number): SlotJudgement {
  const sample = sampleOf(memory, nowMs);
  const rules = new Map<string, RuleState>();
  const tripping: TrippingRule[] = [];
  for (const rule of PROTECTION_RULES) {
    const old = memory.rules.get(rule.name);
    const { state, value } = stepRule(rule, old, sample, memory.goneSinceMs, isFreed, nowMs);
    if (value !== undefined) tripping.push({ rule, value, isLatched: state.isLatched });
    if (!isAtRest(state, nowMs)) rules.set(rule.name, state);
  }
  const isHeld = [...rules.values()].some(({ trippedAtMs }) => trippedAtMs !== undefined);
  // A limit that is passed for less than its delay does not stop a charge, and does not let one begin.
  const isPending = [...rules.values()].some(({ beyondSinceMs }) => beyondSinceMs !== undefined);
  const isAllowed =
    sample !== undefined &&
    !isHeld &&
    (memory.isAllowed || !isPending) &&
    sample.bank !== undefined &&
    sample.reading.isInserted &&
    sample.reading.contactProblem === undefined &&
    isFresh(sample);
  const forbiddenSinceMs = isAllowed ? undefined : (memory.forbiddenSinceMs ?? nowMs);
  return { memory: { ...memory, rules, isAllowed, forbiddenSinceMs }, tripping };
}

function sampleOf({ records, history, forbiddenSinceMs }: SlotMemory, nowMs: number): SlotSample | undefined {
  const newest = records.at(-1);
  if (newest === undefined) return undefined;
  const { reading } = newest;
  const before = records.at(-2);
  const isSameBank = reading.bank !== undefined && before?.reading.bank?.bankId === reading.bank.bankId;
  return {
    atMs: newest.atMs,
    nowMs,
    reading,
    bank: reading.bank,
    before: isSameBank ? before : undefined,
    history,
    forbiddenSinceMs,
  };
}

function stepRule(
  rule: ProtectionRule,
  before: RuleState | undefined,
  sample: SlotSample | undefined,
  goneSinceMs: number | undefined,
  isFreed: boolean,
  nowMs: number,
): RuleStep {
  const value = sample === undefined ? undefined : rule.value(sample);
  const isOver = value !== undefined && isBeyond(rule, value);
  // What is not latched recovers by itself, in its own time.
  const isFreeing = isFreed && before?.isLatched === true;
  const old = isFreeing ? AT_REST : (before ?? AT_REST);
  if (old.trippedAtMs !== undefined) return { state: holding(rule, old, value, goneSinceMs, nowMs) };
  if (!isOver || sample === undefined)
    return { state: { isLatched: false, tripsAtMs: recent(old.tripsAtMs, nowMs) } };
  const { atMs } = sample;
  const beyondSinceMs = old.beyondSinceMs ?? atMs;
  // Held by readings, not by the clock: a single one that nothing follows is for the rule about age.
  const isTripping = atMs - beyondSinceMs >= rule.delayMs || isFreeing;
  if (!isTripping) return { state: { ...old, beyondSinceMs } };
  const tripsAtMs = [...recent(old.tripsAtMs, nowMs), nowMs].slice(-limits.tripsUntilLatch);
  const isRepeated = rule.latch === 'on_repeat' && tripsAtMs.length >= limits.tripsUntilLatch;
  const isLatched = rule.latch === 'at_once' || isRepeated || isFreeing;
  return { state: { beyondSinceMs, trippedAtMs: nowMs, isLatched, tripsAtMs }, value };
}

/** A rule that has tripped: latched for good, or until it has been clear for long enough. */
function holding(
  rule: ProtectionRule,
  old: RuleState,
  value: number | undefined,
  goneSinceMs: number | undefined,
  nowMs: number,
): RuleState {
  if (old.isLatched) return old;
  const { clearSinceMs: _was, ...rest } = old;
  const isSafe = goneSinceMs !== undefined || (value !== undefined && isClear(rule, value));
  if (!isSafe) return rest;
  const clearSinceMs = old.clearSinceMs ?? nowMs;
  if (nowMs - clearSinceMs < rule.clearMs) return { ...rest, clearSinceMs };
  return { isLatched: false, tripsAtMs: recent(old.tripsAtMs, nowMs) };
}

const recent = (tripsAtMs: readonly number[], nowMs: number): readonly number[] =>
  tripsAtMs.filter((atMs) => nowMs - atMs < limits.tripWindowMs);

const isAtRest = ({ beyondSinceMs, trippedAtMs, tripsAtMs }: RuleState, nowMs: number): boolean =>
  beyondSinceMs === undefined && trippedAtMs === undefined && recent(tripsAtMs, nowMs).length === 0;
