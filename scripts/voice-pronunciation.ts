/**
 * What espeak-ng is given to say each clip. It reads Malay, English and most Cantonese from the written
 * form; its Mandarin voice reads most characters as English letters, so Mandarin is written out in pinyin
 * (voice `cmn-latn-pinyin`). Tones are as spoken: 一百 is yi4bai3. Syllables in one word run together.
 */
import type { Language } from '../device/speaker/voice.ts';

export interface Pronunciation {
  readonly voice: string;
  readonly input: string;
  /** A third tone that does not rise again, as everywhere but at the end of a sentence. */
  readonly halfThirdTone: boolean;
}

const DIGITS = ['ling2', 'yi1', 'er4', 'san1', 'si4', 'wu3', 'liu4', 'qi1', 'ba1', 'jiu3'] as const;
/** 一 falls before a first, second or third tone, and rises before a fourth. */
const ONE_FALLING = 'yi4';
const ONE_RISING = 'yi2';

function mandarinNumbers(): Record<string, string> {
  const pinyin: Record<string, string> = {
    '10': 'shi2',
    '10_inside': 'yi1shi2',
    pair: 'liang3',
    wan: 'wan4',
    yi: 'yi4',
    '0': DIGITS[0],
  };
  DIGITS.forEach((digit, value) => {
    if (value === 0) return;
    const falling = value === 1 ? ONE_FALLING : digit;
    const pair = value === 2 ? 'liang3' : falling;
    const rising = value === 1 ? ONE_RISING : pair;
    pinyin[`${value}`] = digit;
    if (value > 1) pinyin[`${value}0`] = `${digit}shi2`;
    pinyin[`${value}00`] = `${falling}bai3`;
    pinyin[`${value}000`] = `${pair}qian1`;
    pinyin[`${value}_wan`] = `${rising}wan4`;
    pinyin[`${value}_yi`] = `${rising}yi4`;
    pinyin[`${value}_jiao`] = `${falling}jiao3`;
    pinyin[`${value}_fen`] = `${falling}fen1`;
  });
  return pinyin;
}

const MANDARIN_PAYWAYS: Readonly<Record<string, string>> = {
  alipay: 'zhi1fu4bao3',
  wechat: 'wei1xin4',
  baidu: 'bai3du4 qian2bao1',
  jd: 'jing1dong1 qian2bao1',
  qq: 'QQ qian2bao1',
  nfc: 'N F C',
  lakala: 'la1ka3la1',
  hebao: 'he2bao1',
  lakala_wechat: 'la1ka3la1 wei1xin4',
  cmb: 'zhao1shang1 yin2hang2',
  unionpay: 'yun2shan3fu4',
  bestpay: 'yi4zhi1fu4',
  stored_value: 'chu3zhi2',
};

const MANDARIN_SENTENCES: Readonly<Record<string, string>> = {
  '1_yuan': 'yi4yuan2',
  point: 'dian3',
  yuan: 'yuan2',
  ringgit: 'ling4ji2',
  sen: 'xian1',
  minute: 'fen1',
  exactly: 'zheng3',
  notices: 'bi3',
  repeat: 'chong2bo1',
  late: 'bu3bao4',
  summary: 'li2xian4 qi1jian1 shou1dao4',
  total: 'gong4',
  of_which: 'qi2zhong1 tui4kuan3',
  unknown_received: 'shou1kuan3',
  unknown_refunded: 'tui4kuan3',
  unknown_cancelled: 'che4dan1',
  system_no_relay: 'wang3luo4 duan4kai1, shou1kuan3 zan4shi2 wu2fa3 bo1bao4, qing3 jian3cha2 wang3luo4',
  system_relay_back: 'wang3luo4 yi3 hui1fu4',
  system_volume_zero: 'yin1liang4 wei2 ling2, shou1kuan3 jiang1 ting1 bu2 dao4, qing3 tiao2gao1 yin1liang4',
  system_battery_low: 'dian4liang4 di1, qing3 chong1dian4',
  system_inbox_near_full: 'wei4 bo1bao4 de5 shou1kuan3 kuai4 man3 le5, qing3 lian2xi4 fu2wu4shang1',
  system_store_failed: 'cun2chu3 gu4zhang4, shou1kuan3 ke3neng2 wu2fa3 bo1bao4, qing3 lian2xi4 fu2wu4shang1',
  system_handed_over: 'you3 shou1kuan3 tai4jiu3 wei4 bo1bao4, qing3 dao4 hou4tai2 he2dui4',
  system_test: 'zhe4 shi4 ce4shi4, mei2you3 shou1kuan3',
  system_ready: 'dao4zhang4ling2 yi3 jiu4xu4',
  system_nothing_to_replay: 'mei2you3 ke3yi3 chong2bo1 de5 shou1kuan3',
  system_bank_returned: 'gui1huan2 cheng2gong1',
  system_bank_already_returned: 'zhe4ge5 chong1dian4bao3 yi3 gui1huan2 guo4',
  system_bank_foreign: 'bu2 shi4 ben3gui4 de5 chong1dian4bao3, qing3 qu3chu1',
  system_bank_push_in: 'mei2you3 cha1 dao4 di3, qing3 tui1 dao4 di3',
  system_bank_turn_over: 'fang1xiang4 fan3 le5, qing3 fan1mian4',
  system_bank_unread: 'wei4 shi2bie2, qing3 qu3chu1 hou4 zai4shi4',
  system_bank_take: 'qing3 qu3zou3 chong1dian4bao3',
  system_bank_retrieved: 'chong1dian4bao3 yi3 shou1hui2',
  system_no_bank: 'mei2you3 ke3 jie4 de5 chong1dian4bao3',
  system_cabinet_fault: 'ji1gui4 gu4zhang4, qing3 huan4 ge5 cang1kou3',
};

function mandarinPinyin(): Record<string, string> {
  const pinyin: Record<string, string> = { ...mandarinNumbers(), ...MANDARIN_SENTENCES };
  for (const [payway, name] of Object.entries(MANDARIN_PAYWAYS)) {
    pinyin[`${payway}_received`] = `${name} dao4zhang4`;
    pinyin[`${payway}_refunded`] = `${name} tui4kuan3`;
    pinyin[`${payway}_cancelled`] = `${name} che4dan1`;
  }
  return pinyin;
}

/** Mandarin clips that are nearly always followed by more of the same sentence. */
const HALF_THIRD_TONE = /^([0-9]|[0-9]+_?(wan|yi|inside)?|pair|point)$/;

/** Cantonese colloquial words that espeak-ng gives the wrong reading or tone, in jyutping. */
const JYUTPING: Readonly<Record<string, string>> = {
  system_no_relay: 'mong5lok3 tyun5zo2, zaam6si4 bou3 m4 dou2 sau1fun2, cing2 gim2caa4 mong5lok3',
  system_volume_zero: 'jam1loeng6 hai6 ling4, sau1fun2 wui5 teng1 m4 dou2, cing2 gaau3 daai6seng1',
  system_store_failed: 'cyu5cyun4 gu3zoeng3, sau1fun2 ho2nang4 bou3 m4 dou2, cing2 lyun4lok3 fuk6mou6soeng1',
  system_test: 'ni1go3 hai6 cak1si3, mou5 sau1fun2',
  system_bank_already_returned: 'ni1go3 cung1din6bou2 ji5ging1 waan4zo2',
  system_bank_foreign: 'm4 hai6 ni1go3 gei1gwai6 ge3 cung1din6bou2, cing2 lo2zau2',
  system_bank_turn_over: 'fong1hoeng3 faan2zo2, cing2 faan2zyun3',
  system_bank_unread: 'jing6 m4 dou2, cing2 lo2 ceot1 lai4 zoi3 si3',
  system_bank_take: 'cing2 lo2zau2 cung1din6bou2',
  system_no_bank: 'mou5 cung1din6bou2 ho2ji5 ze3',
};

/** Names of other languages, spelled so that the voice says them as people do. */
const RESPELLED: Readonly<Record<'ms' | 'en', ReadonlyArray<readonly [RegExp, string]>>> = {
  ms: [
    [/\bAlipay\b/, 'Alipei'],
    [/\bWeChat\b/, 'Wicet'],
    [/\bUnionPay\b/, 'yunien pei'],
    [/\bBestPay\b/, 'Best pei'],
    [/\bPay\b/, 'pei'],
  ],
  en: [
    [/\bBaidu\b/, 'Bye doo'],
    [/\bHebao\b/, "[[h@b'aU]]"],
    [/\bringgit\b/, "[[r'INgIt]]"],
  ],
};

const mandarin = mandarinPinyin();

/**
 * How to say one clip. A pause is not asked for here: it is silence.
 * @throws Error for a Mandarin clip without pinyin: a new clip needs a line above
 */
export function pronunciationOf(language: Language, clip: string, text: string): Pronunciation {
  if (language === 'zh-CN') {
    const input = mandarin[clip];
    if (input === undefined) throw new Error(`no pinyin for ${clip} (${text})`);
    return { voice: 'cmn-latn-pinyin', input, halfThirdTone: HALF_THIRD_TONE.test(clip) };
  }
  if (language === 'yue') {
    const jyutping = JYUTPING[clip];
    if (jyutping !== undefined) return { voice: 'yue-latn-jyutping', input: jyutping, halfThirdTone: false };
    return { voice: 'yue', input: text, halfThirdTone: false };
  }
  const input = RESPELLED[language].reduce((spelled, [word, sound]) => spelled.replace(word, sound), text);
  return { voice: language === 'en' ? 'en-gb' : 'ms', input, halfThirdTone: false };
}
