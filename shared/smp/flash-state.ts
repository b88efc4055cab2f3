import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { FlashPlan, FlashVerdict } from './flash-plan.ts';
import type { SlotImage } from './image-requests.ts';
import type { BoardParameters } from './os-requests.ts';
import type { SmpReply, SmpRequest } from './request.ts';
import type { BoardIdentity, HealthLine } from './service.ts';
import type { SmpMtu } from './smp-link.ts';
import type { UploadState } from './upload.ts';

/**
 * Flashes one board, over any link, from identifying it to a confirmed image or back. Used by the technician's
 * CLI and by a device's runtime that flashes its own boards.
 *
 *   stage         does                          then
 *   idle          –                             connecting
 *   connecting    opens a new link              identifying; failing: pausing, until the time for it is over
 *   identifying   who are you                   wrong board or another than before: ended; else sizing
 *   sizing        parameters, slot sizes        too large: ended; else looking
 *   looking       image state                   what flash-plan.ts decides of it: one of the following, or ended
 *   erasing       erases a foreign pending one  looking; refused: resetting
 *   uploading     upload.ts                     looking
 *   testing       marks the image for a test    looking at the answer: resetting
 *   resetting     restarts the board            pausing, then connecting …
 *   self_testing  the board's own test          passed: proving; not: resetting, which reverts
 *   proving       lets it run for a while       looking: confirming, if it still runs and has not gone back
 *   confirming    keeps the image               looking at the answer: ended
 *   pausing       waits                         connecting
 *
 * A lost link, or a question without an answer, in any stage: pausing, connecting with a new link, and on from
 * what the board then says. Nothing is remembered that the board does not know better, except how often each
 * thing was tried: all of these are bounded.
 */
export type FlashStage =
  | 'idle'
  | 'connecting'
  | 'identifying'
  | 'sizing'
  | 'looking'
  | 'erasing'
  | 'uploading'
  | 'testing'
  | 'resetting'
  | 'self_testing'
  | 'proving'
  | 'confirming'
  | 'pausing'
  | 'ended';

export interface FlashState {
  readonly plan: FlashPlan;
  readonly stage: FlashStage;
  /** The answer that is waited for; others are ignored. */
  readonly ticket: number;
  readonly pausedUntilMs: number | undefined;
  /** The board has to answer by then, or the session fails. */
  readonly reachUntilMs: number;
  readonly mtu: SmpMtu | undefined;
  readonly identity: BoardIdentity | undefined;
  readonly parameters: BoardParameters | undefined;
  readonly upload: UploadState | undefined;
  /** What ran when the session began. */
  readonly from: string | undefined;
  /** Furthest byte that the board has acknowledged. */
  readonly furthest: number;
  readonly hasChanged: boolean;
  /** Set once the new image has failed: the board is being led back. */
  readonly revertWhy: string | undefined;
  readonly selfTestLines: readonly HealthLine[];
  /** The running image has passed its test and its time, on this connection. */
  readonly isProven: boolean;
  /** Lost connections since the last progress. */
  readonly interruptions: number;
  /** Times that the image state was looked at since the last progress. */
  readonly looks: number;
  /** Uploads that the board has taken to their end. */
  readonly uploads: number;
  /** The board has said in this session that it holds the image to its last byte, undamaged; its image state alone does not. */
  readonly isWhole: boolean;
  /** Restarts with the image marked for its test, those to leave it again, and all. */
  readonly tests: number;
  readonly revertResets: number;
  readonly resets: number;
}

export type FlashInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'connected'; readonly mtu: SmpMtu }
  | { readonly kind: 'connect_failed'; readonly failure: Failure }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'reply'; readonly ticket: number; readonly reply: SmpReply }
  | { readonly kind: 'time' };

/** For people; nothing depends on them. */
export type FlashEvent =
  | { readonly kind: 'stage'; readonly stage: FlashStage }
  | { readonly kind: 'board'; readonly identity: BoardIdentity }
  | { readonly kind: 'slots'; readonly slots: readonly SlotImage[] }
  | { readonly kind: 'progress'; readonly acknowledged: number; readonly imageBytes: number }
  | { readonly kind: 'interrupted'; readonly why: string }
  | { readonly kind: 'self_test'; readonly isPassed: boolean; readonly lines: readonly HealthLine[] }
  | { readonly kind: 'note'; readonly text: string };

export type FlashEffect =
  /** Open a new link to the same place; any old one is closed first. */
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | {
      readonly kind: 'ask';
      readonly ticket: number;
      readonly request: SmpRequest<unknown>;
      readonly timeoutMs: number;
      readonly tries: number;
    }
  | { readonly kind: 'event'; readonly event: FlashEvent }
  | { readonly kind: 'ended'; readonly verdict: FlashVerdict };

export interface FlashStep {
  readonly state: FlashState;
  readonly effects: readonly FlashEffect[];
}

export function newFlashSession(plan: FlashPlan): FlashState {
  return {
    plan,
    stage: 'idle',
    ticket: 0,
    pausedUntilMs: undefined,
    reachUntilMs: 0,
    mtu: undefined,
    identity: undefined,
    parameters: undefined,
    upload: undefined,
    from: undefined,
    furthest: 0,
    hasChanged: false,
    revertWhy: undefined,
    selfTestLines: [],
    isProven: false,
    interruptions: 0,
    looks: 0,
    uploads: 0,
    isWhole: false,
    tests: 0,
    revertResets: 0,
    resets: 0,
  };
}

/** Goes on to `stage`, and says so when it is another one. */
export function enter(state: FlashState, stage: FlashStage, ...effects: FlashEffect[]): FlashStep {
  const event: FlashEffect = { kind: 'event', event: { kind: 'stage', stage } };
  return {
    state: { ...state, stage },
    effects: stage === state.stage ? effects : [event, ...effects],
  };
}

/** Puts `effects` in front of what a step does. */
export function before(effects: readonly FlashEffect[], step: FlashStep): FlashStep {
  return { state: step.state, effects: [...effects, ...step.effects] };
}

export const note = (text: string): FlashEffect => ({ kind: 'event', event: { kind: 'note', text } });

/** With a new link, always. */
export function connect(state: FlashState): FlashStep {
  const fresh = { ...state, upload: undefined, pausedUntilMs: undefined, isProven: false };
  return enter(fresh, 'connecting', { kind: 'connect' });
}

/** Asks the one question that the session then waits for. */
export function ask(
  state: FlashState,
  stage: FlashStage,
  request: SmpRequest<unknown>,
  timeoutMs: number = limits.smpAnswerMs,
  tries: number = limits.smpTries,
): FlashStep {
  const ticket = state.ticket + 1;
  return enter({ ...state, ticket }, stage, { kind: 'ask', ticket, request, timeoutMs, tries });
}

export function end(state: FlashState, verdict: FlashVerdict): FlashStep {
  return enter({ ...state, upload: undefined }, 'ended', { kind: 'disconnect' }, { kind: 'ended', verdict });
}

export const fail = (state: FlashState, failure: Failure): FlashStep =>
  end(state, { kind: 'failed', failure });

/** Lets go of the link until then. */
export function pause(state: FlashState, untilMs: number): FlashStep {
  return enter({ ...state, upload: undefined, pausedUntilMs: untilMs }, 'pausing', { kind: 'disconnect' });
}

/** The board does not answer while it is looked for. */
export function reachAgain(state: FlashState, failure: Failure, nowMs: number): FlashStep {
  const untilMs = nowMs + limits.boardReachPauseMs;
  if (untilMs <= state.reachUntilMs) return pause(state, untilMs);
  if (state.tests === 0) return fail(state, failure);
  const text =
    'the board has not answered since it was restarted with the new image; ' +
    'cut its power, and it starts the old one again';
  return fail(state, new Failure('timed_out', text, { cause: failure }));
}

/** A board that was there is there no more. */
export function interrupted(state: FlashState, failure: Failure, nowMs: number): FlashStep {
  const interruptions = state.interruptions + 1;
  if (interruptions > limits.flashInterruptions) return fail(state, failure);
  const event: FlashEffect = { kind: 'event', event: { kind: 'interrupted', why: failure.message } };
  const reachUntilMs = nowMs + limits.boardReturnMs;
  return before([event], pause({ ...state, interruptions, reachUntilMs }, nowMs + limits.boardReachPauseMs));
}
