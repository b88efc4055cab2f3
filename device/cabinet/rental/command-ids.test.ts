import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { CommandIds } from './command-ids.ts';

test('a board that remembers a higher number than the disk: news once, and numbers go on from there', () => {
  const ids = new CommandIds(7);
  assert.equal([ids.seen('a/1', 7), ids.isForgetful, ids.fresh], [false, false, 8]);
  assert.equal([ids.seen('a/2', 12), ids.isForgetful, ids.fresh], [true, true, 13]);
  assert.equal([ids.seen('a/3', 20), ids.fresh], [false, 21], 'that is known already');
});

test('a forgotten number is found out though another slot was given it meanwhile', () => {
  const ids = new CommandIds(3);
  ids.seen('a/1', 3);
  for (let given = 0; given < 4; given += 1) ids.give(ids.fresh);
  assert.equal([ids.seen('a/1', 5), ids.isForgetful], [false, false], 'its own, of this life');
  assert.equal([ids.seen('b/1', 5), ids.isForgetful, ids.fresh], [true, true, 8]);
});

test('a number that cannot be is no reason to run out of numbers', () => {
  const ids = new CommandIds(3);
  assert.equal([ids.seen('a/1', limits.commandIdMost), ids.isForgetful, ids.fresh], [false, false, 4]);
});

test.run();
