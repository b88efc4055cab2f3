import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ceilingMs, reconnectMs } from './retry.ts';
import { seededChance } from './seeded-chance.ts';

const schedule = { firstMs: 500, maxMs: 30_000 };

test('the ceiling doubles up to its maximum and stays there', () => {
  assert.equal(
    [0, 1, 2, 5, 6, 7, 1_000].map((attempt) => ceilingMs(schedule, attempt)),
    [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000],
  );
});

test('trap mqtt.js: reconnects are spread over the whole interval, not in step', () => {
  const chance = seededChance(3);
  const waits = Array.from({ length: 1_000 }, () => reconnectMs(6, chance.next()));
  assert.ok(Math.min(...waits) < 400 && Math.max(...waits) > 7_600 && Math.max(...waits) <= 8_000);
});

test('a relay that was killed is looked for again and again; one that stays away is let alone', () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((attempt) => reconnectMs(attempt, 0.999_999));
  assert.equal(ceilings, [500, 1_000, 2_000, 2_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test.run();
