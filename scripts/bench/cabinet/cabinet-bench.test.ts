import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openPty } from '../../../firmware-sim/pty.ts';
import { PROTECTIONS } from '../../../shared/cabinet-report.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { benchCabinet, brokenPromises, liveTable, tripTable } from './cabinet-bench.ts';
import { measureLive } from './live-figures.ts';
import { measureTripTimes } from './trip-times.ts';

test('each of the nine protections trips first where it is meant to, and the output goes off', () => {
  const trips = measureTripTimes();
  assert.equal(new Set(trips.map(({ protection }) => protection)), new Set(PROTECTIONS));
  for (const { protection, what, offMs, toldMs, first } of trips) {
    assert.is(first, protection, what);
    assert.ok(toldMs.length > 0, what);
    // What is put in upside down is never charged: there is nothing to switch off.
    assert.is(offMs.length > 0, protection !== 'reverse_polarity', what);
    assert.ok(Math.max(0, ...offMs) < 5_000, what);
  }
  assert.is(tripTable(trips).rows.length, trips.length);
  const [trip] = trips;
  assert.ok(trip);
  assert.equal(brokenPromises({ live: [], trips: [{ ...trip, first: 'none' }] }).length, 1);
});

test('what is not as promised is named', () => {
  const figures = {
    slots: 8,
    cyclesMs: [200, 201],
    motorMs: [30, 31],
    cpuShare: 0.02,
    residentBytes: 2 ** 27,
  };
  assert.equal(brokenPromises({ live: [figures], trips: [] }), []);
  const slow = { ...figures, cyclesMs: [600], motorMs: [200] };
  assert.equal(brokenPromises({ live: [slow], trips: [] }), [
    '8 slots: poll p99 600 ms',
    '8 slots: motor p99 200 ms',
  ]);
  assert.is(brokenPromises({ live: [{ ...figures, motorMs: [] }], trips: [] }).length, 1);
  assert.equal(liveTable([figures]).rows[0]?.slice(0, 2), ['8', '200']);
});

test('wrong usage is told', async () => {
  assert.is(await benchCabinet(['--cabinet', '--rentals', 'many']), 2);
  assert.is(await benchCabinet(['--cabinet', '--what']), 2);
});

const ptyLack = await openPty().then(
  (pty) => pty.close().then(() => undefined),
  (thrown: unknown) => describeThrown(thrown),
);
const NAME = 'polls and rentals of a real controller are measured';
if (ptyLack !== undefined) console.log(`SKIP ${NAME}: ${ptyLack}; apt-get install perl coreutils`);
else
  test(NAME, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillbell-cabinet-bench-'));
    try {
      const { slots, cyclesMs, motorMs, residentBytes } = await measureLive(folder, 1, 2);
      assert.is(slots, 8);
      assert.ok(cyclesMs.length > 10, `${cyclesMs.length} polls`);
      assert.is(motorMs.length, 2);
      assert.ok(residentBytes > 2 ** 20);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test.run();
