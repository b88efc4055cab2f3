/** What the shopkeeper can press on the panel board. */
export type PanelButton = 'volume_up' | 'volume_down' | 'replay';

/** What the panel port reports. `millivolts` is what pin A0 sees, after the divider. */
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
