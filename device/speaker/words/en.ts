import { toCardinal } from 'n2words/en-MY';
import type { SpokenLanguage } from '../voice.ts';
import { type LanguageWords, type Payway, paywayLexicon } from './language-words.ts';

/** Latin-script number words are their own clip names: `forty-five` is `forty`, `five`. */
const UNITS = 'zero one two three four five six seven eight nine'.split(' ');
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES = 'hundred thousand million billion trillion and'.split(' ');

const PAYWAY_NAMES: Record<Payway, string> = {
  alipay: 'Alipay',
  wechat: 'WeChat Pay',
  baidu: 'Baidu Wallet',
  jd: 'JD Pay',
  qq: 'QQ Wallet',
  nfc: 'NFC',
  lakala: 'Lakala',
  hebao: 'Hebao',
  lakala_wechat: 'Lakala WeChat',
  cmb: 'China Merchants Bank',
  unionpay: 'UnionPay',
  bestpay: 'BestPay',
  stored_value: 'stored value',
  unknown: '',
};
const ACTIONS = { received: 'received', refunded: 'refund', cancelled: 'cancelled' } as const;
const UNKNOWN = { received: 'payment received', refunded: 'refund', cancelled: 'payment cancelled' } as const;

const numberWords = [...UNITS, ...TEENS, ...TENS, ...SCALES];

const lexicon: Record<string, string> = {
  ...Object.fromEntries(numberWords.map((word) => [word, word])),
  oh: 'oh',
  am: 'a.m.',
  pm: 'p.m.',
  yuan: 'yuan',
  fen: 'fen',
  ringgit: 'ringgit',
  sen: 'sen',
  payment: 'payment',
  payments: 'payments',
  refund: 'refund',
  refunds: 'refunds',
  pause: ',',
  repeat: 'repeat',
  late: 'late report',
  summary: 'while offline we received',
  total: 'total',
  of_which: 'of which',
  ...paywayLexicon((payway, action) =>
    payway === 'unknown' ? UNKNOWN[action] : `${PAYWAY_NAMES[payway]} ${ACTIONS[action]}`,
  ),
  system_no_relay: 'no connection, payments cannot be announced, please check the network',
  system_relay_back: 'connection restored',
  system_volume_zero: 'the volume is at zero, payments will not be heard, please turn it up',
  system_battery_low: 'battery low, please charge',
  system_inbox_near_full: 'too many payments are waiting, please call service',
  system_store_failed: 'storage failure, payments may not be announced, please call service',
  system_handed_over: 'some payments are too old to announce, please check your account',
  system_test: 'this is a test, no payment',
  system_ready: 'Tillbell is ready',
  system_nothing_to_replay: 'there is no payment to repeat',
  system_bank_returned: 'returned, thank you',
  system_bank_already_returned: 'this power bank has been returned before',
  system_bank_foreign: 'not a power bank of ours, please take it back',
  system_bank_push_in: 'not all the way in, please push',
  system_bank_turn_over: 'upside down, please turn it over',
  system_bank_unread: 'not recognised, please take it out and try again',
  system_bank_take: 'please take your power bank',
  system_bank_retrieved: 'the power bank was taken back in',
  system_no_bank: 'no power bank can be rented now',
  system_cabinet_fault: 'cabinet fault, please use another slot',
};

/** A whole number ≥ 0 as words, each of them a clip. */
function numberClips(value: number): string[] {
  return toCardinal(value).split(/[ -]/);
}

function amount(amountFen: number, spoken: SpokenLanguage): string[] {
  const [unit, hundredth] = spoken.currency === 'CNY' ? ['yuan', 'fen'] : ['ringgit', 'sen'];
  const whole = Math.floor(amountFen / 100);
  const hundredths = amountFen % 100;
  const clips = whole > 0 || hundredths === 0 ? [...numberClips(whole), unit] : [];
  return hundredths === 0 ? clips : [...clips, ...numberClips(hundredths), hundredth];
}

export const en: LanguageWords = {
  lexicon,
  amount,
  count(count, what) {
    const singular = what === 'payments' ? 'payment' : 'refund';
    return [...numberClips(count), count === 1 ? singular : `${singular}s`];
  },
  timeOfDay(hour, minute) {
    const clips = numberClips(hour % 12 === 0 ? 12 : hour % 12);
    if (minute > 0 && minute < 10) clips.push('oh');
    if (minute > 0) clips.push(...numberClips(minute));
    return [...clips, hour < 12 ? 'am' : 'pm'];
  },
  gap(before, after) {
    if (after === 'pause') return '';
    return TENS.includes(before) && UNITS.includes(after) ? '-' : ' ';
  },
};
