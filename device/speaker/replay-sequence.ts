import { limits } from '../../shared/limits.ts';
import type { HeldNotice } from './announcement.ts';

/** The replay button: the first press means the newest notice, each further press soon after the one before that. */
export interface ReplaySequence {
  /** What had been heard when the sequence began, newest first: what comes meanwhile does not shift it. */
  readonly heard: readonly HeldNotice[];
  readonly position: number;
  /** A press after this begins a new sequence. */
  readonly untilMs: number;
}

/** @returns the sequence, and what to replay; undefined when there is nothing (or nothing further back) */
export function pressReplay(
  sequence: ReplaySequence | undefined,
  heard: readonly HeldNotice[],
  nowMs: number,
): { readonly sequence: ReplaySequence; readonly notice: HeldNotice | undefined } {
  const goesOn = sequence !== undefined && nowMs <= sequence.untilMs;
  const next: ReplaySequence = {
    heard: goesOn ? sequence.heard : heard,
    position: goesOn ? sequence.position + 1 : 0,
    untilMs: nowMs + limits.replaySequenceMs,
  };
  return { sequence: next, notice: next.heard[next.position] };
}

/** The time to press again runs from the end of what was replayed. */
export const extendReplay = (
  sequence: ReplaySequence | undefined,
  nowMs: number,
): ReplaySequence | undefined =>
  sequence === undefined ? undefined : { ...sequence, untilMs: nowMs + limits.replaySequenceMs };

/** @returns `heard`, newest first, with what was heard just now */
export const rememberHeard = (
  heard: readonly HeldNotice[],
  justHeard: readonly HeldNotice[],
): readonly HeldNotice[] => [...[...justHeard].reverse(), ...heard].slice(0, limits.replayNotices);
