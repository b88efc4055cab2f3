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
    assert.is(come.length, limits.mqttConnectsAtOnce, 'in this turn');
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
  const clients = Array.from({ length: limits.mqttConnectsWaiting + limits.mqttConnectsAtOnce }, () => ({}));
  for (const client of clients) assert.ok(turns.wait(client, () => {}));
  assert.not.ok(turns.wait({}, () => {}));
  turns.leave(clients.at(-1) ?? {});
  assert.ok(turns.wait({}, () => {}));
  turns.close();
});

test.run();
