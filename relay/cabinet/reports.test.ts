import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CabinetReport } from '../../shared/cabinet-report.ts';
import { bankId, deviceId, logId, moduleSerial } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { createReports, type ReportsEffect, type ReportsInput, step } from './reports.ts';

const LOG = logId('00000000000000aa');
const at = { module: moduleSerial('0a1b2c3d'), slot: 3 };
const report = (number: number): CabinetReport => ({
  seq: seq(number),
  atMs: unixMs(5_000),
  isTimeUncertain: false,
  event: { kind: 'bank_returned', bankId: bankId('PB1'), at, levelPercent: 20 },
});
const came = (cabinet: number, seqs: readonly number[], connection = cabinet): ReportsInput => ({
  input: 'came',
  device: deviceId(`CAB-${cabinet}`),
  connection,
  reportLog: LOG,
  reports: seqs.map(report),
});
const words = (effects: readonly ReportsEffect[]): string[] => effects.map(word);
function word(one: ReportsEffect): string {
  switch (one.effect) {
    case 'record':
      return `record ${one.batch.length}`;
    case 'confirm':
      return `confirm ${one.seqs.join()} > ${one.connection}`;
    case 'settled':
      return `${one.answer} ${one.told.report.seq}`;
    case 'refuse':
      return one.code;
  }
}
const numbers = (count: number, first = 1): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

test('promise 12: a report is confirmed after it is on disk, to the connection it came on', () => {
  const state = createReports();
  assert.equal(words(step(state, came(1, [1, 2]), 0)), ['record 2']);
  assert.equal(words(step(state, came(1, [2], 9), 0)), []);
  const effects = step(state, { input: 'recorded', answers: ['recorded', 'recorded'] }, 0);
  assert.equal(words(effects), ['recorded 1', 'recorded 2', 'confirm 1,2 > 1', 'record 1']);
  const repeated = step(state, { input: 'recorded', answers: ['already_recorded'] }, 0);
  assert.equal(words(repeated), ['already_recorded 2', 'confirm 2 > 9']);
});

test('what the store could not keep is not confirmed', () => {
  const state = createReports();
  step(state, came(1, [1]), 0);
  step(state, came(2, [7]), 0);
  assert.equal(words(step(state, { input: 'recorded', answers: undefined }, 0)), [
    'reports_not_recorded',
    'record 1',
  ]);
  assert.equal(words(step(state, { input: 'recorded', answers: [] }, 0)), ['reports_not_recorded']);
});

test('a contradiction is kept and confirmed, what was refused is not', () => {
  const state = createReports();
  step(state, came(1, [1, 2]), 0);
  const effects = step(state, { input: 'recorded', answers: ['contradicted', 'refused'] }, 0);
  assert.equal(words(effects), ['contradicted 1', 'refused 2', 'confirm 1 > 1']);
});

test('a cabinet that floods is refused loudly, and another one is not', () => {
  const state = createReports();
  const most = limits.reportsPerMessage;
  let taken = 0;
  let refused = 0;
  for (let first = 1; first <= 2 * limits.reportsBurst; first += most) {
    const effects = step(state, came(1, numbers(most, first)), 0);
    if (effects.some((one) => one.effect === 'refuse')) refused += 1;
    else taken += most;
    step(state, { input: 'recorded', answers: numbers(most).map(() => 'recorded' as const) }, 0);
  }
  assert.is(taken, limits.reportsBurst);
  assert.is(refused, limits.reportsBurst / most);
  assert.equal(words(step(state, came(2, [1]), 0)), ['record 1']);
  step(state, { input: 'recorded', answers: ['recorded'] }, 0);
  const laterMs = (most / limits.reportsPerS) * 1_000;
  assert.equal(words(step(state, came(1, numbers(most)), laterMs)), [`record ${most}`]);
});

test('while the disk hangs one cabinet fills only its own share', () => {
  const state = createReports();
  step(state, came(9, [1]), 0);
  const most = limits.reportsPerMessage;
  const full = limits.reportsUnrecordedPerCabinet / most;
  for (let message = 0; message < full; message += 1) {
    assert.equal(words(step(state, came(1, numbers(most, message * most + 1)), 0)), []);
  }
  assert.equal(words(step(state, came(1, [999]), 0)), ['reports_overloaded']);
  assert.equal(words(step(state, came(2, [1]), 0)), []);
});

test('a cabinet that left the roster leaves nothing behind', () => {
  const state = createReports();
  step(state, came(1, [1]), 0);
  step(state, { input: 'recorded', answers: ['recorded'] }, 0);
  step(state, { input: 'forgotten', device: deviceId('CAB-1') }, 0);
  assert.equal([state.buckets.size, state.batches.waitingOf.size], [0, 0]);
});

test.run();
