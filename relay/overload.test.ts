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
  callbacksWaiting: limits.callbacksWaiting - 1,
  oldestCallbackWaitMs: limits.callbackWaitMs,
  oldestUnsentAgeMs: limits.unsentNoticeAgeMs,
  eventLoopDelayMs: limits.eventLoopDelayMs,
};

test('up to its bounds the relay takes callbacks', () => {
  refuseOverload(idle);
  refuseOverload(busy);
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
