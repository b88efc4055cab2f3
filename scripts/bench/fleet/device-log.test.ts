import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fingerprint } from '../../../shared/log-fingerprint.ts';
import { fenSum, seq } from '../../../shared/quantities.ts';
import { DeviceLog } from './device-log.ts';

const take = (log: DeviceLog, ...numbers: number[]): boolean[] =>
  numbers.map((number) =>
    log.take(seq(number), { sumFen: fenSum(number * 100), fingerprint: fingerprint(number) }),
  );

test('notices in order move the end and the sum', () => {
  const log = new DeviceLog();
  assert.equal(take(log, 1, 2, 3), [true, true, true]);
  assert.equal([log.upTo, log.sums], [3, { sumFen: 300, fingerprint: 3 }]);
});

test('a repeat is known, whether it is behind the end or ahead of it', () => {
  const log = new DeviceLog();
  assert.equal(take(log, 1, 3, 1, 3, 2, 3), [true, true, false, false, true, false]);
  assert.equal([log.upTo, log.sums], [3, { sumFen: 300, fingerprint: 3 }]);
});

test('the holes are named, up to the end and no more than asked for', () => {
  const log = new DeviceLog();
  take(log, 1, 4, 5, 8);
  assert.equal(log.missing(seq(10), 64), [
    { first: 2, last: 3 },
    { first: 6, last: 7 },
    { first: 9, last: 10 },
  ]);
  assert.equal(log.missing(seq(10), 1), [{ first: 2, last: 3 }]);
  assert.equal(log.missing(seq(8), 64), [
    { first: 2, last: 3 },
    { first: 6, last: 7 },
  ]);
  assert.equal(log.missing(seq(1), 64), []);
  assert.equal(new DeviceLog().missing(seq(2), 64), [{ first: 1, last: 2 }]);
});

test.run();
