import { limits } from '../../shared/limits.ts';
import { bestPath } from './path.ts';
import type { ConnectionId, PushPath, PushState, Send } from './push-state.ts';

/** What sends have come to; older ones count less and less. */
export interface LossRecord {
  answers: number;
  late: number;
}

/** Over so many answers the late ones are counted: of one path, and of all long paths together. */
const OWN_ANSWERS = 128;
const POOL_ANSWERS = 8_192;
/** Over so many notices those are counted that came late on all of their paths. */
const NOTICES = 256;
/** What long paths show in general weighs as much as so many answers of a path's own. */
const POOL_WEIGHT = 64;
/** What is assumed of them at first weighs so much. */
const FIRST_WEIGHT = 128;

/** A path of which nothing is known yet. */
export const createLossRecord = (): LossRecord => ({ answers: 0, late: 0 });

/** What went out on several long paths, before any has been answered. */
export const createNoticesRecord = (): LossRecord => ({ answers: NOTICES, late: 0 });

/** All long paths, before any has shown anything. */
export const createLongPathsRecord = (): LossRecord => ({
  answers: FIRST_WEIGHT,
  late: FIRST_WEIGHT * limits.longLateShareFirst,
});

export const lateShareOf = ({ answers, late }: LossRecord): number => late / answers;

/**
 * An answer came `wireMs` after the send, without the time that the device held the notice. What its path is to be blamed
 * for shows beside the other copies of the same notice, see {@link judgeSend}.
 *
 * @param paths of the device
 * @param sends all of that notice
 */
export function noteAnswer(
  state: PushState,
  paths: ReadonlyMap<ConnectionId, PushPath>,
  send: Send,
  wireMs: number,
  sends: readonly Send[],
  nowMs: number,
): void {
  // Nobody knows when it came: it is neither late nor a witness.
  if (isStrained(state, nowMs)) send.isJudged = true;
  else if (send.wireMs === undefined) {
    const path = paths.get(send.connection);
    const isFirst = sends.length > 1 && sends.every((one) => one.wireMs === undefined);
    if (isFirst && path !== undefined && isLong(path)) count(state.notices, wireMs > inTimeMs(path), NOTICES);
    send.wireMs = wireMs;
  }
  for (const one of sends) if (one.wireMs !== undefined) judgeSend(state, paths, one, sends);
}

/**
 * A send is counted once, and only if another path has answered the same notice in time: then relay, device and all that
 * the paths share were well, and a copy that came late all the same was lost on its own path. What makes all copies late
 * (a busy machine, a slow device) is no path's loss, another copy would be late too, and it would make busy what is busy
 * already. For paths that lose independently, the share of late ones among these is their true share.
 *
 * A send without an answer is judged when none is waited for any more: it is late, then.
 */
export function judgeSend(
  state: PushState,
  paths: ReadonlyMap<ConnectionId, PushPath>,
  send: Send,
  sends: readonly Send[],
): void {
  const path = paths.get(send.connection);
  if (send.isJudged || path === undefined) return;
  for (const other of sends) {
    const witness = paths.get(other.connection);
    if (other === send || witness === undefined || (other.wireMs ?? LOST) > inTimeMs(witness)) continue;
    send.isJudged = true;
    // On a path that is longer by itself the same delay ends later.
    const expectedMs = (other.wireMs ?? LOST) + Math.max(0, lowestMsOf(path) - lowestMsOf(witness));
    const mostMs = Math.max(inTimeMs(path), expectedMs + (RETRANSMITTED - 1) * lowestMsOf(path));
    const isLate = (send.wireMs ?? LOST) > mostMs;
    count(path.record, isLate, OWN_ANSWERS);
    if (isLong(path)) count(state.longPaths, isLate, POOL_ANSWERS);
    return;
  }
}

const LOST = Number.POSITIVE_INFINITY;

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
function inTimeMs(path: PushPath): number {
  const lowestMs = lowestMsOf(path);
  return Math.max(limits.pushDeadlineMs - limits.pushReserveMs + lowestMs / 2, RETRANSMITTED * lowestMs);
}

const lowestMsOf = ({ roundTrip }: PushPath): number => roundTrip?.lowestMs ?? GUESSED_LOWEST_MS;

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
 * While many notices are late on all of their paths, it is not single packets that are lost: a third copy would only add
 * to what makes them late.
 *
 * @param first asked already
 * @returns the others, the best first; empty when there are none
 */
export function othersAtOnce(
  paths: readonly PushPath[],
  first: PushPath,
  { longPaths, notices }: Pick<PushState, 'longPaths' | 'notices'>,
): readonly PushPath[] {
  const longLateShare = lateShareOf(longPaths);
  const most = lateShareOf(notices) > limits.noticesLateShareMost ? 1 : paths.length;
  const others: PushPath[] = [];
  let left = paths.filter((path) => path !== first && !path.isBackedUp);
  let share = expectedShare(first, longLateShare);
  const isShort = first.roundTrip !== undefined && !isLong(first);
  while (others.length === 0 || (!isShort && others.length < most && share > limits.lateShareAllowed)) {
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
