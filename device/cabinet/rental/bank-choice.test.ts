import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bankId, moduleSerial } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { BankReading, SlotReading } from '../readings.ts';
import { judgeArrival } from '../returns/returns.ts';
import type { Bay } from '../slot/slot-book.ts';
import { EMPTY_SLOT } from '../trial-readings.ts';
import { bestOf, type Candidate, type ChoiceRules, candidateOf } from './bank-choice.ts';

const at = { module: moduleSerial('0a0b0c0d'), slot: 1 };
const B1 = bankId('B1');
const BANK: BankReading = {
  bankId: 'B1',
  levelPercent: 60,
  voltageMillivolts: 4_000,
  currentMilliamps: 0,
  temperatureDeciCelsius: 250,
  cycles: 10,
  ageMs: 100,
};
const READING: SlotReading = { ...EMPTY_SLOT, isInserted: true, isLocked: true, bank: BANK };
const RULES: ChoiceRules = { minimumLevelPercent: 60, isExcluded: () => false, nowMs: 1_000 };

const bayOf = (reading: Partial<SlotReading> = {}, other: Partial<Bay> = {}): Bay => ({
  key: '0a0b0c0d/1',
  at,
  content: { is: 'locked', bankId: B1 },
  reading: { ...READING, ...reading },
  readAtMs: 1_000,
  mark: { at, bars: {}, latched: [] },
  returnedUntilMs: 0,
  ...other,
});
const withBank = (bank: Partial<BankReading>): Bay => bayOf({ bank: { ...BANK, ...bank } });

test('a bank that is charged enough, cool, locked and surely in may be let out', () => {
  assert.equal(candidateOf(bayOf(), RULES), {
    at,
    bankId: 'B1',
    levelPercent: 60,
    cycles: 10,
    deciCelsius: 250,
  });
});

test('nothing else may', () => {
  const refused: readonly (readonly [string, Bay, Partial<ChoiceRules>?])[] = [
    ['too low', bayOf(), { minimumLevelPercent: 61 }],
    ['level 255', withBank({ levelPercent: 255 })],
    ['hot', withBank({ temperatureDeciCelsius: limits.rentMostDeciCelsius + 1 })],
    ['frozen', withBank({ temperatureDeciCelsius: limits.rentLeastDeciCelsius - 1 })],
    ['another id than the books say', withBank({ bankId: 'B2' })],
    ['a silent gauge', withBank({ ageMs: limits.contactAgeMs + 1 })],
    ['foreign', bayOf({ contactProblem: 'foreign' })],
    ['not locked', bayOf({ isLocked: false })],
    ['something at the mouth', bayOf({ isAtMouth: true })],
    ['not inserted', bayOf({ isInserted: false })],
    ['disabled', bayOf({}, { mark: { at, bars: { disabled: 'by_command' }, latched: [] } })],
    ['jammed before', bayOf({}, { mark: { at, bars: { jammed: 'jammed' }, latched: [] } })],
    ['latched', bayOf({}, { mark: { at, bars: {}, latched: ['over_voltage'] } })],
    ['tripped, tried or reserved', bayOf(), { isExcluded: () => true }],
    ['an old reading', bayOf({}, { readAtMs: 1_000 - limits.staleReadingMs - 1 })],
    ['a bank in motion', bayOf({}, { content: { is: 'ejecting', bankId: B1 } })],
  ];
  for (const [why, bay, rules] of refused)
    assert.is(candidateOf(bay, { ...RULES, ...rules }), undefined, why);
});

const candidate = (name: string, other: Partial<Candidate>): Candidate => ({
  at,
  bankId: bankId(name),
  levelPercent: 90,
  cycles: 10,
  deciCelsius: 250,
  ...other,
});

test('cool before warm, well charged before just enough, then the fewest cycles, then the fuller one', () => {
  const best = (...candidates: Candidate[]): string | undefined => bestOf(candidates)?.bankId;
  assert.is(best(candidate('warm', { deciCelsius: 410, cycles: 0 }), candidate('cool', {})), 'cool');
  assert.is(best(candidate('low', { levelPercent: 79, cycles: 0 }), candidate('full', {})), 'full');
  assert.is(best(candidate('old', { levelPercent: 100 }), candidate('young', { cycles: 9 })), 'young');
  assert.is(best(candidate('less', { levelPercent: 85 }), candidate('more', {})), 'more');
  assert.is(best(), undefined);
});

test('an arrival: home is home, out is a return with its rental, a twin is refused, the rest the core knows', () => {
  const view = {
    at,
    bankId: B1,
    record: undefined,
    isReadElsewhere: false,
    wasFound: false,
    isNewCabinet: false,
  };
  const home = { bankId: B1, is: 'home', at } as const;
  const elsewhere = { bankId: B1, is: 'home', at: { ...at, slot: 2 } } as const;
  const out = { bankId: B1, is: 'out', rentalId: 'R1' as never } as const;
  assert.equal(judgeArrival({ ...view, record: home }), { is: 'at_home' });
  assert.equal(judgeArrival({ ...view, record: out }), { is: 'return', rentalId: 'R1', isSaid: true });
  assert.equal(judgeArrival({ ...view, record: out, wasFound: true }), {
    is: 'return',
    rentalId: 'R1',
    isSaid: true,
  });
  assert.equal(judgeArrival({ ...view, record: elsewhere, isReadElsewhere: true }), {
    is: 'already_returned',
  });
  assert.equal(judgeArrival({ ...view, record: elsewhere }), { is: 'return', isSaid: true });
  assert.equal(judgeArrival({ ...view, record: { bankId: B1, is: 'missing' } }), {
    is: 'return',
    isSaid: true,
  });
  assert.equal(judgeArrival(view), { is: 'return', isSaid: true });
  assert.equal(judgeArrival({ ...view, wasFound: true }), { is: 'return', isSaid: false });
  assert.equal(judgeArrival({ ...view, wasFound: true, isNewCabinet: true }), { is: 'stock' });
  assert.equal(judgeArrival({ ...view, isNewCabinet: true }), { is: 'return', isSaid: true });
});

test.run();
