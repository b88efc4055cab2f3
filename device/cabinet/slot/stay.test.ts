import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SlotReading } from '../readings.ts';
import { EMPTY_SLOT as EMPTY, trialBankReading } from '../trial-readings.ts';
import { NO_STAY, type Stay, stayBehindMouth } from './stay.ts';

const IN: SlotReading = { ...EMPTY, isInserted: true };
const told = (bankId: string, ageMs: number): SlotReading => ({
  ...IN,
  bank: trialBankReading(bankId, { ageMs }),
});

/** What is known after these readings, one each 400 ms. */
const after = (...readings: readonly SlotReading[]): Stay =>
  readings.reduce((stay: Stay, reading, index) => stayBehindMouth(stay, reading, (index + 1) * 400), NO_STAY);

test('a stay begins with the click, and is told by the contacts later', () => {
  assert.equal(after(EMPTY, IN, IN), { sinceMs: 800, outAtMs: 400 });
  assert.equal(after(EMPTY, IN, told('B1', 100), IN), { sinceMs: 800, outAtMs: 400, who: 'B1' });
  assert.equal(after(told('B1', 100), EMPTY), { outAtMs: 800 });
});

test('what stands in the mouth is not in', () => {
  assert.equal(after(IN, { ...IN, isAtMouth: true }), { outAtMs: 800 });
});

test('what was read before it came in is of the bank that has left', () => {
  const swapped = [told('B1', 100), EMPTY, told('B1', 500), told('B2', 100)];
  assert.equal(after(...swapped), { sinceMs: 1_200, outAtMs: 800, who: 'B2' });
});

test('another one between two readings: it came with the second, and what is foreign or upside down is another one', () => {
  assert.equal(after(told('B1', 100), told('B2', 100)).sinceMs, 800);
  for (const contactProblem of ['foreign', 'reversed'] as const)
    assert.equal(after({ ...IN, contactProblem }, told('B2', 100)).sinceMs, 800);
  assert.equal(
    after({ ...IN, contactProblem: 'dirty' }, told('B2', 100)).sinceMs,
    400,
    'it was dirty, no more',
  );
});

test.run();
