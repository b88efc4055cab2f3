import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { Departures } from './departures-link.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a crowd that hangs up at one moment is ended over many turns, each connection once', async () => {
  const departures = new Departures();
  const ended: number[] = [];
  const crowd = 20 * limits.departuresPerTurn + 1;
  for (let count = 0; count < crowd; count += 1) departures.add({ destroy: () => ended.push(count) });
  assert.equal(ended, []);
  let before = 0;
  for (let turns = 0; ended.length < crowd; turns += 1) {
    await turn();
    assert.ok(ended.length - before <= limits.departuresPerTurn, `${ended.length - before} in one turn`);
    before = ended.length;
    assert.ok(turns < 100);
  }
  assert.equal(ended, [...new Set(ended)]);
  departures.add({ destroy: () => ended.push(-1) });
  await turn();
  assert.is(ended.at(-1), -1, 'and the next one that goes');
  departures.close();
});

test.run();
