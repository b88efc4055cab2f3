import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { withinDeadline } from './deadline-link.ts';

async function failureOf(work: Promise<unknown>, timeoutMs: number): Promise<unknown> {
  return withinDeadline(work, timeoutMs, 'connecting').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

test('what never ends is given up, and said with as many digits as a person needs', async () => {
  const thrown = await failureOf(new Promise(() => {}), 12.34567);
  assert.ok(isFailure(thrown, 'timed_out'));
  assert.is((thrown as Error).message, 'connecting took longer than 0.012 s');
});

test('what ends in time is what comes of it, for good or bad', async () => {
  assert.is(await withinDeadline(Promise.resolve(7), 60_000, 'connecting'), 7);
  const reason = new Error('refused');
  assert.is(await failureOf(Promise.reject(reason), 60_000), reason);
});

test.run();
