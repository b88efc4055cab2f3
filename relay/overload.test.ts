import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import { type Load, refuseOverload } from './overload.ts';

const idle: Load = {
  callbacksWaiting: 0,
  oldestCallbackWaitMs: 0,
  oldestUnsentAgeMs: 0,
  eventLoopDelayMs: 0,
};
const busy: Load = {
  callbacksWaiting: limits.callbacksWaiting,
  oldestCallbackWaitMs: limits.callbackWaitMs,
  oldestUnsentAgeMs: limits.unsentNoticeAgeMs,
  eventLoopDelayMs: limits.eventLoopDelayMs,
};

test('up to its bounds the relay takes callbacks', () => {
  refuseOverload(idle);
  for (const name of Object.keys(idle) as (keyof Load)[]) {
    const most = name === 'callbacksWaiting' ? limits.callbacksWaiting - 1 : busy[name];
    refuseOverload({ ...idle, [name]: most });
  }
});

test('a commit that takes long refuses nobody; a queue behind it that is long and as old as the deadline does', () => {
  const queue = (callbacksWaiting: number, oldestCallbackWaitMs: number): void =>
    refuseOverload({ ...idle, callbacksWaiting, oldestCallbackWaitMs });
  queue(limits.ordersPerAccept, limits.callbackWaitMs);
  queue(limits.callbacksWaiting - 1, limits.queueAgeMs);
  assert.throws(
    () => queue(limits.ordersPerAccept + 1, limits.queueAgeMs + 1),
    (thrown: unknown) => isFailure(thrown, 'overloaded'),
  );
});

test('promise 17: beyond any one of them it takes no more', () => {
  for (const name of Object.keys(idle) as (keyof Load)[]) {
    const load = { ...idle, [name]: busy[name] + 1 };
    assert.throws(
      () => refuseOverload(load),
      (thrown: unknown) => isFailure(thrown, 'overloaded'),
      name,
    );
  }
});

test.run();
