import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Deadlines } from './deadlines.ts';

/** Park and Miller's minimal generator: enough to shuffle, and the same each time. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ; yield state) state = (state * 48_271) % 2_147_483_647;
}

test('deadlines fall due in their order, none early, none lost', () => {
  const random = chance(1);
  for (let round = 0; round < 50; round += 1) {
    const deadlines = new Deadlines<number>();
    const waiting: number[] = [];
    for (let nowMs = 0; nowMs < 200; nowMs += 1) {
      for (let more = random.next().value % 4; more > 0; more -= 1) {
        const atMs = nowMs + (random.next().value % 60);
        deadlines.add(atMs, atMs);
        waiting.push(atMs);
      }
      waiting.sort((a, b) => a - b);
      assert.is(deadlines.nextAtMs, waiting[0]);
      for (let due = deadlines.takeDue(nowMs); due !== undefined; due = deadlines.takeDue(nowMs)) {
        assert.is(due, waiting.shift());
        assert.ok(due <= nowMs);
      }
      assert.ok(waiting[0] === undefined || waiting[0] > nowMs);
    }
  }
});

test('without deadlines nothing is due', () => {
  const deadlines = new Deadlines<string>();
  assert.is(deadlines.takeDue(Number.MAX_SAFE_INTEGER), undefined);
  deadlines.add(5, 'only');
  assert.is(deadlines.takeDue(4.9), undefined);
  assert.is(deadlines.takeDue(5), 'only');
  assert.is(deadlines.nextAtMs, undefined);
});

test.run();
