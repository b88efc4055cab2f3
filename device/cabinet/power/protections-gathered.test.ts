import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { slotKey } from '../readings.ts';
import { AT_REST, EMPTY, SafetyTrial, type Shown } from './safety-trial.ts';

const MINUTE_MS = 60_000;
const FLOWING: Shown = { isCharging: true, outputMilliwatts: 8_200 };

test('over_current.unbidden: power that flows on after it was forbidden latches, and one poll’s worth of it does not', () => {
  const trial = new SafetyTrial().show(AT_REST, 5_000).show({ contactProblem: 'dirty', ...FLOWING }, 5_000);
  assert.not(trial.isHeld('over_current.unbidden'), 'a board’s outputs live for a while');
  trial.show({ ...AT_REST, contactProblem: 'dirty' }).show(AT_REST, 60_000);
  assert.ok(trial.isAllowed);
  trial.show({ contactProblem: 'dirty', ...FLOWING }, 6_500);
  assert.ok(trial.isLatched('over_current.unbidden'));
});

test('over_temperature.runaway: 5.9 K a minute for ever does not trip, 6.5 K does, long before 55 °C', () => {
  const warm = (deciKelvinPerMinute: number, lastsMs: number): SafetyTrial => {
    const trial = new SafetyTrial().show(AT_REST, 5_000);
    const startMs = trial.nowMs;
    while (trial.nowMs - startMs < lastsMs) {
      const deciCelsius = 200 + Math.floor(((trial.nowMs - startMs) * deciKelvinPerMinute) / MINUTE_MS);
      trial.show({ bank: { temperatureDeciCelsius: deciCelsius }, slotTemperatureDeciCelsius: 200 });
    }
    return trial;
  };
  assert.equal(warm(57, 3 * MINUTE_MS).trips, []);
  const trial = warm(65, 1.5 * MINUTE_MS);
  assert.ok(trial.isLatched('over_temperature.runaway'));
  assert.equal(trial.verdict?.tripped, ['over_temperature']);
  trial.show(EMPTY, 10 * MINUTE_MS).show(AT_REST, 10 * MINUTE_MS);
  assert.not(trial.isAllowed, 'another bank does not free it');
  assert.ok(trial.free().isAllowed, 'a technician does');
});

test('over_temperature.runaway: a bank from the frost is warmed by its slot, and is no defect', () => {
  const trial = new SafetyTrial();
  const slot = { slotTemperatureDeciCelsius: 220 };
  for (let deciCelsius = -100; deciCelsius < 200; deciCelsius += 15) {
    trial.show({ ...slot, bank: { temperatureDeciCelsius: deciCelsius } }, 10_000);
  }
  trial.show({ ...slot, bank: { temperatureDeciCelsius: 220 } }, 60_000);
  assert.equal(
    trial.trips.map(({ kind }) => kind),
    ['under_temperature'],
  );
  assert.ok(trial.isAllowed);
});

test('over_temperature.runaway: another bank in the slot is not the same one warmed', () => {
  const trial = new SafetyTrial().show({ bank: { temperatureDeciCelsius: 150 } }, MINUTE_MS);
  trial.show({ bank: { bankId: 'RB002', temperatureDeciCelsius: 290 } }, 2 * MINUTE_MS);
  assert.not(trial.isHeld('over_temperature.runaway'));
  assert.not(trial.isHeld('sensor_fault.jump'));
});

test('charge_timeout.charge: ten hours under charge trip it, and the bank’s leaving ends it', () => {
  const trial = new SafetyTrial().show(AT_REST, 5_000).show({}, 599 * MINUTE_MS);
  assert.not(trial.isHeld('charge_timeout.charge'));
  trial.show({}, 2 * MINUTE_MS);
  assert.ok(trial.isHeld('charge_timeout.charge'));
  assert.not(trial.isAllowed);
  const held = trial.state.slots.get(slotKey(trial.at))?.memory.history.chargedMs;
  trial.show(AT_REST, 60 * MINUTE_MS);
  assert.ok(trial.isHeld('charge_timeout.charge'), 'time alone does not make it a good bank');
  assert.is(trial.state.slots.get(slotKey(trial.at))?.memory.history.chargedMs, held);
  trial.show(EMPTY, 11_000).show({ ...AT_REST, bank: { ...AT_REST.bank, bankId: 'RB002' } }, 5_000);
  assert.ok(trial.isAllowed);
});

test('charge_timeout.charge: topping up a quarter of an hour each hour and a half for a day does not add up', () => {
  const trial = new SafetyTrial().show(AT_REST, 5_000);
  for (let round = 0; round < 16; round += 1) {
    trial.show({}, 15 * MINUTE_MS);
    trial.show(AT_REST, 75 * MINUTE_MS);
  }
  assert.equal(trial.trips, []);
});

test('sensor_fault.frozen: values that never move under charge trip, also when charging has ended; moving ones never', () => {
  const still = { bank: { currentMilliamps: 2_000 } };
  const trial = new SafetyTrial().show(AT_REST, 5_000).show(still, 4 * MINUTE_MS);
  assert.not(trial.isHeld('sensor_fault.frozen'));
  trial.show(still, 2_000);
  assert.ok(trial.isHeld('sensor_fault.frozen'));
  trial.show({ outputMilliwatts: 0, isCharging: false, ...still }, MINUTE_MS);
  assert.ok(trial.isHeld('sensor_fault.frozen'), 'the current is off, and its sensor says nothing of it');
  trial.show(AT_REST, 11_000);
  assert.not(trial.isHeld('sensor_fault.frozen'));
  assert.equal(new SafetyTrial().show(AT_REST, 5_000).show({}, 60 * MINUTE_MS).trips, []);
});

test('sensor_fault.frozen: a bank at rest may stand still', () => {
  assert.equal(new SafetyTrial().show(AT_REST, 120 * MINUTE_MS).trips, []);
});

test('sensor_fault.jump: a temperature, a voltage or a level that jumps further than physics allow', () => {
  const jumps = [
    [{ bank: { temperatureDeciCelsius: 310 } }, { bank: { temperatureDeciCelsius: 330 } }],
    [{ slotTemperatureDeciCelsius: 310 }, { slotTemperatureDeciCelsius: 330 }],
    [{ bank: { voltageMillivolts: 2_900 } }, { bank: { voltageMillivolts: 2_890 } }],
    [{ bank: { levelPercent: 85 } }, { bank: { levelPercent: 86 } }],
  ];
  for (const [allowed = {}, impossible = {}] of jumps) {
    assert.not(new SafetyTrial().show({}, 5_000).show(allowed).isHeld('sensor_fault.jump'));
    const trial = new SafetyTrial().show({}, 5_000).show(impossible);
    assert.ok(trial.isHeld('sensor_fault.jump'), JSON.stringify(impossible));
    trial.show(AT_REST, 60_500);
    assert.not(trial.isHeld('sensor_fault.jump'));
  }
});

test('sensor_fault.jump: a sensor that jumps again and again is latched', () => {
  const trial = new SafetyTrial().show(AT_REST, 5_000);
  for (let round = 0; round < 3; round += 1) {
    trial.show({ ...AT_REST, slotTemperatureDeciCelsius: 400 }, MINUTE_MS).show(AT_REST, MINUTE_MS);
  }
  assert.ok(trial.isLatched('sensor_fault.jump'));
});

test.run();
