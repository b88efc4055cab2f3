import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { overdue, roomFor, type Strangers } from './strangers.ts';

const crowd = (): Strangers<{ name: number }> =>
  new Map(Array.from({ length: limits.mqttConnectionsPending }, (_, name) => [{ name }, name / 1_000]));

test('there is room until the bound is reached', () => {
  const strangers = crowd();
  const [first] = strangers.keys();
  strangers.delete(first ?? { name: -1 });
  assert.is(roomFor(strangers, 0), 'room');
});

test('of a crowd that has just come nobody is sent away for the next', () => {
  assert.is(roomFor(crowd(), limits.mqttPendingGraceMs - 1), 'full');
});

test('of strangers that prove nothing the oldest makes room', () => {
  assert.equal(roomFor(crowd(), limits.mqttPendingGraceMs + 1), { name: 0 });
});

test('those who take too long are found, and only those', () => {
  const names = [...overdue(crowd(), limits.mqttConnectMs + 0.0025)].map(({ name }) => name);
  assert.equal(names, [0, 1, 2]);
});

test.run();
