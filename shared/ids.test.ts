import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, logId, orderSn, storeId, terminalSn } from './ids.ts';
import { FEN_MAX, fen, fenSum, seq, unixMs } from './quantities.ts';

test('hostile names never become ids', () => {
  const hostile = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a b',
    'a+',
    '#',
    '$SYS',
    'a\0',
    'a\n',
    'é',
    'x'.repeat(33),
    7,
    null,
    undefined,
    {},
    ['a'],
  ];
  for (const name of hostile) {
    assert.throws(() => deviceId(name), /device id/, String(name));
    assert.throws(() => terminalSn(name), /terminal/, String(name));
  }
  assert.throws(() => deviceId('-rf'));
  assert.throws(() => storeId('x'.repeat(65)));
  assert.is(deviceId('SPK-0001'), 'SPK-0001');
});

test('order and log ids have one exact form', () => {
  for (const wrong of ['789525948546912', '78952594854691255', '789525948546912x', '７895259485469125']) {
    assert.throws(() => orderSn(wrong), /16 digits/);
  }
  assert.throws(() => logId('00112233445566AA'));
  assert.is(logId('00112233445566aa'), '00112233445566aa');
});

test('quantities refuse what is no such quantity', () => {
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    assert.throws(() => fen(wrong));
    assert.throws(() => fenSum(wrong));
    assert.throws(() => seq(wrong));
    assert.throws(() => unixMs(wrong));
  }
  assert.throws(() => fen(FEN_MAX + 1));
  assert.is(fen(FEN_MAX), FEN_MAX);
  assert.is(fenSum(FEN_MAX + 1), FEN_MAX + 1);
});

test.run();
