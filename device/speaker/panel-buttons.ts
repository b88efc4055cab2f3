import { limits } from '../../shared/limits.ts';
import type { PanelButton } from './panel.ts';

/** A level counts once it has stood this long: tact switches bounce for up to 10 ms, and sparks are shorter. */
export const DEBOUNCE_MS = 20;
/** Holding a volume button repeats it, as on every radio. */
export const HOLD_FIRST_MS = 500;
export const HOLD_REPEAT_MS = 250;

/**
 *   unknown ──up──▶ up ──down──▶ falling ──20 ms──▶ down (a press) ──up──▶ rising ──20 ms──▶ up
 *                    ▲──────up──────┘                ▲────────down─────────┘
 *
 * `unknown` until the button has been seen up: one that is held or stuck when the board is plugged in
 * presses nothing.
 */
type ButtonState =
  | { kind: 'unknown' }
  | { kind: 'up' }
  | { kind: 'falling'; sinceMs: number }
  | ({ kind: 'down' } & Hold)
  | ({ kind: 'rising'; sinceMs: number } & Hold);

interface Hold {
  repeats: number;
  /** Absent: this button does not repeat, or has repeated enough. */
  repeatAtMs?: number;
}

export type ButtonsState = Readonly<Record<PanelButton, ButtonState>>;
export type ButtonsInput = { type: 'level'; button: PanelButton; down: boolean } | { type: 'tick' };

export interface ButtonsStep {
  state: ButtonsState;
  /** In the order in which they count. */
  presses: PanelButton[];
  /** A `tick` is wanted then; absent when nothing is pending. */
  wakeAtMs?: number;
}

export const initialButtons: ButtonsState = {
  volume_up: { kind: 'unknown' },
  volume_down: { kind: 'unknown' },
  replay: { kind: 'unknown' },
};

const BUTTONS: readonly PanelButton[] = ['volume_up', 'volume_down', 'replay'];

/** Turns raw levels into presses: debounced both ways, volume repeated while it is held, up to a bound. */
export function stepButtons(state: ButtonsState, input: ButtonsInput, nowMs: number): ButtonsStep {
  const presses: PanelButton[] = [];
  const next: Record<PanelButton, ButtonState> = { ...state };
  for (const button of BUTTONS) {
    // Time first: when the loop was late, a release must not undo the press that had already stood long enough.
    const timed = passTime(next[button], button, nowMs);
    if (timed.pressed) presses.push(button);
    next[button] =
      input.type === 'level' && input.button === button
        ? takeLevel(timed.state, input.down, nowMs)
        : timed.state;
  }
  const wakeAtMs = BUTTONS.map((button) => wakeAt(next[button])).reduce(earlier, undefined);
  return { state: next, presses, ...(wakeAtMs === undefined ? {} : { wakeAtMs }) };
}

function passTime(
  state: ButtonState,
  button: PanelButton,
  nowMs: number,
): { state: ButtonState; pressed: boolean } {
  switch (state.kind) {
    case 'falling':
      if (nowMs - state.sinceMs < DEBOUNCE_MS) return { state, pressed: false };
      return {
        state: {
          kind: 'down',
          repeats: 0,
          ...(button === 'replay' ? {} : { repeatAtMs: nowMs + HOLD_FIRST_MS }),
        },
        pressed: true,
      };
    case 'down': {
      if (state.repeatAtMs === undefined || nowMs < state.repeatAtMs) return { state, pressed: false };
      const repeats = state.repeats + 1;
      const more = repeats < limits.panelHoldRepeats;
      // From now, not from when it was due: a late loop must not fire the missed repeats in a burst.
      return {
        state: { kind: 'down', repeats, ...(more ? { repeatAtMs: nowMs + HOLD_REPEAT_MS } : {}) },
        pressed: true,
      };
    }
    case 'rising':
      return nowMs - state.sinceMs < DEBOUNCE_MS
        ? { state, pressed: false }
        : { state: { kind: 'up' }, pressed: false };
    case 'unknown':
    case 'up':
      return { state, pressed: false };
  }
}

function takeLevel(state: ButtonState, down: boolean, nowMs: number): ButtonState {
  switch (state.kind) {
    case 'unknown':
      return down ? state : { kind: 'up' };
    case 'up':
      return down ? { kind: 'falling', sinceMs: nowMs } : state;
    case 'falling':
      return down ? state : { kind: 'up' };
    case 'down':
      return down ? state : { ...state, kind: 'rising', sinceMs: nowMs };
    case 'rising': {
      if (!down) return state;
      const { sinceMs: _bounced, ...hold } = state;
      return { ...hold, kind: 'down' };
    }
  }
}

function wakeAt(state: ButtonState): number | undefined {
  switch (state.kind) {
    case 'falling':
    case 'rising':
      return state.sinceMs + DEBOUNCE_MS;
    case 'down':
      return state.repeatAtMs;
    case 'unknown':
    case 'up':
      return undefined;
  }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
