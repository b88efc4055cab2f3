import { limits } from '../../shared/limits.ts';
import { bestPath, overdueMs, withOutcome } from './path.ts';
import type { PushPath, PushState } from './push-state.ts';

/** Over so many answers the late ones of all long paths are counted. */
const POOL_ANSWERS = 256;

/**
 * An answer came on this path after `elapsedMs`. Late ones count against it, and against long paths in general, unless
 * it is the relay itself that has just looked up late.
 */
export function noteAnswer(state: PushState, path: PushPath, elapsedMs: number, nowMs: number): void {
  const behindMs = nowMs - (state.deadlines.nextAtMs ?? nowMs);
  if (nowMs < state.strainedUntilMs || behindMs > limits.strainDelayMs) return;
  const isLate = elapsedMs > overdueMs(path);
  path.lateShare = withOutcome(path.lateShare, isLate);
  if (isLong(path)) state.longLateShare += ((isLate ? 1 : 0) - state.longLateShare) / POOL_ANSWERS;
}

/** A third of the deadline and more: a round trip to find a loss, and one for what is sent then, are too much. */
const isLong = ({ roundTrip }: Pick<PushPath, 'roundTrip'>): boolean =>
  roundTrip !== undefined && 3 * roundTrip.lowestMs > limits.pushDeadlineMs;

/**
 * Where paths are long, a packet lost on each of them is found too late (a retransmission takes a round trip and more),
 * so all that helps is to have asked enough of them at once: two, and more while it is likelier than promise 8 allows
 * that all of them are late. Two of 5 % loss each way are both late 0.25 % of the time, three 0.01 %.
 *
 * A shop has a payment a minute, so a path's own share says little for an hour: it is averaged with what long paths of
 * all devices show. Answers are lost as often as notices, so the shares are about twice the loss of one direction.
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

const expectedShare = (path: PushPath, longLateShare: number): number => (path.lateShare + longLateShare) / 2;
