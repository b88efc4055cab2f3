import { type BatteryState, forgetBattery, initialBattery, stepBattery } from './battery.ts';

/** What the shopkeeper can press on the panel board. */
export type PanelButton = 'volume_up' | 'volume_down' | 'replay';

/**
 * What the panel port reports. A `button` is a whole press, debounced; holding volume gives more of them.
 * `millivolts` are the cell's. Buttons and battery come only between `connected` and `disconnected`.
 */
export type PanelInput =
  | { type: 'button'; button: PanelButton }
  | { type: 'battery'; millivolts: number }
  | { type: 'connected' }
  | { type: 'disconnected'; reason: string };

export type PanelLight = 'on' | 'off' | 'blink_slow' | 'blink_fast';

/** What the two LEDs should show. */
export interface PanelLights {
  link: PanelLight;
  unheard: PanelLight;
}

/** A panel board, present or not. */
export interface PanelPort {
  /** Shows `lights` as soon as a board is there; never blocks, keeps only the latest. */
  show(lights: PanelLights): void;
  close(): Promise<void>;
}

export interface PanelState {
  readonly connected: boolean;
  readonly battery: BatteryState;
}

/** What the speaker is to do; the battery effects come once per occurrence. */
export type PanelEffect =
  | { type: 'volume'; step: 1 | -1 }
  | { type: 'replay' }
  | { type: 'battery_low'; percent: number }
  | { type: 'battery_recovered'; percent: number };

export const initialPanel: PanelState = { connected: false, battery: initialBattery };

/** Takes one input of the panel port. `state.battery.percent` is what the heartbeat reports. */
export function stepPanel(
  state: PanelState,
  input: PanelInput,
): { state: PanelState; effects: PanelEffect[] } {
  switch (input.type) {
    case 'connected':
      return { state: { connected: true, battery: forgetBattery(state.battery) }, effects: [] };
    case 'disconnected':
      return { state: { connected: false, battery: forgetBattery(state.battery) }, effects: [] };
    case 'battery': {
      const battery = stepBattery(state.battery, input.millivolts);
      return { state: { ...state, battery }, effects: batteryEffects(state.battery, battery) };
    }
    case 'button':
      switch (input.button) {
        case 'volume_up':
          return { state, effects: [{ type: 'volume', step: 1 }] };
        case 'volume_down':
          return { state, effects: [{ type: 'volume', step: -1 }] };
        case 'replay':
          return { state, effects: [{ type: 'replay' }] };
      }
  }
}

function batteryEffects(before: BatteryState, after: BatteryState): PanelEffect[] {
  if (after.percent === null || before.isLow === after.isLow) return [];
  return [{ type: after.isLow ? 'battery_low' : 'battery_recovered', percent: after.percent }];
}

/** What the lights tell of. */
export interface PanelView {
  /** `lost`: no relay for as long as the shop is warned of it (promise 10). */
  relay: 'connected' | 'connecting' | 'lost';
  unheardNotices: number;
  inboxNearFull: boolean;
  volumeZero: boolean;
  batteryLow: boolean;
}

/**
 * Link light: steady = connected, slow = connecting, fast = no relay.
 * Unheard light: fast = the inbox is near full, slow = payments may go unheard (volume at zero, battery
 * low), steady = payments wait to be heard, dark = all heard. The gravest wins.
 */
export function panelLights(view: PanelView): PanelLights {
  return { link: linkLight(view.relay), unheard: unheardLight(view) };
}

function linkLight(relay: PanelView['relay']): PanelLight {
  switch (relay) {
    case 'connected':
      return 'on';
    case 'connecting':
      return 'blink_slow';
    case 'lost':
      return 'blink_fast';
  }
}

function unheardLight(view: PanelView): PanelLight {
  if (view.inboxNearFull) return 'blink_fast';
  if (view.volumeZero || view.batteryLow) return 'blink_slow';
  return view.unheardNotices > 0 ? 'on' : 'off';
}

const BLINK_PERIOD_MS = { blink_slow: 1_000, blink_fast: 250 } as const;

/** Whether the lamp is lit at this moment; all lamps blink in step. */
export function isLit(light: PanelLight, nowMs: number): boolean {
  switch (light) {
    case 'on':
      return true;
    case 'off':
      return false;
    case 'blink_slow':
    case 'blink_fast':
      return nowMs % BLINK_PERIOD_MS[light] < BLINK_PERIOD_MS[light] / 2;
  }
}

/** Ms until {@link isLit} of any of the two changes by itself; absent when nothing blinks. */
export function nextBlinkInMs(lights: PanelLights, nowMs: number): number | undefined {
  const halves = [lights.link, lights.unheard].flatMap((light) =>
    light === 'on' || light === 'off' ? [] : [BLINK_PERIOD_MS[light] / 2],
  );
  if (halves.length === 0) return undefined;
  return Math.min(...halves.map((half) => half - (nowMs % half)));
}
