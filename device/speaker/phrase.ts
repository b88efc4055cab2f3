import { Failure } from '../../shared/failure.ts';
import type {
  Language,
  MoneyUtterance,
  Speech,
  SpokenLanguage,
  SummaryUtterance,
  Utterance,
} from './voice.ts';
import { en } from './words/en.ts';
import { type LanguageWords, paywayOf } from './words/language-words.ts';
import { ms } from './words/ms.ts';
import { yue } from './words/yue.ts';
import { zhCn } from './words/zh-cn.ts';

const WORDS: Record<Language, LanguageWords> = { 'zh-CN': zhCn, yue, ms, en };

/** Far more than an inbox holds, and within the number words of every language. */
const COUNT_MAX = 999_999_999;

/** Every clip that {@link phrase} can name in a language, with its written form. A pack must have them all. */
export function lexiconOf(language: Language): Readonly<Record<string, string>> {
  return WORDS[language].lexicon;
}

/**
 * Puts an utterance into words: `支付宝到账，十二点五元`, `补报，十点四十二分，支付宝到账，十二点五元`,
 * `重播，…`. What is written is what is said, clip by clip.
 * @throws Failure `malformed` when an amount or sum is not a safe integer ≥ 0, or a count above a thousand million.
 */
export function phrase(utterance: Utterance, spoken: SpokenLanguage): Speech {
  const words = WORDS[spoken.language];
  const clips = clipsOf(utterance, words, spoken);
  const text = written(clips, words);
  return { text: text.charAt(0).toUpperCase() + text.slice(1), clips };
}

/** An amount alone, to stand inside a sentence: `一百二十三点四五元`. @throws Failure `malformed` as {@link phrase} does. */
export function amountInWords(amountFen: number, spoken: SpokenLanguage): Speech {
  const words = WORDS[spoken.language];
  const clips = words.amount(whole(amountFen, 'an amount'), spoken);
  return { text: written(clips, words), clips };
}

function clipsOf(utterance: Utterance, words: LanguageWords, spoken: SpokenLanguage): string[] {
  switch (utterance.kind) {
    case 'payment':
    case 'refund':
    case 'cancel':
      return moneyClips(utterance, words, spoken);
    case 'summary':
      return summaryClips(utterance, words, spoken);
    case 'system':
      return [`system_${utterance.prompt}`];
  }
}

const ACTIONS = { payment: 'received', refund: 'refunded', cancel: 'cancelled' } as const;

function moneyClips(utterance: MoneyUtterance, words: LanguageWords, spoken: SpokenLanguage): string[] {
  const clips = utterance.repeat ? ['repeat', 'pause'] : [];
  if (utterance.late !== undefined) {
    const { hour, minute } = clock(utterance.late.paidAtMs, spoken.utcOffsetMinutes);
    clips.push('late', 'pause', ...words.timeOfDay(hour, minute), 'pause');
  }
  clips.push(`${paywayOf(utterance.payway)}_${ACTIONS[utterance.kind]}`, 'pause');
  return [...clips, ...words.amount(whole(utterance.amountFen, 'an amount'), spoken)];
}

function summaryClips(utterance: SummaryUtterance, words: LanguageWords, spoken: SpokenLanguage): string[] {
  const count = whole(utterance.count, 'a count', COUNT_MAX);
  const refundCount = whole(utterance.refundCount, 'a count', COUNT_MAX);
  const clips = utterance.repeat ? ['repeat', 'pause'] : [];
  clips.push('summary', ...words.count(count, 'payments'), 'pause');
  clips.push('total', ...words.amount(whole(utterance.sumFen, 'a sum'), spoken));
  if (refundCount === 0) return clips;
  clips.push('pause', 'of_which', ...words.count(refundCount, 'refunds'), 'pause');
  return [...clips, 'total', ...words.amount(whole(utterance.refundSumFen, 'a sum'), spoken)];
}

/** The time on the shop's wall. */
function clock(unixMs: number, utcOffsetMinutes: number): { hour: number; minute: number } {
  const dayMinutes = 24 * 60;
  const minutes = Math.floor(whole(unixMs, 'a time') / 60_000) + utcOffsetMinutes;
  const ofDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return { hour: Math.floor(ofDay / 60), minute: ofDay % 60 };
}

function written(clips: readonly string[], words: LanguageWords): string {
  let text = '';
  let before: string | undefined;
  for (const clip of clips) {
    if (before !== undefined) text += words.gap(before, clip);
    text += words.lexicon[clip] ?? '';
    before = clip;
  }
  return text;
}

function whole(value: number, what: string, most: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new Failure('malformed', `${what} to be spoken must be an integer from 0 to ${most}`);
  }
  return value;
}
