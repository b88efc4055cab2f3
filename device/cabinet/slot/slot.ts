import type { BankId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { SlotReading } from '../readings.ts';
import { type InsertionProblem, problemOf, readableBank } from '../returns/insertion.ts';
import { NO_STAY, type Stay, stayBehindMouth, stayIn, stayOut } from './stay.ts';

/**
 * What is in one slot, as its readings tell over time. Why nothing may leave it (disabled, jammed, faulted, a latched
 * protection) is kept apart (slot-book.ts): a disabled slot still takes a bank back.
 */
export type SlotContent =
  /** No reading since the start, or since its module came back. */
  | { readonly is: 'unknown' }
  | { readonly is: 'empty' }
  | Arriving
  | {
      readonly is: 'locked' | 'charging';
      readonly bankId: BankId;
      readonly differsSinceMs?: number;
      readonly stay?: Stay;
    }
  /** A motion of a rental owns it: rental.ts reads the readings until it is over. */
  | { readonly is: 'ejecting'; readonly bankId: BankId; readonly stay?: Stay }
  /** Its bank has left with a rental. */
  | { readonly is: 'taken' }
  /** Something is in it that is not accepted. */
  | {
      readonly is: 'refused';
      readonly problem: InsertionProblem;
      /** Its id is the reason. */
      readonly bankId?: BankId;
      /** Its contacts have felt it since: if they read it after all, that is when it came back. */
      readonly insertedAtMs?: number;
      readonly clearSinceMs?: number;
    };

/** Something came in, or is about to. */
interface Arriving {
  readonly is: 'arriving';
  readonly sinceMs: number;
  /** When it clicked in; absent: it stands in the mouth. */
  readonly insertedAtMs?: number;
  /** Since the switch has said in without a break. */
  readonly stay?: Stay;
  /** Who it was when its contacts told last: another one has clicked in later. */
  readonly who?: string;
  /** The switch says out again: a bounce, unless it lasts. */
  readonly outSinceMs?: number;
  /** Since when the same thing has been wrong with it. */
  readonly wrong?: { readonly problem: InsertionProblem; readonly sinceMs: number };
  /** It was said that it is half in. */
  readonly isTold: boolean;
  /** Since when its lock has been asked for, and when last. */
  readonly locking?: { readonly sinceMs: number; readonly askedAtMs: number };
  /** It was there when the slot was looked at for the first time. */
  readonly wasFound: boolean;
}

type ContentName = SlotContent['is'];

/** Every way that content can go; a test walks random readings and allows no other. */
export const SLOT_TRANSITIONS: Readonly<Record<ContentName, readonly ContentName[]>> = {
  unknown: ['empty', 'arriving', 'locked', 'charging', 'ejecting'],
  empty: ['arriving', 'locked', 'charging', 'unknown'],
  arriving: ['empty', 'locked', 'charging', 'refused', 'unknown'],
  locked: ['charging', 'ejecting', 'empty', 'arriving', 'unknown'],
  charging: ['locked', 'ejecting', 'empty', 'arriving', 'unknown'],
  ejecting: ['taken', 'arriving', 'unknown'],
  taken: ['empty', 'arriving', 'locked', 'charging', 'unknown'],
  refused: ['arriving', 'locked', 'charging', 'empty', 'unknown'],
};

export type SlotEvent =
  /** All the way in, its id read, and locked or not to be locked: to be judged (returns.ts). */
  | {
      readonly type: 'bank_in';
      readonly bankId: BankId;
      readonly levelPercent: number;
      readonly insertedAtMs: number;
      readonly isLocked: boolean;
      readonly wasFound: boolean;
    }
  | {
      readonly type: 'refused';
      readonly problem: InsertionProblem;
      readonly atMs: number;
      readonly wasFound: boolean;
    }
  | { readonly type: 'wants_lock' }
  /** It is gone, and no rental let it out. */
  | { readonly type: 'bank_gone'; readonly bankId: BankId };

export interface SlotStep {
  readonly content: SlotContent;
  readonly events: readonly SlotEvent[];
}

/** From this the cabinet goes on: what has to be in the slot is judged again by its readings. */
export const UNKNOWN_CONTENT: SlotContent = { is: 'unknown' };

const stays = (content: SlotContent): SlotStep => ({ content, events: [] });

/** One reading of the slot's board, at its time. */
export function stepSlot(content: SlotContent, reading: SlotReading, atMs: number): SlotStep {
  switch (content.is) {
    case 'unknown':
      return isOccupied(reading) ? arrive(reading, atMs, true) : stays({ is: 'empty' });
    case 'empty':
    case 'taken':
      if (isOccupied(reading)) return arrive(reading, atMs, false);
      return stays(content.is === 'empty' ? content : { is: 'empty' });
    case 'arriving':
      return stepArriving(content, reading, atMs);
    case 'locked':
    case 'charging':
      return stepHome(content, reading, atMs);
    case 'refused':
      return stepRefused(content, reading, atMs);
    case 'ejecting':
      return stays({ ...content, stay: stayBehindMouth(content.stay ?? NO_STAY, reading, atMs) });
  }
}

const isOccupied = (reading: SlotReading): boolean =>
  reading.isInserted || reading.isAtMouth || readableBank(reading) !== undefined;

function arrive(reading: SlotReading, atMs: number, wasFound: boolean): SlotStep {
  return stepArriving({ is: 'arriving', sinceMs: atMs, isTold: false, wasFound }, reading, atMs);
}

function stepArriving(before: Arriving, reading: SlotReading, atMs: number): SlotStep {
  const bank = readableBank(reading);
  // A stuck back switch is no reason to bill somebody on: contacts touch only a bank that is in.
  if (!reading.isInserted && (bank === undefined || reading.isAtMouth))
    return stepNotIn(before, reading, atMs);
  const { outSinceMs, ...rest } = before;
  // What was seen to click in was not there before, whatever a switch at the mouth said at the first look.
  const wasFound = before.wasFound && outSinceMs === undefined;
  const stay = stayIn(before.stay ?? NO_STAY, reading, atMs);
  const { who = before.who } = stay;
  // A foreign bank that made room for one of ours within the time of a bounce.
  const isOther = before.who !== undefined && who !== before.who;
  const told = { ...rest, stay, ...(who === undefined ? {} : { who }), wasFound };
  const { locking: _, ...afresh } = told;
  const arriving: Arriving = isOther
    ? { ...afresh, insertedAtMs: stay.sinceMs }
    : { ...told, insertedAtMs: before.insertedAtMs ?? atMs };
  return bank === undefined ? stepUnread(arriving, reading, atMs) : stepRead(arriving, reading, bank, atMs);
}

/** In the mouth, or out again. */
function stepNotIn(before: Arriving, reading: SlotReading, atMs: number): SlotStep {
  const outSinceMs = before.outSinceMs ?? atMs;
  const isOut = atMs - outSinceMs >= limits.switchBounceMs;
  if (isOut && !reading.isAtMouth) return stays({ is: 'empty' });
  const { wrong: _, ...bounced } = { ...before, stay: stayOut(atMs) };
  if (!isOut && before.insertedAtMs !== undefined) return stays({ ...bounced, outSinceMs });
  const { insertedAtMs: __, locking: ___, ...rest } = bounced;
  const arriving: Arriving = { ...rest, outSinceMs };
  if (before.isTold || !reading.isAtMouth || atMs - outSinceMs < limits.halfInMs) return stays(arriving);
  return {
    content: { ...arriving, isTold: true },
    events: [{ type: 'refused', problem: 'half_in', atMs, wasFound: arriving.wasFound }],
  };
}

/** In, and its contacts tell nothing that can be used. */
function stepUnread(arriving: Arriving, reading: SlotReading, atMs: number): SlotStep {
  const problem = problemOf(reading);
  const sinceMs = arriving.wrong?.problem === problem ? arriving.wrong.sinceMs : atMs;
  const { locking: _, ...rest } = arriving;
  if (atMs - sinceMs < limits.contactPatienceMs) return stays({ ...rest, wrong: { problem, sinceMs } });
  const { insertedAtMs } = arriving;
  const felt = isFelt(reading) && insertedAtMs !== undefined ? { insertedAtMs } : {};
  return {
    content: { is: 'refused', problem, ...felt },
    events: [{ type: 'refused', problem, atMs, wasFound: arriving.wasFound }],
  };
}

/** A switch alone may be stuck for hours before anything comes in, and the others have to come out first. */
const isFelt = (reading: SlotReading): boolean =>
  ['dirty_contacts', 'unreadable'].includes(problemOf(reading));

function stepRead(
  arriving: Arriving,
  reading: SlotReading,
  bank: { readonly bankId: BankId; readonly levelPercent: number },
  atMs: number,
): SlotStep {
  const { wrong: _, ...read } = arriving;
  const { sinceMs, askedAtMs } = arriving.locking ?? { sinceMs: atMs, askedAtMs: Number.NEGATIVE_INFINITY };
  if (!reading.isLocked && atMs - sinceMs < limits.lockPatienceMs) {
    if (atMs - askedAtMs < limits.lockAgainMs) return stays({ ...read, locking: { sinceMs, askedAtMs } });
    return { content: { ...read, locking: { sinceMs, askedAtMs: atMs } }, events: [{ type: 'wants_lock' }] };
  }
  const { bankId, levelPercent } = bank;
  const event: SlotEvent = {
    type: 'bank_in',
    bankId,
    levelPercent,
    insertedAtMs: arriving.insertedAtMs ?? atMs,
    isLocked: reading.isLocked,
    wasFound: arriving.wasFound,
  };
  return { content: { is: reading.isCharging ? 'charging' : 'locked', bankId }, events: [event] };
}

type Home = Extract<SlotContent, { is: 'locked' | 'charging' }>;

/** A bank lives here: it goes only when both switches and the contacts say so for a while. */
function stepHome(home: Home, reading: SlotReading, atMs: number): SlotStep {
  const { bankId } = home;
  const stay = stayBehindMouth(home.stay ?? NO_STAY, reading, atMs);
  const read = readableBank(reading);
  const isGone = !reading.isInserted && !reading.isAtMouth && read === undefined;
  const isOther = reading.isInserted && read !== undefined && read.bankId !== bankId;
  if (!isGone && !isOther) return stays({ is: reading.isCharging ? 'charging' : 'locked', bankId, stay });
  const differsSinceMs = home.differsSinceMs ?? atMs;
  if (atMs - differsSinceMs < limits.switchBounceMs) return stays({ ...home, differsSinceMs, stay });
  const gone: SlotEvent = { type: 'bank_gone', bankId };
  if (isGone) return { content: { is: 'empty' }, events: [gone] };
  const next = stepArriving(arrivingFrom(stay, atMs, false), reading, atMs);
  return { content: next.content, events: [gone, ...next.events] };
}

function stepRefused(
  refused: Extract<SlotContent, { is: 'refused' }>,
  reading: SlotReading,
  atMs: number,
): SlotStep {
  const bank = readableBank(reading);
  // A bank that was not accepted for its id is judged again only once it has been out.
  if (reading.isInserted && bank !== undefined && refused.bankId === undefined) {
    const { insertedAtMs = atMs } = refused;
    const again = { is: 'arriving', sinceMs: atMs, insertedAtMs, isTold: false, wasFound: false } as const;
    return stepArriving(again, reading, atMs);
  }
  if (reading.isInserted) {
    const { clearSinceMs, ...same } = refused;
    // It was out a moment ago, and what is in now may be another one.
    return stays(clearSinceMs !== undefined && isFelt(reading) ? { ...same, insertedAtMs: atMs } : same);
  }
  const { insertedAtMs: _, ...out } = refused;
  const clearSinceMs = refused.clearSinceMs ?? atMs;
  if (atMs - clearSinceMs < limits.switchBounceMs) return stays({ ...out, clearSinceMs });
  return reading.isAtMouth ? arrive(reading, atMs, false) : stays({ is: 'empty' });
}

/** What the slot holds once its motion is over. A bank that is in again may have to be locked. */
export function endMotion(before: SlotContent, end: 'gone' | 'in' | 'unsure', nowMs: number): SlotContent {
  const { bankId, stay = NO_STAY } = before.is === 'ejecting' ? before : {};
  switch (end) {
    case 'gone': {
      const isOther = stay.sinceMs !== undefined && stay.who !== undefined && stay.who !== bankId;
      return isOther ? arrivingFrom(stay, nowMs, false) : { is: 'taken' };
    }
    case 'in':
      return arrivingFrom(stay, nowMs, true);
    case 'unsure':
      return UNKNOWN_CONTENT;
  }
}

/** It is in already, and is judged only now. */
function arrivingFrom(stay: Stay, nowMs: number, wasFound: boolean): Arriving {
  const { sinceMs: insertedAtMs = nowMs, who } = stay;
  const known = who === undefined ? {} : { who };
  return { is: 'arriving', sinceMs: nowMs, insertedAtMs, stay, ...known, isTold: false, wasFound };
}
