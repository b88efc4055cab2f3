import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { type HttpAnswer, HttpAnswerReader } from './http-answer.ts';

const SUCCESS = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nsuccess';
const BUSY = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\nRetry-After: 1\r\n\r\n{}';

test('two answers one after the other, cut at every point', () => {
  const bytes = Buffer.from(SUCCESS + BUSY, 'latin1');
  for (let cut = 0; cut <= SUCCESS.length; cut++) {
    const reader = new HttpAnswerReader();
    const answers = [
      bytes.subarray(0, cut),
      bytes.subarray(cut, SUCCESS.length),
      bytes.subarray(SUCCESS.length),
    ]
      .map((chunk) => reader.read(chunk))
      .filter((answer): answer is HttpAnswer => answer !== undefined);
    assert.equal(answers, [
      { status: 200, body: 'success' },
      { status: 503, body: '{}' },
    ]);
  }
});

test('an answer without a length, and what is no answer, are refused', () => {
  for (const text of ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'MQTT\r\n\r\n']) {
    assert.throws(
      () => new HttpAnswerReader().read(Buffer.from(text)),
      (thrown: unknown) => isFailure(thrown, 'malformed'),
    );
  }
});

test('a head that never ends is refused', () => {
  assert.throws(
    () => new HttpAnswerReader().read(Buffer.alloc(20_000, 'a')),
    (thrown: unknown) => isFailure(thrown, 'malformed'),
  );
});

test.run();
