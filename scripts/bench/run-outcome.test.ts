import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetResult } from './fleet/fleet.ts';
import type { LoadResult } from './load/generator.ts';
import {
  judgeRun,
  limitedBy,
  longestSilenceUs,
  type RunEvidence,
  type RunOutcome,
  type Selection,
  sentPerAccepted,
  withBothUs,
} from './run-outcome.ts';

const [NONE, SUCCESS, REFUSED] = [0, 1, 2];

interface Notice {
  readonly answer: number;
  readonly rows: number;
  /** µs after it was sent. */
  readonly stored?: number;
  /** The same, for the connection that brought it: long before, unless it says so. */
  readonly opened?: number;
}

function evidenceOf(notices: readonly Notice[], firstMeasured = 0): RunEvidence {
  const sentUs = Float64Array.from(notices, (_, index) => 1_000_000 + index * 500);
  const at = (delay: (notice: Notice) => number): Float64Array =>
    Float64Array.from(notices, (one, index) => (one.rows > 0 ? (sentUs[index] ?? 0) + delay(one) : 0));
  const load: LoadResult = {
    sentUs,
    answeredUs: sentUs.map((sent, index) => (notices[index]?.answer === SUCCESS ? sent + 100 : 0)),
    answers: Uint8Array.from(notices, ({ answer }) => answer),
    lateP99Us: 0,
    lateMaxUs: 0,
    cpuShare: 0.1,
  };
  const arrived: FleetResult = {
    receivedUs: at(({ stored }) => (stored ?? 0) - 300),
    openedUs: at(({ opened }) => opened ?? -1_000),
    storedUs: at(({ stored }) => stored ?? 0),
    rows: Uint16Array.from(notices, ({ rows }) => rows),
    repeats: 0,
    disconnects: 0,
    openReceipts: 0,
    cpuShare: 0.1,
    lateP99Ms: 1,
  };
  return {
    ...{ devices: 10, ratePerS: 2_000, firstMeasured },
    load,
    arrived,
    times: { serverMs: 10, benchMs: 20, idleMs: 60, totalMs: 100 },
    residentBytes: 1,
    pumpShares: [],
    own: undefined,
  };
}

const judge = (notices: readonly Notice[], firstMeasured = 0, selection: Selection = {}): RunOutcome =>
  judgeRun(evidenceOf(notices, firstMeasured), selection);

test('what the server adds counts from the later of acceptance and connection', () => {
  const usual = { answer: SUCCESS, rows: 1, stored: 1_000 };
  const away = { answer: SUCCESS, rows: 1, stored: 2_000_000, opened: 1_600_000 };
  const early = { answer: SUCCESS, rows: 1, stored: 350 };
  const unanswered = { answer: NONE, rows: 1, stored: 5_300 };
  const waits = (notices: readonly Notice[]): number => withBothUs(evidenceOf(notices)).max;
  assert.is(waits([usual]), 600);
  assert.is(waits([away]), 399_700);
  assert.is(waits([early]), 0);
  assert.is(waits([unanswered]), 5_000);
  assert.is(withBothUs(evidenceOf([away, usual, { answer: SUCCESS, rows: 0 }], 1)).samples, 1);
});

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
  assert.is(outcome.serverCpuUsPerNotice, 10_000);
  assert.equal([outcome.machineIdleShare, outcome.othersShare], [0.6, 0.1]);
});

test('of some notices only the latency is not meant, others do not count at all', () => {
  const notices = [
    { answer: SUCCESS, rows: 1, stored: 900 },
    { answer: SUCCESS, rows: 0 },
    { answer: SUCCESS, rows: 2, stored: 500 },
  ];
  const awake = judge(notices, 0, { isMeasured: (index) => index !== 1 });
  assert.equal([awake.lost, awake.doubled, awake.latencyUs.samples, awake.latencyUs.max], [1, 1, 2, 900]);
  const frozen = judge(notices, 0, { counts: (index) => index === 1 });
  assert.equal([frozen.sent, frozen.answered, frozen.lost, frozen.doubled], [1, 1, 1, 0]);
  const late = judge(notices, 0, { isMeasured: (_, sentUs) => sentUs >= 1_001_000 });
  assert.is(late.latencyUs.max, 500);
});

test('what is late is laid to the stage that took most of it', () => {
  const notices = [
    { answer: SUCCESS, rows: 1, stored: 59_000 },
    { answer: SUCCESS, rows: 1, stored: 90_000 },
    { answer: NONE, rows: 1, stored: 80_000 },
    { answer: SUCCESS, rows: 0 },
  ];
  assert.equal(judge(notices).late, { intake: 0, way: 2, device: 0, never: 1 });
  const slow = evidenceOf(notices);
  const answeredUs = slow.load.answeredUs.map((us, index) => (index === 1 ? us + 70_000 : us));
  assert.is(judgeRun({ ...slow, load: { ...slow.load, answeredUs } }).late.intake, 1);
  const receivedUs = slow.arrived.receivedUs.map((us, index) => (index === 2 ? us - 60_000 : us));
  assert.is(judgeRun({ ...slow, arrived: { ...slow.arrived, receivedUs } }).late.device, 1);
});

test('the longest silence is between two answers, whatever was asked meanwhile', () => {
  const one = { answer: SUCCESS, rows: 1, stored: 1 };
  const silent = { answer: NONE, rows: 0 };
  assert.is(longestSilenceUs(evidenceOf([one, silent, silent, one, one])), 1_500);
  assert.is(longestSilenceUs(evidenceOf([silent])), 0);
});

test('extra traffic is what was sent for each notice that was accepted', () => {
  const fine = judge([
    { answer: SUCCESS, rows: 1, stored: 1 },
    { answer: SUCCESS, rows: 1, stored: 1 },
  ]);
  assert.ok(Number.isNaN(sentPerAccepted(fine)), 'the others do not say');
  const own = {
    p50Ms: 1,
    p99Ms: 1,
    p999Ms: 1,
    balanced: true,
    announced: 2,
    pushes: { first: 2, again: 1 },
    refusals: {},
  };
  assert.is(sentPerAccepted({ ...fine, own }), 1.5);
});

test('a sender, a fleet or a machine that had no more to give is named', () => {
  const fine = judge([{ answer: SUCCESS, rows: 1, stored: 1 }]);
  assert.is(limitedBy(fine), '–');
  assert.is(limitedBy({ ...fine, sender: { ...fine.sender, cpuShare: 0.95 } }), 'sender');
  const fleet = { cpuShare: 1.3, lateP99Ms: 0 };
  assert.is(limitedBy({ ...fine, fleet, machineIdleShare: 0.01 }), 'fleet+machine');
  assert.is(limitedBy({ ...fine, pumpShares: [0.1, 0.8] }), 'pump');
  assert.is(limitedBy({ ...fine, othersShare: 0.3 }), 'other programs');
});

test.run();
