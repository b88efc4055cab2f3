import { limits } from '../../shared/limits.ts';
import { ceilingMs, type RetrySchedule } from '../../shared/retry.ts';
import { type Announcement, bySeq, type HeldNotice, singleAnnouncement } from './announcement.ts';
import { type AnnouncingMoment, isOutOfDate } from './announcement-choice.ts';
import { addPrompt, only, proceed } from './announcer-due.ts';
import {
  type AnnouncerState,
  type AnnouncerStep,
  NOTHING,
  type Retry,
  type Settlement,
  WELL,
} from './announcer-state.ts';
import { heardLine, type Spoken } from './heard.ts';
import { extendReplay, pressReplay, rememberHeard } from './replay-sequence.ts';
import type { SystemPrompt } from './voice.ts';

export type AnnouncerInput =
  | { readonly type: 'tick' | 'recorded' | 'record_refused' | 'saved' | 'save_refused' | 'stop' }
  /** On disk and unheard; `speaking` was claimed and recorded in the same commit. */
  | { readonly type: 'added'; readonly notices: readonly HeldNotice[]; readonly speaking?: HeldNotice }
  /** The commit of what was claimed failed. */
  | { readonly type: 'claim_refused' }
  | { readonly type: 'heard'; readonly spoken: Spoken }
  /** `wasHeard`: a part of it may have been. */
  | { readonly type: 'voice_failed'; readonly wasHeard: boolean }
  | { readonly type: 'prompt'; readonly prompt: SystemPrompt }
  | { readonly type: 'replay' }
  /** The relay holds their receipts already. */
  | { readonly type: 'withdrawn'; readonly newsIds: readonly number[] };

const VOICE_RETRY = { firstMs: limits.voiceRetryFirstMs, maxMs: limits.voiceRetryMaxMs };
const STORE_RETRY = { firstMs: limits.storeRetryFirstMs, maxMs: limits.storeRetryMaxMs };

/** Takes one input, then does what is due at this moment. Effects are to be run in their order. */
export function stepAnnouncer(
  state: AnnouncerState,
  input: AnnouncerInput,
  moment: AnnouncingMoment,
): AnnouncerStep {
  const taken = takeInput(state, input, moment);
  const proceeded = proceed(taken.state, moment);
  return { state: proceeded.state, effects: [...taken.effects, ...proceeded.effects] };
}

const retry = (schedule: RetrySchedule, before: Retry, nowMs: number): Retry => ({
  attempt: before.attempt + 1,
  atMs: nowMs + ceilingMs(schedule, before.attempt),
});

function takeInput(state: AnnouncerState, input: AnnouncerInput, moment: AnnouncingMoment): AnnouncerStep {
  const { nowMs } = moment;
  switch (input.type) {
    case 'tick':
      return only(state);
    case 'stop':
      return only({ ...state, isStopping: true });
    case 'added':
      return takeAdded(state, input, moment);
    case 'claim_refused':
      return only({ ...state, doing: NOTHING });
    case 'recorded':
      if (state.doing.is !== 'recording') return only(state);
      return speakUnlessOutOfDate(
        { ...state, releasedIds: [], storeRetry: WELL },
        state.doing.announcement,
        moment,
      );
    case 'record_refused':
      if (state.doing.is !== 'recording') return only(state);
      return only({
        ...putBack(state, state.doing.announcement, false),
        storeRetry: retry(STORE_RETRY, state.storeRetry, nowMs),
      });
    case 'heard':
      return only(takeHeard(state, input.spoken, nowMs));
    case 'voice_failed':
      return only(takeVoiceFailure(state, input.wasHeard, nowMs));
    case 'saved':
      return only({
        ...state,
        unsaved: state.unsaved.slice(state.saving),
        saving: 0,
        storeRetry: WELL,
      });
    case 'save_refused':
      return only({ ...state, saving: 0, storeRetry: retry(STORE_RETRY, state.storeRetry, nowMs) });
    case 'prompt':
      return only(addPrompt(state, input.prompt, nowMs));
    case 'replay': {
      const { sequence, notice } = pressReplay(state.replaySequence, state.heard, nowMs);
      const pressed = { ...state, replaySequence: sequence, replay: notice };
      return only(notice === undefined ? addPrompt(pressed, 'nothing_to_replay', nowMs) : pressed);
    }
    case 'withdrawn': {
      const gone = new Set(input.newsIds);
      const stays = (notice: HeldNotice): boolean => !gone.has(notice.newsId);
      return only({
        ...state,
        waiting: state.waiting.filter(stays),
        interrupted: state.interrupted.filter(stays),
      });
    }
  }
}

function takeAdded(
  state: AnnouncerState,
  input: Extract<AnnouncerInput, { type: 'added' }>,
  moment: AnnouncingMoment,
): AnnouncerStep {
  const { nowMs, relayNowMs, rules } = moment;
  const isLate = input.notices.some((notice) => relayNowMs - notice.paidAtMs > rules.freshMs);
  // Where some wait already the gathering goes on, or is over.
  const sinceMs = state.waiting.length === 0 ? nowMs : state.gather.sinceMs;
  const untilMs = Math.min(nowMs + limits.lateGatherMs, sinceMs + limits.lateGatherMaxMs);
  const added: AnnouncerState = {
    ...state,
    waiting: input.notices.length === 0 ? state.waiting : [...state.waiting, ...input.notices].sort(bySeq),
    gather: isLate ? { sinceMs, untilMs } : state.gather,
  };
  if (state.doing.is !== 'claimed') return only(added);
  if (input.speaking === undefined) return only({ ...added, doing: NOTHING });
  return speakUnlessOutOfDate(added, singleAnnouncement(input.speaking, false, false), moment);
}

/**
 * It is on disk that this is being spoken. Where the disk took so long, or the machine stood still, that it would not be
 * said like this any more (promise 6), it is taken back and chosen anew.
 */
function speakUnlessOutOfDate(
  state: AnnouncerState,
  announcement: Announcement,
  moment: AnnouncingMoment,
): AnnouncerStep {
  if (isOutOfDate(announcement, moment)) return only(release(state, announcement));
  return {
    state: { ...state, doing: { is: 'speaking', announcement } },
    effects: [{ type: 'speak', announcement }],
  };
}

function takeHeard(state: AnnouncerState, spoken: Spoken, nowMs: number): AnnouncerState {
  if (state.doing.is !== 'speaking') return state;
  const { announcement } = state.doing;
  const { outcome, repeat, notices } = announcement;
  const settlement: Settlement = {
    newsIds: outcome === undefined ? [] : notices.map((notice) => notice.newsId),
    ...(outcome === undefined ? {} : { outcome }),
    repeat,
    atMs: spoken.endedAtMs,
    line: heardLine(announcement, spoken),
  };
  const isReplay = outcome === undefined && notices.length > 0;
  return {
    ...state,
    doing: NOTHING,
    heard: outcome === undefined ? state.heard : rememberHeard(state.heard, notices),
    replaySequence: isReplay ? extendReplay(state.replaySequence, nowMs) : state.replaySequence,
    unsaved: [...state.unsaved, settlement],
    voiceRetry: WELL,
  };
}

/** It waits again, as what it was; what may have been heard in part is a repeat from now on. */
function putBack(state: AnnouncerState, announcement: Announcement, wasHeard: boolean): AnnouncerState {
  const idle = { ...state, doing: NOTHING };
  if (announcement.outcome === undefined) return idle;
  return announcement.repeat || wasHeard
    ? { ...idle, interrupted: [...state.interrupted, ...announcement.notices].sort(bySeq) }
    : { ...idle, waiting: [...state.waiting, ...announcement.notices].sort(bySeq) };
}

/** The voice did not begin it: the next record takes back that it is being spoken, unless it had been begun before. */
function release(state: AnnouncerState, announcement: Announcement): AnnouncerState {
  const isReleased = announcement.outcome !== undefined && !announcement.repeat;
  const released = isReleased ? announcement.notices.map((notice) => notice.newsId) : [];
  return { ...putBack(state, announcement, false), releasedIds: [...state.releasedIds, ...released] };
}

function takeVoiceFailure(state: AnnouncerState, wasHeard: boolean, nowMs: number): AnnouncerState {
  if (state.doing.is !== 'speaking') return state;
  const { announcement } = state.doing;
  return {
    ...(wasHeard ? putBack(state, announcement, true) : release(state, announcement)),
    // A warning that cannot be said now may not be true later: lights and relay tell it.
    prompts: [],
    voiceRetry: retry(VOICE_RETRY, state.voiceRetry, nowMs),
  };
}
