import { limits } from '../shared/limits.ts';
import type { SystemPrompt } from './speaker/voice.ts';

/** What the shop is warned of (promise 10); the relay learns of them by the heartbeat, under these names. */
export const WARNINGS = [
  'no_relay',
  'volume_zero',
  'battery_low',
  'inbox_near_full',
  'store_failed',
  'voice_failed',
] as const;
export type Warning = (typeof WARNINGS)[number];

/** How things stand at this moment; the times are this module's business. */
export interface HealthView {
  /** At least one path has a relay at its end that answers. */
  readonly relayAnswers: boolean;
  readonly volumePercent: number;
  readonly batteryLow: boolean;
  /** Stored and not yet heard. */
  readonly unheardNotices: number;
  /** The last thing that was to be written was refused. */
  readonly storeRefuses: boolean;
  /** The last thing that was to be said was not. */
  readonly voiceFails: boolean;
}

interface Rule {
  /** It has to hold for this long before it is an occurrence, and to be over for this long before that ends. */
  readonly onAfterMs: number;
  readonly offAfterMs: number;
  readonly atBegin?: SystemPrompt;
  readonly atEnd?: SystemPrompt;
}

const RULES: Readonly<Record<Warning, Rule>> = {
  no_relay: {
    onAfterMs: limits.relayLostMs,
    offAfterMs: limits.relayBackMs,
    atBegin: 'no_relay',
    atEnd: 'relay_back',
  },
  // Half a press through zero and up again is no warning.
  volume_zero: { onAfterMs: 1_000, offAfterMs: 0, atBegin: 'volume_zero' },
  battery_low: { onAfterMs: 0, offAfterMs: 0, atBegin: 'battery_low' },
  inbox_near_full: { onAfterMs: 0, offAfterMs: 10_000, atBegin: 'inbox_near_full' },
  store_failed: { onAfterMs: 0, offAfterMs: 10_000, atBegin: 'store_failed' },
  // It cannot be said: the lights and the relay tell it.
  voice_failed: { onAfterMs: 0, offAfterMs: 0 },
};

/** Near full ends only well below where it begins. */
const NEAR_FULL_OVER = Math.floor(limits.inboxNearFullNotices * 0.9);

interface Condition {
  readonly active: boolean;
  /** Since when it has been the other way round than `active` says. */
  readonly changingSinceMs?: number;
}

export type HealthState = Readonly<Record<Warning, Condition>>;

export const initialHealth = Object.fromEntries(
  WARNINGS.map((warning) => [warning, { active: false }]),
) as HealthState;

function holds(warning: Warning, view: HealthView, active: boolean): boolean {
  switch (warning) {
    case 'no_relay':
      return !view.relayAnswers;
    case 'volume_zero':
      return view.volumePercent === 0;
    case 'battery_low':
      return view.batteryLow;
    case 'inbox_near_full':
      return view.unheardNotices >= (active ? NEAR_FULL_OVER : limits.inboxNearFullNotices);
    case 'store_failed':
      return view.storeRefuses;
    case 'voice_failed':
      return view.voiceFails;
  }
}

export interface HealthStep {
  readonly state: HealthState;
  /** To be said now: one for each occurrence, and one for its end where that is news. */
  readonly prompts: readonly SystemPrompt[];
}

/** Call it whenever the view changes, and at {@link healthWakeAtMs}. */
export function stepHealth(state: HealthState, view: HealthView, nowMs: number): HealthStep {
  const next: Record<Warning, Condition> = { ...state };
  const prompts: SystemPrompt[] = [];
  for (const warning of WARNINGS) {
    const before = state[warning];
    const rule = RULES[warning];
    if (holds(warning, view, before.active) === before.active) {
      next[warning] = { active: before.active };
      continue;
    }
    const sinceMs = before.changingSinceMs ?? nowMs;
    if (nowMs - sinceMs < (before.active ? rule.offAfterMs : rule.onAfterMs)) {
      next[warning] = { active: before.active, changingSinceMs: sinceMs };
      continue;
    }
    next[warning] = { active: !before.active };
    const prompt = before.active ? rule.atEnd : rule.atBegin;
    if (prompt !== undefined) prompts.push(prompt);
  }
  return { state: next, prompts };
}

/** When a condition that is changing will have changed; undefined when none is. */
export function healthWakeAtMs(state: HealthState): number | undefined {
  const times = WARNINGS.flatMap((warning) => {
    const { active, changingSinceMs } = state[warning];
    if (changingSinceMs === undefined) return [];
    return [changingSinceMs + (active ? RULES[warning].offAfterMs : RULES[warning].onAfterMs)];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Those that hold, for the heartbeat and the lights. */
export const activeWarnings = (state: HealthState): Warning[] =>
  WARNINGS.filter((warning) => state[warning].active);
