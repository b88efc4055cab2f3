import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from './limits.ts';
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
  const waits = Array.from({ length: 1_000 }, () =>
    reconnectMs(limits.reconnectQuickAttempts + 1, chance.next()),
  );
  assert.ok(Math.min(...waits) < 400 && Math.max(...waits) > 7_600 && Math.max(...waits) <= 8_000);
});

test('a relay that was killed is looked for again and again; one that stays away is let alone', () => {
  const ceilings = (attempts: readonly number[]): number[] =>
    attempts.map((attempt) => reconnectMs(attempt, 0.999_999));
  assert.equal(ceilings([0, 1, 2, 3, 11]), [500, 1_000, 2_000, 2_000, 2_000]);
  assert.equal(ceilings([12, 13, 14, 15, 16, 1_000]), [4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('a relay that needs a few seconds to start again is found within 2 s of that, by nearly every device', () => {
  const chance = seededChance(4);
  const STARTED_AT_MS = 3_000;
  const late = Array.from({ length: 1_000 }, () => {
    let atMs = 0;
    for (let attempt = 0; atMs < STARTED_AT_MS; attempt += 1) atMs += reconnectMs(attempt, chance.next());
    return atMs - STARTED_AT_MS;
  });
  assert.ok(Math.max(...late) <= limits.reconnectQuickMaxMs, `${Math.max(...late)} ms`);
});

test.run();
