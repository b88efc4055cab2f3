import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { FEN_MAX, unixMs } from '../../shared/quantities.ts';
import { ORDER_STATES } from '../store.ts';
import { parseCallback } from './order-callback.ts';

const NOW = unixMs(1_700_000_100_000);

const genuine = {
  sn: '7895252018360178',
  client_sn: '18348290098298292838',
  trade_no: '2006101021001004680073956220',
  status: 'SUCCESS',
  payway: '3',
  sub_payway: '1',
  order_status: 'PAID',
  payer_uid: '2801003920293239230239',
  payer_login: '134****3920',
  total_amount: '12345',
  net_amount: '12345',
  subject: '酒水',
  finish_time: '1700000000123',
  channel_finish_time: '1700000000001',
  terminal_sn: '01939202039923029',
  operator: 'Obama',
  reflect: '{"note":"table 7"}',
  payment_list: [{ type: 'WALLET_WEIXIN', amount_total: '12345' }],
} as const;

const parse = (fields: Record<string, unknown>) =>
  parseCallback(new TextEncoder().encode(JSON.stringify({ ...genuine, ...fields })), NOW);

function refused(fields: Record<string, unknown>, says: RegExp): void {
  try {
    parse(fields);
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'malformed'), String(thrown));
    assert.match((thrown as Error).message, says);
    return;
  }
  assert.unreachable(`accepted ${JSON.stringify(fields)}`);
}

test('a genuine callback is understood, and every field of it is kept', () => {
  const { raw, ...callback } = parse({});
  assert.equal(callback, {
    sn: '7895252018360178',
    terminalSn: '01939202039923029',
    clientSn: '18348290098298292838',
    tradeNo: '2006101021001004680073956220',
    state: 'PAID',
    payway: '3',
    totalAmountFen: 12345,
    netAmountFen: 12345,
    finishedAtMs: 1_700_000_000_123,
  });
  assert.equal(JSON.parse(raw), genuine);
});

test('every state of the gateway is known, any other is refused by name', () => {
  for (const state of ORDER_STATES) assert.is(parse({ order_status: state }).state, state);
  for (const state of ['paid', 'PAID ', 'REVERSED', '__proto__', 'toString', '', undefined, null, 1]) {
    refused({ order_status: state }, /order_status/);
  }
});

test('order_status decides, not status: a failed refund leaves a paid order paid', () => {
  assert.is(parse({ status: 'FAIL_ERROR', order_status: 'PAID' }).state, 'PAID');
});

test('amounts are whole fen in plain digits and nothing else', () => {
  assert.is(parse({ total_amount: String(FEN_MAX), net_amount: '0' }).totalAmountFen, FEN_MAX);
  assert.is(parse({ total_amount: '0', net_amount: '0' }).totalAmountFen, 0);
  const bad = ['-1', '+1', '1.5', '1e3', '0x10', '٣', '１', ' 1', '1 ', '01', '', 'NaN', 'Infinity', 'abc'];
  for (const amount of [...bad, String(FEN_MAX + 1), '9007199254740993', '12345678901234567890']) {
    refused({ total_amount: amount }, /total_amount/);
    if (amount !== '') refused({ net_amount: amount }, /net_amount/);
  }
  for (const amount of [100, -5, 1.5, true, null, [], {}, ['1']]) {
    refused({ total_amount: amount }, /total_amount/);
  }
});

test('what is left of an order cannot be more than it was', () => {
  refused({ total_amount: '100', net_amount: '101' }, /net_amount is above total_amount/);
});

test('a missing net_amount is understood, except in a partial refund', () => {
  assert.is(parse({ net_amount: undefined }).netAmountFen, 12345);
  assert.is(parse({ net_amount: '', order_status: 'REFUNDED' }).netAmountFen, 0);
  refused({ net_amount: '', order_status: 'PARTIAL_REFUNDED' }, /net_amount is missing/);
});

test('sn and terminal_sn have their form', () => {
  for (const sn of ['789525201836017', '78952520183601789', '789525201836017x', '', ' 895252018360178']) {
    refused({ sn }, /sn/);
  }
  refused({ sn: 7895252018360178 }, /sn must be a string/);
  for (const terminal of ['', 'a/b', '../x', 'a b', '#', '+', 'x'.repeat(33), 'é']) {
    refused({ terminal_sn: terminal }, /terminal/);
  }
});

test('texts are bounded and hold no control characters or half surrogates', () => {
  assert.is(parse({ client_sn: '订单-1', payway: '999' }).clientSn, '订单-1');
  refused({ client_sn: 'x'.repeat(33) }, /client_sn/);
  refused({ trade_no: 'x'.repeat(129) }, /trade_no/);
  refused({ payway: 'x'.repeat(17) }, /payway/);
  for (const text of ['a\u0000b', '\u001b[2J', '\ud800', 'x\udc00'])
    refused({ client_sn: text }, /client_sn/);
});

test('an unknown or missing payway is carried, not refused', () => {
  assert.is(parse({ payway: '777' }).payway, '777');
  assert.is(parse({ payway: undefined }).payway, '');
});

test('the time is finish_time, else channel_finish_time, else now; never later than now', () => {
  assert.is(parse({ finish_time: '' }).finishedAtMs, 1_700_000_000_001);
  assert.is(parse({ finish_time: undefined, channel_finish_time: '' }).finishedAtMs, NOW);
  assert.is(parse({ finish_time: '0', channel_finish_time: '0' }).finishedAtMs, NOW);
  assert.is(parse({ finish_time: String(NOW + 60_000) }).finishedAtMs, NOW);
  for (const time of ['-1', '1.5', '1e12', 'now', '1234567890123456'])
    refused({ finish_time: time }, /finish_time/);
  refused({ finish_time: 1_700_000_000_123 }, /finish_time must be a string/);
});

test.run();
