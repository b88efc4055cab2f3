import type { SpokenLanguage } from '../voice.ts';
import { hanCount, hanNumber, hanNumberLexicon } from './han-number.ts';
import { type LanguageWords, type Payway, paywayLexicon } from './language-words.ts';

/**
 * Cantonese, written in traditional characters throughout. Money is said as at a counter: 蚊 for yuan,
 * 毫 for ten fen (`毫子` where nothing else is said with it), 分 for fen: 十二蚊五毫, 五毫子, 十二蚊零五分.
 * The shorter `十二個半` and `百二三蚊` are left out on purpose: each digit shall be heard.
 * A bare two is 兩 before 蚊, 毫 and 分.
 */
const DIGITS = '零一二三四五六七八九';

const PAYWAY_NAMES: Record<Payway, string> = {
  alipay: '支付寶',
  wechat: '微信',
  baidu: '百度錢包',
  jd: '京東錢包',
  qq: 'QQ錢包',
  nfc: 'NFC',
  lakala: '拉卡拉',
  hebao: '和包',
  lakala_wechat: '拉卡拉微信',
  cmb: '招商銀行',
  unionpay: '雲閃付',
  bestpay: '翼支付',
  stored_value: '儲值',
  unknown: '',
};
const ACTIONS = { received: '到賬', refunded: '退款', cancelled: '撤單' } as const;

const lexicon: Record<string, string> = {
  ...hanNumberLexicon({
    digits: DIGITS,
    ten: '十',
    hundred: '百',
    thousand: '千',
    wan: '萬',
    yi: '億',
    pair: '兩',
  }),
  yuan: '蚊',
  jiao_alone: '毫子',
  ringgit: '令吉',
  sen: '仙',
  hour: '點',
  minute: '分',
  exactly: '正',
  notices: '筆',
  pause: '，',
  repeat: '重播',
  late: '補報',
  summary: '離線期間收到',
  total: '總共',
  of_which: '其中退款',
  ...paywayLexicon((payway, action) =>
    payway === 'unknown' && action === 'received' ? '收款' : PAYWAY_NAMES[payway] + ACTIONS[action],
  ),
  system_no_relay: '網絡斷咗，暫時報唔到收款，請檢查網絡',
  system_relay_back: '網絡已經恢復',
  system_volume_zero: '音量係零，收款會聽唔到，請較大聲',
  system_battery_low: '電量低，請充電',
  system_inbox_near_full: '未報嘅收款就快滿，請聯絡服務商',
  system_store_failed: '儲存故障，收款可能報唔到，請聯絡服務商',
  system_handed_over: '有收款太耐未報，請到後台核對',
  system_test: '呢個係測試，冇收款',
  system_ready: '到賬鈴準備好',
  system_nothing_to_replay: '冇收款可以重播',
  system_bank_returned: '歸還成功',
  system_bank_already_returned: '呢個充電寶已經還咗',
  system_bank_foreign: '唔係呢個機櫃嘅充電寶，請攞走',
  system_bank_push_in: '未插到底，請推到底',
  system_bank_turn_over: '方向反咗，請反轉',
  system_bank_unread: '認唔到，請攞出嚟再試',
  system_bank_take: '請攞走充電寶',
  system_bank_retrieved: '充電寶已經收返',
  system_no_bank: '冇充電寶可以借',
  system_cabinet_fault: '機櫃故障，請換第二個位',
};
for (let digit = 1; digit <= 9; digit += 1) {
  const written = digit === 2 ? '兩' : DIGITS.charAt(digit);
  lexicon[`${digit}_jiao`] = `${written}毫`;
  lexicon[`${digit}_fen`] = `${written}分`;
}

function amount(amountFen: number, spoken: SpokenLanguage): string[] {
  const whole = Math.floor(amountFen / 100);
  const hundredths = amountFen % 100;
  return spoken.currency === 'CNY' ? counterMoney(whole, hundredths) : ringgit(whole, hundredths);
}

function counterMoney(whole: number, hundredths: number): string[] {
  const jiao = Math.floor(hundredths / 10);
  const fen = hundredths % 10;
  if (whole === 0 && fen === 0 && jiao > 0) return [...hanCount(jiao), 'jiao_alone'];
  const clips = whole > 0 || hundredths === 0 ? [...hanCount(whole), 'yuan'] : [];
  if (jiao > 0) clips.push(`${jiao}_jiao`);
  if (fen > 0) clips.push(...(jiao === 0 && whole > 0 ? ['0'] : []), `${fen}_fen`);
  return clips;
}

/** 十二令吉五十仙, as Cantonese shops in Malaysia write it. */
function ringgit(whole: number, hundredths: number): string[] {
  const clips = whole > 0 || hundredths === 0 ? [...hanCount(whole), 'ringgit'] : [];
  return hundredths === 0 ? clips : [...clips, ...hanCount(hundredths), 'sen'];
}

export const yue: LanguageWords = {
  lexicon,
  amount,
  count: (count) => [...hanCount(count), 'notices'],
  timeOfDay(hour, minute) {
    const clips = [...hanCount(hour), 'hour'];
    if (minute === 0) return [...clips, 'exactly'];
    return [...clips, ...(minute < 10 ? ['0'] : []), ...hanNumber(minute), 'minute'];
  },
  gap: () => '',
};
