import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lexiconOf, phrase } from './phrase.ts';
import type { Language, MoneyUtterance, SpokenLanguage, SystemPrompt, Utterance } from './voice.ts';
import { PAYWAYS } from './words/language-words.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'yue', 'ms', 'en'];
const PROMPTS: readonly SystemPrompt[] = [
  'no_relay',
  'relay_back',
  'volume_zero',
  'battery_low',
  'inbox_near_full',
  'store_failed',
  'handed_over',
  'test',
  'ready',
  'nothing_to_replay',
  'bank_returned',
  'bank_already_returned',
  'bank_foreign',
  'bank_push_in',
  'bank_turn_over',
  'bank_unread',
  'bank_take',
  'bank_retrieved',
  'no_bank',
  'cabinet_fault',
];
const spokenIn = (language: Language): SpokenLanguage => ({
  language,
  amountStyle: 'point',
  utcOffsetMinutes: 480,
  currency: language === 'ms' ? 'MYR' : 'CNY',
});
const textIn = (language: Language, utterance: Utterance): string =>
  phrase(utterance, spokenIn(language)).text;
const money = (over: Partial<MoneyUtterance> = {}): MoneyUtterance => ({
  kind: 'payment',
  payway: '1',
  amountFen: 1250,
  repeat: false,
  ...over,
});
/** 10:42 in Shanghai. */
const late = { paidAtMs: Date.UTC(2026, 0, 5, 2, 42, 59) };

test('a payment, in each language', () => {
  assert.is(textIn('zh-CN', money()), '支付宝到账，十二点五元');
  assert.is(textIn('yue', money()), '支付寶到賬，十二蚊五毫');
  assert.is(textIn('ms', money()), 'Alipay diterima, dua belas ringgit lima puluh sen');
  assert.is(textIn('en', money()), 'Alipay received, twelve yuan fifty fen');
});

test('late payments say when: 补报 and the shop’s own clock', () => {
  assert.is(textIn('zh-CN', money({ late })), '补报，十点四十二分，支付宝到账，十二点五元');
  assert.is(
    textIn('en', money({ late })),
    'Late report, ten forty-two a.m., Alipay received, twelve yuan fifty fen',
  );
  const at = (hour: number, minute: number): string =>
    textIn('zh-CN', money({ late: { paidAtMs: Date.UTC(2026, 0, 5, hour - 8, minute) } })).split('，')[1] ??
    '';
  assert.is(at(0, 0), '零点整');
  assert.is(at(2, 5), '两点零五分');
  assert.is(at(12, 12), '十二点十二分');
  assert.is(at(14, 0), '十四点整');
  assert.is(at(22, 20), '二十二点二十分');
  const west = { ...spokenIn('zh-CN'), utcOffsetMinutes: -300 };
  assert.match(phrase(money({ late: { paidAtMs: 0 } }), west).text, /^补报，十九点整，/);
});

test('a second hearing begins with 重播, before anything else', () => {
  assert.is(textIn('zh-CN', money({ repeat: true })), '重播，支付宝到账，十二点五元');
  assert.match(textIn('zh-CN', money({ repeat: true, late })), /^重播，补报，十点四十二分，/);
  assert.match(textIn('yue', money({ repeat: true })), /^重播，/);
  assert.match(textIn('en', money({ repeat: true })), /^Repeat, Alipay/);
  assert.match(textIn('ms', money({ repeat: true })), /^Ulangan, Alipay/);
});

test('refunds and cancellations are told apart from payments', () => {
  assert.is(textIn('zh-CN', money({ kind: 'refund' })), '支付宝退款，十二点五元');
  assert.is(textIn('zh-CN', money({ kind: 'cancel' })), '支付宝撤单，十二点五元');
  assert.is(textIn('en', money({ kind: 'refund' })), 'Alipay refund, twelve yuan fifty fen');
});

test('an unknown payway is announced as a plain payment, never dropped', () => {
  for (const payway of ['23', '', '-1', '__proto__', 'constructor', '1 ', '9'.repeat(1000)]) {
    assert.is(textIn('zh-CN', money({ payway })), '收款，十二点五元');
    assert.is(textIn('zh-CN', money({ payway, kind: 'refund' })), '退款，十二点五元');
  }
});

test('every payway code of the public list has its own name', () => {
  const names = (
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '15', '16', '17', '18', '19', '100'] as const
  ).map((payway) => textIn('zh-CN', money({ payway })).replace(/到账.*/, ''));
  assert.equal(
    names,
    '支付宝 支付宝 微信 百度钱包 京东钱包 QQ钱包 NFC 拉卡拉 和包 拉卡拉微信 招商银行 云闪付 翼支付 微信 储值'.split(
      ' ',
    ),
  );
});

test('a summary tells count and sum first, then the refunds among them', () => {
  const summary = {
    kind: 'summary',
    count: 12,
    sumFen: 12_345,
    refundCount: 0,
    refundSumFen: 0,
    repeat: false,
  } as const;
  assert.is(textIn('zh-CN', summary), '离线期间收到十二笔，共一百二十三点四五元');
  assert.is(
    textIn('zh-CN', { ...summary, refundCount: 2, refundSumFen: 1000 }),
    '离线期间收到十二笔，共一百二十三点四五元，其中退款两笔，共十元',
  );
  assert.is(
    textIn('en', { ...summary, count: 1, refundCount: 1, refundSumFen: 1 }),
    'While offline we received one payment, total one hundred and twenty-three yuan forty-five fen, of which one refund, total one fen',
  );
  const largest = textIn('zh-CN', {
    ...summary,
    count: 999_999_999,
    sumFen: Number.MAX_SAFE_INTEGER,
  });
  assert.match(largest, /九点九一元$/);
});

/** Everything that phrase() can be asked for, apart from the amounts, which amount.test.ts enumerates. */
function everyUtterance(): Utterance[] {
  const codes = ['1', '3', '4', '5', '6', '7', '8', '9', '15', '16', '17', '18', '100', 'new'];
  const utterances: Utterance[] = PROMPTS.map((prompt) => ({ kind: 'system', prompt }));
  for (const payway of codes) {
    for (const kind of ['payment', 'refund', 'cancel'] as const) utterances.push(money({ payway, kind }));
  }
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    utterances.push(money({ repeat: true, late: { paidAtMs: minute * 60_000 } }));
  }
  for (let count = 0; count < 130; count += 1) {
    const counts = { count, refundCount: count, sumFen: count, refundSumFen: count };
    utterances.push({ kind: 'summary', ...counts, repeat: true });
  }
  return utterances;
}

test('what is written is exactly what the clips say, and no clip is missing or beyond reach', () => {
  const bare = (text: string): string => text.toLowerCase().replace(/[ ,，-]/g, '');
  for (const language of LANGUAGES) {
    const lexicon = lexiconOf(language);
    const reached = new Set<string>();
    for (const utterance of everyUtterance()) {
      const speech = phrase(utterance, spokenIn(language));
      for (const clip of speech.clips) {
        assert.ok(lexicon[clip] !== undefined, `${language}: ${clip}`);
        reached.add(clip);
      }
      assert.is(bare(speech.text), bare(speech.clips.map((clip) => lexicon[clip]).join('')));
    }
    const nonNumbers = Object.keys(lexicon).filter((clip) => /^system_|_received$|_refunded$/.test(clip));
    assert.is(nonNumbers.length, PROMPTS.length + 2 * PAYWAYS.length);
    for (const clip of nonNumbers) assert.ok(reached.has(clip), `${language}: nothing says ${clip}`);
  }
});

test('clip names are safe as file names everywhere', () => {
  for (const language of LANGUAGES) {
    for (const clip of Object.keys(lexiconOf(language))) assert.match(clip, /^[a-z0-9][a-z0-9_]{0,39}$/);
  }
});

test.run();
