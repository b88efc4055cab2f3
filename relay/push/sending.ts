import { limits } from '../../shared/limits.ts';
import type { Notice } from '../../shared/notice.ts';
import type { DevicePush, InFlight, PushEffect, PushPath, PushState } from './push-state.ts';

/** Puts a notice in flight on `path`, with its first deadline. */
export function sendFirst(
  state: PushState,
  device: DevicePush,
  sending: { readonly notice: Notice; readonly path: PushPath; readonly fromBackfill: boolean },
  nowMs: number,
  effects: PushEffect[],
): void {
  const { notice, path, fromBackfill } = sending;
  device.inFlight.set(notice.seq, {
    notice,
    fromBackfill,
    attempt: 0,
    lastConnection: path.connection,
    sends: [{ connection: path.connection, atMs: nowMs }],
  });
  device.sentUpTo = Math.max(device.sentUpTo, notice.seq);
  if (fromBackfill) device.backfill.unacknowledged += 1;
  effects.push({ effect: 'send', connection: path.connection, notice, again: false });
  state.deadlines.add(nowMs + limits.pushResendFirstMs, {
    due: 'resend',
    device: device.device,
    seq: notice.seq,
    attempt: 0,
  });
}

/** Sends what is in flight once more; its deadlines are the caller's. */
export function sendAgain(inFlight: InFlight, path: PushPath, nowMs: number, effects: PushEffect[]): void {
  inFlight.lastConnection = path.connection;
  // At most one record a path: of two sends on one path no answer can be told apart (Karn's algorithm).
  const before = inFlight.sends.find((send) => send.connection === path.connection);
  if (before === undefined) inFlight.sends.push({ connection: path.connection, atMs: nowMs });
  else before.atMs = Number.NaN;
  effects.push({ effect: 'send', connection: path.connection, notice: inFlight.notice, again: true });
}
