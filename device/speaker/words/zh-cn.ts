import type { SpokenLanguage } from '../voice.ts';
import { hanCount, hanNumber, hanNumberLexicon } from './han-number.ts';
import { type LanguageWords, type Payway, paywayLexicon } from './language-words.ts';

const DIGITS = '零一二三四五六七八九';

const PAYWAY_NAMES: Record<Payway, string> = {
  alipay: '支付宝',
  wechat: '微信',
  baidu: '百度钱包',
  jd: '京东钱包',
  qq: 'QQ钱包',
  nfc: 'NFC',
  lakala: '拉卡拉',
  hebao: '和包',
  lakala_wechat: '拉卡拉微信',
  cmb: '招商银行',
  unionpay: '云闪付',
  bestpay: '翼支付',
  stored_value: '储值',
  unknown: '',
};
const ACTIONS = { received: '到账', refunded: '退款', cancelled: '撤单' } as const;

const lexicon: Record<string, string> = {
  ...hanNumberLexicon({
    digits: DIGITS,
    ten: '十',
    hundred: '百',
    thousand: '千',
    wan: '万',
    yi: '亿',
    pair: '两',
  }),
  point: '点',
  yuan: '元',
  // Alone, 一 changes its tone before 元 (yì yuán); in 十一元 it does not.
  '1_yuan': '一元',
  ringgit: '令吉',
  sen: '仙',
  minute: '分',
  exactly: '整',
  notices: '笔',
  pause: '，',
  repeat: '重播',
  late: '补报',
  summary: '离线期间收到',
  total: '共',
  of_which: '其中退款',
  ...paywayLexicon((payway, action) =>
    payway === 'unknown' && action === 'received' ? '收款' : PAYWAY_NAMES[payway] + ACTIONS[action],
  ),
  system_no_relay: '网络断开，收款暂时无法播报，请检查网络',
  system_relay_back: '网络已恢复',
  system_volume_zero: '音量为零，收款将听不到，请调高音量',
  system_battery_low: '电量低，请充电',
  system_inbox_near_full: '未播报的收款快满了，请联系服务商',
  system_store_failed: '存储故障，收款可能无法播报，请联系服务商',
  system_handed_over: '有收款太久未播报，请到后台核对',
  system_test: '这是测试，没有收款',
  system_ready: '到账铃已就绪',
  system_nothing_to_replay: '没有可以重播的收款',
  system_bank_returned: '归还成功',
  system_bank_already_returned: '这个充电宝已归还过',
  system_bank_foreign: '不是本柜的充电宝，请取出',
  system_bank_push_in: '没有插到底，请推到底',
  system_bank_turn_over: '方向反了，请翻面',
  system_bank_unread: '未识别，请取出后再试',
  system_bank_take: '请取走充电宝',
  system_bank_retrieved: '充电宝已收回',
  system_no_bank: '没有可借的充电宝',
  system_cabinet_fault: '机柜故障，请换个仓口',
};
for (let digit = 1; digit <= 9; digit += 1) {
  lexicon[`${digit}_jiao`] = `${DIGITS.charAt(digit)}角`;
  lexicon[`${digit}_fen`] = `${DIGITS.charAt(digit)}分`;
}

function amount(amountFen: number, spoken: SpokenLanguage): string[] {
  const whole = Math.floor(amountFen / 100);
  const hundredths = amountFen % 100;
  if (spoken.amountStyle === 'point') return pointStyle(whole, hundredths, spoken);
  return spoken.currency === 'CNY' ? jiaoStyle(whole, hundredths) : senStyle(whole, hundredths);
}

/** 一百二十三点四五元; trailing zeros of the fraction are dropped. */
function pointStyle(whole: number, hundredths: number, spoken: SpokenLanguage): string[] {
  const unit = spoken.currency === 'CNY' ? 'yuan' : 'ringgit';
  if (hundredths === 0) return whole === 1 && unit === 'yuan' ? ['1_yuan'] : [...hanNumber(whole), unit];
  const tenths = `${Math.floor(hundredths / 10)}`;
  const last = hundredths % 10;
  return [...hanNumber(whole), 'point', tenths, ...(last === 0 ? [] : [`${last}`]), unit];
}

/** 一百二十三元四角五分; a missing 角 between 元 and 分 is said as 零: 十二元零五分. */
function jiaoStyle(whole: number, hundredths: number): string[] {
  if (whole === 0 && hundredths === 0) return ['0', 'yuan'];
  const jiao = Math.floor(hundredths / 10);
  const fen = hundredths % 10;
  const clips = whole === 0 ? [] : whole === 1 ? ['1_yuan'] : [...hanNumber(whole), 'yuan'];
  if (jiao > 0) clips.push(`${jiao}_jiao`);
  if (fen > 0) clips.push(...(jiao === 0 && whole > 0 ? ['0'] : []), `${fen}_fen`);
  return clips;
}

/** 十二令吉五十仙: what Chinese shops in Malaysia say; there is no 角. */
function senStyle(whole: number, hundredths: number): string[] {
  const ringgit = [...hanCount(whole), 'ringgit'];
  if (hundredths === 0) return ringgit;
  const sen = [...hanCount(hundredths), 'sen'];
  return whole === 0 ? sen : [...ringgit, ...sen];
}

export const zhCn: LanguageWords = {
  lexicon,
  amount,
  count: (count) => [...hanCount(count), 'notices'],
  timeOfDay(hour, minute) {
    const clips = [...hanCount(hour), 'point'];
    if (minute === 0) return [...clips, 'exactly'];
    return [...clips, ...(minute < 10 ? ['0'] : []), ...hanNumber(minute), 'minute'];
  },
  gap: () => '',
};
