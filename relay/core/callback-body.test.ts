import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { readCallbackBody } from './callback-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readCallbackBody(bytes(text));

function refused(body: Uint8Array | string, code: 'malformed' | 'too_large', says: RegExp): void {
  try {
    readCallbackBody(typeof body === 'string' ? bytes(body) : body);
  } catch (thrown) {
    assert.ok(isFailure(thrown, code), `${String(thrown)} is no ${code}`);
    assert.match((thrown as Error).message, says);
    return;
  }
  assert.unreachable(`accepted: ${String(body).slice(0, 60)}`);
}

test('an object is read, and its text is kept as it was signed', () => {
  const text = ' {"sn" : "7", "payment_list":[{"type":"X","amount_total":"1"}],"新":"字"}\r\n';
  const body = read(text);
  assert.is(body.text, text);
  assert.is(body.fields.get('sn'), '7');
  assert.is(body.fields.get('新'), '字');
  assert.equal(body.fields.names, ['sn', 'payment_list', '新']);
});

test('a body in the middle of a larger buffer is read alone', () => {
  const whole = bytes('xx{"a":"1"}yy');
  assert.is(readCallbackBody(whole.subarray(2, 11)).text, '{"a":"1"}');
});

test('invalid UTF-8 is refused, wherever it stands', () => {
  refused(Uint8Array.of(0x7b, 0xff, 0x7d), 'malformed', /UTF-8/);
  refused(Uint8Array.of(...bytes('{"a":"'), 0xc3, 0x28, ...bytes('"}')), 'malformed', /UTF-8/);
  refused(Uint8Array.of(...bytes('{"a":"'), 0xed, 0xa0, 0x80, ...bytes('"}')), 'malformed', /UTF-8/);
});

test('a body of one byte too many is refused before it is read', () => {
  refused(new Uint8Array(limits.callbackBodyBytes + 1), 'too_large', /at most/);
  const filler = 'x'.repeat(limits.callbackBodyBytes - '{"a":""}'.length);
  assert.is(read(`{"a":"${filler}"}`).fields.names.length, 1);
});

test('JSON nested 10,000 deep is refused without recursion; the allowed depth is read', () => {
  refused('['.repeat(10_000), 'malformed', /deeper/);
  refused(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'malformed', /deeper/);
  refused('{"a":'.repeat(10_000), 'malformed', /deeper/);
  const depth = limits.callbackJsonDepth;
  assert.is(read(`{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`).fields.names.length, 1);
  refused(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`, 'malformed', /deeper/);
});

test('a bracket inside a string is not depth', () => {
  assert.is(read(`{"a":"${'[{\\"'.repeat(100)}"}`).fields.names.length, 1);
});

test('a name twice in one object is refused, also when it is spelled in another way', () => {
  refused('{"total_amount":"1","total_amount":"100"}', 'malformed', /twice/);
  refused('{"sn":"1","\\u0073n":"2"}', 'malformed', /twice/);
  refused('{"list":[{"a":"1","b":"2","a" : "3"}]}', 'malformed', /twice/);
  refused('{"__proto__":"1","__proto__":"2"}', 'malformed', /twice/);
  assert.is(read('{"a":{"x":"1"},"b":{"x":"1"},"c":["x","x"],"d":"x","x":"x"}').fields.names.length, 5);
});

test('__proto__, constructor and the like are names like any other', () => {
  const { fields } = read('{"__proto__":{"order_status":"PAID"},"constructor":"c","hasOwnProperty":"h"}');
  assert.is(fields.get('order_status'), undefined);
  assert.equal(fields.names, ['__proto__', 'constructor', 'hasOwnProperty']);
  assert.is(({} as { order_status?: string }).order_status, undefined);
});

test('what is no JSON object is refused, and the refusal quotes nothing of the body', () => {
  for (const text of [
    '',
    ' ',
    'null',
    '[]',
    '"x"',
    '7',
    'success',
    '{',
    '{"a":}',
    '{"a":"1"}{',
    '{"a":"1",}',
  ]) {
    refused(text, 'malformed', /JSON/);
  }
  refused('\ufeff{"a":"1"}', 'malformed', /JSON/);
  refused('{"a":"line\nbreak"}', 'malformed', /JSON/);
  refused('{"a\\x":"1"}', 'malformed', /JSON/);
  try {
    read('{"payer_login":"secret@example.com"');
    assert.unreachable();
  } catch (thrown) {
    assert.not.match((thrown as Error).message, /secret/);
  }
});

test('a body cut at any place is refused', () => {
  const whole = '{"sn":"1","list":[{"a":"\\"x\\\\"}],"b":"2"}';
  assert.is(read(whole).fields.names.length, 3);
  for (let end = 0; end < whole.length; end += 1) refused(whole.slice(0, end), 'malformed', /JSON/);
});

test.run();
