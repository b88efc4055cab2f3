import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { RentalOrder } from './cabinet-memory.ts';
import { judgeEnd, judgeOrder, stateOf } from './rental.ts';
import { alarmOf, newsOf, REFUSALS_ALARMING } from './report-news.ts';

const cabinet = deviceId('CAB-1');
const order: RentalOrder = {
  rentalId: rentalId('R-1'),
  cabinet,
  expiresAtMs: unixMs(30_000),
  minimumLevelPercent: 60,
};
const idle = { role: 'cabinet', openRentals: 0 } as const;
const now = unixMs(1_000);
const at = { module: moduleSerial('0a1b2c3d'), slot: 3 };
const bank = bankId('PB1');
type Ended = Extract<CabinetEvent, { kind: 'rental_ended' }>;
const ended = (fields: Partial<Ended> = {}): Ended => ({
  kind: 'rental_ended',
  rentalId: order.rentalId,
  outcome: 'taken',
  bankId: bank,
  at,
  ...fields,
});

test('promise 11: a repeat is known by its id, even after its expiry; other content is a conflict', () => {
  assert.equal(judgeOrder(undefined, order, idle, now), { answer: 'record' });
  assert.equal(judgeOrder(order, { ...order }, idle, now), { answer: 'already_recorded' });
  const gone = { role: undefined, openRentals: 99 };
  assert.equal(judgeOrder(order, { ...order }, gone, unixMs(99_000)), { answer: 'already_recorded' });
  for (const [change, reason] of [
    [{ cabinet: deviceId('CAB-2') }, /CAB-1/],
    [{ expiresAtMs: unixMs(30_001) }, /00:00:30.000Z/],
    [{ minimumLevelPercent: 61 }, /60 %/],
  ] as const) {
    const verdict = judgeOrder(order, { ...order, ...change }, idle, now);
    assert.ok(verdict.answer === 'conflict');
    assert.match(verdict.reason, reason);
  }
});

test('what cannot be done is refused, each by its own name', () => {
  assert.equal(judgeOrder(undefined, order, { ...idle, role: undefined }, now), {
    answer: 'unknown_cabinet',
  });
  assert.equal(judgeOrder(undefined, order, { ...idle, role: 'speaker' }, now), { answer: 'not_a_cabinet' });
  assert.equal(judgeOrder(undefined, order, idle, order.expiresAtMs), { answer: 'expired' });
  assert.equal(judgeOrder(undefined, order, idle, unixMs(29_999)), { answer: 'record' });
  const busy = { ...idle, openRentals: limits.rentalsOpenPerCabinet };
  assert.equal(judgeOrder(undefined, order, busy, now), { answer: 'too_many_open' });
});

test('the first end stands; the same again is nothing new, another is a contradiction', () => {
  assert.equal(judgeEnd(undefined, cabinet, ended()), { verdict: 'unknown' });
  assert.equal(judgeEnd({ cabinet, end: undefined }, cabinet, ended()), { verdict: 'ends' });
  const taken = { cabinet, end: { outcome: 'taken', bankId: bank } } as const;
  assert.equal(judgeEnd(taken, cabinet, ended()), { verdict: 'same' });
  assert.is(judgeEnd(taken, cabinet, ended({ outcome: 'not_taken' })).verdict, 'contradicts');
  const other = judgeEnd(taken, cabinet, ended({ bankId: bankId('PB2') }));
  assert.ok(other.verdict === 'contradicts');
  assert.is(other.reason, 'CAB-1 says taken, PB2 from 0a1b2c3d/3, but taken, PB1 stands');
  const foreign = judgeEnd({ cabinet, end: undefined }, deviceId('CAB-2'), ended());
  assert.ok(foreign.verdict === 'contradicts');
  assert.match(foreign.reason, /CAB-2 says taken.*CAB-1’s/);
});

test('a late end counts: what is ended is no longer unanswered', () => {
  const times = { sentAtMs: null, storedAtMs: null, outcome: null, givenUpAtMs: null };
  assert.is(stateOf(times), 'requested');
  assert.is(stateOf({ ...times, sentAtMs: now }), 'sent');
  assert.is(stateOf({ ...times, sentAtMs: now, storedAtMs: now }), 'stored');
  assert.is(stateOf({ ...times, storedAtMs: now, givenUpAtMs: now }), 'expired_unanswered');
  assert.is(stateOf({ ...times, storedAtMs: now, givenUpAtMs: now, outcome: 'taken' }), 'ended');
});

const told = (event: CabinetEvent) => ({
  deviceId: cabinet,
  reportLog: logId('00000000000000aa'),
  report: { seq: seq(7), atMs: unixMs(1_751_241_600_000), isTimeUncertain: false, event },
});

test('the core hears of ends and returns under an id that is the report’s own key, with the true time', () => {
  const returned = { kind: 'bank_returned', bankId: bank, at, levelPercent: 31 } as const;
  assert.equal(JSON.parse(JSON.stringify(newsOf(told(returned), { variant: 0 }))), {
    webhookId: 'report_CAB-1_00000000000000aa_7',
    type: 'bank.returned',
    atMs: 1_751_241_600_000,
    data: {
      bankId: 'PB1',
      levelPercent: 31,
      module: '0a1b2c3d',
      slot: 3,
      cabinet: 'CAB-1',
      at: '2025-06-30T00:00:00.000Z',
      timeUncertain: false,
      reportLog: '00000000000000aa',
      seq: 7,
    },
  });
  const news = newsOf(told(ended({ outcome: 'failed', code: 'no_bank' })), { variant: 2, isLate: true });
  assert.is(news?.webhookId, 'report_CAB-1_00000000000000aa_7_2');
  assert.is(news?.type, 'rental.failed');
  assert.equal([news?.data.late, news?.data.unknown, news?.data.code], [true, false, 'no_bank']);
});

test('an operator hears of trips, lost banks and slots that refuse again and again', () => {
  const tripped = told({
    kind: 'protection_tripped',
    protection: 'over_voltage',
    at,
    isLatched: true,
    readings: [],
  });
  assert.match(alarmOf(tripped, 0)?.detail ?? '', /over_voltage in 0a1b2c3d\/3 at 2025.*technician/);
  assert.match(
    alarmOf(told({ kind: 'bank_missing', bankId: bank, at }), 0)?.detail ?? '',
    /PB1 is gone from 0a1b2c3d\/3 without a rental/,
  );
  const refused = told({ kind: 'return_refused', code: 'upside_down', at });
  assert.is(alarmOf(refused, REFUSALS_ALARMING - 1), undefined);
  assert.is(alarmOf(refused, REFUSALS_ALARMING)?.kind, 'cabinet_returns_refused');
  for (const event of [tripped, refused]) assert.is(newsOf(event, { variant: 0 }), undefined);
  assert.is(alarmOf(told(ended()), 0), undefined);
});

test('a bank that is gone after a rental that ended without it: operator and core can bill that rental', () => {
  const gone = told({ kind: 'bank_missing', bankId: bank, at, rentalId: rentalId('R-9') });
  assert.match(alarmOf(gone, 0)?.detail ?? '', /PB1 is gone from 0a1b2c3d\/3 after R-9 /);
  const news = newsOf(gone, { variant: 0 });
  assert.is(news?.type, 'bank.missing');
  const { bankId: missing, rentalId: rental, cabinet: where, slot } = news?.data ?? {};
  assert.equal([missing, rental, where, slot], ['PB1', 'R-9', 'CAB-1', 3]);
});

test.run();
