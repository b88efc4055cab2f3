import { limits } from '../../shared/limits.ts';
import type { Announcement, HeldNotice } from './announcement.ts';
import {
  type AnnouncingMoment,
  type Choice,
  chooseAnnouncement,
  isBeyondHole,
  type Sayable,
} from './announcement-choice.ts';
import type { AnnouncerEffect, AnnouncerState, AnnouncerStep, Settlement } from './announcer-state.ts';
import type { SystemPrompt } from './voice.ts';

/** A step that only changes the state. */
export const only = (state: AnnouncerState): AnnouncerStep => ({ state, effects: [] });

/** A prompt that is waiting already is not said twice. */
export function addPrompt(state: AnnouncerState, prompt: SystemPrompt, nowMs: number): AnnouncerState {
  if (state.prompts.some((one) => one.prompt === prompt)) return state;
  return { ...state, prompts: [...state.prompts, { prompt, sinceMs: nowMs }] };
}

/** Saves what is over, then begins what is due. */
export function proceed(before: AnnouncerState, moment: AnnouncingMoment): AnnouncerStep {
  const effects: AnnouncerEffect[] = [];
  let state = withPatience(before, moment);
  for (;;) {
    if (state.unsaved.length > 0 && state.saving === 0 && moment.nowMs >= state.storeRetry.atMs) {
      effects.push({ type: 'save', settlements: state.unsaved });
      state = { ...state, saving: state.unsaved.length };
    }
    const next = begin(state, moment);
    if (next === undefined) return { state, effects };
    state = next.state;
    effects.push(...next.effects);
  }
}

/**
 * Somebody's money that goes back is not told before the money that came: for a while, since a hole is soon filled, and
 * for as long as no relay is there to fill it.
 */
function withPatience(state: AnnouncerState, moment: AnnouncingMoment): AnnouncerState {
  const { holePatienceUntilMs } = state;
  if (!state.waiting.some((notice) => isBeyondHole(notice, moment)))
    return holePatienceUntilMs === undefined ? state : { ...state, holePatienceUntilMs: undefined };
  return holePatienceUntilMs === undefined || !moment.hasRelay
    ? { ...state, holePatienceUntilMs: moment.nowMs + limits.holePatienceMs }
    : state;
}

const mustWait = (state: AnnouncerState, notice: HeldNotice, moment: AnnouncingMoment): boolean =>
  moment.nowMs < (state.holePatienceUntilMs ?? 0) && isBeyondHole(notice, moment);

/** Without a disk that takes the record no money is spoken, but what is wrong can be said. */
function choose(state: AnnouncerState, moment: AnnouncingMoment): Choice {
  const sayable: Sayable = {
    interrupted: state.interrupted,
    waiting: state.waiting.filter((notice) => !mustWait(state, notice, moment)),
    prompts: state.prompts,
    replay: state.replay,
    gatherUntilMs: state.gather.untilMs,
  };
  const choice = chooseAnnouncement(sayable, moment);
  const isSaved = state.unsaved.length === 0 && moment.nowMs >= state.storeRetry.atMs;
  if (isSaved || !needsDisk(choice)) return choice;
  // For the end of the last announcement it needs milliseconds: what is less than money is not put in between.
  const isPatient = state.prompts.some((one) => moment.nowMs - one.sinceMs >= limits.promptPatienceMs);
  if (state.storeRetry.attempt === 0 && !isPatient) return { choose: 'nothing' };
  return chooseAnnouncement({ ...sayable, interrupted: [], waiting: [] }, moment);
}

const needsDisk = (choice: Choice): boolean =>
  choice.choose === 'hand_over' || (choice.choose === 'say' && choice.announcement.outcome !== undefined);

function begin(state: AnnouncerState, moment: AnnouncingMoment): AnnouncerStep | undefined {
  if (state.doing.is !== 'nothing' || state.isStopping || moment.nowMs < state.voiceRetry.atMs)
    return undefined;
  if (state.unsaved.length >= limits.settlementsUnsaved) return undefined;
  const choice = choose(state, moment);
  switch (choice.choose) {
    case 'nothing':
      return undefined;
    case 'hand_over':
      return only(handOver(state, choice.notices, moment));
    case 'say':
      return say(state, choice.announcement);
  }
}

function handOver(
  state: AnnouncerState,
  notices: readonly HeldNotice[],
  moment: AnnouncingMoment,
): AnnouncerState {
  const settlement: Settlement = {
    newsIds: notices.map((notice) => notice.newsId),
    outcome: 'handed_over',
    repeat: false,
    atMs: moment.relayNowMs,
  };
  const without = takeAway(state, notices);
  return addPrompt({ ...without, unsaved: [...state.unsaved, settlement] }, 'handed_over', moment.nowMs);
}

function takeAway(state: AnnouncerState, notices: readonly HeldNotice[]): AnnouncerState {
  const ids = new Set(notices.map((notice) => notice.newsId));
  const stays = (notice: HeldNotice): boolean => !ids.has(notice.newsId);
  return {
    ...state,
    waiting: state.waiting.filter(stays),
    interrupted: state.interrupted.filter(stays),
  };
}

function say(state: AnnouncerState, announcement: Announcement): AnnouncerStep {
  const { utterance, notices, outcome } = announcement;
  if (outcome !== undefined) {
    const newsIds = notices.map((notice) => notice.newsId);
    return {
      state: { ...takeAway(state, notices), doing: { is: 'recording', announcement } },
      effects: [
        { type: 'record', newsIds, releasedIds: state.releasedIds.filter((id) => !newsIds.includes(id)) },
      ],
    };
  }
  return {
    state: {
      ...state,
      doing: { is: 'speaking', announcement },
      ...(utterance.kind === 'system'
        ? { prompts: state.prompts.filter((one) => one.prompt !== utterance.prompt) }
        : { replay: undefined }),
    },
    effects: [{ type: 'speak', announcement }],
  };
}
