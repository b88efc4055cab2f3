import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { ConnectTurns } from './connect-turns-link.ts';

test('devices are let in in their order, a few at once; who has left is passed over', async () => {
  const turns = new ConnectTurns();
  const names = Array.from({ length: 3 * limits.mqttConnectsAtOnce }, (_, index) => ({ index }));
  const left = names.at(-2) ?? {};
  const come: number[] = [];
  await new Promise<void>((resolve) => {
    for (const name of names) {
      turns.wait(name, () => {
        come.push(name.index);
        if (name.index === names.length - 1) resolve();
      });
    }
    assert.ok(come.length < names.length, 'not all in this turn');
    turns.leave(left);
  });
  assert.equal(
    come,
    names.filter((name) => name !== left).map(({ index }) => index),
  );
  turns.close();
});

test('so many may wait, and one more when one leaves', () => {
  const turns = new ConnectTurns();
  let last = {};
  let count = 0;
  for (let next = {}; turns.wait(next, () => {}); next = {}) {
    last = next;
    count += 1;
  }
  assert.ok(count >= limits.mqttConnectsWaiting && count < 1.1 * limits.mqttConnectsWaiting, `${count}`);
  turns.leave(last);
  assert.ok(turns.wait({}, () => {}));
  turns.close();
});

test.run();
