import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { phrase } from '../../device/speaker/phrase.ts';
import type { SpokenLanguage } from '../../device/speaker/voice.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { drawAmountFen } from '../core/callback-maker.ts';
import { readMoney, readNumber, understand } from './heard-text.ts';

const READINGS: readonly (readonly [string, number])[] = [
  ['零点零一元', 1],
  ['零点一元', 10],
  ['一元', 100],
  ['十元', 1_000],
  ['十二点五元', 1_250],
  ['一百点零五元', 10_005],
  ['一百零一元', 10_100],
  ['一百一十元', 11_000],
  ['一千零一十元', 101_000],
  ['一千零一元', 100_100],
  ['一万元', 1_000_000],
  ['一万零一十元', 1_001_000],
  ['十万元', 10_000_000],
  ['十一万元', 11_000_000],
  ['一千万元', 1_000_000_000],
  ['一亿零一元', 10_000_000_100],
  ['两千元', 200_000],
  ['两万元', 2_000_000],
  ['两万两千二百二十二元', 2_222_200],
  ['二十万元', 20_000_000],
  ['一百二十三元四角五分', 12_345],
  ['十二元零五分', 1_205],
  ['九分', 9],
];

test('money as people say it', () => {
  for (const [text, fen] of READINGS) assert.is(readMoney(text), fen, text);
});

test('what people would misunderstand is not understood', () => {
  const unclear = [
    '一百一元',
    '一千五元',
    '一万五元',
    '一亿一元',
    '一百零十元',
    '十十元',
    '一百十元',
    '两十元',
    '两百元',
    '一百零零一元',
    '百元',
    '零一元',
    '一二元',
    '十二点元',
    '十二点五',
    '点五元',
    '十二点五五五元',
    '元',
    '',
    '一十一百元',
    '一元五',
    '12元',
  ];
  for (const text of unclear) assert.is(readMoney(text), undefined, text);
  assert.is(readNumber('一亿零一十万一千'), 100_101_000);
  assert.is(readNumber('十亿一千'), undefined, 'a whole section is left out: 十亿零一千');
  assert.is(readNumber('十亿零一千'), 1_000_001_000);
  assert.is(readNumber('二十万零五千'), 205_000);
  assert.is(readNumber('二十万五千'), 205_000);
  assert.is(readNumber('二十一万零五千'), undefined);
});

test('sentences: payment, refund, late, repeat, summary; anything else is no money', () => {
  assert.equal(understand('支付宝到账，十二点五元'), {
    says: 'money',
    kind: 'payment',
    wallet: '支付宝',
    amountFen: 1250,
    repeat: false,
  });
  assert.equal(understand('重播，补报，十点四十二分，微信退款，一元'), {
    says: 'money',
    kind: 'refund',
    wallet: '微信',
    amountFen: 100,
    repeat: true,
    paidAtMinute: 642,
  });
  assert.is(understand('补报，两点零五分，收款，一元')?.says, 'money');
  assert.equal(understand('离线期间收到十二笔，共一百二十三点四五元，其中退款两笔，共十元'), {
    says: 'summary',
    count: 12,
    sumFen: 12_345,
    refundCount: 2,
    refundSumFen: 1_000,
    repeat: false,
  });
  for (const text of [
    '网络已恢复',
    '支付宝到账',
    '支付宝到账，很多元',
    '补报，二十五点整，收款，一元',
    '离线期间收到十二笔',
    '离线期间收到十二笔，共一元，其中退款',
    '支付宝到账，一元，一元',
  ]) {
    assert.is(understand(text), undefined, text);
  }
});

const spoken: SpokenLanguage = {
  language: 'zh-CN',
  amountStyle: 'point',
  utcOffsetMinutes: 480,
  currency: 'CNY',
};

test('what the speaker says is what the listener hears: 20,000 amounts in both styles', () => {
  const chance = seededChance(3);
  for (let turn = 0; turn < 20_000; turn++) {
    const amountFen = chance.happens(0.5)
      ? drawAmountFen(chance)
      : chance.integer(1, 10 ** chance.integer(1, 10));
    for (const amountStyle of ['point', 'jiao'] as const) {
      const { text } = phrase(
        { kind: 'payment', payway: '3', amountFen, repeat: false },
        { ...spoken, amountStyle },
      );
      const heard = understand(text);
      assert.is(heard?.says === 'money' ? heard.amountFen : undefined, amountFen, text);
    }
  }
});

test('every minute of a day, and every count to 3,000', () => {
  for (let minute = 0; minute < 1_440; minute++) {
    const late = { paidAtMs: (minute + 960) * 60_000 };
    const { text } = phrase({ kind: 'refund', payway: '23', amountFen: 5, repeat: true, late }, spoken);
    const heard = understand(text);
    assert.is(heard?.says === 'money' ? heard.paidAtMinute : undefined, minute, text);
  }
  for (let count = 1; count <= 3_000; count++) {
    const counts = { count, sumFen: count * 101, refundCount: count - 1, refundSumFen: count - 1 };
    const { text } = phrase({ kind: 'summary', ...counts, repeat: false }, spoken);
    assert.equal(understand(text), { says: 'summary', ...counts, repeat: false }, text);
  }
});

test.run();
