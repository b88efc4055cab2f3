import type { Announcement } from '../../device/speaker/announcement.ts';
import type { DeviceKeys } from '../../shared/device-key.ts';
import { openUp, sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { seq } from '../../shared/quantities.ts';

/** Bugs that are put in on purpose, at the doors: a simulator that does not catch them proves nothing. */
export const CANARIES = ['acknowledge_before_commit', 'forget_one_hole', 'lose_the_repeat_mark'] as const;
export type CanaryName = (typeof CANARIES)[number];

export interface Canary {
  /** The core hears `success` when its callback has been understood. */
  readonly acknowledgesEarly?: boolean;
  /** Every frame that a device sends. */
  readonly sendUp?: (frame: Buffer, keys: DeviceKeys, id: DeviceId) => Buffer;
  readonly say?: (announcement: Announcement) => Announcement;
}

/** A device that never asks for the last seq of its first hole. */
function forgetHole(frame: Buffer, keys: DeviceKeys, id: DeviceId): Buffer {
  const message = openUp(keys, id, frame);
  const [first, ...rest] = message.type === 'sync' ? message.ranges : [];
  if (message.type !== 'sync' || first === undefined) return frame;
  const shorter = first.last > first.first ? [{ first: first.first, last: seq(first.last - 1) }] : [];
  return sealUp(keys, id, { ...message, ranges: [...shorter, ...rest] });
}

const unmarked = (announcement: Announcement): Announcement => {
  const { utterance } = announcement;
  if (utterance.kind === 'system') return announcement;
  return { ...announcement, utterance: { ...utterance, repeat: false } };
};

export function canaryOf(name: CanaryName | undefined): Canary | undefined {
  switch (name) {
    case undefined:
      return undefined;
    case 'acknowledge_before_commit':
      return { acknowledgesEarly: true };
    case 'forget_one_hole':
      return { sendUp: forgetHole };
    case 'lose_the_repeat_mark':
      return { say: unmarked };
  }
}
