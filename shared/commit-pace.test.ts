import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitDelayMs, EAGER, mayRide } from './commit-pace.ts';

const pace = { intervalMs: 2, patient: ['markStored'], patienceMs: 25 };
const NOTHING = { urgentSinceMs: undefined, patientSinceMs: undefined };

test('nothing waits, nothing is committed', () => {
  assert.is(commitDelayMs(pace, NOTHING, 0, 1_000), undefined);
});

test('a lone urgent operation does not wait', () => {
  assert.is(commitDelayMs(pace, { ...NOTHING, urgentSinceMs: 1_000 }, 900, 1_000), 0);
});

test('under load commits keep their distance', () => {
  assert.is(commitDelayMs(pace, { ...NOTHING, urgentSinceMs: 1_000 }, 999.5, 1_000), 1.5);
});

test('a patient operation waits for company, but not for ever', () => {
  assert.is(commitDelayMs(pace, { ...NOTHING, patientSinceMs: 1_000 }, 0, 1_000), 25);
  assert.is(commitDelayMs(pace, { ...NOTHING, patientSinceMs: 1_000 }, 0, 1_030), 0);
  assert.is(commitDelayMs(pace, { urgentSinceMs: 1_001, patientSinceMs: 1_000 }, 0, 1_001), 0);
});

test('a commit takes the patient operations along that have gathered for a while, and leaves the others', () => {
  assert.is(mayRide(pace, 1_000, 1_010), false);
  assert.is(mayRide(pace, 1_000, 1_013), true);
});

test('without a pace everything is committed at once', () => {
  assert.is(commitDelayMs(EAGER, { ...NOTHING, urgentSinceMs: 5 }, 5, 5), 0);
});

test.run();
