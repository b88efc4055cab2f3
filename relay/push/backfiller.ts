import { limits } from '../../shared/limits.ts';
import { giveBack, takeTokens } from '../bucket.ts';
import { BACKFILL_RATE, countIn, rangesUpTo, subtractRanges } from './backfill.ts';
import { bestPath } from './path.ts';
import {
  type DevicePush,
  greetedPaths,
  type PushEffect,
  type PushInput,
  type PushState,
} from './push-state.ts';
import { sendFirst } from './sending.ts';

/** Lets the device's backfill go on when its turn comes. */
export function wantBackfill(state: PushState, device: DevicePush): void {
  if (device.backfill.ranges.length > 0 && device.backfill.reading === 'no')
    state.backfillQueue.add(device.device);
}

/**
 * Asks the store for what is owed, in turn, within the common allowance. What is read at once is bounded by notices rather
 * than by reads: a thousand devices that come back to a relay that was killed owe one or two each, and four reads in a
 * commit of 25 ms served 150 devices a second, while 500 came.
 */
export function continueBackfill(state: PushState, nowMs: number, effects: PushEffect[]): void {
  for (const id of state.backfillQueue) {
    if (state.readsUnderWay >= limits.backfillReads) return;
    const device = state.devices.get(id);
    const most = device === undefined ? 0 : wanted(device);
    if (state.readingNotices + most > limits.backfillReadingNotices) return;
    const waitMs = most > 0 ? takeTokens(state.allowance, BACKFILL_RATE, most, nowMs) : 0;
    if (waitMs > 0) {
      // At least a turn of the timer: a hair less than what is needed would otherwise be waited for at this same moment.
      wakeLater(state, nowMs + Math.max(1, waitMs));
      return;
    }
    state.backfillQueue.delete(id);
    // No room: the next stored asks again. Nothing owed: its log was begun anew meanwhile.
    if (device === undefined || device.logId === undefined || most <= 0) continue;
    device.backfill.reading = 'yes';
    state.readsUnderWay += 1;
    state.readingNotices += most;
    // Each range holds a notice at least.
    const ranges = device.backfill.ranges.slice(0, most);
    effects.push({ effect: 'read', device: id, logId: device.logId, ranges, most });
  }
}

/** How many notices the device's next read may bring: no more than it lacks, than it may be sent, than one read holds. */
function wanted(device: DevicePush): number {
  const { backfill } = device;
  if (bestPath(greetedPaths(device)) === undefined) return 0;
  return Math.min(
    countIn(backfill.ranges),
    backfill.window - backfill.unacknowledged,
    limits.inFlightPerDevice - device.inFlight.size,
    limits.backfillReadNotices,
  );
}

function wakeLater(state: PushState, atMs: number): void {
  if (state.backfillWakesAtMs !== undefined) return;
  state.backfillWakesAtMs = atMs;
  state.deadlines.add(atMs, { due: 'backfill' });
}

/** Sends what the store had, and cuts it off what is owed. */
export function takeRead(
  state: PushState,
  input: Extract<PushInput, { input: 'read' }>,
  nowMs: number,
  effects: PushEffect[],
): void {
  state.readsUnderWay -= 1;
  state.readingNotices -= input.most;
  giveBack(state.allowance, BACKFILL_RATE, input.most - (input.notices?.length ?? 0));
  const device = state.devices.get(input.device);
  if (device === undefined) return;
  const { backfill } = device;
  const isVoid = backfill.reading === 'void' || device.logId !== input.logId;
  backfill.reading = 'no';
  if (isVoid) {
    wantBackfill(state, device);
    return;
  }
  if (input.notices === undefined) {
    state.deadlines.add(nowMs + limits.pushResendFirstMs, { due: 'reread', device: device.device });
    return;
  }
  const last = input.notices.at(-1)?.seq;
  // Fewer than wanted: the log has no more of what was asked for.
  const isWhole = last === undefined || input.notices.length < input.most;
  const done = isWhole ? input.ranges : rangesUpTo(input.ranges, last);
  backfill.ranges = subtractRanges(backfill.ranges, done);
  const path = bestPath(greetedPaths(device));
  if (path === undefined) return;
  for (const notice of input.notices) {
    if (!device.inFlight.has(notice.seq))
      sendFirst(
        state,
        device,
        { notice, path, fromBackfill: true, resendInMs: limits.pushResendFirstMs },
        nowMs,
        effects,
      );
  }
  wantBackfill(state, device);
}
