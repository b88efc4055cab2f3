import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../shared/seeded-chance.ts';
import { drawFaults, FAULT_KINDS, type FaultKind, type PlannedFault } from './fault-plan.ts';

function draw(seed: number, count: number, kinds: readonly FaultKind[] = FAULT_KINDS): PlannedFault[] {
  const drawn = drawFaults(seededChance(seed), kinds, { speakers: 2, paths: 2 });
  return Array.from({ length: count }, () => drawn.next().value);
}

test('the same seed draws the same faults, another seed others', () => {
  assert.equal(draw(3, 50), draw(3, 50));
  assert.not.equal(draw(3, 50), draw(4, 50));
});

test('a long run draws every kind, every speaker and path, short ones and long ones; and only what was asked for', () => {
  const faults = draw(1, 2_000);
  assert.is(new Set(faults.map(({ kind }) => kind)).size, FAULT_KINDS.length);
  for (const one of [0, 1]) {
    assert.ok(faults.some(({ speaker }) => speaker === one));
    assert.ok(faults.some(({ path }) => path === one));
  }
  assert.ok(faults.some(({ lastsMs }) => lastsMs < 200) && faults.some(({ lastsMs }) => lastsMs > 15_000));
  assert.ok(faults.every(({ lastsMs, afterMs }) => lastsMs <= 20_000 && afterMs <= 4_000));
  assert.ok(draw(2, 200, ['kill', 'clock']).every(({ kind }) => kind === 'kill' || kind === 'clock'));
});

test('where there is no second path, no fault asks for it', () => {
  const drawn = drawFaults(seededChance(9), ['cut_link'], { speakers: 1, paths: 0 });
  for (let count = 0; count < 100; count++) {
    const { path, speaker } = drawn.next().value;
    assert.equal([path, speaker], [0, 0]);
  }
});

test.run();
