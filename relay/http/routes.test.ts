import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { textReply } from './reply.ts';
import { createRouter, type Method, type Route, readQuery } from './routes.ts';

const route = (method: Method, path: string): Route => ({
  method,
  path,
  bodyBytesMax: 0,
  provesCaller: false,
  handle: () => textReply(200, path),
});
const find = createRouter([
  route('GET', '/v1/devices'),
  route('GET', '/v1/devices/:id'),
  route('PUT', '/v1/devices/:id'),
  route('POST', '/v1/devices/:id/key'),
]);

function parametersOf(target: string): readonly string[] | number {
  const match = find('GET', target);
  return match.found ? match.parameters : match.reply.status;
}

test('a path is found segment by segment, with its parameters and its query', () => {
  const match = find('POST', '/v1/devices/SPK-1/key?x=1');
  assert.ok(match.found);
  assert.is(match.route.path, '/v1/devices/:id/key');
  assert.equal(match.parameters, ['SPK-1']);
  assert.is(match.query, 'x=1');
});

test('a parameter is decoded after the path was split, so that it never becomes another path', () => {
  assert.equal(parametersOf('/v1/devices/%2e%2e'), ['..']);
  assert.equal(parametersOf('/v1/devices/..%2Fkey'), ['../key']);
  assert.equal(parametersOf('/v1/devices/a%00b'), ['a\0b']);
});

test('dots, empty segments and other spellings lead nowhere', () => {
  for (const target of [
    '/',
    '/v1/devices/',
    '/v1/devices//',
    '//v1/devices',
    '/v1/orders/../devices',
    '/V1/devices',
    '/v1/devices/a/b',
    'http://else.where/v1/devices',
    '*',
    '',
  ]) {
    assert.is(parametersOf(target), 404, target);
  }
});

test('a broken escape is malformed, another method is told what there is', () => {
  assert.is(parametersOf('/v1/devices/%zz'), 400);
  const match = find('DELETE', '/v1/devices/a');
  assert.ok(!match.found);
  assert.is(match.reply.status, 405);
  assert.is(match.reply.headers?.allow, 'GET, PUT');
});

test('a query names its parameters once each, and only known ones', () => {
  assert.equal(readQuery('', ['from']), {});
  assert.equal(readQuery('from=2025-06-30T08:00:00+08:00&to=%31', ['from', 'to']), {
    from: '2025-06-30T08:00:00+08:00',
    to: '1',
  });
  for (const query of ['form=1', 'from=1&from=2', 'from=%', '__proto__=1', 'from=1&&toString=2']) {
    assert.throws(
      () => readQuery(query, ['from']),
      (thrown: unknown) => isFailure(thrown, 'malformed'),
      query,
    );
  }
});

test.run();
