import type { Notice, Outcome } from '../../shared/notice.ts';
import { type Announcement, bySeq, type HeldNotice } from './announcement.ts';
import type { AnnouncingMoment } from './announcement-choice.ts';
import type { ReplaySequence } from './replay-sequence.ts';
import type { SystemPrompt } from './voice.ts';

/**
 * One utterance at a time (promise 5):
 *
 *     nothing ──choose──▶ recording ──on disk──▶ speaking ──heard──▶ nothing, and a settlement to save
 *        │                    └─refused─▶ nothing    └─failed─▶ nothing, said again later
 *        └──claim──▶ claimed (its insert records it too) ──▶ speaking
 *
 * Money is recorded before it is spoken, and nothing more is spoken as money before the last settlement is on disk. So
 * at most one announcement is ever uncertain after a power cut, and only that one is said again.
 */
export interface AnnouncerState {
  readonly doing:
    | { readonly is: 'nothing' | 'claimed' }
    | { readonly is: 'recording' | 'speaking'; readonly announcement: Announcement };
  readonly waiting: readonly HeldNotice[];
  readonly interrupted: readonly HeldNotice[];
  /** Still recorded as being spoken, although the voice never began: the next record takes that back. */
  readonly releasedIds: readonly number[];
  readonly prompts: readonly { readonly prompt: SystemPrompt; readonly sinceMs: number }[];
  readonly heard: readonly HeldNotice[];
  readonly replay: HeldNotice | undefined;
  readonly replaySequence: ReplaySequence | undefined;
  /** Since when late notices come in, and until when they wait for each other. */
  readonly gather: { readonly sinceMs: number; readonly untilMs: number };
  /** Refunds beyond a hole wait until then for what is missing; absent: there are none. */
  readonly holePatienceUntilMs: number | undefined;
  /** Over, but not on disk. */
  readonly unsaved: readonly Settlement[];
  /** How many of `unsaved`, from the front, are being written. */
  readonly saving: number;
  readonly voiceRetry: Retry;
  readonly storeRetry: Retry;
  readonly isStopping: boolean;
}

export interface Retry {
  /** 0: the last attempt was good. */
  readonly attempt: number;
  readonly atMs: number;
}

/** What one utterance, or one handing over, settled: to be written in one transaction. */
export interface Settlement {
  readonly newsIds: readonly number[];
  /** Absent: nothing to tell the ledger. */
  readonly outcome?: Outcome;
  readonly repeat: boolean;
  readonly atMs: number;
  /** For heard.jsonl. */
  readonly line?: string;
}

export type AnnouncerEffect =
  /** Make durable that `newsIds` are being spoken and `releasedIds` are not; answer `recorded` or `record_refused`. */
  | { readonly type: 'record'; readonly newsIds: readonly number[]; readonly releasedIds: readonly number[] }
  | { readonly type: 'speak'; readonly announcement: Announcement }
  /** Make durable, all or none; answer `saved` or `save_refused`. */
  | { readonly type: 'save'; readonly settlements: readonly Settlement[] };

export interface AnnouncerStep {
  readonly state: AnnouncerState;
  readonly effects: readonly AnnouncerEffect[];
}

export const WELL: Retry = { attempt: 0, atMs: 0 };
export const NOTHING = { is: 'nothing' } as const;

/** As it was left on disk; `heard` newest first. */
export function startAnnouncer(left: {
  readonly waiting: readonly HeldNotice[];
  readonly interrupted: readonly HeldNotice[];
  readonly heard: readonly HeldNotice[];
}): AnnouncerState {
  return {
    doing: NOTHING,
    waiting: [...left.waiting].sort(bySeq),
    interrupted: [...left.interrupted].sort(bySeq),
    releasedIds: [],
    prompts: [],
    heard: left.heard,
    replay: undefined,
    replaySequence: undefined,
    gather: { sinceMs: 0, untilMs: 0 },
    holePatienceUntilMs: undefined,
    unsaved: [],
    saving: 0,
    voiceRetry: WELL,
    storeRetry: WELL,
    isStopping: false,
  };
}

/**
 * Whether a notice that is about to be committed would be spoken at once. Then its own commit records that too, and
 * the voice begins after one fsync instead of two; take the answer `true` together with {@link claim}.
 */
export function claims(state: AnnouncerState, notice: Notice, moment: AnnouncingMoment): boolean {
  return (
    state.doing.is === 'nothing' &&
    !state.isStopping &&
    notice.settled === undefined &&
    (notice.kind === 'payment' || notice.seq === (moment.gapless?.upTo ?? 0) + 1) &&
    moment.clockConfirmed &&
    moment.relayNowMs - notice.paidAtMs <= moment.rules.freshMs &&
    state.waiting.length + state.interrupted.length + state.prompts.length + state.unsaved.length === 0 &&
    state.replay === undefined &&
    moment.nowMs >= state.voiceRetry.atMs &&
    moment.nowMs >= state.storeRetry.atMs
  );
}

/** The notice's commit is under way; it ends with `added` or `claim_refused`. */
export const claim = (state: AnnouncerState): AnnouncerState => ({ ...state, doing: { is: 'claimed' } });

/** Stored and not heard to the end. */
export const unheardCount = (state: AnnouncerState): number =>
  state.waiting.length +
  state.interrupted.length +
  ('announcement' in state.doing && state.doing.announcement.outcome !== undefined
    ? state.doing.announcement.notices.length
    : 0);

/** Nothing is being said, and everything that was said is on disk. */
export const isQuiet = (state: AnnouncerState): boolean =>
  state.doing.is === 'nothing' && state.unsaved.length === 0;

/** When a `tick` is due. */
export function announcerWakeAtMs(state: AnnouncerState, nowMs: number): number | undefined {
  const { voiceRetry, storeRetry, gather, holePatienceUntilMs = 0 } = state;
  const times = [voiceRetry.atMs, storeRetry.atMs, gather.untilMs, holePatienceUntilMs].filter(
    (atMs) => atMs > nowMs,
  );
  return times.length === 0 ? undefined : Math.min(...times);
}
