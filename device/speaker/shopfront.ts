import type { LogId } from '../../shared/ids.ts';
import type { DeviceStatus, Notice } from '../../shared/notice.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import { activeWarnings, type HealthState, healthWakeAtMs, initialHealth, stepHealth } from '../health.ts';
import type { AnnouncingMoment } from './announcement-choice.ts';
import { type AnnouncerInput, stepAnnouncer } from './announcer.ts';
import {
  type AnnouncerEffect,
  type AnnouncerState,
  announcerWakeAtMs,
  claim,
  claims,
  isQuiet,
  startAnnouncer,
  unheardCount,
} from './announcer-state.ts';
import type { LogPosition } from './log-copy.ts';
import { initialPanel, type PanelEffect, type PanelInput, type PanelLights, stepPanel } from './panel.ts';
import { healthViewOf, lightsOf, type SelfView, spokenUpTo, statusOf } from './self-report.ts';
import type { SpeakerEffect } from './speaker-effects.ts';
import { languageFrom, steppedVolume, volumeFrom } from './speaker-facts.ts';
import type { SpeakerMemory } from './speaker-operations.ts';
import type { Language } from './voice.ts';

/** What the shop itself cannot know. */
export interface ShopfrontView {
  readonly relayAnswers: boolean;
  /** The inbox or heard.jsonl refuses to be written. */
  readonly fileRefuses: boolean;
  readonly entryCount: number;
}

/** What the shop hears, sees and touches: announcer, warnings, lights, buttons, volume, language. */
export class Shopfront {
  readonly #software: string;
  #announcer: AnnouncerState;
  #health: HealthState = initialHealth;
  #panel = initialPanel;
  #shownLights: PanelLights | undefined;
  #view: ShopfrontView;
  /** What {@link spokenUpTo} said last. */
  #spoken: { readonly logId: LogId; readonly upTo: Seq } | undefined;
  volumePercent: number;
  language: Language;

  constructor(memory: SpeakerMemory, languageSetting: Language, software: string) {
    this.#software = software;
    this.#announcer = startAnnouncer(memory);
    this.#view = { relayAnswers: false, fileRefuses: false, entryCount: memory.entryCount };
    this.volumePercent = volumeFrom(memory.facts);
    this.language = languageFrom(memory.facts, languageSetting);
  }

  /** Stored and not heard to the end. */
  get unheard(): number {
    return unheardCount(this.#announcer);
  }

  /** Nothing is being said, and everything that was said is on disk. */
  get isQuiet(): boolean {
    return isQuiet(this.#announcer);
  }

  /** A notice that is about to be committed will be spoken at once, see {@link claims}. */
  get hasClaim(): boolean {
    return this.#announcer.doing.is === 'claimed';
  }

  claim(notice: Notice, moment: AnnouncingMoment): boolean {
    const isClaimed = claims(this.#announcer, notice, moment);
    if (isClaimed) this.#announcer = claim(this.#announcer);
    return isClaimed;
  }

  announce(input: AnnouncerInput, moment: AnnouncingMoment): SpeakerEffect[] {
    const step = stepAnnouncer(this.#announcer, input, moment);
    this.#announcer = step.state;
    return step.effects.map((effect) => this.#perform(effect));
  }

  #perform(effect: AnnouncerEffect): SpeakerEffect {
    switch (effect.type) {
      case 'record':
        return effect;
      case 'save':
        return { type: 'settle', settlements: effect.settlements };
      case 'speak':
        return { ...effect, volumePercent: this.volumePercent, language: this.language };
    }
  }

  takePanel(input: PanelInput, moment: AnnouncingMoment): SpeakerEffect[] {
    const step = stepPanel(this.#panel, input);
    this.#panel = step.state;
    return step.effects.flatMap((effect) => this.#followPanel(effect, moment));
  }

  #followPanel(effect: PanelEffect, moment: AnnouncingMoment): SpeakerEffect[] {
    switch (effect.type) {
      case 'volume':
        this.volumePercent = steppedVolume(this.volumePercent, effect.step);
        return [{ type: 'remember', facts: { volume: String(this.volumePercent) } }];
      case 'replay':
        return this.announce({ type: 'replay' }, moment);
      case 'battery_low':
      case 'battery_recovered':
        return [{ type: 'log', level: 'info', event: effect.type, detail: { percent: effect.percent } }];
    }
  }

  /** Warnings and lights; to be called at the end of each step. */
  watch(view: ShopfrontView, moment: AnnouncingMoment): SpeakerEffect[] {
    this.#view = view;
    const before = activeWarnings(this.#health).join();
    const step = stepHealth(this.#health, healthViewOf(this.#self), moment.nowMs);
    this.#health = step.state;
    const effects = step.prompts.flatMap((prompt) => this.announce({ type: 'prompt', prompt }, moment));
    const warnings = activeWarnings(this.#health).join();
    if (warnings !== before) {
      effects.push({ type: 'log', level: 'warn', event: 'warnings', detail: { warnings } });
    }
    return [...effects, ...this.#showLights()];
  }

  #showLights(): SpeakerEffect[] {
    const lights = lightsOf(this.#self);
    const shown = this.#shownLights;
    if (shown?.link === lights.link && shown.unheard === lights.unheard) return [];
    this.#shownLights = lights;
    return [{ type: 'lights', lights }];
  }

  /** When a step without any other input is due. */
  wakeAtMs(nowMs: number): number | undefined {
    const times = [announcerWakeAtMs(this.#announcer, nowMs), healthWakeAtMs(this.#health)].filter(
      (atMs) => atMs !== undefined,
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  status(): DeviceStatus {
    return statusOf(this.#self);
  }

  /** All of the present log up to there has its receipt on our disk. */
  spokenUpTo(position: LogPosition | undefined): Seq {
    const isUnsaved = this.#announcer.unsaved.some((settlement) => settlement.outcome !== undefined);
    // What was heard and is not on disk has no receipt to send yet: as far as the last word, no farther.
    if (isUnsaved && position?.logId === this.#spoken?.logId) return this.#spoken?.upTo ?? seq(0);
    const upTo = isUnsaved ? seq(0) : spokenUpTo(position, this.#announcer);
    this.#spoken = position === undefined ? undefined : { logId: position.logId, upTo };
    return upTo;
  }

  get #self(): SelfView {
    return {
      ...this.#view,
      announcer: this.#announcer,
      health: this.#health,
      panel: this.#panel,
      volumePercent: this.volumePercent,
      language: this.language,
      software: this.#software,
    };
  }
}
