import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bankId, moduleSerial } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { Motion } from '../cabinet-operations.ts';
import type { BankReading, MoveAnswer, SlotReading } from '../readings.ts';
import { EMPTY_SLOT } from '../trial-readings.ts';
import { type RentalEffect, type RentalInput, type RentalPhase, resumedPhase, stepRental } from './rental.ts';

const at = { module: moduleSerial('0a0b0c0d'), slot: 1 };
const motion: Motion = { commandId: 5, why: 'let_out', at, bankId: bankId('B1') };

const bankSeen: BankReading = {
  bankId: 'B1',
  levelPercent: 90,
  voltageMillivolts: 4_000,
  currentMilliamps: 0,
  temperatureDeciCelsius: 250,
  cycles: 1,
  ageMs: 10,
};
const IN: Partial<SlotReading> = { isInserted: true, isLocked: true, bank: bankSeen };
const MOUTH: Partial<SlotReading> = { isAtMouth: true };
const OUT: Partial<SlotReading> = {};
const TAKEN: MoveAnswer = { answer: 'taken' };
const UNKNOWN: MoveAnswer = { answer: 'unknown' };
const REFUSED: MoveAnswer = { answer: 'refused', reason: 'no_bank' };

/** A rental, its inputs one after the other, every 500 ms. */
class Rental {
  phase: RentalPhase;
  readonly effects: RentalEffect[] = [];
  nowMs = 0;
  isLate: boolean | undefined = false;

  constructor(phase: RentalPhase = { is: 'recording', motion, rounds: 0, isSwitchStuck: false }) {
    this.phase = phase;
  }

  take(input: RentalInput): this {
    const context = { nowMs: this.nowMs, isLate: this.isLate, freshCommandId: 6 };
    const step = stepRental(this.phase, input, context);
    this.phase = step.phase;
    this.effects.push(...step.effects);
    return this;
  }

  begin(): this {
    return this.take({ type: 'recorded' });
  }

  answer(answer: MoveAnswer): this {
    return this.take({ type: 'moved', answer, atMs: this.nowMs });
  }

  read(
    sensors: Partial<SlotReading>,
    command: readonly [number, SlotReading['lastCommand']],
    times = 1,
  ): this {
    for (let time = 0; time < times; time += 1) {
      this.nowMs += 500;
      const [lastCommandId, lastCommand] = command;
      const reading: SlotReading = { ...EMPTY_SLOT, lastCommandId, lastCommand, ...sensors };
      this.take({ type: 'reading', reading, atMs: this.nowMs });
    }
    return this;
  }

  get sent(): number[] {
    return this.effects.flatMap((effect) => (effect.type === 'send' ? [effect.motion.commandId] : []));
  }

  get end(): string {
    const over = this.effects.find((effect) => effect.type === 'over');
    return over?.type === 'over' ? `${over.end.outcome} ${over.end.code ?? ''}`.trim() : this.phase.is;
  }
}

test('a reply that was lost: sent again under the same id, only after a reading that is newer than the loss', () => {
  const rental = new Rental().begin().read(IN, [4, 'done']);
  assert.equal(rental.sent, [5], 'the bus is not done with it yet');
  rental.answer(UNKNOWN).read(IN, [4, 'done']);
  assert.equal(rental.sent, [5, 5]);
  rental.answer(UNKNOWN).read(MOUTH, [5, 'done'], 2).read(OUT, [5, 'done'], 7);
  assert.equal([rental.sent, rental.end], [[5, 5], 'taken']);
});

test('a board that never gets it: the next slot, for its bank is surely in; where that is not sure, none', () => {
  const sure = new Rental().begin();
  const unsure = new Rental().begin();
  for (let time = 0; time < limits.motionTries; time += 1) {
    sure.answer(UNKNOWN).read(IN, [4, 'done']);
    unsure.answer(UNKNOWN).read({ ...IN, isLocked: false }, [4, 'done']);
  }
  assert.equal([sure.end, sure.sent.length], ['choosing', limits.motionTries]);
  assert.is(unsure.end, 'failed slot_uncertain');
});

test('a board that says taken and shows nothing of it: perhaps it moves yet, so no second bank', () => {
  const rental = new Rental().begin();
  for (let time = 0; time < limits.motionTries; time += 1) rental.answer(TAKEN).read(IN, [4, 'done']);
  assert.is(rental.end, 'failed slot_uncertain');
});

test('refused by its board: the next slot only when the bank is surely in', () => {
  assert.is(new Rental().begin().answer(REFUSED).read(IN, [4, 'done']).end, 'choosing');
  assert.is(new Rental().begin().answer(REFUSED).read(MOUTH, [4, 'done']).end, 'failed slot_uncertain');
});

test('too late at the disk, or at the resend: nothing moves', () => {
  const atDisk = new Rental();
  atDisk.isLate = true;
  assert.equal([atDisk.begin().end, atDisk.sent], ['failed expired', []]);
  const atResend = new Rental().begin().answer(UNKNOWN);
  atResend.isLate = true;
  assert.equal([atResend.read(IN, [4, 'done']).end, atResend.sent], ['failed expired', [5]]);
});

test('after a restart the board tells how far it was; without the time of day nothing is sent', () => {
  const done = new Rental(resumedPhase(motion)).read(OUT, [5, 'done'], 7);
  assert.equal([done.end, done.sent], ['taken', []]);
  const never = new Rental(resumedPhase(motion));
  never.isLate = undefined;
  assert.equal([never.read(IN, [4, 'done'], 5).end, never.sent], ['moving', []]);
  never.isLate = false;
  assert.equal(never.read(IN, [4, 'done']).sent, [5]);
});

test('sensors are not believed before they have settled', () => {
  const rental = new Rental().begin().answer(TAKEN).read(OUT, [5, 'done'], 5);
  assert.is(rental.end, 'moving');
  assert.is(rental.read(OUT, [5, 'done'], 3).end, 'taken');
});

const LIARS: readonly (readonly [string, Partial<SlotReading>, string])[] = [
  ['the back switch stuck in: contacts and mouth outvote it', { isInserted: true }, 'taken switch_stuck'],
  ['contacts that still claim the bank: both switches outvote them', { ...IN, isInserted: false }, 'taken'],
  ['the mouth switch stuck: it is waited for, and pulled back', MOUTH, 'at_mouth'],
];
for (const [name, sensors, end] of LIARS) {
  test(`one sensor lies after an eject, ${name}`, () => {
    const rental = new Rental().begin().answer(TAKEN).read(sensors, [5, 'done'], 8);
    assert.is(rental.end, end);
    assert.not(rental.effects.some(({ type }) => type === 'try_next'));
  });
}

const FELT: Partial<SlotReading> = { isInserted: true, contactProblem: 'dirty' };
const NONSENSE: Partial<SlotReading> = { ...IN, bank: { ...bankSeen, bankId: '\u0000?' } };

test('pushed back in before the sensors are believed, and its contacts feel what they cannot read: nobody is billed', () => {
  for (const felt of [FELT, NONSENSE, { ...FELT, contactProblem: 'garbled' } as const]) {
    const rental = new Rental().begin().answer(TAKEN).read(MOUTH, [5, 'done'], 3).read(felt, [5, 'done'], 6);
    assert.is(rental.end, 'not_taken unreadable');
    const bars = rental.effects.flatMap((effect) => (effect.type === 'bar' ? [effect.bar.code] : []));
    assert.equal(bars, ['unreadable'], 'it is not for hire');
  }
});

test('pushed back in before the sensors are believed, onto contacts that tell nothing at all: the switch was pressed', () => {
  const mute: Partial<SlotReading> = { isInserted: true };
  const rental = new Rental().begin().answer(TAKEN).read(MOUTH, [5, 'done'], 3).read(mute, [5, 'done'], 6);
  assert.is(rental.end, 'not_taken unreadable');
  const unseen = new Rental().begin().answer(TAKEN).read(mute, [5, 'done'], 9);
  assert.is(unseen.end, 'taken switch_stuck', 'it never said out');
});

test('a back switch that is known to lie is believed where the contacts feel something, too', () => {
  const stuck = { isAtMouth: true, isInserted: true };
  const atMouth = new Rental().begin().answer(TAKEN).read(stuck, [5, 'done'], 9).read(FELT, [5, 'done'], 4);
  assert.is(atMouth.end, 'not_taken unreadable');
  const alone = new Rental().begin().answer(TAKEN).read(stuck, [5, 'done'], 9);
  assert.is(alone.read({ isInserted: true }, [5, 'done'], 4).end, 'taken switch_stuck');
});

test('what the contacts have told long ago may be of the bank that has left', () => {
  const stale = { ...IN, bank: { ...bankSeen, ageMs: limits.contactAgeMs + 1 } };
  const rental = new Rental().begin().answer(TAKEN).read(stale, [5, 'done'], 8);
  assert.is(rental.end, 'taken switch_stuck');
});

test('upside down in its place: it was in a hand, so it is taken, and comes back only once it is turned over', () => {
  const reversed = { isInserted: true, contactProblem: 'reversed' } as const;
  const atMouth = new Rental()
    .begin()
    .answer(TAKEN)
    .read(MOUTH, [5, 'done'], 9)
    .read(reversed, [5, 'done'], 4);
  assert.is(atMouth.end, 'taken');
});

test('a jam leaves the lock open: it is locked before any other bank may come', () => {
  const rental = new Rental()
    .begin()
    .answer(TAKEN)
    .read({ ...IN, isLocked: false }, [5, 'jammed'], 8);
  const [relock] = rental.effects.flatMap((effect) => (effect.type === 'record' ? [effect.motion] : []));
  assert.equal([relock?.why, relock?.commandId], ['relock', 6]);
  rental.begin().answer(TAKEN).read(IN, [6, 'done'], 8);
  assert.is(rental.end, 'choosing');
});

test('it cannot be pulled back: after some tries it is with the one who rented it', () => {
  const rental = new Rental().begin().answer(TAKEN).read(MOUTH, [5, 'done'], 8);
  rental.nowMs += limits.notTakenMs;
  rental.take({ type: 'tick' });
  for (let round = 0; round < limits.motionTries && rental.phase.is === 'recording'; round += 1) {
    rental.begin().answer(TAKEN).read(MOUTH, [6, 'jammed'], 8);
  }
  assert.is(rental.end, 'taken left_at_mouth');
});

test('a motor that never ends is a jam', () => {
  const turns = limits.motionMs / 500 + 10;
  const rental = new Rental().begin().answer(TAKEN).read(IN, [5, 'running'], turns);
  assert.is(rental.end, 'choosing');
});

test('billing begins when the bank was first seen to be gone, not once the sensors are believed', () => {
  const goneAtMs = (rental: Rental): number | undefined => {
    const over = rental.effects.find((effect) => effect.type === 'over');
    return over?.type === 'over' ? over.goneAtMs : undefined;
  };
  const atOnce = new Rental().begin().read(MOUTH, [5, 'done']).read(OUT, [5, 'done']);
  const firstMs = atOnce.nowMs;
  atOnce.read(OUT, [5, 'done'], 8);
  assert.equal([atOnce.end, goneAtMs(atOnce)], ['taken', firstMs]);
  const later = new Rental().begin().read(MOUTH, [5, 'done'], 9).read(OUT, [5, 'done']);
  const secondMs = later.nowMs;
  later.read(OUT, [5, 'done'], 4);
  assert.equal([later.end, goneAtMs(later)], ['taken', secondMs]);
  // Quicker than the slot it left could be believed: never later than the click of its return.
  const back = new Rental().begin().read(MOUTH, [5, 'done'], 9);
  back.take({ type: 'seen_elsewhere', atMs: back.nowMs + 100 });
  assert.equal([back.end, goneAtMs(back)], ['taken', back.nowMs + 100]);
  const swapped = new Rental().begin().read(MOUTH, [5, 'done'], 9).read(OUT, [5, 'done']);
  swapped.take({ type: 'seen_elsewhere', atMs: swapped.nowMs + 100 });
  assert.is(goneAtMs(swapped), swapped.nowMs);
  // After a start the module that it came back to may be read before the one that it left.
  for (const before of [new Rental().begin(), new Rental().begin().read(MOUTH, [5, 'done'], 9)]) {
    const unseen = before.read(OUT, [5, 'done']);
    unseen.take({ type: 'seen_elsewhere', atMs: unseen.nowMs - 100 });
    assert.equal([unseen.end, goneAtMs(unseen)], ['taken', unseen.nowMs - 100]);
  }
});

test.run();
