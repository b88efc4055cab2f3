import { limits } from '../../shared/limits.ts';
import { type BucketRate, createBucket, giveBack, takeTokens } from '../bucket.ts';
import type { DevicePush, PushState } from './push-state.ts';

/** Copies of all devices, and of one: hedges and resends. What moves off a lost connection is none. */
export const COPY_RATE: BucketRate = { perS: limits.copiesPerS, burst: limits.copiesBurst };
const DEVICE_COPY_RATE: BucketRate = {
  perS: limits.copiesPerDevicePerS,
  burst: limits.copiesPerDeviceBurst,
};

/** Resends of all devices; each live notice adds a share of one. */
export const RESEND_RATE: BucketRate = { perS: limits.resendsPerS, burst: limits.resendsBurst };

export type CopyRefusal = 'copy_strained' | 'copy_budget' | 'copy_device_budget' | 'copy_resend_budget';

/**
 * Whether one more copy of a notice may go out. A copy helps against a path that loses packets; against a dead path it
 * is wasted, and against a relay that is itself late it is poison. So copies have a budget, and where the relay is the
 * slow one there are none.
 *
 * @returns why not; undefined: it may, and is counted
 */
export function takeCopy(state: PushState, device: DevicePush, nowMs: number): CopyRefusal | undefined {
  if (nowMs < state.strainedUntilMs) return 'copy_strained';
  device.copies ??= createBucket(DEVICE_COPY_RATE, nowMs);
  if (takeTokens(device.copies, DEVICE_COPY_RATE, 1, nowMs) > 0) return 'copy_device_budget';
  if (takeTokens(state.copies, COPY_RATE, 1, nowMs) === 0) return undefined;
  giveBack(device.copies, DEVICE_COPY_RATE, 1);
  return 'copy_budget';
}

/**
 * Whether a notice may be sent again. A resend says that all its copies are late. Losses of single paths explain that for
 * one notice in a hundred; when it is most of them, something that all share is slow, TCP still carries what was sent, and
 * resends would keep it slow: every stop of 0.3 s would last for ever (seen in simulation). So resends are a small share of
 * what is sent for the first time, and a few a second for those who hear little.
 *
 * @returns why not; undefined: it may, and is counted
 */
export function takeResend(state: PushState, device: DevicePush, nowMs: number): CopyRefusal | undefined {
  if (takeTokens(state.resends, RESEND_RATE, 1, nowMs) > 0) return 'copy_resend_budget';
  const refusal = takeCopy(state, device, nowMs);
  if (refusal !== undefined) giveBack(state.resends, RESEND_RATE, 1);
  return refusal;
}

/** A live notice went out for the first time. */
export const earnResends = (state: PushState): void =>
  giveBack(state.resends, RESEND_RATE, limits.resendsPerNotice);

/**
 * Something that was to be done here at once has waited: a committed notice for its turn, a deadline to be met. Long
 * waits are those of a busy main loop, which copies make busier; answers may have come meanwhile that were not looked
 * at. For as long as it was late there are no copies: a single stop costs few, while a relay that stays late shows it
 * again and again. A slow commit is no such sign: it keeps another thread waiting, and copies cost it nothing.
 */
export function noteWait(state: PushState, waitMs: number, nowMs: number): void {
  if (waitMs > limits.strainDelayMs)
    state.strainedUntilMs = Math.max(state.strainedUntilMs, nowMs + Math.min(waitMs, limits.strainMs));
}
