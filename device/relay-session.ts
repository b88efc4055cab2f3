import type { LogId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { DownMessage } from '../shared/messages.ts';
import type { Seq } from '../shared/quantities.ts';
import { reconnectMs } from '../shared/retry.ts';
import type { ClockSample } from './clock.ts';

/**
 * One path to the relay, from the first connect to the last (docs/wire.md, "A session"):
 *
 *     waiting ──time──▶ connecting ──subscribed──▶ greeting ──welcome──▶ live
 *        ▲                  │ closed, too slow        │                   │ closed, silent
 *        └──────────────────┴─────────────────────────┴───────────────────┘   full jitter, growing
 *
 * An answer counts only with the nonce of its question: a welcome, pulse or clock that was recorded earlier is refused.
 */
export type SessionState =
  | ({ readonly phase: 'waiting'; readonly retryAtMs: number } & Trying)
  | ({ readonly phase: 'connecting'; readonly token: Question } & Trying)
  | ({ readonly phase: 'greeting'; readonly token: Question; readonly hello: Question } & Trying)
  | {
      readonly phase: 'live';
      readonly attempt: number;
      readonly sinceMs: number;
      readonly answeredAtMs: number;
      readonly nextBeatAtMs: number;
      /** The heartbeat that has no pulse yet. */
      readonly beat?: Question;
    }
  | { readonly phase: 'stopped' };

interface Trying {
  readonly attempt: number;
  /** The last attempt ended with the relay telling the time: if it does so again, that is no reason to hurry. */
  readonly wasToldTime: boolean;
}

interface Question {
  readonly nonce: string;
  readonly askedAtMs: number;
}

export type SessionInput =
  | { readonly type: 'tick' }
  /** The broker took us, and the subscription stands. */
  | { readonly type: 'subscribed' }
  | { readonly type: 'closed' }
  /** Its seal was good. */
  | { readonly type: 'message'; readonly message: DownMessage }
  | { readonly type: 'stop' };

/** Messages that are no answer to a question of ours. */
export type DeliveredMessage = Extract<
  DownMessage,
  { type: 'notice' | 'receipt_confirmation' | 'command' | 'rent' | 'report_confirmation' }
>;

export type SessionEffect =
  | { readonly type: 'connect'; readonly nonce: string }
  | { readonly type: 'disconnect' }
  | { readonly type: 'say_hello' | 'say_heartbeat'; readonly nonce: string }
  | { readonly type: 'clock'; readonly sample: ClockSample }
  | {
      readonly type: 'log_end';
      readonly logId: LogId;
      readonly lastSeq: Seq;
      readonly askedAtMs: number;
      /** The first one of a connection: a sync is wanted, even an empty one. */
      readonly isWelcome: boolean;
    }
  | { readonly type: 'deliver'; readonly message: DeliveredMessage }
  | { readonly type: 'refused'; readonly why: 'replayed_answer' | 'early_command' };

/** Time and chance of one step. */
export interface SessionContext {
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Fresh, 16 hex digits. */
  readonly nonce: string;
}

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export const startSession = (nowMs: number): SessionState => ({
  phase: 'waiting',
  attempt: 0,
  wasToldTime: false,
  retryAtMs: nowMs,
});

export function stepSession(state: SessionState, input: SessionInput, context: SessionContext): SessionStep {
  if (state.phase === 'stopped') return { state, effects: [] };
  switch (input.type) {
    case 'tick':
      return passTime(state, context);
    case 'subscribed':
      if (state.phase !== 'connecting') return { state, effects: [] };
      return {
        state: { ...state, phase: 'greeting', hello: { nonce: context.nonce, askedAtMs: context.nowMs } },
        effects: [{ type: 'say_hello', nonce: context.nonce }],
      };
    case 'closed':
      return state.phase === 'waiting' ? { state, effects: [] } : retryLater(state, context, []);
    case 'message':
      return takeMessage(state, input.message, context);
    case 'stop':
      return { state: { phase: 'stopped' }, effects: [{ type: 'disconnect' }] };
  }
}

function passTime(state: SessionState, context: SessionContext): SessionStep {
  const { nowMs, nonce } = context;
  if (nowMs < (sessionWakeAtMs(state) ?? Number.POSITIVE_INFINITY)) return { state, effects: [] };
  switch (state.phase) {
    case 'waiting':
      return {
        state: { ...trying(state), phase: 'connecting', token: { nonce, askedAtMs: nowMs } },
        effects: [{ type: 'connect', nonce }],
      };
    case 'connecting':
    case 'greeting':
      return retryLater(state, context, [{ type: 'disconnect' }]);
    case 'live':
      if (nowMs - state.answeredAtMs >= limits.pulseSilenceMs) {
        return retryLater(state, context, [{ type: 'disconnect' }]);
      }
      return {
        state: {
          ...state,
          nextBeatAtMs: nowMs + limits.heartbeatIntervalMs,
          beat: { nonce, askedAtMs: nowMs },
        },
        effects: [{ type: 'say_heartbeat', nonce }],
      };
    case 'stopped':
      return { state, effects: [] };
  }
}

const trying = ({ attempt, wasToldTime }: Trying): Trying => ({ attempt, wasToldTime });

function retryLater(
  state: Exclude<SessionState, { phase: 'waiting' | 'stopped' }>,
  context: SessionContext,
  effects: readonly SessionEffect[],
): SessionStep {
  const wasGood = state.phase === 'live' && context.nowMs - state.sinceMs >= limits.sessionStableMs;
  const attempt = wasGood ? 0 : state.attempt;
  const waitMs = reconnectMs(attempt, context.random);
  return {
    state: {
      phase: 'waiting',
      attempt: attempt + 1,
      wasToldTime: false,
      retryAtMs: context.nowMs + waitMs,
    },
    effects,
  };
}

const REPLAYED: SessionEffect = { type: 'refused', why: 'replayed_answer' };

function takeMessage(state: SessionState, message: DownMessage, context: SessionContext): SessionStep {
  switch (message.type) {
    case 'clock':
      return takeClock(state, message, context);
    case 'welcome': {
      if (state.phase !== 'greeting' || message.nonce !== state.hello.nonce)
        return { state, effects: [REPLAYED] };
      const { nowMs } = context;
      return {
        state: {
          phase: 'live',
          attempt: state.attempt,
          sinceMs: nowMs,
          answeredAtMs: nowMs,
          nextBeatAtMs: nowMs + limits.heartbeatIntervalMs,
        },
        effects: answerEffects(message, state.hello, nowMs),
      };
    }
    case 'pulse': {
      if (state.phase !== 'live' || message.nonce !== state.beat?.nonce)
        return { state, effects: [REPLAYED] };
      const { beat, ...rest } = state;
      return {
        state: { ...rest, answeredAtMs: context.nowMs },
        effects: answerEffects(message, beat, context.nowMs),
      };
    }
    case 'command':
    case 'rent':
      // Whether it is late can be judged only once the relay has told the time.
      if (state.phase !== 'live') return { state, effects: [{ type: 'refused', why: 'early_command' }] };
      return { state, effects: [{ type: 'deliver', message }] };
    case 'notice':
    case 'receipt_confirmation':
    case 'report_confirmation':
      return { state, effects: [{ type: 'deliver', message }] };
  }
}

function answerEffects(
  message: Extract<DownMessage, { type: 'welcome' | 'pulse' }>,
  question: Question,
  nowMs: number,
): SessionEffect[] {
  const { askedAtMs } = question;
  return [
    { type: 'clock', sample: { relayTimeMs: message.relayTimeMs, askedAtMs, answeredAtMs: nowMs } },
    {
      type: 'log_end',
      logId: message.logId,
      lastSeq: message.lastSeq,
      askedAtMs,
      isWelcome: message.type === 'welcome',
    },
  ];
}

/** Our token was genuine but its time wrong: learn the time and come back at once, but not in a circle. */
function takeClock(
  state: SessionState,
  message: Extract<DownMessage, { type: 'clock' }>,
  context: SessionContext,
): SessionStep {
  if ((state.phase !== 'connecting' && state.phase !== 'greeting') || message.nonce !== state.token.nonce) {
    return { state, effects: [REPLAYED] };
  }
  const { nowMs } = context;
  const sample = {
    relayTimeMs: message.relayTimeMs,
    askedAtMs: state.token.askedAtMs,
    answeredAtMs: nowMs,
  };
  const effects: SessionEffect[] = [{ type: 'clock', sample }, { type: 'disconnect' }];
  if (state.wasToldTime) return retryLater(state, context, effects);
  return {
    state: { phase: 'waiting', attempt: state.attempt, wasToldTime: true, retryAtMs: nowMs },
    effects,
  };
}

/** When a `tick` is due. */
export function sessionWakeAtMs(state: SessionState): number | undefined {
  switch (state.phase) {
    case 'waiting':
      return state.retryAtMs;
    case 'connecting':
    case 'greeting':
      return state.token.askedAtMs + limits.greetingMs;
    case 'live':
      return Math.min(state.nextBeatAtMs, state.answeredAtMs + limits.pulseSilenceMs);
    case 'stopped':
      return undefined;
  }
}

export const isLive = (state: SessionState): boolean => state.phase === 'live';

/** Live, and no heartbeat is overdue. */
export function answers(state: SessionState, nowMs: number): boolean {
  return (
    state.phase === 'live' &&
    (state.beat === undefined || nowMs - state.beat.askedAtMs < limits.pulseTimeoutMs)
  );
}

/** When {@link answers} becomes false by itself. */
export const answerOverdueAtMs = (state: SessionState): number | undefined =>
  state.phase === 'live' && state.beat !== undefined
    ? state.beat.askedAtMs + limits.pulseTimeoutMs
    : undefined;

/** How the relay is reached, for a technician's doctor. */
export interface LinkCondition {
  readonly paths: number;
  readonly livePaths: number;
  readonly relayAnswers: boolean;
  /** The last question and its answer; undefined: none yet. */
  readonly roundTripMs: number | undefined;
  readonly clockConfirmed: boolean;
  /** Relay time, as the device knows it. */
  readonly relayNowMs: number;
}
