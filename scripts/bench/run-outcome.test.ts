import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetResult } from './fleet/fleet.ts';
import type { LoadResult } from './load/generator.ts';
import { judgeRun, limitedBy, type RunOutcome } from './run-outcome.ts';

const [NONE, SUCCESS, REFUSED] = [0, 1, 2];

interface Notice {
  readonly answer: number;
  readonly rows: number;
  /** µs after it was sent. */
  readonly stored?: number;
}

function judge(notices: readonly Notice[], firstMeasured = 0): RunOutcome {
  const sentUs = Float64Array.from(notices, (_, index) => 1_000_000 + index * 500);
  const at = (delay: (notice: Notice) => number): Float64Array =>
    Float64Array.from(notices, (one, index) => (one.rows > 0 ? (sentUs[index] ?? 0) + delay(one) : 0));
  const load: LoadResult = {
    sentUs,
    answeredUs: new Float64Array(notices.length),
    answers: Uint8Array.from(notices, ({ answer }) => answer),
    lateP99Us: 0,
    lateMaxUs: 0,
    cpuShare: 0.1,
  };
  const arrived: FleetResult = {
    receivedUs: at(({ stored }) => (stored ?? 0) - 300),
    storedUs: at(({ stored }) => stored ?? 0),
    rows: Uint16Array.from(notices, ({ rows }) => rows),
    repeats: 0,
    disconnects: 0,
    openReceipts: 0,
    cpuShare: 0.1,
    lateP99Ms: 1,
  };
  return judgeRun({
    firstMeasured,
    load,
    arrived,
    times: { serverMs: 10, benchMs: 20, idleMs: 60, totalMs: 100 },
    measuredNotices: 100,
    residentBytes: 1,
    own: undefined,
  });
}

test('what was accepted and is in no inbox is lost, and late for ever', () => {
  const outcome = judge([
    { answer: SUCCESS, rows: 1, stored: 900 },
    { answer: SUCCESS, rows: 0 },
  ]);
  assert.equal([outcome.answered, outcome.lost, outcome.doubled], [2, 1, 0]);
  assert.equal([outcome.latencyUs.p50, outcome.latencyUs.max], [900, Number.POSITIVE_INFINITY]);
});

test('what was refused or never answered is not lost, whether it came or not', () => {
  const outcome = judge([
    { answer: REFUSED, rows: 0 },
    { answer: NONE, rows: 0 },
    { answer: NONE, rows: 1, stored: 700 },
  ]);
  assert.equal([outcome.refused, outcome.unanswered, outcome.lost], [1, 2, 0]);
  assert.equal([outcome.latencyUs.samples, outcome.latencyUs.max, outcome.arrivalUs.max], [1, 700, 400]);
});

test('two rows of one notice are a double, even while warming up; only the latency leaves that out', () => {
  const outcome = judge(
    [
      { answer: SUCCESS, rows: 3, stored: 50_000 },
      { answer: SUCCESS, rows: 1, stored: 800 },
    ],
    1,
  );
  assert.equal([outcome.doubled, outcome.latencyUs.samples, outcome.latencyUs.max], [2, 1, 800]);
  assert.is(outcome.serverCpuUsPerNotice, 100);
  assert.equal([outcome.machineIdleShare, outcome.othersShare], [0.6, 0.1]);
});

test('a sender, a fleet or a machine that had no more to give is named', () => {
  const fine = judge([{ answer: SUCCESS, rows: 1, stored: 1 }]);
  assert.is(limitedBy(fine), '–');
  assert.is(limitedBy({ ...fine, sender: { ...fine.sender, cpuShare: 0.95 } }), 'sender');
  const fleet = { cpuShare: 1.3, lateP99Ms: 0 };
  assert.is(limitedBy({ ...fine, fleet, machineIdleShare: 0.01 }), 'fleet+machine');
  assert.is(limitedBy({ ...fine, othersShare: 0.3 }), 'other programs');
});

test.run();
