import { toCardinal } from 'n2words/zh-Hans-CN';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hanCount, hanNumber, hanNumberLexicon } from './han-number.ts';

const lexicon = hanNumberLexicon({
  digits: '零一二三四五六七八九',
  ten: '十',
  hundred: '百',
  thousand: '千',
  wan: '万',
  yi: '亿',
  pair: '两',
});
const read = (clips: readonly string[]): string =>
  clips
    .map((clip) => {
      const text = lexicon[clip];
      if (text === undefined) throw new Error(`no clip ${clip}`);
      return text;
    })
    .join('');

/** Another author's reading: financial characters mapped to plain ones, then the two rules of speech. */
function oracle(value: number): string {
  const plain: Record<string, string> = {
    壹: '一',
    贰: '二',
    叁: '三',
    肆: '四',
    伍: '五',
    陆: '六',
    柒: '七',
    捌: '八',
    玖: '九',
    拾: '十',
    佰: '百',
    仟: '千',
  };
  return Array.from(toCardinal(value), (character) => plain[character] ?? character)
    .join('')
    .replace(/^一十/, '十')
    .replace(/二千/g, '两千')
    .replace(/^二(?=[万亿])/, '两')
    .replace(/(亿零?)二(?=万)/, '$1两');
}

function randomNumbers(count: number): number[] {
  let state = 20260101;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const values: number[] = [];
  for (let i = 0; i < count; i += 1) {
    // Each size as often as each other, and many zeros inside: that is where reading goes wrong.
    let value = 0;
    const places = 1 + Math.floor(random() * 14);
    for (let place = 0; place < places; place += 1) {
      value = value * 10 + (random() < 0.5 ? 0 : Math.floor(random() * 10));
    }
    values.push(value);
  }
  return values;
}

test('every number to 120,000 is read as the oracle reads it', () => {
  for (let value = 0; value <= 120_000; value += 1) assert.is(read(hanNumber(value)), oracle(value));
});

test('50,000 random numbers of up to 14 places are read as the oracle reads them', () => {
  for (const value of randomNumbers(50_000)) assert.is(read(hanNumber(value)), oracle(value), `${value}`);
});

test('the largest safe integer is read', () => {
  assert.is(
    read(hanNumber(Number.MAX_SAFE_INTEGER)),
    '九千零七万一千九百九十二亿五千四百七十四万零九百九十一',
  );
});

test('two is 两 before a counted thing only when it stands alone', () => {
  assert.is(read(hanCount(2)), '两');
  assert.is(read(hanCount(12)), '十二');
  assert.is(read(hanCount(0)), '零');
});

test.run();
