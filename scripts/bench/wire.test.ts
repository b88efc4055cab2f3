import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evenAudience, indexOf, isCrowded, seatOf, snOf } from './wire.ts';

test('an even audience is told in turn', () => {
  const audience = evenAudience(3);
  assert.equal(
    [0, 1, 2, 3, 4].map((index) => seatOf(index, audience)),
    [0, 1, 2, 0, 1],
  );
  assert.is(isCrowded(1, audience), false);
});

test('every second notice is for the few, who sit at the end', () => {
  const audience = { seats: 5, crowded: 2 };
  const seats = Array.from({ length: 8 }, (_, index) => seatOf(index, audience));
  assert.equal(seats, [0, 3, 1, 4, 2, 3, 0, 4]);
  assert.equal(
    seats.map((_, index) => isCrowded(index, audience)),
    seats.map((seat) => seat >= 3),
  );
});

test('a notice is found again by its sn', () => {
  assert.is(indexOf(snOf(12_345)), 12_345);
  assert.is(indexOf('99-1'), undefined);
});

test.run();
