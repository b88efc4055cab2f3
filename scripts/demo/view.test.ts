import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawOrder } from '../../firmware-sim/core/callback-maker.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { columnsOf, painter } from '../terminal-text.ts';
import { DemoCallbacks } from './callbacks.ts';
import { type DemoRow, demoRow, headerRow, textColumns } from './rows.ts';
import { laterScene, TOUR } from './scenes.ts';
import { ledgerText } from './status.ts';
import { welcome } from './welcome.ts';

const plain = painter(false);
const row: DemoRow = { atMs: 0, who: 'shop', text: '支付宝到账，十二点五元', storedMs: 9, soundMs: 31 };

test('the tour has twelve orders, and leaves some out where fewer are wanted', () => {
  assert.is(
    TOUR.reduce((sum, { orders }) => sum + orders, 0),
    12,
  );
  let number = 0;
  const draw = (ordersMost: number) => ({
    chance: seededChance(1),
    nowMs: 1_790_000_000_000,
    ordersMost,
    nextOrderNumber: () => ++number,
  });
  for (const scene of TOUR) {
    const { moments } = scene.draw(draw(12));
    assert.is(new Set(moments.map(({ order }) => order.sn)).size, scene.orders, scene.title);
  }
  assert.is(TOUR[2]?.draw(draw(2)).moments.length, 2);
  const chance = seededChance(4);
  for (let turn = 0; turn < 200; turn++) assert.ok(laterScene(chance).lastsMs > 0);
});

test('figures stand under their heading, whatever was heard', () => {
  const end = (text: string): number => columnsOf(plain(text).trimEnd());
  const header = headerRow(100, plain);
  assert.is(end(header), end(demoRow(row, 100, plain)));
  for (const text of ['', 'Alipay 12.50 PAID', '微信退款，一百元']) {
    assert.is(end(demoRow({ ...row, text }, 100, plain)), end(header), text);
  }
  const [first, second] = demoRow({ ...row, text: '微信到账，'.repeat(9) }, 80, plain).split('\n');
  assert.ok(first?.endsWith('微信到账，'));
  assert.is(end(second ?? ''), end(headerRow(80, plain)));
  assert.ok(textColumns(40) >= 24 && textColumns(400) <= 58);
});

test('colour is left out where nobody wants it', () => {
  assert.not.ok(demoRow({ ...row, tone: 'bad' }, 100, plain).includes('\u001b'));
  assert.ok(demoRow(row, 100, painter(true)).includes('\u001b[32;1mshop'));
});

test('the core’s calls: first, again, late, forged, in vain', () => {
  const callbacks = new DemoCallbacks();
  const order = drawOrder(seededChance(1), 1, 'T-1', { amountFen: 1250, payway: '2' });
  const sent = { order, moment: { state: 'PAID', netFen: 1250, finishedAtMs: 0 } } as const;
  const answer = {
    id: 1,
    attempt: 0,
    startedAtMs: 1_000,
    tookMs: 4,
    answer: 'success',
    text: 'success',
    last: true,
  } as const;
  const refused = callbacks.answered(sent, { ...answer, answer: 'unreachable', last: false, text: '' });
  assert.is(refused.text, 'Alipay 12.50 PAID: no answer after 4.0 ms, will call again');
  const second = callbacks.answered(sent, { ...answer, attempt: 1, startedAtMs: 2_000 });
  assert.equal([second.text, second.successMs], ['Alipay 12.50 PAID, call 2', 1_004]);
  assert.is(callbacks.startedAtMs(order.sn, 'PAID'), 1_000);
  assert.is(callbacks.startedAtMs(order.sn, 'REFUNDED'), undefined);
  const again = callbacks.answered(sent, { ...answer, startedAtMs: 9_000 });
  assert.equal([again.text, again.successMs], ['Alipay 12.50 PAID again: known already', 4]);
  const forged = callbacks.answered(
    { ...sent, forgery: 'wrong_key' },
    { ...answer, answer: 'refused', httpStatus: 401 },
  );
  assert.is(forged.text, 'forged: Alipay 12.50 PAID: 401, not accepted');
});

test('the ledger in one line, with nothing left out of its sum', () => {
  const count = (number: number) => ({ count: number, sumFen: number * 100 });
  const ledger = {
    ordersAccepted: count(8),
    notices: count(7),
    receipts: { announced: count(4), announced_late: count(1), summarised: count(0), handed_over: count(1) },
    open: count(1),
    ordersHandedOver: count(1),
    balanced: true,
  };
  assert.is(ledgerText(ledger), '8 notices = 4 announced + 1 late + 2 handed over + 1 open, balanced');
  assert.match(ledgerText({ ...ledger, balanced: false }), /NOT BALANCED/);
});

test('the first screen tells what to try, with the numbers to try it with', () => {
  const places = {
    relayBase: 'http://127.0.0.1:8080',
    mqttPort: 1883,
    relayPid: 4711,
    speakerPid: 4712,
    speakerId: 'SPK-0001',
    terminal: 'T-1',
    folder: 'data/demo',
    wavFolder: 'data/demo/wav',
    hasPanel: true,
    hasKeys: false,
  };
  const text = welcome(places, plain);
  for (const part of [
    'kill -9 4711',
    'kill -9 4712',
    'npm run callback -- --amount',
    'data/demo/wav',
    'operator.token',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.not.match(text, /Keys/);
  assert.match(welcome({ ...places, hasKeys: true, hasPanel: false }, plain), /r replay[\s\S]*$/);
  const elsewhere = welcome({ ...places, folder: '/srv/demo' }, plain);
  assert.match(elsewhere, /npm run callback -- --data \/srv\/demo --amount 12\.50 {2}your own/);
  const widest = Math.max(...text.split('\n').map(columnsOf));
  assert.ok(widest <= 80, `${widest} columns`);
});

test.run();
