import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeSmpError, readSmpError, type SmpError, smpErrorBody } from './smp-error.ts';

test('version 2 names the group, version 1 only the code, and both read back', () => {
  const error: SmpError = { group: 1, code: 27 };
  assert.equal(smpErrorBody(2, error), { err: { group: 1, rc: 27 } });
  assert.equal(readSmpError({ err: { group: 1, rc: 27 } }), error);
  assert.equal(smpErrorBody(1, error), { rc: 27 });
  assert.equal(readSmpError({ rc: 6, rsn: 'downgrade' }), { code: 6, reason: 'downgrade' });
});

test('an error of SMP itself has no group in version 2 either', () => {
  assert.equal(smpErrorBody(2, { code: 8 }), { rc: 8 });
  assert.equal(readSmpError({ rc: 8 }), { code: 8 });
});

test('rc 0 and nothing at all both mean done: legacy boards say it each time', () => {
  assert.is(readSmpError({ rc: 0, off: 128 }), undefined);
  assert.is(readSmpError({ off: 128 }), undefined);
  assert.is(readSmpError({ err: { group: 1, rc: 0 } }), undefined);
});

test('an error that cannot be read is malformed, not done', () => {
  assert.throws(() => readSmpError({ rc: 'no' }), /`rc` is not a number/);
  assert.throws(() => readSmpError({ err: 1 }), /`err` is not a map/);
  assert.throws(() => readSmpError({ err: { rc: 1 } }), /`group`/);
});

test('a person reads what it means, and the number where nobody knows', () => {
  assert.is(describeSmpError({ group: 1, code: 27 }), 'the running version is newer (group 1, code 27)');
  assert.is(describeSmpError({ code: 10 }), 'board is busy (code 10)');
  assert.is(describeSmpError({ group: 1, code: 8 }), 'no image with that hash (group 1, code 8)');
  assert.is(describeSmpError({ code: 12 }), 'the board does not speak so old a version of SMP (code 12)');
  assert.is(describeSmpError({ code: 1, reason: 'img too large' }), 'img too large (code 1)');
  assert.is(describeSmpError({ group: 64, code: 200 }), 'group 64, code 200');
});

test.run();
