import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DrillPayment, phaseFigures, recoveryOf } from './drill-figures.ts';

const FAULT = { beganAtMs: 10_000, endedAtMs: 20_000 };
const paid = (
  sentAtMs: number,
  waits: { success?: number; disk?: number; sound?: number },
): DrillPayment => ({
  sn: `78${sentAtMs}`,
  sentAtMs,
  ...(waits.success === undefined ? {} : { acceptedAtMs: sentAtMs + waits.success }),
  ...(waits.disk === undefined ? {} : { storedAtMs: sentAtMs + waits.disk }),
  ...(waits.sound === undefined ? {} : { heardAtMs: sentAtMs + waits.sound }),
});

test('a payment belongs to the phase in which it was made', () => {
  const payments = [
    paid(9_999, { success: 5, disk: 9, sound: 30_000 }),
    paid(10_000, { success: 6_000, disk: 6_010, sound: 6_020 }),
    paid(19_999, {}),
    paid(20_000, { success: 4, disk: 8, sound: 12 }),
    paid(21_000, { success: 6, disk: 10, sound: 14 }),
  ];
  const [before, during, after] = phaseFigures(payments, FAULT);
  assert.equal(
    [before, during, after].map((one) => [one?.phase, one?.payments, one?.accepted, one?.heard]),
    [
      ['before', 1, 1, 1],
      ['during', 2, 1, 1],
      ['after', 2, 2, 2],
    ],
  );
  assert.is(before?.toSoundMs.max, 30_000);
  assert.is(during?.toSuccessMs.p50, 6_000);
  assert.is(after?.toDiskMs.p50, 8);
  assert.is(after?.toDiskMs.max, 10);
});

test('nobody waited: nothing had to recover', () => {
  const payments = [paid(12_000, { sound: 900 }), paid(25_000, { sound: 1_000 })];
  assert.equal(recoveryOf(payments, FAULT, 1_000), { serviceMs: 0, backlogMs: 0 });
  assert.equal(recoveryOf([], FAULT, 1_000), { serviceMs: 0, backlogMs: 0 });
});

test('what was over before the fault was is no recovery', () => {
  assert.equal(recoveryOf([paid(11_000, { sound: 5_000 })], FAULT, 1_000), { serviceMs: 0, backlogMs: 0 });
});

test('new payments may be well while the backlog is still being said', () => {
  const payments = [
    paid(15_000, { sound: 36_000 }),
    paid(20_700, { sound: 2_000 }),
    paid(22_000, { sound: 20 }),
  ];
  assert.equal(recoveryOf(payments, FAULT, 1_000), { serviceMs: 700, backlogMs: 31_000 });
});

test('one that was never heard is no recovery, however well the others are', () => {
  const payments = [paid(15_000, { success: 5 }), paid(30_000, { sound: 20 })];
  assert.is(recoveryOf(payments, FAULT, 1_000).backlogMs, null);
});

test('who speaks aloud may take longer', () => {
  assert.equal(recoveryOf([paid(19_000, { sound: 6_000 })], FAULT, 10_000), { serviceMs: 0, backlogMs: 0 });
});

test.run();
