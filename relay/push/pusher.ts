import type { DeviceId, LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Notice } from '../../shared/notice.ts';
import type { Seq } from '../../shared/quantities.ts';
import { ceilingMs } from '../../shared/retry.ts';
import { joinRanges } from './backfill.ts';
import { continueBackfill, takeRead, wantBackfill } from './backfiller.ts';
import { earnResends, noteWait, takeCopy, takeResend } from './copies.ts';
import { createLossRecord, lateShareOf, othersAtOnce } from './losses.ts';
import { bestPath, hedgeDelayMs, resendDelayMs, withOutcome } from './path.ts';
import {
  type CopyKind,
  createDevicePush,
  type DevicePush,
  type Due,
  greetedPaths,
  type InFlight,
  type PushEffect,
  type PushInput,
  type PushPath,
  type PushState,
} from './push-state.ts';
import { sendAgain, sendFirst } from './sending.ts';
import { reach, takeStored } from './stored.ts';

const RESEND = { firstMs: limits.pushResendFirstMs, maxMs: limits.pushResendMaxMs };

/**
 * Decides what goes out to which device on which path, and when again.
 *
 * A live notice goes out at once on the best path that greeted. It stays in flight, with a deadline of its own, until
 * the device says *stored* or its last path is gone; then the device's own sync covers it. What cannot go out now is
 * owed as a range and read back from the store when there is room. Nothing is kept for devices that are not here.
 *
 * Deterministic: the same inputs at the same times have the same effects. `state` is changed in place, since it holds
 * thousands of devices and this runs thousands of times a second.
 *
 * @param nowMs a clock that only goes forward
 */
export function step(state: PushState, input: PushInput, nowMs: number): readonly PushEffect[] {
  const effects: PushEffect[] = [];
  take(state, input, nowMs, effects);
  continueBackfill(state, nowMs, effects);
  return effects;
}

function take(state: PushState, input: PushInput, nowMs: number, effects: PushEffect[]): void {
  switch (input.input) {
    case 'connected': {
      deviceOf(state, input.device).paths.set(input.connection, {
        connection: input.connection,
        connectedAtMs: nowMs,
        greeted: false,
        roundTrip: undefined,
        answer: undefined,
        lateShare: lateShareOf(state.longPaths),
        record: createLossRecord(),
        strikes: 0,
        isBackedUp: false,
        answeredAtMs: undefined,
      });
      return;
    }
    case 'greeted':
      greet(deviceOf(state, input.device), input, nowMs, effects);
      return;
    case 'reached': {
      const device = state.devices.get(input.device);
      if (device === undefined) return;
      followLog(device, input);
      reach(device, input.upTo, nowMs, effects);
      return;
    }
    case 'closed':
      close(state, input.device, input.connection, nowMs, effects);
      return;
    case 'backed_up': {
      const path = state.devices.get(input.device)?.paths.get(input.connection);
      if (path !== undefined) path.isBackedUp = input.isBackedUp;
      return;
    }
    case 'delivered':
      noteWait(state, nowMs - input.queuedAtMs, nowMs);
      deliver(state, input.logged.deviceId, input.logged.notice, input.lastByteAtMs, nowMs, effects);
      return;
    case 'sync': {
      const device = state.devices.get(input.device);
      if (device === undefined || device.logId !== input.logId) {
        effects.push({ effect: 'refuse', code: 'sync_other_log' });
        return;
      }
      device.backfill.ranges = joinRanges(device.backfill.ranges, input.ranges);
      wantBackfill(state, device);
      return;
    }
    case 'read':
      takeRead(state, input, nowMs, effects);
      return;
    case 'stored':
      takeStored(state, input, nowMs, effects);
      return;
    case 'due':
      for (let taken = 0; taken < limits.resendsPerTurn; taken += 1) {
        const dueAtMs = state.deadlines.nextAtMs ?? nowMs;
        const due = state.deadlines.takeDue(nowMs);
        if (due === undefined) return;
        noteWait(state, nowMs - dueAtMs, nowMs);
        meetDeadline(state, due, nowMs, effects);
      }
      return;
    case 'forgotten':
      state.devices.delete(input.device);
      state.backfillQueue.delete(input.device);
      return;
  }
}

/**
 * The end of a device's log: what the store said, or what was delivered while the store was being asked.
 *
 * @param lastSeq of `logId`, as the store said
 */
export function latestSeq(state: PushState, device: DeviceId, logId: LogId, lastSeq: Seq): Seq {
  const latest = state.devices.get(device)?.latest;
  return latest !== undefined && latest.logId === logId && latest.seq > lastSeq ? latest.seq : lastSeq;
}

function deviceOf(state: PushState, id: DeviceId): DevicePush {
  const known = state.devices.get(id);
  if (known !== undefined) return known;
  const made = createDevicePush(id);
  state.devices.set(id, made);
  return made;
}

function greet(
  device: DevicePush,
  greeting: { readonly connection: number; readonly logId: LogId; readonly upTo: Seq },
  nowMs: number,
  effects: PushEffect[],
): void {
  followLog(device, greeting);
  const path = device.paths.get(greeting.connection);
  if (path !== undefined) path.greeted = true;
  reach(device, greeting.upTo, nowMs, effects);
}

/** The device has just been told of this log: by a welcome, or by the pulse after its log had to be begun anew. */
function followLog(device: DevicePush, told: { readonly logId: LogId; readonly upTo: Seq }): void {
  if (device.logId === told.logId) return;
  device.logId = told.logId;
  device.storedUpTo = told.upTo;
  device.sentUpTo = 0;
  forgetSent(device);
  device.bornAtMs.clear();
}

function close(
  state: PushState,
  id: DeviceId,
  connection: number,
  nowMs: number,
  effects: PushEffect[],
): void {
  const device = state.devices.get(id);
  if (device === undefined) return;
  device.paths.delete(connection);
  if (device.paths.size > 0) {
    moveToNextPath(device, connection, nowMs, effects);
    return;
  }
  forgetSent(device);
  device.latest = undefined;
  state.backfillQueue.delete(id);
  for (const old of device.bornAtMs.keys()) {
    if (device.bornAtMs.size <= limits.unansweredKept) break;
    device.bornAtMs.delete(old);
  }
}

/** What was on its way through the lost connection goes out on another now; its deadline stands. */
function moveToNextPath(device: DevicePush, lost: number, nowMs: number, effects: PushEffect[]): void {
  const next = bestPath(greetedPaths(device));
  if (next === undefined) return;
  for (const inFlight of device.inFlight.values()) {
    if (inFlight.lastConnection === lost) sendAgain(inFlight, next, 'moved', nowMs, effects);
  }
}

function forgetSent(device: DevicePush): void {
  device.inFlight.clear();
  device.awaited.length = 0;
  device.backfill.ranges = [];
  device.backfill.unacknowledged = 0;
  device.backfill.window = limits.backfillWindowFirst;
  if (device.backfill.reading === 'yes') device.backfill.reading = 'void';
}

function deliver(
  state: PushState,
  id: DeviceId,
  notice: Notice,
  lastByteAtMs: number,
  nowMs: number,
  effects: PushEffect[],
): void {
  const device = state.devices.get(id);
  if (device === undefined || device.paths.size === 0) return;
  device.latest = { logId: notice.logId, seq: notice.seq };
  // A sync that was quicker than this turn has brought it already.
  if (device.logId === notice.logId && notice.seq <= device.storedUpTo) return;
  if (device.bornAtMs.size < limits.inFlightPerDevice) device.bornAtMs.set(notice.seq, lastByteAtMs);
  // One that has not greeted will ask by itself; one of another log hears of the new one by its heartbeat.
  const path = bestPath(greetedPaths(device));
  if (path === undefined || device.logId !== notice.logId || device.inFlight.has(notice.seq)) return;
  if (device.inFlight.size >= limits.inFlightPerDevice) {
    device.backfill.ranges = joinRanges(device.backfill.ranges, [{ first: notice.seq, last: notice.seq }]);
    return;
  }
  // Most devices have one path.
  const next = device.paths.size > 1 ? bestPath(greetedPaths(device), path) : undefined;
  const delayMs = next === undefined ? 0 : hedgeDelayMs(path, next, nowMs - lastByteAtMs);
  const resendInMs =
    next === undefined ? limits.pushResendFirstMs : delayMs + resendDelayMs(greetedPaths(device));
  const inFlight = sendFirst(
    state,
    device,
    { notice, path, fromBackfill: false, resendInMs },
    nowMs,
    effects,
  );
  earnResends(state);
  if (next === undefined) return;
  if (delayMs === 0) {
    const others = othersAtOnce(greetedPaths(device), path, state);
    others.forEach((other, index) => {
      copy(state, device, inFlight, other, index === 0 ? 'hedge' : 'third', nowMs, effects);
    });
  } else state.deadlines.add(nowMs + delayMs, { due: 'hedge', device: id, seq: notice.seq, attempt: 0 });
}

/** Sends one more copy, where the budget allows it. */
function copy(
  state: PushState,
  device: DevicePush,
  inFlight: InFlight,
  path: PushPath,
  why: Exclude<CopyKind, 'moved'>,
  nowMs: number,
  effects: PushEffect[],
): void {
  const refusal = (why === 'resend' ? takeResend : takeCopy)(state, device, nowMs);
  if (refusal === undefined) sendAgain(inFlight, path, why, nowMs, effects);
  else effects.push({ effect: 'refuse', code: refusal });
}

function meetDeadline(state: PushState, due: Due, nowMs: number, effects: PushEffect[]): void {
  if (due.due === 'backfill') {
    state.backfillWakesAtMs = undefined;
    return;
  }
  const device = state.devices.get(due.device);
  if (device === undefined) return;
  if (due.due === 'reread') {
    wantBackfill(state, device);
    return;
  }
  const inFlight = device.inFlight.get(due.seq);
  if (inFlight === undefined || inFlight.attempt !== due.attempt) return;
  const asked = device.paths.get(inFlight.lastConnection);
  // Of a relay that looks up late nobody knows whether the path has answered.
  const isPathToBlame = nowMs >= state.strainedUntilMs;
  if (asked !== undefined && isPathToBlame) asked.strikes += 1;
  if (due.due === 'hedge') {
    const next = bestPath(greetedPaths(device), asked);
    if (next?.isBackedUp === false) copy(state, device, inFlight, next, 'hedge', nowMs, effects);
    return;
  }
  inFlight.attempt += 1;
  const paths = greetedPaths(device);
  for (const path of paths) {
    const send = inFlight.sends.find(({ connection }) => connection === path.connection);
    if (isPathToBlame && send !== undefined) path.lateShare = withOutcome(path.lateShare, true);
    // A copy would only queue behind the notice itself, and behind all else that a frozen device does not take.
    if (!path.isBackedUp) copy(state, device, inFlight, path, 'resend', nowMs, effects);
  }
  if (inFlight.attempt === 1 && paths.length > 1) inFlight.hasBeenQuick = true;
  const waitMs = ceilingMs(RESEND, inFlight.attempt - (inFlight.hasBeenQuick ? 1 : 0));
  state.deadlines.add(nowMs + waitMs, { ...due, attempt: inFlight.attempt });
}
