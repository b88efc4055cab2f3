import { limits } from '../../shared/limits.ts';
import { bestPath } from './path.ts';
import type { PushPath, PushState, Send } from './push-state.ts';

/** What sends have come to; older ones count less and less. */
export interface LossRecord {
  answers: number;
  late: number;
}

/** Over so many answers the late ones are counted: of one path, and of all long paths together. */
const OWN_ANSWERS = 128;
const POOL_ANSWERS = 1_024;
/** What long paths show in general weighs as much as so many answers of a path's own. */
const POOL_WEIGHT = 64;
/** What is assumed of them at first weighs so much. */
const FIRST_WEIGHT = 128;

/** A path of which nothing is known yet. */
export const createLossRecord = (): LossRecord => ({ answers: 0, late: 0 });

/** All long paths, before any has shown anything. */
export const createLongPathsRecord = (): LossRecord => ({
  answers: FIRST_WEIGHT,
  late: FIRST_WEIGHT * limits.longLateShareFirst,
});

export const lateShareOf = ({ answers, late }: LossRecord): number => late / answers;

/**
 * An answer came `wireMs` after the send, without the time that the device held the notice. It is late if promise 8 was
 * missed on this path: jitter within the promise is no loss, and another path would not have helped against a slow disk.
 */
export function noteAnswer(
  state: PushState,
  path: PushPath,
  send: Send,
  wireMs: number,
  nowMs: number,
): void {
  judge(state, path, send, wireMs > inTimeMs(path), nowMs);
}

/** No answer on this path yet. One that is within the promise may still come, and is counted then. */
export function noteSilence(state: PushState, path: PushPath, send: Send, nowMs: number): void {
  if (nowMs - send.atMs > inTimeMs(path)) judge(state, path, send, true, nowMs);
}

/** Each send is counted once; and none while it is the relay itself that looks up late. */
function judge(state: PushState, path: PushPath, send: Send, isLate: boolean, nowMs: number): void {
  if (send.isJudged) return;
  send.isJudged = true;
  if (isStrained(state, nowMs)) return;
  count(path.record, isLate, OWN_ANSWERS);
  if (isLong(path)) count(state.longPaths, isLate, POOL_ANSWERS);
}

function count(record: LossRecord, isLate: boolean, over: number): void {
  const kept = 1 - 1 / over;
  record.answers = kept * record.answers + 1;
  record.late = kept * record.late + (isLate ? 1 : 0);
}

/** The relay has just looked up late: nobody knows when the answers that it finds came. */
export function isStrained({ strainedUntilMs, deadlines }: PushState, nowMs: number): boolean {
  return nowMs < strainedUntilMs || nowMs - (deadlines.nextAtMs ?? nowMs) > limits.strainDelayMs;
}

/** A path that has not answered yet counts as a mobile one (TESTBED). */
const GUESSED_LOWEST_MS = 40;
/** A retransmission comes no sooner than half a round trip after the answer that was due. */
const RETRANSMITTED = 1.5;

/**
 * The longest round trip that keeps promise 8, which excuses half of the lowest one. On a path too long for it, what a
 * packet takes that was not lost.
 */
function inTimeMs({ roundTrip }: Pick<PushPath, 'roundTrip'>): number {
  const lowestMs = roundTrip?.lowestMs ?? GUESSED_LOWEST_MS;
  return Math.max(limits.pushDeadlineMs - limits.pushReserveMs + lowestMs / 2, RETRANSMITTED * lowestMs);
}

/** A third of the deadline and more: a round trip to find a loss, and one for what is sent then, are too much. */
const isLong = ({ roundTrip }: Pick<PushPath, 'roundTrip'>): boolean =>
  roundTrip !== undefined && 3 * roundTrip.lowestMs > limits.pushDeadlineMs;

/**
 * Where paths are long, a packet lost on each of them is found too late (a retransmission takes a round trip and more),
 * so all that helps is to have asked enough of them at once: two, and more while it is likelier than promise 8 allows
 * that all of them are late. Two of 5 % loss each way are both late 0.25 % of the time, three 0.01 %.
 *
 * A shop has a payment a minute, so a path's own record says little for an hour: until then it counts for little beside
 * what long paths of all devices show. Answers are lost as often as notices, so the shares are about twice the loss of
 * one direction.
 *
 * @param first asked already
 * @returns the others, the best first; empty when there are none
 */
export function othersAtOnce(
  paths: readonly PushPath[],
  first: PushPath,
  longLateShare: number,
): readonly PushPath[] {
  const others: PushPath[] = [];
  let left = paths.filter((path) => path !== first && !path.isBackedUp);
  let share = expectedShare(first, longLateShare);
  const isShort = first.roundTrip !== undefined && !isLong(first);
  while (others.length === 0 || (!isShort && share > limits.lateShareAllowed)) {
    const next = bestPath(left);
    if (next === undefined) break;
    others.push(next);
    left = left.filter((path) => path !== next);
    share *= expectedShare(next, longLateShare);
  }
  return others;
}

const expectedShare = ({ record }: PushPath, longLateShare: number): number =>
  (record.late + POOL_WEIGHT * longLateShare) / (record.answers + POOL_WEIGHT);
