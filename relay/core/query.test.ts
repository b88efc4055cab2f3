import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureCode, isFailure } from '../../shared/failure.ts';
import { orderSn, terminalSn } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';
import { callbackJson } from './pretended-core.ts';
import { makeQuery, readQueryReply, readTerminalKeys } from './query.ts';

const nowMs = unixMs(1_751_241_700_000);
const order = { sn: orderSn('7895259485469125'), terminalSn: terminalSn('T1'), acceptedAtMs: nowMs };
const data = (fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
  JSON.parse(callbackJson(fields));
const reply = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const found = (fields?: Readonly<Record<string, unknown>>): Buffer =>
  reply({ result_code: '200', biz_response: { result_code: 'SUCCESS', data: data(fields) } });

function codeOf(run: () => unknown): FailureCode | 'none' {
  try {
    run();
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.code;
    throw thrown;
  }
  return 'none';
}

test('a query names the order and proves the terminal’s key', () => {
  const query = makeQuery(order, readTerminalKeys('key-for-all\n'));
  assert.ok(query);
  assert.equal(JSON.parse(query.body), { terminal_sn: 'T1', sn: '7895259485469125' });
  const digest = createHash('md5').update(`${query.body}key-for-all`).digest('hex');
  assert.is(query.authorization, `T1 ${digest}`);
});

test('each terminal has its own key; others take the one for all, or none', () => {
  const keys = readTerminalKeys('# shops\n\nT1 one\r\nT2\ttwo\n');
  assert.equal(
    [...keys.byTerminal],
    [
      ['T1', 'one'],
      ['T2', 'two'],
    ],
  );
  assert.is(makeQuery({ ...order, terminalSn: terminalSn('T3') }, keys), undefined);
  assert.is(readTerminalKeys('T1 one\nrest').forOthers, 'rest');
});

test('a key file that cannot be meant so is refused by line, without its keys', () => {
  for (const text of ['', '# only words\n', 'a b secret', 'secret\nsecret2', '../T1 secret']) {
    const thrown = ((): unknown => {
      try {
        return readTerminalKeys(text);
      } catch (failure) {
        return failure;
      }
    })();
    assert.ok(isFailure(thrown), text);
    assert.not.match(thrown.message, 'secret');
  }
});

test('an answer is understood like a callback', () => {
  const callback = readQueryReply(found({ order_status: 'PAID' }), order, nowMs);
  assert.is(callback.state, 'PAID');
  assert.is(callback.totalAmountFen, 1250);
});

test('terminal_sn, which some gateways leave out, is the question’s', () => {
  assert.is(readQueryReply(found({ terminal_sn: undefined }), order, nowMs).terminalSn, 'T1');
});

test('another order or terminal than was asked for is refused', () => {
  assert.is(
    codeOf(() => readQueryReply(found({ sn: '7895259485469126' }), order, nowMs)),
    'malformed',
  );
  assert.is(
    codeOf(() => readQueryReply(found({ terminal_sn: 'T2' }), order, nowMs)),
    'malformed',
  );
});

test('a refusal and an unknown order are told apart', () => {
  const refused = reply({ result_code: '400', error_code: 'ILLEGAL_SIGN' });
  assert.is(
    codeOf(() => readQueryReply(refused, order, nowMs)),
    'forbidden',
  );
  const business = { result_code: 'FAIL', error_code: 'UPAY_ORDER_NOT_EXISTS' };
  const unknown = reply({ result_code: '200', biz_response: business });
  assert.is(
    codeOf(() => readQueryReply(unknown, order, nowMs)),
    'not_found',
  );
});

test('garbage is malformed, and hostile words do not reach the log as they are', () => {
  for (const bytes of ['', '[]', '{}', '{"result_code":"200"}', '{"result_code":"200","biz_response":[]}']) {
    assert.ok(
      ['malformed', 'forbidden'].includes(codeOf(() => readQueryReply(Buffer.from(bytes), order, nowMs))),
      bytes,
    );
  }
  const noData = reply({ result_code: '200', biz_response: { result_code: 'SUCCESS' } });
  assert.is(
    codeOf(() => readQueryReply(noData, order, nowMs)),
    'malformed',
  );
  assert.is(
    codeOf(() => readQueryReply(found({ total_amount: '-1' }), order, nowMs)),
    'malformed',
  );
  const hostile = reply({ result_code: '400', error_code: 'A\n{"level":60}' });
  assert.throws(() => readQueryReply(hostile, order, nowMs), /^the core answered A\?\?\?level\?\?60\?$/);
});

test.run();
