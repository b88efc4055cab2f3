import { limits } from '../../shared/limits.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import { adaptWindow, type Backfill } from './backfill.ts';
import { wantBackfill } from './backfiller.ts';
import { isStrained, judgeSend, noteAnswer } from './losses.ts';
import { overdueMs, roundTripSample, withOutcome, withSample } from './path.ts';
import type {
  AwaitedAnswer,
  DevicePush,
  InFlight,
  PushEffect,
  PushInput,
  PushPath,
  PushState,
} from './push-state.ts';

/** A device says that notices are on its disk. Repeats change nothing; what it never got from us is refused. */
export function takeStored(
  state: PushState,
  input: Extract<PushInput, { input: 'stored' }>,
  nowMs: number,
  effects: PushEffect[],
): void {
  const device = state.devices.get(input.device);
  const path = device?.paths.get(input.connection);
  if (device === undefined || path === undefined || device.logId !== input.logId) {
    effects.push({ effect: 'refuse', code: 'stored_other_log' });
    return;
  }
  path.strikes = 0;
  path.answeredAtMs = nowMs;
  input.seqs.forEach((at, index) => {
    const heldUs = input.heldUs[index] ?? 0;
    const inFlight = device.inFlight.get(at);
    if (inFlight !== undefined) {
      const send = inFlight.sends.find((one) => one.connection === path.connection);
      const backfill = inFlight.fromBackfill ? device.backfill : undefined;
      if (send !== undefined)
        measure(state, device, path, { send, sends: inFlight.sends }, heldUs, nowMs, backfill);
      settle(device, at, path.roundTrip?.lowestMs ?? 0, nowMs, effects);
      awaitOthers(state, device, inFlight, path, nowMs);
    } else if (takeAwaited(state, device, path, at, heldUs, nowMs)) {
      // The slower of two copies.
    } else if (at > device.sentUpTo && at > device.storedUpTo) {
      effects.push({ effect: 'refuse', code: 'stored_unsent' });
    }
  });
  wantBackfill(state, device);
}

/**
 * A device says that its log has no gap up to `upTo`: the answer to everything in flight below, should the *stored*
 * itself have been lost with a connection.
 */
export function reach(device: DevicePush, upTo: Seq, nowMs: number, effects: PushEffect[]): void {
  // It lost its disk: what was stored is not any more.
  if (upTo < device.storedUpTo) device.storedUpTo = upTo;
  // Usually a handful. After a long loss of marks the newest matter; receipts bring the rest.
  const first = Math.max(device.storedUpTo + 1, upTo - limits.inFlightPerDevice + 1);
  for (let at = first; at <= upTo; at += 1) settle(device, seq(at), 0, nowMs, effects);
  device.storedUpTo = Math.max(device.storedUpTo, upTo);
}

function measure(
  state: PushState,
  device: DevicePush,
  path: PushPath,
  { send, sends }: Pick<AwaitedAnswer, 'send' | 'sends'>,
  heldUs: number,
  nowMs: number,
  backfill?: Backfill,
): void {
  const elapsedMs = nowMs - send.atMs;
  const sampleMs = roundTripSample(elapsedMs, heldUs);
  if (sampleMs === undefined) return;
  if (!isStrained(state, nowMs)) path.lateShare = withOutcome(path.lateShare, elapsedMs > overdueMs(path));
  // Of a backfill many answers come late without a loss: they wait for each other.
  if (backfill === undefined) noteAnswer(state, device.paths, send, sampleMs, sends, nowMs);
  // Too long is right for what is overdue: a path longer than the first guess would never be known otherwise.
  if (backfill === undefined) path.answer = withSample(path.answer, elapsedMs);
  if (send.isRepeated) return;
  path.roundTrip = withSample(path.roundTrip, sampleMs);
  if (backfill !== undefined) adaptWindow(backfill, sampleMs - path.roundTrip.lowestMs);
}

/** The other copies of what has just been answered: their answers tell how long their paths are, and whether they lose. */
function awaitOthers(
  state: PushState,
  device: DevicePush,
  inFlight: InFlight,
  answered: PushPath,
  nowMs: number,
): void {
  for (const send of inFlight.sends) {
    if (send.connection !== answered.connection)
      device.awaited.push({ seq: inFlight.notice.seq, send, sends: inFlight.sends, sinceMs: nowMs });
  }
  for (let oldest = device.awaited[0]; oldest !== undefined; oldest = device.awaited[0]) {
    const isGivenUp = nowMs - oldest.sinceMs > limits.pushResendFirstMs;
    if (!isGivenUp && device.awaited.length <= limits.answersAwaited) return;
    device.awaited.shift();
    const path = device.paths.get(oldest.send.connection);
    if (path === undefined || !isGivenUp || isStrained(state, nowMs)) continue;
    path.lateShare = withOutcome(path.lateShare, true);
    judgeSend(state, device.paths, oldest.send, oldest.sends);
  }
}

function takeAwaited(
  state: PushState,
  device: DevicePush,
  path: PushPath,
  at: Seq,
  heldUs: number,
  nowMs: number,
): boolean {
  const { awaited } = device;
  const index = awaited.findIndex((one) => one.seq === at && one.send.connection === path.connection);
  const [found] = index < 0 ? [] : awaited.splice(index, 1);
  if (found !== undefined) measure(state, device, path, found, heldUs, nowMs);
  return found !== undefined;
}

function settle(
  device: DevicePush,
  at: Seq,
  lowestRoundTripMs: number,
  nowMs: number,
  effects: PushEffect[],
): void {
  const inFlight = device.inFlight.get(at);
  if (inFlight?.fromBackfill === true) device.backfill.unacknowledged -= 1;
  device.inFlight.delete(at);
  const bornAtMs = device.bornAtMs.get(at);
  if (bornAtMs !== undefined) {
    device.bornAtMs.delete(at);
    effects.push({ effect: 'sample', latencyMs: nowMs - bornAtMs, lowestRoundTripMs });
  }
  if (device.logId !== undefined)
    effects.push({ effect: 'mark', device: device.device, logId: device.logId, seq: at });
  if (at === device.storedUpTo + 1) device.storedUpTo = at;
}
