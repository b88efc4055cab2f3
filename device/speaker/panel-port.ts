import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { ceilingMs } from '../../shared/retry.ts';
import { isLit, nextBlinkInMs, type PanelInput, type PanelLights, type PanelPort } from './panel.ts';
import {
  loadPanelLibraries,
  openPanelBoard,
  type PanelBoardLink,
  type PanelLibraries,
} from './panel-board-link.ts';
import { type ButtonsInput, initialButtons, stepButtons } from './panel-buttons.ts';

const RECONNECT = { firstMs: limits.panelReconnectFirstMs, maxMs: limits.panelReconnectMaxMs };
/** Lamps change no faster than an eye sees, so that no storm of changes can fill a line of 5 760 bytes a second. */
const DRAW_INTERVAL_MS = 20;
const DARK: PanelLights = { link: 'off', unheard: 'off' };

export interface PanelPortOptions {
  /** The board's serial port; it need not exist yet. */
  path: string;
  onInput(input: PanelInput): void;
  log: Pick<Log, 'info'>;
}

/**
 * Looks after the panel for as long as the speaker runs: finds the board, loses it, finds the next one.
 * Returns at once and never throws; a panel that is missing, wrong or frozen costs nothing but its lamps.
 * `disconnected` comes once when a board is lost, and once at the start when there is none.
 */
export function openPanel(options: PanelPortOptions): PanelPort {
  return new ReconnectingPanel(options);
}

class ReconnectingPanel implements PanelPort {
  readonly #options: PanelPortOptions;
  readonly #loading: Promise<void>;
  #libraries: PanelLibraries | undefined;
  #link: PanelBoardLink | undefined;
  #connected: boolean | undefined;
  #lastReason = '';
  #lights: PanelLights = DARK;
  #shown = '';
  #drawnAtMs = -DRAW_INTERVAL_MS;
  #buttons = initialButtons;
  #attempt = 0;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #lampTimer: NodeJS.Timeout | undefined;
  #buttonTimer: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: PanelPortOptions) {
    this.#options = options;
    this.#loading = this.#connect();
  }

  show(lights: PanelLights): void {
    this.#lights = lights;
    this.#drive();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of [this.#reconnectTimer, this.#lampTimer, this.#buttonTimer]) clearTimeout(timer);
    await this.#loading;
    await this.#link?.close();
  }

  async #connect(): Promise<void> {
    try {
      this.#libraries ??= await loadPanelLibraries();
      if (this.#closing) return;
      this.#link = openPanelBoard(this.#libraries, this.#options.path, {
        onReady: () => this.#ready(),
        onButton: (button, down) => this.#stepButtons({ type: 'level', button, down }),
        onBattery: (millivolts) => this.#takeBattery(millivolts),
        onGone: (reason) => this.#lost(reason),
      });
    } catch (thrown) {
      this.#lost(describeThrown(thrown));
    }
  }

  #ready(): void {
    this.#attempt = 0;
    this.#buttons = initialButtons;
    this.#connected = true;
    this.#lastReason = '';
    this.#options.log.info({ path: this.#options.path }, 'panel connected');
    this.#options.onInput({ type: 'connected' });
    this.#redraw();
  }

  #lost(reason: string): void {
    this.#link = undefined;
    for (const timer of [this.#lampTimer, this.#buttonTimer]) clearTimeout(timer);
    if (this.#closing) return;
    if (reason !== this.#lastReason) this.#options.log.info({ path: this.#options.path, reason }, 'no panel');
    this.#lastReason = reason;
    if (this.#connected !== false) {
      this.#connected = false;
      this.#options.onInput({ type: 'disconnected', reason });
    }
    this.#reconnectTimer = setTimeout(() => void this.#connect(), ceilingMs(RECONNECT, this.#attempt));
    this.#attempt += 1;
  }

  #takeBattery(millivolts: number): void {
    this.#options.onInput({ type: 'battery', millivolts });
    // A byte lost on the line would leave a lamp wrong until its next change, which may be tomorrow.
    this.#redraw();
  }

  #stepButtons(input: ButtonsInput): void {
    const nowMs = performance.now();
    const step = stepButtons(this.#buttons, input, nowMs);
    this.#buttons = step.state;
    clearTimeout(this.#buttonTimer);
    if (step.wakeAtMs !== undefined) {
      this.#buttonTimer = setTimeout(
        () => this.#stepButtons({ type: 'tick' }),
        Math.ceil(step.wakeAtMs - nowMs),
      );
    }
    for (const button of step.presses) this.#options.onInput({ type: 'button', button });
  }

  #redraw(): void {
    this.#shown = '';
    this.#drive();
  }

  #drive(): void {
    clearTimeout(this.#lampTimer);
    if (this.#connected !== true || this.#closing) return;
    const nowMs = performance.now();
    const waitMs = this.#drawnAtMs + DRAW_INTERVAL_MS - nowMs;
    if (waitMs <= 0) this.#draw(nowMs);
    const nextInMs = waitMs > 0 ? waitMs : nextBlinkInMs(this.#lights, nowMs);
    // Rounded up, for a timer that is early by a fraction would find nothing to change and spin.
    if (nextInMs !== undefined) this.#lampTimer = setTimeout(() => this.#drive(), Math.ceil(nextInMs));
  }

  #draw(nowMs: number): void {
    const link = isLit(this.#lights.link, nowMs);
    const unheard = isLit(this.#lights.unheard, nowMs);
    const shown = `${link} ${unheard}`;
    if (shown === this.#shown) return;
    this.#link?.setLamps(link, unheard);
    this.#shown = shown;
    this.#drawnAtMs = nowMs;
  }
}
