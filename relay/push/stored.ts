import { limits } from '../../shared/limits.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import { adaptWindow } from './backfill.ts';
import { wantBackfill } from './backfiller.ts';
import { roundTripSample, withSample } from './path.ts';
import type { DevicePush, PushEffect, PushInput, PushPath, PushState } from './push-state.ts';

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
  input.seqs.forEach((at, index) => {
    if (device.inFlight.has(at)) {
      measure(device, path, at, input.heldUs[index] ?? 0, nowMs);
      settle(device, at, path.roundTrip?.lowestMs ?? 0, nowMs, effects);
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

function measure(device: DevicePush, path: PushPath, at: Seq, heldUs: number, nowMs: number): void {
  const inFlight = device.inFlight.get(at);
  const send = inFlight?.sends.find((one) => one.connection === path.connection);
  if (inFlight === undefined || send === undefined || Number.isNaN(send.atMs)) return;
  const sampleMs = roundTripSample(nowMs - send.atMs, heldUs);
  if (sampleMs === undefined) return;
  path.roundTrip = withSample(path.roundTrip, sampleMs);
  if (inFlight.fromBackfill) adaptWindow(device.backfill, sampleMs - path.roundTrip.lowestMs);
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
