import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank, type BankFault } from './bank.ts';
import { CHARGE_AMPERES_MAX, chargeStep, openCircuitVolts, warmed } from './cell.ts';

const HOUR_S = 3_600;
const AROUND = 25;
const COUPLING = 0.1;

interface Charged {
  readonly bank: Bank;
  readonly warmest: number;
  readonly givenJoules: number;
  readonly secondsToEighty: number;
}

function charge(
  watts: number,
  seconds: number,
  making: { level?: number; faults?: BankFault[] } = {},
): Charged {
  const bank = new Bank({ bankId: '0000000000000001', level: making.level ?? 0.1, celsius: AROUND });
  for (const fault of making.faults ?? []) bank.faults.add(fault);
  let warmest = bank.celsius;
  let givenJoules = 0;
  let secondsToEighty = Number.POSITIVE_INFINITY;
  for (let second = 0; second < seconds; second += 1) {
    givenJoules += bank.step(1, watts, AROUND, COUPLING);
    warmest = Math.max(warmest, bank.celsius);
    if (bank.level >= 0.8) secondsToEighty = Math.min(secondsToEighty, second);
  }
  return { bank, warmest, givenJoules, secondsToEighty };
}

test('the open-circuit voltage grows with the level, from 3.0 to 4.2 V', () => {
  let before = 0;
  for (let percent = 0; percent <= 100; percent += 1) {
    const volts = openCircuitVolts(percent / 100);
    assert.ok(volts > before, `${percent} %`);
    before = volts;
  }
  assert.is(openCircuitVolts(0), 3);
  assert.is(openCircuitVolts(1), 4.2);
});

test('the charger keeps to the power, to the current and to the voltage, whichever is least', () => {
  for (const open of [3.0, 3.5, 3.9, 4.1, 4.19]) {
    for (const watts of [1, 5, 10, 18, 60]) {
      const step = chargeStep(open, 0.045, watts, 4.2);
      assert.ok(step.drawnWatts <= watts + 1e-9);
      assert.ok(step.amperes <= CHARGE_AMPERES_MAX + 1e-9);
      assert.ok(step.volts <= 4.2 + 1e-9);
      assert.ok(step.heatWatts >= 0);
    }
  }
});

test('what is drawn is stored or becomes heat, and all heat is in the bank or around it', () => {
  const { bank, givenJoules } = charge(10, 2 * HOUR_S);
  const { drawnJoules, heatJoules } = bank.energies;
  const storedJoules = drawnJoules - heatJoules;
  // 5 Ah at 3.0 … 4.2 V.
  const ampereSeconds = (bank.level - 0.1) * 5 * HOUR_S;
  assert.ok(storedJoules > ampereSeconds * 3.4 && storedJoules < ampereSeconds * 4.2, `${storedJoules} J`);
  const inBankJoules = (bank.celsius - AROUND) * 120;
  assert.ok(Math.abs(heatJoules - givenJoules - inBankJoules) < 1, `${heatJoules - givenJoules} J`);
});

test('a half-empty bank is full in a plausible time, and then takes no more', () => {
  const slow = charge(5, 6 * HOUR_S);
  const fast = charge(18, 6 * HOUR_S);
  assert.ok(fast.secondsToEighty < slow.secondsToEighty / 2);
  assert.ok(fast.secondsToEighty > 0.4 * HOUR_S && fast.secondsToEighty < 1.2 * HOUR_S);
  assert.is(fast.bank.amperes, 0);
  assert.is(fast.bank.told()?.levelPercent, 100);
});

test('more current, more heat', () => {
  const warmest = [0, 2, 5, 10, 15, 18].map((watts) => charge(watts, HOUR_S).warmest);
  for (let index = 1; index < warmest.length; index += 1) {
    assert.ok((warmest[index] ?? 0) > (warmest[index - 1] ?? 0), warmest.join(' '));
  }
});

test('a warm body cools to what is around it, however long the step', () => {
  assert.ok(Math.abs(warmed(60, 0, 25, 0.5, 120, 1e6) - 25) < 1e-9);
  const inOne = warmed(60, 2, 25, 0.5, 120, 100);
  const inMany = Array.from({ length: 100 }).reduce<number>((t) => warmed(t, 2, 25, 0.5, 120, 1), 60);
  assert.ok(Math.abs(inOne - inMany) < 1e-6);
});

test('short circuit: a current far above any charger’s', () => {
  const { bank } = charge(10, 2, { faults: ['short_circuit'] });
  assert.ok((bank.told()?.currentMilliamps ?? 0) > 2 * CHARGE_AMPERES_MAX * 1_000);
  assert.ok(bank.drawnWatts > 10);
  assert.is(bank.level, 0.1);
});

test('thermal runaway: much warmer while it is charged, and it cools when it is not', () => {
  const sound = charge(18, HOUR_S / 2);
  const sick = charge(18, HOUR_S / 2, { faults: ['thermal_runaway'] });
  assert.ok(sick.warmest > sound.warmest + 10, `${sick.warmest}`);
  const early = charge(18, 60, { faults: ['thermal_runaway'] }).bank;
  const before = early.celsius;
  for (let second = 0; second < 600; second += 1) early.step(1, 0, AROUND, COUPLING);
  assert.ok(early.celsius < before);
});

test('over-voltage: beyond 4.20 V and 1 %, where a sound bank never comes', () => {
  assert.ok((charge(18, 3 * HOUR_S).bank.told()?.voltageMillivolts ?? 9_999) <= 4_242);
  const { bank } = charge(10, 3 * HOUR_S, { faults: ['over_voltage'], level: 0.75 });
  assert.ok((bank.told()?.voltageMillivolts ?? 0) > 4_242);
});

test('a dead cell shows less than 3 V and takes no charge', () => {
  const { bank } = charge(10, HOUR_S, { faults: ['dead_cell'] });
  assert.ok(bank.told()?.voltageMillivolts !== undefined && bank.volts < 3);
  assert.is(bank.level, 0.1);
});

test('never full: charges for ever', () => {
  const { bank } = charge(10, 8 * HOUR_S, { faults: ['never_full'] });
  assert.ok(bank.level <= 0.8 && bank.amperes > 0);
});

test('a lying, a frozen and a mute gauge', () => {
  const bank = new Bank({ bankId: '0000000000000001', level: 0.2, celsius: 45 });
  assert.is(bank.told()?.temperatureDeciCelsius, 450);
  bank.faults.add('lying_sensor');
  assert.is(bank.told()?.temperatureDeciCelsius, 250);
  bank.faults.delete('lying_sensor');
  bank.faults.add('frozen_sensor');
  const frozen = bank.told();
  for (let second = 0; second < 600; second += 1) bank.step(1, 18, AROUND, COUPLING);
  assert.equal(bank.told(), frozen);
  bank.faults.delete('frozen_sensor');
  assert.not.equal(bank.told(), frozen);
  bank.faults.add('mute_gauge');
  assert.is(bank.told(), undefined);
});

test('in a time lapse it fills so many times as fast, and is as warm as ever', () => {
  const [real, hurried] = [1, 60].map((lapse) => new Bank({ bankId: '0000000000000001', level: 0.2, lapse }));
  for (const bank of [real, hurried]) bank?.step(30, 10, AROUND, COUPLING);
  assert.ok(Math.abs(((hurried?.level ?? 0) - 0.2) / ((real?.level ?? 1) - 0.2) - 60) < 1e-6);
  assert.is(hurried?.celsius, real?.celsius);
});

test.run();
