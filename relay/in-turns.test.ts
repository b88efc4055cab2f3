import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InTurns } from './in-turns-link.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const PER_TURN = 16;

test('a crowd is taken over many turns, each once and in its order', async () => {
  const taken: number[] = [];
  const turns = new InTurns<number>(PER_TURN, (subject) => taken.push(subject));
  const crowd = Array.from({ length: 20 * PER_TURN + 1 }, (_, index) => index);
  for (const subject of crowd) turns.add(subject);
  turns.add(0);
  assert.equal(taken, []);
  let before = 0;
  for (let count = 0; taken.length < crowd.length; count += 1) {
    await turn();
    assert.ok(taken.length - before <= PER_TURN, `${taken.length - before} in one turn`);
    before = taken.length;
    assert.ok(count < 100);
  }
  assert.equal(taken, crowd);
  turns.add(-1);
  await turn();
  assert.is(taken.at(-1), -1, 'and the next one that comes');
});

test('who leaves is not taken, and who is left over at the end is told', async () => {
  const taken: string[] = [];
  const turns = new InTurns<string>(1, (subject) => taken.push(subject));
  for (const subject of ['a', 'b', 'c', 'd']) turns.add(subject);
  turns.leave('b');
  await turn();
  await turn();
  assert.equal(taken, ['a', 'c']);
  assert.equal(turns.close(), ['d']);
  await turn();
  assert.equal(taken, ['a', 'c']);
});

test.run();
