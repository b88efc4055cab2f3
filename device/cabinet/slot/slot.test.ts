import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { type Chance, seededChance } from '../../../shared/seeded-chance.ts';
import type { ContactProblem, SlotReading } from '../readings.ts';
import { EMPTY_SLOT as EMPTY, trialBankReading } from '../trial-readings.ts';
import {
  endMotion,
  SLOT_TRANSITIONS,
  type SlotContent,
  type SlotEvent,
  stepSlot,
  UNKNOWN_CONTENT,
} from './slot.ts';

const withBank = (bankId: string, other: Partial<SlotReading> = {}): SlotReading => ({
  ...EMPTY,
  isInserted: true,
  isLocked: true,
  bank: trialBankReading(bankId),
  ...other,
});

/** A slot and its readings, every 400 ms. */
class Slot {
  content: SlotContent;
  readonly events: SlotEvent[] = [];
  nowMs = 0;

  constructor(content: SlotContent = UNKNOWN_CONTENT) {
    this.content = content;
  }

  read(reading: SlotReading, times = 1): this {
    for (let time = 0; time < times; time += 1) {
      this.nowMs += 400;
      const step = stepSlot(this.content, reading, this.nowMs);
      this.content = step.content;
      this.events.push(...step.events);
    }
    return this;
  }

  get names(): string[] {
    return this.events.map((event) => ('problem' in event ? event.problem : event.type));
  }
}

test('a bank that clicks in is told with the moment of the click, once its id is read and it is locked', () => {
  const slot = new Slot().read(EMPTY);
  slot.read({ ...EMPTY, isInserted: true });
  slot.read(withBank('B1', { isLocked: false }));
  slot.read(withBank('B1'));
  assert.equal(slot.names, ['wants_lock', 'bank_in']);
  const arrival = slot.events[1];
  assert.is(arrival?.type === 'bank_in' && arrival.insertedAtMs, 800);
  assert.is(slot.content.is, 'locked');
});

test('a lock that does not close holds a return up for seconds, not for ever', () => {
  const slot = new Slot().read(EMPTY).read(withBank('B1', { isLocked: false }), 20);
  const arrival = slot.events.at(-1);
  assert.is(arrival?.type === 'bank_in' && arrival.isLocked, false);
  assert.equal(slot.names, ['wants_lock', 'wants_lock', 'wants_lock', 'bank_in']);
});

test('a switch that bounces is one arrival; a back switch that is stuck is no reason to bill somebody on', () => {
  const bouncing = new Slot().read(EMPTY);
  for (let time = 0; time < 4; time += 1) bouncing.read({ ...EMPTY, isInserted: true }).read(EMPTY);
  bouncing.read(withBank('B1'), 3);
  assert.equal(bouncing.names, ['bank_in']);
  const stuck = new Slot().read(EMPTY).read(withBank('B1', { isInserted: false }), 4);
  assert.equal(stuck.names, ['bank_in']);
});

test('a bank at home is gone only when both switches and the contacts say so for a while', () => {
  const slot = new Slot({ is: 'locked', bankId: 'B1' as never });
  slot.read({ ...withBank('B1'), isInserted: false }, 9);
  slot.read({ ...EMPTY, isInserted: true }, 9);
  slot.read({ ...EMPTY, isAtMouth: true }, 9);
  slot.read(EMPTY, 2).read(withBank('B1'));
  assert.equal(slot.names, []);
  slot.read(EMPTY, 4);
  assert.equal(slot.names, ['bank_gone']);
  assert.is(slot.content.is, 'empty');
});

test('another bank in the place of the first one: one has gone, one has come', () => {
  const slot = new Slot({ is: 'locked', bankId: 'B1' as never }).read(withBank('B2'), 5);
  assert.equal(slot.names, ['bank_gone', 'bank_in']);
});

const insertedAt = ({ events }: Slot): number | undefined => {
  const arrival = events.at(-1);
  return arrival?.type === 'bank_in' ? arrival.insertedAtMs : undefined;
};

test('what made room for it within the time of a bounce does not date a return: cabinet seed 2487', () => {
  const foreign: SlotReading = { ...EMPTY, isInserted: true, contactProblem: 'foreign' };
  const reversed: SlotReading = { ...foreign, contactProblem: 'reversed' };
  for (const before of [foreign, reversed, withBank('B2', { isLocked: false })]) {
    const slot = new Slot().read(EMPTY).read(before, 4).read(EMPTY, 2);
    slot.read({ ...EMPTY, isInserted: true }).read(withBank('B1'));
    assert.equal([slot.names.at(-1), insertedAt(slot)], ['bank_in', 3_200]);
    const unseen = new Slot().read(EMPTY).read(before, 4).read(withBank('B1'));
    assert.equal([unseen.names.at(-1), insertedAt(unseen)], ['bank_in', 2_400], 'nobody saw the slot empty');
  }
});

test('another bank, for whose lock nobody has waited yet, has the whole time for it', () => {
  const waiting = withBank('B1', { isLocked: false });
  const slot = new Slot()
    .read(EMPTY)
    .read(withBank('B2', { isLocked: false }), 6)
    .read(EMPTY);
  assert.not(slot.read(waiting, 6).names.includes('bank_in'));
});

test('a bank at home that made room for another one: that one came when it clicked in', () => {
  const slot = new Slot({ is: 'locked', bankId: 'B1' as never }).read(withBank('B1')).read(EMPTY, 2);
  slot.read(withBank('B2'), 8);
  assert.equal([slot.names, insertedAt(slot)], [['bank_gone', 'bank_in'], 1_600]);
});

test('another bank in a slot that a motion owns came when it clicked in, not when the motion was over', () => {
  const slot = new Slot({ is: 'ejecting', bankId: 'B1' as never }).read(withBank('B1')).read(EMPTY, 2);
  slot.read(withBank('B2'), 8);
  slot.content = endMotion(slot.content, 'gone', slot.nowMs);
  slot.read(withBank('B2'));
  assert.equal([slot.names, insertedAt(slot)], [['bank_in'], 1_600]);
  const felt = new Slot({ is: 'ejecting', bankId: 'B1' as never }).read(EMPTY, 2);
  felt.read({ ...EMPTY, isInserted: true, contactProblem: 'dirty' }, 8);
  felt.content = endMotion(felt.content, 'in', felt.nowMs);
  felt.read(withBank('B2'));
  assert.equal([felt.names, insertedAt(felt)], [['bank_in'], 1_200]);
});

test('ids and levels that cannot be: unreadable, or a return all the same', () => {
  assert.equal(new Slot().read(EMPTY).read(withBank('../x'), 6).names, ['unreadable']);
  assert.equal(new Slot().read(EMPTY).read(withBank(''), 6).names, ['unreadable']);
  const lying = withBank('B1');
  const slot = new Slot()
    .read(EMPTY)
    .read({ ...lying, ...(lying.bank && { bank: { ...lying.bank, levelPercent: 255 } }) });
  const arrival = slot.events[0];
  assert.is(arrival?.type === 'bank_in' && arrival.levelPercent, 0);
});

test('a gauge that has fallen silent tells nothing of who is there', () => {
  const old = withBank('B1');
  const stale = { ...old, ...(old.bank && { bank: { ...old.bank, ageMs: limits.contactAgeMs + 1 } }) };
  assert.equal(new Slot().read(EMPTY).read(stale, 6).names, ['unreadable']);
});

test('refused, cleaned and read: it counts; refused for its id: not before it has been out', () => {
  const dirty = new Slot().read(EMPTY).read({ ...EMPTY, isInserted: true, contactProblem: 'dirty' }, 6);
  assert.equal(dirty.read(withBank('B1'), 2).names, ['dirty_contacts', 'bank_in']);
  const [, cameIn] = dirty.events;
  assert.is(cameIn?.type === 'bank_in' && cameIn.insertedAtMs, 800, 'it counts from when it clicked in');
  const known = new Slot({ is: 'refused', problem: 'already_returned', bankId: 'B1' as never });
  assert.equal(known.read(withBank('B1'), 9).names, []);
  assert.equal(known.read(EMPTY, 4).read(withBank('B1'), 2).names, ['bank_in']);
});

test('unreadable, out for less than a bounce, and another one in: dated by when that one clicked in (seed 7702)', () => {
  const dirty: SlotReading = { ...EMPTY, isInserted: true, contactProblem: 'dirty' };
  const slot = new Slot().read(EMPTY).read(dirty, 6).read(EMPTY, 2).read(dirty, 5);
  const [, cameIn] = slot.read(withBank('B1'), 2).events;
  assert.is(cameIn?.type === 'bank_in' && cameIn.insertedAtMs, 4_000);
});

function anyReading(chance: Chance): SlotReading {
  const problems: readonly (ContactProblem | 'none')[] = ['none', 'none', 'dirty', 'foreign', 'reversed'];
  const contactProblem = chance.pick(problems);
  const flags = {
    isInserted: chance.happens(0.5),
    isAtMouth: chance.happens(0.3),
    isLocked: chance.happens(0.5),
    isCharging: chance.happens(0.5),
  };
  const bank = chance.happens(0.6) ? withBank(chance.pick(['B1', 'B2'])) : EMPTY;
  return { ...bank, ...flags, ...(contactProblem === 'none' ? {} : { contactProblem }) };
}

test('whatever the readings say, content goes only where the table lets it', () => {
  const chance = seededChance(11);
  const slot = new Slot();
  const seen = new Set<string>();
  let reading = EMPTY;
  for (let step = 0; step < 60_000; step += 1) {
    const before = slot.content.is;
    const isHome = before === 'locked' || before === 'charging';
    if (chance.happens(0.3)) reading = anyReading(chance);
    if (chance.happens(0.01)) slot.content = UNKNOWN_CONTENT;
    else if (isHome && chance.happens(0.05)) slot.content = { is: 'ejecting', bankId: 'B1' as never };
    else if (before === 'ejecting') {
      slot.content = endMotion(slot.content, chance.pick(['gone', 'in', 'unsure'] as const), slot.nowMs);
    } else slot.read(reading);
    const after = slot.content.is;
    if (before === after) continue;
    seen.add(`${before} ${after}`);
    assert.ok(SLOT_TRANSITIONS[before].includes(after), `${before} to ${after}`);
  }
  const allowed = Object.entries(SLOT_TRANSITIONS).flatMap(([from, to]) => to.map((one) => `${from} ${one}`));
  const never = allowed.filter((one) => !seen.has(one));
  // A module comes back while a motion owns its slot: slot-floor.ts.
  assert.equal(never, ['unknown ejecting']);
});

test.run();
