import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { readServiceCode, serviceCodeFrom } from './ble-code.ts';

test('a code has sixteen characters in groups, and each of its 80 bits counts', () => {
  assert.is(serviceCodeFrom(Buffer.alloc(10)), '0000-0000-0000-0000');
  assert.is(serviceCodeFrom(Buffer.alloc(10, 0xff)), 'ZZZZ-ZZZZ-ZZZZ-ZZZZ');
  const codes = new Set<string>();
  for (let bit = 0; bit < 80; bit += 1) {
    const bytes = Buffer.alloc(10);
    bytes[bit >> 3] = 1 << (bit & 7);
    codes.add(serviceCodeFrom(bytes));
  }
  assert.is(codes.size, 80);
});

test('it is read however somebody has written it down', () => {
  const printed = readServiceCode('7K2M-01QX-ABCD-EFGH');
  for (const typed of ['7k2m01qxabcdefgh\n', ' 7K2M OIQX ABCD EFGH ', '7K2M-0LQX-ABCD-EFGH'])
    assert.equal(readServiceCode(typed), printed);
});

test('what is none is refused without being repeated', () => {
  for (const text of ['', '7K2M', '7K2M-01QX-ABCD-EFGU', '7K2M-01QX-ABCD-EFGHJ', 'ÄBCD-EFGH-JKMN-PQRS']) {
    try {
      readServiceCode(text);
      assert.unreachable(text);
    } catch (thrown) {
      assert.ok(isFailure(thrown, 'malformed'));
      assert.not.ok(text !== '' && thrown.message.includes(text));
    }
  }
});

test.run();
