import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import type { ModuleReading } from '../readings.ts';
import { slotKey } from '../readings.ts';
import { beginSafety, latchedSlots, step } from './safety.ts';
import { AT_REST, EMPTY, SafetyTrial, type Shown } from './safety-trial.ts';

const SHORT: Shown = { bank: { voltageMillivolts: 600, currentMilliamps: 12_000 } };

test('a healthy bank is charged for a whole charge, and the judge says nothing', () => {
  const trial = new SafetyTrial().show({}, 4 * 3_600_000);
  assert.ok(trial.isAllowed);
  assert.equal(trial.trips, []);
});

test('a slot that nobody knows, an empty one, an unread one and one with bad contacts are not charged, and do not trip', () => {
  const silent: Shown = { isCharging: false, outputMilliwatts: 0 };
  for (const shown of [EMPTY, { ...silent, bank: null }, { ...silent, contactProblem: 'dirty' }] as const) {
    const trial = new SafetyTrial().show(shown, 60_000);
    assert.not(trial.isAllowed);
    assert.equal(trial.trips, []);
  }
  assert.is(step(beginSafety([], 0), { modules: [], freed: [] }, 1_000).verdicts.size, 0);
});

test('a limit that is passed for less than its delay does not stop a charge, and lets none begin', () => {
  const high: Shown = { bank: { voltageMillivolts: 4_250 } };
  assert.ok(new SafetyTrial().show({}, 5_000).show(high).isAllowed);
  assert.not(new SafetyTrial().show(high).isAllowed);
});

test('a trip carries its value, its bank and the readings before it, and not more of them than are bounded', () => {
  const trial = new SafetyTrial().show({}, 60_000).show(SHORT);
  const [trip, ...others] = trial.trips.filter(({ kind }) => kind === 'short_circuit');
  assert.equal(others, []);
  assert.is(trip?.rule, 'short_circuit.absolute');
  assert.is(trip?.detail, 'cell current 12000 mA, limit 9000');
  assert.is(trip?.bankId, 'RB001');
  assert.ok(trip?.isLatched);
  assert.is(trip?.readings.length, limits.tripReadings);
  assert.is(trip?.readings.at(-1)?.reading.bank?.currentMilliamps, 12_000);
  assert.is(trip?.readings.at(-2)?.reading.bank?.voltageMillivolts, 3_900);
});

test('a short circuit ends in the step of its first reading, and only a technician ends the latch', () => {
  const trial = new SafetyTrial().show({}, 5_000).show(SHORT);
  assert.not(trial.isAllowed);
  trial.show(AT_REST, 60_000).show(EMPTY, 60_000).show(AT_REST, 3_600_000);
  assert.is(trial.verdict?.latched, 'short_circuit');
  assert.not(trial.isAllowed);
  trial.free();
  assert.ok(trial.isAllowed);
  assert.is(trial.verdict?.latched, undefined);
});

test('a bank that was over-voltage once and rests full at 4.20 V is not held for ever', () => {
  const full: Shown = { ...AT_REST, bank: { currentMilliamps: 0, voltageMillivolts: 4_200 } };
  const trial = new SafetyTrial().show({}, 5_000).show({ bank: { voltageMillivolts: 4_250 } }, 3_000);
  assert.ok(trial.isHeld('over_voltage.cell'));
  trial.show({ ...full, bank: { ...full.bank, voltageMillivolts: 4_210 } }, 60_000);
  assert.ok(trial.isHeld('over_voltage.cell'), 'still fuller than full');
  assert.ok(trial.show(full, 11_000).isAllowed);
});

test('freed while the cause is still there: it trips again at once, and is latched as before', () => {
  const trial = new SafetyTrial().show({}, 5_000).show(SHORT, 60_000);
  const before = trial.trips.length;
  trial.free();
  assert.is(trial.verdict?.latched, 'short_circuit');
  assert.is(trial.trips.length, before + 1, 'and that is told');
});

test('a technician ends no trip that ends by itself', () => {
  const warm: Shown = { slotTemperatureDeciCelsius: 440, bank: { temperatureDeciCelsius: 440 } };
  const trial = new SafetyTrial().show({}, 5_000).show({ slotTemperatureDeciCelsius: 451 }, 5_000);
  trial.show(warm, 120_000).free();
  assert.is(trial.verdict?.latched, undefined);
  assert.not(trial.isAllowed);
  trial.show({}, 61_000);
  assert.ok(trial.isAllowed);
});

test('a restart of the controller frees nothing, nor does a row that this version does not know', () => {
  const trial = new SafetyTrial().show({}, 5_000).show(SHORT);
  const kept = latchedSlots(trial.state);
  assert.equal(kept, [{ at: trial.at, rules: ['short_circuit.absolute', 'short_circuit.collapsed'] }]);
  const again = new SafetyTrial(beginSafety(kept, 1_000_000)).show(AT_REST, 3_600_000);
  assert.is(again.verdict?.latched, 'short_circuit');
  assert.not(again.isAllowed);
  assert.ok(again.free().isAllowed);
  const strange = beginSafety([{ at: trial.at, rules: ['meteorite.iron'] }], 1_000_000);
  assert.not(new SafetyTrial(strange).show(AT_REST, 60_000).isAllowed);
});

test('a bus that falls silent under charge: forbidden once the reading is stale, and charged again after it is back', () => {
  for (const isLost of [false, true]) {
    const trial = new SafetyTrial().show({}, 5_000).silence(2_500);
    trial.silence(1_000, isLost);
    assert.not(trial.isAllowed);
    assert.equal(trial.verdict?.tripped, ['sensor_fault']);
    assert.is(trial.trips.length, 1);
    trial.silence(60_000, isLost).show(AT_REST, 2_000);
    assert.not(trial.isAllowed);
    trial.show(AT_REST, 1_000);
    assert.ok(trial.isAllowed);
  }
});

test('a module that is lost is forbidden at once; at rest that is no trip', () => {
  const trial = new SafetyTrial().show({ ...AT_REST }, 5_000);
  assert.ok(trial.isAllowed);
  trial.silence(500, true);
  assert.not(trial.isAllowed);
  trial.silence(60_000, true);
  assert.equal(trial.trips, []);
});

test('a contact that flickers does not wipe out a trip', () => {
  const trial = new SafetyTrial().show({}, 5_000).show({ bank: { temperatureDeciCelsius: 460 } }, 3_000);
  for (let round = 0; round < 20; round += 1) {
    trial.show(EMPTY).show({ bank: { temperatureDeciCelsius: 440 } }, 1_000);
    assert.not(trial.isAllowed);
  }
});

test('an older reading, or one from the future, does not pass as the newest', () => {
  const trial = new SafetyTrial().show({}, 5_000);
  const reading = (deciCelsius: number): ModuleReading => ({
    module: trial.at.module,
    slots: [{ ...SLOT_OF(trial), slotTemperatureDeciCelsius: deciCelsius }],
    fanRpm: 0,
    ambientDeciCelsius: 250,
    bootCount: 1,
  });
  for (const atMs of [trial.nowMs - 1_000, trial.nowMs + 60_000]) {
    const { state } = step(
      trial.state,
      { modules: [{ reading: reading(600), atMs }], freed: [] },
      trial.nowMs,
    );
    const records = state.slots.get(slotKey(trial.at))?.memory.records;
    assert.is(records?.at(-1)?.reading.slotTemperatureDeciCelsius, 250);
  }
});

const SLOT_OF = (trial: SafetyTrial) => {
  const reading = trial.state.slots.get(slotKey(trial.at))?.memory.records.at(-1)?.reading;
  if (reading === undefined) throw new Error('no reading yet');
  return reading;
};

test('modules that come and go for ever are forgotten, latched slots last', () => {
  let state = beginSafety([], 0);
  for (let round = 0; round < 500; round += 1) {
    const module = round.toString(16).padStart(8, '0');
    const slot = SLOT_OF(new SafetyTrial().show(round === 0 ? SHORT : {}));
    const reading: ModuleReading = {
      module,
      slots: [slot],
      fanRpm: 0,
      ambientDeciCelsius: 250,
      bootCount: 1,
    };
    const atMs = round * 1_000;
    state = step(state, { modules: [{ reading, atMs }], freed: [] }, atMs).state;
  }
  assert.is(state.slots.size, limits.slotsRemembered);
  assert.is(latchedSlots(state)[0]?.at.module, '00000000');
});

test('whatever the readings: never charged on a stale one, nor beyond an absolute limit, nor while latched', () => {
  let allowed = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const chance = seededChance(seed);
    const trial = new SafetyTrial();
    for (let round = 0; round < 200; round += 1) {
      const wild = <Value>(value: Value, others: readonly Value[]): Value =>
        chance.happens(0.03) ? chance.pick(others) : value;
      const shown: Shown = {
        isInserted: wild(true, [false]),
        ...(chance.happens(0.02) ? { outputMilliwatts: chance.pick([0, 21_000, 40_000, Number.NaN]) } : {}),
        slotTemperatureDeciCelsius: wild(250, [-100, -10, 290, 460, 560, 9_999, Number.NaN]),
        ...(chance.happens(0.01) ? { contactProblem: chance.pick(['dirty', 'reversed', 'foreign']) } : {}),
        bank: chance.happens(0.02)
          ? null
          : {
              voltageMillivolts: wild(3_900, [-3_900, 0, 1_400, 2_300, 4_260, 4_400, 65_535, Number.NaN]),
              temperatureDeciCelsius: wild(250, [-400, -10, 290, 460, 560, 32_767, Number.NaN]),
              ageMs: wild(100, [2_000, 3_100, 60_000, -1, Number.NaN]),
              levelPercent: wild(60, [255, -1, 70]),
              ...(chance.happens(0.02) ? { currentMilliamps: chance.pick([-7_000, 6_500, 12_000]) } : {}),
            },
      };
      if (chance.happens(0.2)) trial.show({}, chance.integer(1, 140) * 500);
      if (chance.happens(0.05)) trial.silence(chance.integer(1, 10) * 500, chance.happens(0.5));
      if (chance.happens(0.2)) trial.free();
      trial.show(shown);
      if (chance.happens(0.2)) trial.silence(chance.integer(1, 8) * 500);
      if (!trial.isAllowed) continue;
      allowed += 1;
      const newest = trial.state.slots.get(slotKey(trial.at))?.memory.records.at(-1);
      const bank = newest?.reading.bank;
      // Said again here in numbers of its own, not by the table that is tested.
      const isSafe =
        newest !== undefined &&
        bank !== undefined &&
        newest.reading.isInserted &&
        newest.reading.contactProblem === undefined &&
        trial.nowMs - newest.atMs + bank.ageMs <= 3_000 &&
        bank.ageMs >= 0 &&
        bank.voltageMillivolts >= 2_000 &&
        bank.voltageMillivolts <= 4_350 &&
        Math.abs(bank.currentMilliamps) <= 9_000 &&
        bank.temperatureDeciCelsius >= -50 &&
        bank.temperatureDeciCelsius <= 550 &&
        newest.reading.slotTemperatureDeciCelsius >= -50 &&
        newest.reading.slotTemperatureDeciCelsius <= 550 &&
        bank.levelPercent >= 0 &&
        bank.levelPercent <= 100 &&
        newest.reading.outputMilliwatts <= 30_000 &&
        trial.verdict?.latched === undefined;
      assert.ok(isSafe, `seed ${seed}, round ${round}: ${JSON.stringify(newest)}`);
    }
  }
  assert.ok(allowed > 1_000, `charged in ${allowed} of 40,000: it must not be safe by never charging`);
});

test.run();
