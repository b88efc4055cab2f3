import type { SpokenLanguage } from '../voice.ts';

/**
 * One language: which clips it has, and how it puts numbers into them. The order of the sentence is the
 * same in all four (what, when, how much) and stands in phrase.ts.
 *
 * Clips that every language has, besides those of its numbers: `pause`, `repeat`, `late`,
 * `{payway}_received|_refunded|_cancelled` for each payway, `summary`, `total`, `of_which`, and
 * `system_{prompt}`.
 */
export interface LanguageWords {
  /** Each clip's name and its written form; a name is also the file name of a shop's own recording. */
  readonly lexicon: Readonly<Record<string, string>>;
  /** An amount ≥ 0 in hundredths of the currency. */
  amount(amountFen: number, spoken: SpokenLanguage): string[];
  /** How many payments, or how many refunds, in a summary. */
  count(count: number, what: 'payments' | 'refunds'): string[];
  /** The shop's clock. */
  timeOfDay(hour: number, minute: number): string[];
  /** What is written between two clips: nothing in Chinese, mostly a blank elsewhere. */
  gap(before: string, after: string): string;
}

/** What a payment can be made with, as the voice tells it apart. */
export const PAYWAYS = [
  'alipay',
  'wechat',
  'baidu',
  'jd',
  'qq',
  'nfc',
  'lakala',
  'hebao',
  'lakala_wechat',
  'cmb',
  'unionpay',
  'bestpay',
  'stored_value',
  'unknown',
] as const;
export type Payway = (typeof PAYWAYS)[number];

/** The gateway's codes (Shouqianba, public list). New ones appear without notice: those are `unknown`. */
const PAYWAY_BY_CODE: ReadonlyMap<string, Payway> = new Map([
  ['1', 'alipay'],
  ['2', 'alipay'],
  ['3', 'wechat'],
  ['4', 'baidu'],
  ['5', 'jd'],
  ['6', 'qq'],
  ['7', 'nfc'],
  ['8', 'lakala'],
  ['9', 'hebao'],
  ['15', 'lakala_wechat'],
  ['16', 'cmb'],
  ['17', 'unionpay'],
  ['18', 'bestpay'],
  ['19', 'wechat'],
  ['100', 'stored_value'],
]);

/** Never throws: a code that nobody knows is announced as a plain payment, never dropped. */
export function paywayOf(code: string): Payway {
  return PAYWAY_BY_CODE.get(code) ?? 'unknown';
}

/** The three clips of each payway. `write` gives the words of one. */
export function paywayLexicon(
  write: (payway: Payway, action: 'received' | 'refunded' | 'cancelled') => string,
): Record<string, string> {
  const lexicon: Record<string, string> = {};
  for (const payway of PAYWAYS) {
    for (const action of ['received', 'refunded', 'cancelled'] as const) {
      lexicon[`${payway}_${action}`] = write(payway, action);
    }
  }
  return lexicon;
}
