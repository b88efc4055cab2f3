import type { RememberedClock } from '../clock.ts';
import type { Facts } from './speaker-operations.ts';
import type { Language } from './voice.ts';

export const LANGUAGES = ['zh-CN', 'yue', 'ms', 'en'] as const satisfies readonly Language[];

export const isLanguage = (text: string): text is Language => LANGUAGES.some((one) => one === text);

/** Out of the box, %. */
export const VOLUME_DEFAULT_PERCENT = 70;
/** What a press of a volume button changes, %. */
export const VOLUME_STEP_PERCENT = 10;

export function volumeFrom(facts: Facts): number {
  const percent = Number(facts.volume ?? VOLUME_DEFAULT_PERCENT);
  return Number.isInteger(percent) && percent >= 0 && percent <= 100 ? percent : VOLUME_DEFAULT_PERCENT;
}

export const steppedVolume = (percent: number, step: 1 | -1): number =>
  Math.min(100, Math.max(0, percent + step * VOLUME_STEP_PERCENT));

/**
 * A language that the relay has set stays, until the setting of the device is changed by hand: then that is the newer
 * word.
 */
export function languageFrom(facts: Facts, setting: Language): Language {
  const [language, settingThen] = (facts.language ?? '').split(' ');
  return language !== undefined && isLanguage(language) && settingThen === setting ? language : setting;
}

export const languageFact = (language: Language, setting: Language): string => `${language} ${setting}`;

/** @returns undefined when nothing, or nothing sensible, is remembered */
export function clockFrom(facts: Facts): RememberedClock | undefined {
  const [bootId, offset, skew, ...rest] = (facts.clock ?? '').split(' ');
  const [offsetMs, skewMs] = [Number(offset), Number(skew)];
  if (bootId === undefined || rest.length > 0 || offset === undefined || skew === undefined) return undefined;
  return Number.isFinite(offsetMs) && Number.isFinite(skewMs) ? { bootId, offsetMs, skewMs } : undefined;
}

export const clockFact = ({ bootId, offsetMs, skewMs }: RememberedClock): string =>
  `${bootId} ${offsetMs} ${skewMs}`;
