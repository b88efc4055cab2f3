import { limits } from '../../shared/limits.ts';
import type { BusEvent } from './readings.ts';

type Trouble = Extract<BusEvent, { type: 'trouble' }>;

const SECOND_MS = 1_000;
/** Bytes on a wire where nobody was asked: not noise any more, somebody talks. */
const TALK_BYTES = 8;
const TOLD_MAX = 32;

/** How bad the line is, and what has been told about it. */
export interface TroubleState {
  readonly secondFromMs: number;
  readonly brokenInSecond: number;
  /** The line was bad in the last second, and has not been listened to since. */
  readonly isSuspect: boolean;
  /** When each trouble was last told. */
  readonly told: Readonly<Record<string, number>>;
}

export const initialTrouble: TroubleState = {
  secondFromMs: Number.NEGATIVE_INFINITY,
  brokenInSecond: 0,
  isSuspect: false,
  told: {},
};

/** Broken frames were heard. */
export function countBroken(state: TroubleState, broken: number, nowMs: number): TroubleState {
  if (broken === 0) return state;
  const isNew = nowMs - state.secondFromMs >= SECOND_MS;
  const brokenInSecond = (isNew ? 0 : state.brokenInSecond) + broken;
  return {
    ...state,
    secondFromMs: isNew ? nowMs : state.secondFromMs,
    brokenInSecond,
    isSuspect: state.isSuspect || brokenInSecond === limits.busBrokenPerS,
  };
}

/** The wire was left alone for a moment: whoever talked then floods it; if nobody did, it is noisy. */
export function judgeSilence(
  state: TroubleState,
  heardBytes: number,
): { state: TroubleState; trouble: Trouble } {
  const detail =
    heardBytes >= TALK_BYTES ? 'a module talks without being asked' : 'many frames are broken on their way';
  const code = heardBytes >= TALK_BYTES ? 'flooded' : 'noise';
  return { state: { ...state, isSuspect: false }, trouble: { type: 'trouble', code, detail } };
}

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
