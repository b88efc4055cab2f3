import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  describeSmpError,
  isDowngradeRefusal,
  isOvertaken,
  readSmpError,
  type SmpError,
  smpErrorBody,
} from './smp-error.ts';

test('version 2 names the group, version 1 has SMP’s own code instead, as Zephyr translates it, and both read back', () => {
  const error: SmpError = { group: 1, code: 27 };
  assert.equal(smpErrorBody(2, error), { err: { group: 1, rc: 27 } });
  assert.equal(readSmpError({ err: { group: 1, rc: 27 } }), error);
  assert.equal(smpErrorBody(1, error), { rc: 6 });
  assert.equal(readSmpError({ rc: 6, rsn: 'downgrade' }), { code: 6, reason: 'downgrade' });
});

test('version 1: what Zephyr’s image group makes of its codes for those who know no groups', () => {
  const told = (code: number): unknown => smpErrorBody(1, { group: 1, code }).rc;
  assert.equal(
    [3, 4, 8, 9, 14, 15, 20, 22, 23, 24, 27, 28, 30, 33].map(told),
    [5, 5, 1, 6, 3, 2, 3, 3, 1, 3, 6, 6, 1, 1],
  );
  assert.equal(smpErrorBody(1, { code: 11, reason: 'no' }), { rc: 11, rsn: 'no' });
});

test('overtaken, or older: told apart by the group’s code, in version 1 by the board’s words', () => {
  const overtaken: SmpError[] = [8, 9, 28, 33].map((code) => ({ group: 1, code }));
  for (const error of [...overtaken, { code: 6 }]) assert.ok(isOvertaken(error), JSON.stringify(error));
  for (const error of [{ group: 1, code: 24 }, { group: 64, code: 9 }, { code: 9 }, { code: 1 }])
    assert.not(isOvertaken(error), JSON.stringify(error));
  assert.ok(isDowngradeRefusal({ group: 1, code: 27 }));
  assert.ok(isDowngradeRefusal({ code: 6, reason: 'downgrade' }));
  assert.not(isDowngradeRefusal({ code: 6 }));
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
