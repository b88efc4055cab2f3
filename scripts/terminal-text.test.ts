import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf, cutColumns, durationText, padColumns, painter, yuanText } from './terminal-text.ts';

test('Chinese takes two columns, Latin one, marks none', () => {
  assert.is(columnsOf('支付宝到账，十二点五元'), 22);
  assert.is(columnsOf('QQ钱包'), 6);
  assert.is(columnsOf('e\u0301 ¥12.50'), 8);
  assert.is(columnsOf('🍜'), 2);
  assert.is(columnsOf('●○│·–'), 5);
});

test('columns line up whatever stands in them', () => {
  for (const text of ['微信到账，八元', 'PAID', '', 'QQ钱包到账，一元']) {
    assert.is(columnsOf(padColumns(text, 30)), 30);
    assert.is(columnsOf(padColumns(text, 30, 'left')), 30);
    assert.ok(columnsOf(cutColumns(text, 7)) <= 7);
  }
  assert.is(padColumns('微信', 2), '微信');
  assert.is(cutColumns('微信到账', 6), '微信…');
  assert.is(cutColumns('微信到账', 8), '微信到账');
});

test('colour only where it is wanted', () => {
  assert.is(painter(false)('ok', 'green'), 'ok');
  assert.is(painter(true)('ok', 'green', 'bold'), '\u001b[32;1mok\u001b[0m');
  assert.is(painter(true)('ok'), 'ok');
});

test('times and money for people', () => {
  assert.equal([0, 4.23, 31.4, 999, 1_400, 125_000].map(durationText), [
    '0.0 ms',
    '4.2 ms',
    '31 ms',
    '999 ms',
    '1.4 s',
    '2 min 5 s',
  ]);
  assert.is(yuanText(1250), '12.50');
});

test.run();
