import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../shared/failure.ts';
import { RecordView } from '../roster/record-view.ts';
import { foldReports, relayPlace } from './relay-slots.ts';

const at = { module: '0a1b2c3d', slot: 10 };
const report = (event: object, atMs = 0) => new RecordView({ atMs, event });

test('the newest news of a slot is its row, and what is not told of its bank stays', () => {
  const [row] = foldReports([
    report({ kind: 'bank_returned', at, bankId: 'PB-1', levelPercent: 40 }),
    report({ kind: 'protection_tripped', at, protection: 'over_temperature', isLatched: true }, 60_000),
  ]);
  assert.equal(row, {
    name: '0a1b2c3d/10',
    place: '',
    state: 'latched',
    bankId: 'PB-1',
    levelPercent: 40,
    note: 'over temperature, 1970-01-01T00:01Z',
  });
  const [gone] = foldReports([
    report({ kind: 'bank_returned', at, bankId: 'PB-1', levelPercent: 40 }),
    report({ kind: 'rental_ended', at, outcome: 'taken' }),
  ]);
  assert.equal([gone?.state, gone?.bankId], ['empty', null]);
});

test('slots stand in the order of their numbers; what names no slot, or is not known, changes no row', () => {
  const rows = foldReports([
    report({ kind: 'bank_returned', at, bankId: 'A' }),
    report({ kind: 'bank_returned', at: { ...at, slot: 2 }, bankId: 'B' }),
    report({ kind: 'rental_ended', outcome: 'failed' }),
    report({ kind: 'what_comes_later', at: { ...at, slot: 2 } }),
    new RecordView('rubbish'),
  ]);
  assert.equal(
    rows.map(({ name, state, bankId }) => [name, state, bankId]),
    [
      ['0a1b2c3d/2', 'bank', 'B'],
      ['0a1b2c3d/10', 'bank', 'A'],
    ],
  );
});

test('a slot over the relay is named by its module', () => {
  assert.equal(relayPlace('0a1b2c3d/4'), { module: '0a1b2c3d', slot: 4 });
  for (const name of ['4', '0a1b2c3d', '0a1b2c3d/0', '0a1b2c3d/4/5', 'x/4', '0a1b2c3d/4x']) {
    assert.throws(
      () => relayPlace(name),
      (thrown: unknown) => thrown instanceof Failure && thrown.code === 'usage',
    );
  }
});

test.run();
