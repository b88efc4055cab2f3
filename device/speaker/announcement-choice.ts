import { limits } from '../../shared/limits.ts';
import {
  type Announcement,
  type AnnouncementRules,
  type HeldNotice,
  promptAnnouncement,
  replayAnnouncement,
  singleAnnouncement,
  summaryAnnouncement,
} from './announcement.ts';
import type { LogPosition } from './log-copy.ts';
import type { SystemPrompt } from './voice.ts';

/** The moment of speaking. */
export interface AnnouncingMoment {
  /** Monotonic. */
  readonly nowMs: number;
  /** The relay's time, as far as the device knows. */
  readonly relayNowMs: number;
  /** Whether a relay has told that time since the machine was switched on. */
  readonly clockConfirmed: boolean;
  readonly rules: AnnouncementRules;
  /** A relay is there that can fill holes. */
  readonly hasRelay: boolean;
  /** The present log, as far as it has no hole; absent before the first log. */
  readonly gapless?: Pick<LogPosition, 'logId' | 'upTo'>;
}

/** What there is to say. */
export interface Sayable {
  /** Was being said when the power went or the player died: to be said again, as a repeat. */
  readonly interrupted: readonly HeldNotice[];
  /** In the order of the logs. */
  readonly waiting: readonly HeldNotice[];
  readonly prompts: readonly { readonly prompt: SystemPrompt; readonly sinceMs: number }[];
  /** What the replay button asks for. */
  readonly replay: HeldNotice | undefined;
  /** Late notices are still coming in: they wait for each other until then. */
  readonly gatherUntilMs: number;
}

export type Choice =
  | { readonly choose: 'say'; readonly announcement: Announcement }
  /** Too old to be spoken as money: to a human, at once. */
  | { readonly choose: 'hand_over'; readonly notices: readonly HeldNotice[] }
  | { readonly choose: 'nothing'; readonly againAtMs?: number };

/**
 * Decides what is said next, at the moment of speaking (promise 6). In this order: what was cut off · a system prompt
 * that has been patient · fresh payments · the replay button · system prompts · late payments, one by one or summed up.
 *
 * While the clock is only a guess no money is announced. A machine without a clock battery wakes up at the moment when
 * it was switched off, and what it holds may be older than a day; that is never spoken as money. It waits until a relay
 * has told the time, and is not lost: its receipt needs a relay, too.
 */
export function chooseAnnouncement(sayable: Sayable, moment: AnnouncingMoment): Choice {
  const ageOf = (notice: HeldNotice): number => moment.relayNowMs - notice.paidAtMs;
  const isOld = (notice: HeldNotice): boolean => ageOf(notice) > moment.rules.tooOldMs;
  const interrupted = moment.clockConfirmed ? sayable.interrupted : [];
  const waiting = moment.clockConfirmed ? sayable.waiting : [];
  const tooOld = [...interrupted, ...waiting].filter(isOld);
  if (tooOld.length > 0) return { choose: 'hand_over', notices: tooOld.slice(0, limits.summaryNotices) };
  const isFresh = (notice: HeldNotice): boolean =>
    moment.clockConfirmed && ageOf(notice) <= moment.rules.freshMs;

  const [cutOff] = interrupted;
  if (cutOff !== undefined) {
    return say(
      interrupted.length > 1
        ? summaryAnnouncement(interrupted, true)
        : singleAnnouncement(cutOff, !isFresh(cutOff), true),
    );
  }
  const [prompt] = sayable.prompts;
  if (prompt !== undefined && moment.nowMs - prompt.sinceMs >= limits.promptPatienceMs) {
    return say(promptAnnouncement(prompt.prompt));
  }
  const fresh = firstFresh(waiting, isFresh);
  if (fresh !== undefined) return say(singleAnnouncement(fresh, false, false));
  if (sayable.replay !== undefined) return say(replayAnnouncement(sayable.replay, !isFresh(sayable.replay)));
  if (prompt !== undefined) return say(promptAnnouncement(prompt.prompt));
  return chooseLate(
    waiting.filter((notice) => !isFresh(notice)),
    sayable,
    moment,
  );
}

/** Whether what was chosen before would now be said to be late, or not be said at all. */
export function isOutOfDate({ outcome, notices }: Announcement, moment: AnnouncingMoment): boolean {
  if (outcome === undefined) return false;
  const mostMs = outcome === 'announced' ? moment.rules.freshMs : moment.rules.tooOldMs;
  return notices.some((notice) => moment.relayNowMs - notice.paidAtMs > mostMs);
}

const say = (announcement: Announcement): Choice => ({ choose: 'say', announcement });

/** What it undoes may be in a hole before it. */
export const isBeyondHole = (
  { kind, logId, seq }: Pick<HeldNotice, 'kind' | 'logId' | 'seq'>,
  { gapless }: AnnouncingMoment,
): boolean => kind !== 'payment' && gapless?.logId === logId && seq > gapless.upTo;

/** Fresh ones go before late ones, but a refund never before its own payment. */
function firstFresh(
  waiting: readonly HeldNotice[],
  isFresh: (notice: HeldNotice) => boolean,
): HeldNotice | undefined {
  const lateOrders = new Set<string>();
  for (const notice of waiting) {
    if (!isFresh(notice)) lateOrders.add(notice.sn);
    else if (!lateOrders.has(notice.sn)) return notice;
  }
  return undefined;
}

function chooseLate(late: readonly HeldNotice[], sayable: Sayable, moment: AnnouncingMoment): Choice {
  const [first] = late;
  if (first === undefined) return { choose: 'nothing' };
  if (moment.nowMs < sayable.gatherUntilMs) return { choose: 'nothing', againAtMs: sayable.gatherUntilMs };
  if (late.length > moment.rules.summaryAbove) {
    return say(summaryAnnouncement(late.slice(0, limits.summaryNotices), false));
  }
  return say(singleAnnouncement(first, true, false));
}
