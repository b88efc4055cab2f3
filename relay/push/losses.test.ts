import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { othersAtOnce } from './losses.ts';
import { pretendPush } from './pretended-push.ts';
import type { PushEffect, PushPath } from './push-state.ts';

const path = (connection: number, lateShare: number): PushPath => ({
  connection,
  connectedAtMs: 0,
  greeted: true,
  roundTrip: { smoothedMs: 42, deviationMs: 4, lowestMs: 40 },
  answer: { smoothedMs: 44, deviationMs: 4, lowestMs: 41 },
  lateShare,
  strikes: 0,
  isBackedUp: false,
  answeredAtMs: 0,
});

test('where two long paths lose too much together, the third is asked at once; never more than there are', () => {
  const paths = [path(1, 0.1), path(2, 0.1), path(3, 0.2)];
  const [first] = paths;
  assert.ok(first !== undefined);
  const asked = (share: number) => othersAtOnce(paths, first, share).map(({ connection }) => connection);
  assert.equal(asked(0.1), [2, 3], '1 % would be late on both');
  assert.equal(othersAtOnce(paths.slice(0, 2), first, 0.1).length, 1);
  assert.equal(othersAtOnce(paths.slice(0, 1), first, 0.1), []);
});

test('a pair that keeps promise 8 is asked alone, and the better of the others makes it', () => {
  const paths = [path(1, 0.02), path(2, 0.2), path(3, 0.02)];
  const [first] = paths;
  assert.ok(first !== undefined);
  assert.equal(
    othersAtOnce(paths, first, 0.02).map(({ connection }) => connection),
    [3],
  );
});

/** @returns how many of the later notices went out on three paths, and how many copies were refused by a budget */
function thirds(lateShare: number, roundTripMs: number) {
  const { greet, deliver, pass, stored, logs, device } = pretendPush();
  const chance = seededChance(7);
  for (const connection of [1, 2, 3]) greet(connection);
  let counted = 0;
  for (let count = 0; count < 1_500; count += 1) {
    const effects: PushEffect[] = [...deliver()];
    const seq = logs.logs.get(device)?.notices.length ?? 0;
    effects.push(...pass(roundTripMs));
    const late: number[] = [];
    for (const one of effects) {
      if (one.effect !== 'send') continue;
      if (one.again === 'third' && count >= 500) counted += 1;
      if (chance.happens(lateShare)) late.push(one.connection);
      else stored(one.connection, [seq]);
    }
    pass(100);
    for (const connection of late) stored(connection, [seq]);
    pass(1_000);
  }
  return counted / 1_000;
}

test('at 5 % loss each way the third is asked nearly always, at 1 % hardly ever', () => {
  assert.ok(thirds(0.1, 42) > 0.95, `${thirds(0.1, 42)}`);
  assert.ok(thirds(0.02, 42) < 0.1, `${thirds(0.02, 42)}`);
});

test('on short paths there is time to ask one after the other: no third copy, whatever is lost', () => {
  assert.is(thirds(0.1, 2), 0);
});

test('what a stall of the relay made late is not held against the paths', () => {
  const { greet, deliver, stall, state, device, stored } = pretendPush();
  greet(1);
  greet(2);
  for (let count = 1; count <= 20; count += 1) deliver();
  stall(limits.pushResendFirstMs);
  for (const connection of [1, 2])
    stored(
      connection,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  assert.ok(state.longLateShare <= limits.longLateShareFirst);
  for (const one of state.devices.get(device)?.paths.values() ?? [])
    assert.ok(one.lateShare <= limits.longLateShareFirst);
});

test.run();
