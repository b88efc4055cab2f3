import { pino } from 'pino';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StoreCalls } from './store-calls-link.ts';

const log = pino({ level: 'silent' });

const result = (
  calls: StoreCalls,
  call: () => Promise<number>,
): Promise<{ readonly value: number } | undefined> =>
  new Promise((resolve) => calls.run('a call', call, resolve));

test('a call ends with its value, or with nothing when the store refuses', async () => {
  const calls = new StoreCalls(log, 60_000);
  assert.equal(await result(calls, async () => 7), { value: 7 });
  const refusal = result(calls, async () => {
    throw new Error('database or disk is full');
  });
  assert.is(await refusal, undefined);
});

test('a store that hangs counts as failed at the deadline, and its late answer as nothing', async () => {
  const calls = new StoreCalls(log, 5);
  let answer: (value: number) => void = () => {};
  let ends = 0;
  await new Promise<void>((resolve) =>
    calls.run(
      'a call',
      () =>
        new Promise<number>((late) => {
          answer = late;
        }),
      (ended) => {
        ends += 1;
        assert.is(ended, undefined);
        resolve();
      },
    ),
  );
  answer(7);
  await calls.settled();
  assert.is(ends, 1);
});

test('it is settled when everything has ended, also what was begun meanwhile', async () => {
  const calls = new StoreCalls(log, 60_000);
  const ended: number[] = [];
  calls.run(
    'first',
    async () => 1,
    () => {
      ended.push(1);
      calls.run(
        'second',
        async () => 2,
        () => ended.push(2),
      );
    },
  );
  await calls.settled();
  assert.equal(ended, [1, 2]);
});

test.run();
