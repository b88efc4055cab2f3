import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seq } from '../../shared/quantities.ts';
import type { LoggedNotice } from '../store.ts';
import { batchEnded, createGathering, gather, takeBatch } from './gathering.ts';
import { LiveQueue } from './live-queue.ts';

test('while one batch is written the next gathers', () => {
  const gathering = createGathering<number>();
  gather(gathering, 1, 10);
  assert.equal(takeBatch(gathering, 3), [1]);
  for (const item of [2, 3, 4, 5]) gather(gathering, item, 10);
  assert.is(takeBatch(gathering, 3), undefined);
  batchEnded(gathering);
  assert.equal(takeBatch(gathering, 3), [2, 3, 4]);
  batchEnded(gathering);
  assert.equal(takeBatch(gathering, 3), [5]);
  batchEnded(gathering);
  assert.is(takeBatch(gathering, 3), undefined);
});

test('what is being written counts towards the bound', () => {
  const gathering = createGathering<number>();
  assert.ok(gather(gathering, 1, 2));
  takeBatch(gathering, 9);
  assert.ok(gather(gathering, 2, 2));
  assert.not(gather(gathering, 3, 2));
  batchEnded(gathering);
  assert.ok(gather(gathering, 3, 2));
});

test('live notices leave in their order, and the oldest is known', () => {
  const queue = new LiveQueue();
  const logged = (at: number): LoggedNotice => ({ notice: { seq: seq(at) } }) as LoggedNotice;
  queue.add([logged(1), logged(2)], 10, 10);
  queue.add([logged(3)], 20, 20);
  assert.is(queue.oldest?.lastByteAtMs, 10);
  const take = (most: number): number[] => queue.take(most).map((one) => one.logged.notice.seq);
  assert.equal(take(2), [1, 2]);
  assert.is(queue.oldest?.lastByteAtMs, 20);
  queue.add([logged(4)], 30, 30);
  assert.is(queue.length, 2);
  assert.equal(take(9), [3, 4]);
  assert.is(queue.oldest, undefined);
  assert.equal(take(9), []);
});

test.run();
