import { limits } from '../../../shared/limits.ts';
import type { BusEvent } from '../readings.ts';

type Trouble = Extract<BusEvent, { type: 'trouble' }>;

const SECOND_MS = 1_000;
/** Bytes on a wire where nobody was asked: not noise any more, somebody talks. */
const TALK_BYTES = 8;
const TOLD_MAX = 32;

/** How bad the line is, and what has been told about it. */
export interface TroubleState {
  readonly secondFromMs: number;
  readonly brokenInSecond: number;
  /** Garbled answers to a search, which may be several that answer at once, or one that never stops. */
  readonly collisionsInSecond: number;
  /** The line was bad in the last second, and has not been listened to since. */
  readonly suspicion?: 'noise' | 'talk' | undefined;
  /** When each trouble was last told. */
  readonly told: Readonly<Record<string, number>>;
}

export const initialTrouble: TroubleState = {
  secondFromMs: Number.NEGATIVE_INFINITY,
  brokenInSecond: 0,
  collisionsInSecond: 0,
  told: {},
};

/** Frames were heard that are broken or had to be mended, or garbled answers to a search. */
export function countBroken(
  state: TroubleState,
  broken: number,
  what: 'frames' | 'collisions',
  nowMs: number,
): TroubleState {
  if (broken === 0) return state;
  const isNew = nowMs - state.secondFromMs >= SECOND_MS;
  const brokenBefore = isNew ? 0 : state.brokenInSecond;
  const collisionsBefore = isNew ? 0 : state.collisionsInSecond;
  const brokenInSecond = brokenBefore + (what === 'frames' ? broken : 0);
  const collisionsInSecond = collisionsBefore + (what === 'collisions' ? broken : 0);
  // Once in a second, and not for every one above.
  const isNoisyNow = brokenBefore < limits.busBrokenPerS && brokenInSecond >= limits.busBrokenPerS;
  const isTalked =
    collisionsBefore < limits.busCollisionsPerS && collisionsInSecond >= limits.busCollisionsPerS;
  return {
    ...state,
    secondFromMs: isNew ? nowMs : state.secondFromMs,
    brokenInSecond,
    collisionsInSecond,
    suspicion: isNoisyNow ? 'noise' : isTalked ? (state.suspicion ?? 'talk') : state.suspicion,
  };
}

/** So many frames were broken, or had to be mended, that a good answer may just be luck. */
export const isNoisy = ({ secondFromMs, brokenInSecond }: TroubleState, nowMs: number): boolean =>
  brokenInSecond >= limits.busBrokenPerS && nowMs - secondFromMs < 2 * SECOND_MS;

/** The wire was left alone for a moment: whoever talked then floods it; if nobody did, it may be noisy. */
export function judgeSilence(
  state: TroubleState,
  heardBytes: number,
): { state: TroubleState; verdict?: 'flooded' | 'noise' } {
  const settled = { ...state, suspicion: undefined };
  if (heardBytes >= TALK_BYTES) return { state: settled, verdict: 'flooded' };
  return state.suspicion === 'noise' ? { state: settled, verdict: 'noise' } : { state: settled };
}

/** It was told a short time ago, whatever the detail. */
export const wasTold = ({ told }: TroubleState, code: Trouble['code'], nowMs: number): boolean =>
  Object.entries(told).some(
    ([key, atMs]) => key.startsWith(`${code} `) && nowMs - atMs < limits.busTroubleIntervalMs,
  );

/** Lets a trouble through unless the same one was told a short time ago. */
export function dampen(
  state: TroubleState,
  trouble: Trouble,
  nowMs: number,
): { state: TroubleState; isTold: boolean } {
  const key = `${trouble.code} ${trouble.detail}`;
  const since = nowMs - (state.told[key] ?? Number.NEGATIVE_INFINITY);
  if (since < limits.busTroubleIntervalMs) return { state, isTold: false };
  const fresh = Object.entries(state.told)
    .filter(([, atMs]) => nowMs - atMs < limits.busTroubleIntervalMs)
    .slice(-TOLD_MAX);
  return { state: { ...state, told: { ...Object.fromEntries(fresh), [key]: nowMs } }, isTold: true };
}
