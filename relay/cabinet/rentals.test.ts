import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { OpenRental } from './cabinet-memory.ts';
import { createRentals, type RentalsEffect, type RentalsInput, step } from './rentals.ts';

const CABINET = deviceId('CAB-1');
const OTHER = deviceId('CAB-2');
const WALL_MS = 1_751_241_600_000;

/** Rentals before the machine; time is a number, its zero is `WALL_MS`. */
function pretend() {
  const state = createRentals();
  let nowMs = 0;
  const take = (input: RentalsInput): readonly RentalsEffect[] =>
    step(state, input, { wallMs: unixMs(WALL_MS + nowMs), steadyMs: nowMs });
  return {
    state,
    take,
    pass(ms: number): readonly RentalsEffect[] {
      nowMs += ms;
      return take({ input: 'due' });
    },
    record: (number = 1, change: Partial<OpenRental> = {}, input: 'recorded' | 'resumed' = 'recorded') =>
      take({
        input,
        rental: {
          rentalId: rentalId(`R-${number}`),
          cabinet: CABINET,
          expiresAtMs: unixMs(WALL_MS + 30_000),
          minimumLevelPercent: 60,
          askedAtMs: unixMs(WALL_MS),
          isStored: false,
          ...change,
        },
      }),
    greet: (connection: number, device = CABINET): readonly RentalsEffect[] =>
      take({ input: 'greeted', device, connection }),
    close: (connection: number, device = CABINET): readonly RentalsEffect[] =>
      take({ input: 'closed', device, connection }),
    stored: (number = 1, device = CABINET): readonly RentalsEffect[] =>
      take({ input: 'stored', device, rentalId: rentalId(`R-${number}`) }),
    ended: (number = 1, device = CABINET): readonly RentalsEffect[] =>
      take({ input: 'ended', device, rentalId: rentalId(`R-${number}`) }),
    givenUp: (number = 1): readonly RentalsEffect[] =>
      take({ input: 'given_up', rentalId: rentalId(`R-${number}`) }),
  };
}

/** `R-1>1,2` is sent on connections 1 and 2; `!` is again. */
const words = (effects: readonly RentalsEffect[]): string[] => effects.map(word);
function word(one: RentalsEffect): string {
  switch (one.effect) {
    case 'send':
      return `${one.rental.rentalId}>${one.connections.join()}${one.isFirst ? '' : '!'}`;
    case 'mark':
      return `${one.mark.rentalId} ${one.mark.step}`;
    case 'give_up':
      return `${one.rentalId} given up`;
    case 'refuse':
      return one.code;
  }
}

test('a rent goes out at once on every path, and again each half second until it is stored', () => {
  const rentals = pretend();
  rentals.greet(1);
  rentals.greet(2);
  assert.equal(words(rentals.record()), ['R-1>1,2', 'R-1 sent']);
  assert.equal(words(rentals.pass(limits.rentResendMs - 1)), []);
  assert.equal(words(rentals.pass(1)), ['R-1>1,2!']);
  assert.equal(words(rentals.stored()), ['R-1 stored']);
  assert.equal(words(rentals.stored()), [], 'the other path says it too');
  assert.equal(words(rentals.pass(10_000)), []);
});

test('without a path it waits, and goes out the moment one is greeted; a path that ended gets nothing', () => {
  const rentals = pretend();
  assert.equal(words(rentals.record()), []);
  assert.equal(words(rentals.pass(5_000)), []);
  assert.equal(words(rentals.greet(1)), ['R-1>1', 'R-1 sent']);
  rentals.close(1);
  assert.equal(words(rentals.pass(5_000)), []);
  assert.equal(words(rentals.greet(2)), ['R-1>2!']);
  assert.equal(words(rentals.greet(3)), ['R-1>2,3!'], 'a new path does not wait for its turn');
  assert.equal(words(rentals.greet(4, OTHER)), []);
});

test('promise 11: nothing is sent once it has expired; then it is given up, again and again until that is on disk', () => {
  const rentals = pretend();
  rentals.greet(1);
  rentals.record();
  rentals.pass(29_999);
  assert.equal(words(rentals.pass(1)), []);
  assert.equal(words(rentals.greet(2)), []);
  assert.equal(words(rentals.pass(limits.rentalUnansweredMs)), ['R-1 given up']);
  assert.equal(words(rentals.pass(1_000)), ['R-1 given up']);
  rentals.givenUp();
  assert.equal(words(rentals.pass(1_000)), []);
  assert.is(rentals.state.deadlines.size, 0);
});

test('a stored rental is waited for until its end is overdue, also by a relay that starts anew', () => {
  const rentals = pretend();
  rentals.greet(1);
  rentals.record();
  rentals.pass(29_000);
  rentals.stored();
  // A cabinet that has told its end already tells it again: this disk may be an older copy.
  assert.equal(words(rentals.pass(1_000 + limits.rentalEndOverdueMs - 30_000)), ['R-1>1!']);
  assert.equal(words(rentals.pass(29_999)), []);
  assert.equal(words(rentals.pass(1)), ['R-1 given up']);

  const again = pretend();
  again.greet(1);
  assert.equal(words(again.record(1, { isStored: true }, 'resumed')), []);
  assert.equal(words(again.pass(limits.rentalEndOverdueMs - 1)), []);
  assert.equal(words(again.pass(1)), ['R-1>1!']);
  assert.equal(words(again.pass(29_999)), []);
  assert.equal(words(again.pass(1)), ['R-1 given up']);
});

test('a relay that starts after the expiry hears the cabinets out before it gives up', () => {
  const rentals = pretend();
  const expired = { expiresAtMs: unixMs(WALL_MS - 60_000) };
  assert.equal(words(rentals.record(1, expired, 'resumed')), []);
  assert.equal(words(rentals.record(2, { ...expired, isStored: true }, 'resumed')), []);
  assert.equal(words(rentals.greet(1)), []);
  assert.equal(words(rentals.pass(limits.reconnectMaxMs)), []);
  assert.equal(words(rentals.pass(limits.rentalUnansweredMs)), ['R-1 given up']);
  rentals.givenUp();
  assert.equal(words(rentals.pass(limits.rentalEndOverdueMs - 32_000)), ['R-2>1!']);
  assert.equal(words(rentals.pass(30_000)), ['R-2 given up']);
});

test('another cabinet can neither take a rental nor end it; what is over or unknown is no news', () => {
  const rentals = pretend();
  rentals.greet(1);
  rentals.record();
  assert.equal(words(rentals.stored(1, OTHER)), ['rental_not_yours']);
  rentals.ended(1, OTHER);
  assert.equal(words(rentals.pass(limits.rentResendMs)), ['R-1>1!']);
  rentals.ended();
  assert.equal(words(rentals.stored()), []);
  assert.equal(words(rentals.stored(77)), []);
  assert.equal(words(rentals.pass(limits.rentResendMs)), []);
});

test('what the cabinet could not take is written down, and it is asked again', () => {
  const rentals = pretend();
  rentals.greet(1);
  rentals.record();
  const id = rentalId('R-1');
  const refused = rentals.take({ input: 'refused', device: CABINET, rentalId: id, code: 'store_failed' });
  assert.equal(words(refused), ['R-1 refused']);
  assert.equal(words(rentals.pass(limits.rentResendMs)), ['R-1>1!']);
});

test('a path that flaps for an hour leaves nothing behind', () => {
  const rentals = pretend();
  rentals.record(1, { expiresAtMs: unixMs(WALL_MS + limits.rentalLifeMs) });
  for (let second = 0; second < 3_600; second += 1) {
    rentals.greet(second);
    rentals.pass(900);
    rentals.close(second);
    rentals.pass(100);
  }
  assert.ok(rentals.state.deadlines.size <= 3, `${rentals.state.deadlines.size} deadlines`);
  rentals.givenUp();
  assert.is(rentals.state.ofCabinet.size, 0);
  assert.is(rentals.state.paths.size, 0);
});

test('many resends are spread over turns', () => {
  const rentals = pretend();
  rentals.greet(1);
  const many = limits.rentResendsPerTurn + 1;
  for (let number = 1; number <= many; number += 1) rentals.record(number);
  assert.is(rentals.pass(limits.rentResendMs).length, limits.rentResendsPerTurn);
  assert.is(rentals.pass(0).length, 1);
});

test.run();
