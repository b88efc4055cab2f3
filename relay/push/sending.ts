import type { Notice } from '../../shared/notice.ts';
import type { CopyKind, DevicePush, InFlight, PushEffect, PushPath, PushState, Send } from './push-state.ts';

/** Puts a notice in flight on `path`, with its first deadline. */
export function sendFirst(
  state: PushState,
  device: DevicePush,
  sending: {
    readonly notice: Notice;
    readonly path: PushPath;
    readonly fromBackfill: boolean;
    readonly resendInMs: number;
  },
  nowMs: number,
  effects: PushEffect[],
): InFlight {
  const { notice, path, fromBackfill, resendInMs } = sending;
  const inFlight: InFlight = {
    notice,
    fromBackfill,
    attempt: 0,
    hasBeenQuick: false,
    lastConnection: path.connection,
    sends: [createSend(path, nowMs)],
  };
  device.inFlight.set(notice.seq, inFlight);
  device.sentUpTo = Math.max(device.sentUpTo, notice.seq);
  if (fromBackfill) device.backfill.unacknowledged += 1;
  effects.push({ effect: 'send', connection: path.connection, notice });
  state.deadlines.add(nowMs + resendInMs, {
    due: 'resend',
    device: device.device,
    seq: notice.seq,
    attempt: 0,
  });
  return inFlight;
}

/** Sends what is in flight once more; its deadlines, and the budget of copies, are the caller's. */
export function sendAgain(
  inFlight: InFlight,
  path: PushPath,
  why: CopyKind,
  nowMs: number,
  effects: PushEffect[],
): void {
  inFlight.lastConnection = path.connection;
  const before = inFlight.sends.find((send) => send.connection === path.connection);
  if (before === undefined) inFlight.sends.push(createSend(path, nowMs));
  else before.isRepeated = true;
  effects.push({ effect: 'send', connection: path.connection, notice: inFlight.notice, again: why });
}

const createSend = ({ connection }: PushPath, atMs: number): Send => ({
  connection,
  atMs,
  isRepeated: false,
  wireMs: undefined,
  isJudged: false,
});
