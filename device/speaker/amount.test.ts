import { toCardinal as englishCardinal, toCurrency as englishCurrency } from 'n2words/en-MY';
import { toCardinal as malayCardinal, toCurrency as malayCurrency } from 'n2words/ms-MY';
import { toCardinal as chineseCardinal } from 'n2words/zh-Hans-CN';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { FEN_MAX } from '../../shared/quantities.ts';
import { amountInWords, lexiconOf } from './phrase.ts';
import type { AmountStyle, Currency, Language, SpokenLanguage } from './voice.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'yue', 'ms', 'en'];

function spoken(language: Language, amountStyle: AmountStyle, currency: Currency): SpokenLanguage {
  return { language, amountStyle, utcOffsetMinutes: 480, currency };
}
const inPoint = (amountFen: number): string => amountInWords(amountFen, spoken('zh-CN', 'point', 'CNY')).text;
const inJiao = (amountFen: number): string => amountInWords(amountFen, spoken('zh-CN', 'jiao', 'CNY')).text;

/** Amounts of every size, many with zeros inside, the same at each run. */
function randomFen(count: number): number[] {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    let value = 0;
    const places = 1 + Math.floor(random() * 10);
    for (let place = 0; place < places; place += 1) {
      value = value * 10 + (random() < 0.4 ? 0 : Math.floor(random() * 10));
    }
    return value;
  });
}

/** The independent reading: n2words' financial characters in plain ones, with the 两 and 十 rules applied. */
function chinese(value: number): string {
  const plain = new Map(
    Array.from('壹贰叁肆伍陆柒捌玖拾佰仟', (c, i) => [c, '一二三四五六七八九十百千'.charAt(i)]),
  );
  return Array.from(chineseCardinal(value), (character) => plain.get(character) ?? character)
    .join('')
    .replace(/^一十/, '十')
    .replace(/二千/g, '两千')
    .replace(/^二(?=[万亿])/, '两')
    .replace(/(亿零?)二(?=万)/, '$1两');
}

const POINT_TABLE: ReadonlyArray<readonly [number, string]> = [
  [0, '零元'],
  [1, '零点零一元'],
  [10, '零点一元'],
  [100, '一元'],
  [200, '二元'],
  [1000, '十元'],
  [1250, '十二点五元'],
  [1205, '十二点零五元'],
  [2200, '二十二元'],
  [10_005, '一百点零五元'],
  [10_100, '一百零一元'],
  [11_000, '一百一十元'],
  [12_345, '一百二十三点四五元'],
  [20_000, '二百元'],
  [101_000, '一千零一十元'],
  [100_100, '一千零一元'],
  [200_000, '两千元'],
  [1_000_000, '一万元'],
  [1_001_000, '一万零一十元'],
  [2_000_000, '两万元'],
  [2_222_200, '两万两千二百二十二元'],
  [10_000_000, '十万元'],
  [11_000_000, '十一万元'],
  [20_000_000, '二十万元'],
  [1_000_000_000, '一千万元'],
  [10_000_000_000, '一亿元'],
  [10_000_000_100, '一亿零一元'],
];

const JIAO_TABLE: ReadonlyArray<readonly [number, string]> = [
  [0, '零元'],
  [1, '一分'],
  [10, '一角'],
  [55, '五角五分'],
  [100, '一元'],
  [1250, '十二元五角'],
  [1205, '十二元零五分'],
  [12_345, '一百二十三元四角五分'],
  [10_005, '一百元零五分'],
];

test('zh-CN, point style: the table', () => {
  for (const [amountFen, text] of POINT_TABLE) assert.is(inPoint(amountFen), text);
});

test('zh-CN, jiao style: the table', () => {
  for (const [amountFen, text] of JIAO_TABLE) assert.is(inJiao(amountFen), text);
});

test('zh-CN: 20,000 random amounts agree with the oracle in both styles', () => {
  for (const amountFen of [...randomFen(20_000), FEN_MAX]) {
    const whole = chinese(Math.floor(amountFen / 100));
    const [jiao, fen] = [Math.floor(amountFen / 10) % 10, amountFen % 10];
    const digits = '零一二三四五六七八九';
    const fraction = `点${digits.charAt(jiao)}${digits.charAt(fen)}`.replace(/零$/, '').replace(/点零?$/, '');
    assert.is(inPoint(amountFen), `${whole}${fraction}元`, `${amountFen} fen`);
    const zero = jiao === 0 && fen > 0 && amountFen >= 100 ? '零' : '';
    const parts = `${jiao > 0 ? `${digits.charAt(jiao)}角` : ''}${zero}${fen > 0 ? `${digits.charAt(fen)}分` : ''}`;
    const yuan = amountFen >= 100 || amountFen === 0 ? `${whole}元` : '';
    assert.is(inJiao(amountFen), `${yuan}${parts}`, `${amountFen} fen`);
  }
});

test('Malay and English: 5,000 random amounts of ringgit agree with the money words of n2words', () => {
  for (const amountFen of randomFen(5_000)) {
    const decimal = `${Math.floor(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`;
    const malay = amountInWords(amountFen, spoken('ms', 'point', 'MYR')).text;
    assert.is(malay, malayCurrency(decimal), decimal);
    const english = amountInWords(amountFen, spoken('en', 'point', 'MYR')).text;
    assert.is(english, englishCurrency(decimal, {}).replace('ringgit and ', 'ringgit '), decimal);
  }
});

test('Malay and English say yuan and fen where the money is yuan', () => {
  assert.is(amountInWords(1250, spoken('ms', 'point', 'CNY')).text, 'dua belas yuan lima puluh fen');
  assert.is(amountInWords(1250, spoken('en', 'point', 'CNY')).text, 'twelve yuan fifty fen');
  assert.is(amountInWords(2500, spoken('en', 'point', 'CNY')).text, 'twenty-five yuan');
  assert.is(englishCardinal(25), 'twenty-five');
  assert.is(malayCardinal(25), 'dua puluh lima');
});

test('Cantonese says 蚊, 毫, 毫子 and 分', () => {
  const cantonese = (amountFen: number): string =>
    amountInWords(amountFen, spoken('yue', 'point', 'CNY')).text;
  const table: ReadonlyArray<readonly [number, string]> = [
    [0, '零蚊'],
    [1, '一分'],
    [50, '五毫子'],
    [20, '兩毫子'],
    [55, '五毫五分'],
    [100, '一蚊'],
    [200, '兩蚊'],
    [1250, '十二蚊五毫'],
    [1205, '十二蚊零五分'],
    [12_345, '一百二十三蚊四毫五分'],
    [22_222, '二百二十二蚊兩毫兩分'],
    [2_222_200, '兩萬兩千二百二十二蚊'],
    [10_000_000_100, '一億零一蚊'],
  ];
  for (const [amountFen, text] of table) assert.is(cantonese(amountFen), text);
});

test('ringgit in Chinese are 令吉 and 仙', () => {
  assert.is(amountInWords(1250, spoken('zh-CN', 'point', 'MYR')).text, '十二点五令吉');
  assert.is(amountInWords(1250, spoken('zh-CN', 'jiao', 'MYR')).text, '十二令吉五十仙');
  assert.is(amountInWords(2, spoken('zh-CN', 'jiao', 'MYR')).text, '两仙');
  assert.is(amountInWords(205, spoken('yue', 'point', 'MYR')).text, '兩令吉五仙');
});

test('sums up to the largest safe integer are read, and every clip exists, in every language and currency', () => {
  const amounts = [...randomFen(2_000), Number.MAX_SAFE_INTEGER, 10 ** 14, 10 ** 13 + 1, 111_111_111_111_111];
  for (const language of LANGUAGES) {
    const lexicon = lexiconOf(language);
    for (const style of ['point', 'jiao'] as const) {
      for (const currency of ['CNY', 'MYR'] as const) {
        for (const amountFen of amounts) {
          for (const clip of amountInWords(amountFen, spoken(language, style, currency)).clips) {
            assert.ok(lexicon[clip] !== undefined, `${language} has no clip ${clip} for ${amountFen}`);
          }
        }
      }
    }
  }
});

test('what is no amount is refused', () => {
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1]) {
    for (const language of LANGUAGES) {
      assert.throws(
        () => amountInWords(wrong, spoken(language, 'point', 'CNY')),
        (thrown: unknown) => isFailure(thrown, 'malformed'),
      );
    }
  }
});

test.run();
