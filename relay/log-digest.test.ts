import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LogDigest } from './log-digest.ts';

test('the first of a kind is written, a flood of it only counted, and then told', () => {
  const digest = new LogDigest();
  assert.is(digest.note('unauthorized', 0), 0);
  for (let ms = 1; ms <= 9_999; ms += 1) assert.is(digest.note('unauthorized', ms), undefined);
  assert.is(digest.note('unauthorized', 10_000), 9_999);
  assert.is(digest.note('unauthorized', 10_001), undefined);
});

test('one kind does not hide another', () => {
  const digest = new LogDigest();
  digest.note('unauthorized', 0);
  assert.is(digest.note('conflict', 1), 0);
});

test.run();
