import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionPlaces } from './connection-places.ts';

test('while there is room everybody stays', () => {
  const places = new ConnectionPlaces(2);
  assert.is(places.open('a'), undefined);
  assert.is(places.open('b'), undefined);
  assert.is(places.taken, 2);
});

test('a stranger who opens many connections drives out his own oldest', () => {
  const places = new ConnectionPlaces(2);
  places.open('stranger 1');
  places.open('stranger 2');
  assert.is(places.open('stranger 3'), 'stranger 1');
  assert.is(places.open('stranger 4'), 'stranger 2');
  assert.is(places.taken, 2);
});

test('who has proved itself keeps its place, however old', () => {
  const places = new ConnectionPlaces(2);
  places.open('core');
  places.prove('core');
  places.open('stranger 1');
  assert.is(places.open('stranger 2'), 'stranger 1');
  assert.is(places.open('stranger 3'), 'stranger 2');
});

test('where all have proved themselves the newcomer goes', () => {
  const places = new ConnectionPlaces(1);
  places.open('core');
  places.prove('core');
  assert.is(places.open('late'), 'late');
  assert.is(places.taken, 1);
});

test('a closed connection gives its place back, and proves nothing afterwards', () => {
  const places = new ConnectionPlaces(1);
  places.open('a');
  places.close('a');
  places.prove('a');
  assert.is(places.taken, 0);
  assert.is(places.open('b'), undefined);
});

test.run();
