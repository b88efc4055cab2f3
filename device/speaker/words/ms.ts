import { toCardinal } from 'n2words/ms-MY';
import type { SpokenLanguage } from '../voice.ts';
import { type LanguageWords, type Payway, paywayLexicon } from './language-words.ts';

/** Malay number words are their own clip names; 1 of a unit is one word (`seratus`, `seribu`, `sejuta`). */
const DIGITS = 'sifar satu dua tiga empat lima enam tujuh lapan sembilan'.split(' ');
const SCALES = 'belas puluh ratus ribu juta bilion trilion'.split(' ');
const ONE_OF = 'sepuluh sebelas seratus seribu sejuta sebilion setrilion'.split(' ');

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
  stored_value: 'nilai simpanan',
  unknown: '',
};
const UNKNOWN = {
  received: 'bayaran diterima',
  refunded: 'bayaran balik',
  cancelled: 'bayaran dibatalkan',
} as const;

const lexicon: Record<string, string> = {
  ...Object.fromEntries([...DIGITS, ...SCALES, ...ONE_OF].map((word) => [word, word])),
  ringgit: 'ringgit',
  sen: 'sen',
  yuan: 'yuan',
  fen: 'fen',
  hour: 'pukul',
  morning: 'pagi',
  noon: 'tengah hari',
  afternoon: 'petang',
  night: 'malam',
  payments: 'bayaran',
  refunds: 'bayaran balik',
  pause: ',',
  repeat: 'ulangan',
  late: 'laporan lewat',
  summary: 'semasa luar talian, diterima',
  total: 'jumlah',
  of_which: 'termasuk',
  ...paywayLexicon((payway, action) => {
    if (payway === 'unknown') return UNKNOWN[action];
    const name = PAYWAY_NAMES[payway];
    if (action === 'refunded') return `bayaran balik ${name}`;
    return `${name} ${action === 'received' ? 'diterima' : 'dibatalkan'}`;
  }),
  system_no_relay: 'tiada sambungan, bayaran tidak dapat diumumkan, sila periksa rangkaian',
  system_relay_back: 'sambungan telah pulih',
  system_volume_zero: 'kelantangan sifar, bayaran tidak akan kedengaran, sila kuatkan',
  system_battery_low: 'bateri lemah, sila cas',
  system_inbox_near_full: 'terlalu banyak bayaran menunggu, sila hubungi khidmat',
  system_store_failed: 'storan rosak, bayaran mungkin tidak diumumkan, sila hubungi khidmat',
  system_handed_over: 'ada bayaran yang terlalu lama, sila semak akaun anda',
  system_test: 'ini ujian, tiada bayaran',
  system_ready: 'Tillbell sudah sedia',
  system_nothing_to_replay: 'tiada bayaran untuk diulang',
  system_bank_returned: 'pemulangan berjaya',
  system_bank_already_returned: 'bank kuasa ini sudah dipulangkan',
  system_bank_foreign: 'ini bukan bank kuasa kami, sila ambil semula',
  system_bank_push_in: 'belum masuk penuh, sila tolak sampai habis',
  system_bank_turn_over: 'terbalik, sila pusingkan',
  system_bank_unread: 'tidak dikenali, sila ambil dan cuba lagi',
  system_bank_take: 'sila ambil bank kuasa anda',
  system_bank_retrieved: 'bank kuasa telah ditarik balik',
  system_no_bank: 'tiada bank kuasa untuk disewa',
  system_cabinet_fault: 'kabinet rosak, sila guna slot lain',
};

/** A whole number ≥ 0 as words, each of them a clip. */
function numberClips(value: number): string[] {
  return toCardinal(value).split(' ');
}

function amount(amountFen: number, spoken: SpokenLanguage): string[] {
  const [unit, hundredth] = spoken.currency === 'MYR' ? ['ringgit', 'sen'] : ['yuan', 'fen'];
  const whole = Math.floor(amountFen / 100);
  const hundredths = amountFen % 100;
  const clips = whole > 0 || hundredths === 0 ? [...numberClips(whole), unit] : [];
  return hundredths === 0 ? clips : [...clips, ...numberClips(hundredths), hundredth];
}

/** Malay tells the parts of the day apart by name; midnight to noon is `pagi`. */
function partOfDay(hour: number): string {
  if (hour < 12) return 'morning';
  if (hour < 14) return 'noon';
  return hour < 19 ? 'afternoon' : 'night';
}

export const ms: LanguageWords = {
  lexicon,
  amount,
  count: (count, what) => [...numberClips(count), what],
  timeOfDay(hour, minute) {
    const clips = ['hour', ...numberClips(hour % 12 === 0 ? 12 : hour % 12)];
    if (minute > 0 && minute < 10) clips.push('sifar');
    if (minute > 0) clips.push(...numberClips(minute));
    return [...clips, partOfDay(hour)];
  },
  gap: (_before, after) => (after === 'pause' ? '' : ' '),
};
