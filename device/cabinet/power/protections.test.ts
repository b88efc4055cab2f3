import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PROTECTIONS } from '../../../shared/cabinet-report.ts';
import { isBeyond, isClear, PROTECTION_RULES, type ProtectionRule } from './protections.ts';
import { AT_REST, EMPTY, SafetyTrial, type Shown } from './safety-trial.ts';

/** For each row of the table whose value is read and not gathered: readings that have a value. */
const SHOWS: Readonly<Record<string, (value: number) => Shown>> = {
  'over_voltage.cell': (value) => ({ bank: { voltageMillivolts: value } }),
  'over_voltage.absolute': (value) => ({ bank: { voltageMillivolts: value } }),
  'under_voltage.cell': (value) => ({ bank: { voltageMillivolts: value } }),
  'under_voltage.absolute': (value) => ({ bank: { voltageMillivolts: value } }),
  'over_current.cell': (value) => ({ bank: { currentMilliamps: -value } }),
  'over_current.output': (value) => ({ outputMilliwatts: value }),
  'short_circuit.absolute': (value) => ({ bank: { currentMilliamps: value } }),
  'short_circuit.collapsed': (value) => ({ bank: { voltageMillivolts: 1_499, currentMilliamps: value } }),
  'short_circuit.output': (value) => ({ outputMilliwatts: value }),
  'over_temperature.cell': (value) => ({ bank: { temperatureDeciCelsius: value } }),
  'over_temperature.absolute': (value) => ({ slotTemperatureDeciCelsius: value }),
  'under_temperature.cell': (value) => ({ bank: { temperatureDeciCelsius: value } }),
  'under_temperature.absolute': (value) => ({ slotTemperatureDeciCelsius: value }),
  'reverse_polarity.contacts': (value) => (value > 0 ? { bank: { voltageMillivolts: -3_900 } } : {}),
  'reverse_polarity.driven': (value) =>
    value > 0 ? { bank: null, contactProblem: 'reversed', outputMilliwatts: 600 } : {},
  'sensor_fault.stale': (value) => ({ bank: { ageMs: value } }),
  'sensor_fault.impossible': (value) => (value > 0 ? { bank: { levelPercent: 255 } } : {}),
  'sensor_fault.temperatures': (value) => ({ slotTemperatureDeciCelsius: 250 + value }),
  'sensor_fault.powers': (value) => ({
    outputMilliwatts: 8_000,
    bank: { voltageMillivolts: 4_000, currentMilliamps: (9_800 + value) / 4 },
  }),
  'sensor_fault.unread': (value) => ({ bank: null, outputMilliwatts: value }),
};

/** These build up over many readings, or depend on what was said before, and have tests of their own (protections-gathered.test.ts). */
const GATHERED = [
  'over_current.unbidden',
  'over_temperature.runaway',
  'charge_timeout.charge',
  'sensor_fault.frozen',
  'sensor_fault.jump',
];

const LONG_MS = 1_800_000;
/** Some rows know nothing of a bank that has just come. */
const SETTLED_MS = 1_210_000;

const inside = ({ limit }: ProtectionRule): number => limit;
const beyond = ({ trips, limit }: ProtectionRule): number => limit + (trips === 'above' ? 1 : -1) * 4;
const between = ({ trips, clearsAt }: ProtectionRule): number => clearsAt + (trips === 'above' ? 1 : -1) * 4;

function tripped(rule: ProtectionRule, shows: (value: number) => Shown): SafetyTrial {
  return new SafetyTrial().show(AT_REST, SETTLED_MS).show(shows(beyond(rule)), rule.delayMs + 500);
}

test('the table has all nine, each with a row that waits for nothing, and every row is tested', () => {
  assert.equal([...new Set(PROTECTION_RULES.map(({ kind }) => kind))], [...PROTECTIONS]);
  for (const kind of PROTECTIONS) {
    // A current for which no delay is right is a short circuit.
    const among = kind === 'over_current' ? ['short_circuit'] : [kind];
    assert.ok(
      PROTECTION_RULES.some((rule) => among.includes(rule.kind) && rule.delayMs === 0),
      kind,
    );
  }
  assert.equal(PROTECTION_RULES.map(({ name }) => name).sort(), [...Object.keys(SHOWS), ...GATHERED].sort());
});

test('no row’s hysteresis reaches beyond its limit', () => {
  for (const rule of PROTECTION_RULES) {
    assert.not(isBeyond(rule, rule.limit), rule.name);
    assert.not(isBeyond(rule, rule.clearsAt), rule.name);
    assert.ok(isClear(rule, rule.clearsAt), rule.name);
    assert.ok(rule.clearMs > 0, rule.name);
  }
});

for (const rule of PROTECTION_RULES) {
  const shows = SHOWS[rule.name];
  if (shows === undefined) continue;

  test(`${rule.name}: at its limit for ever it does not trip`, () => {
    const trial = new SafetyTrial().show(AT_REST, SETTLED_MS).show(shows(inside(rule)), LONG_MS);
    assert.not(trial.isHeld(rule.name));
    assert.not(trial.trips.some((trip) => trip.rule === rule.name));
  });

  test(`${rule.name}: beyond its limit it trips after its delay, not before, and charging ends in that step`, () => {
    const trial = new SafetyTrial().show(AT_REST, SETTLED_MS);
    assert.ok(trial.isAllowed);
    if (rule.delayMs > 0) {
      trial.show(shows(beyond(rule)), rule.delayMs);
      assert.not(trial.isHeld(rule.name), 'before its delay');
      // A break, however short, begins the delay anew.
      trial.show(shows(inside(rule))).show(shows(beyond(rule)), rule.delayMs);
      assert.not(trial.isHeld(rule.name), 'after a break');
    }
    trial.show(shows(beyond(rule)));
    assert.ok(trial.isHeld(rule.name));
    assert.not(trial.isAllowed);
    assert.ok(trial.verdict?.tripped.includes(rule.kind));
  });

  test(`${rule.name}: it holds between its limit and its hysteresis, and recovers beyond that or is latched`, () => {
    const trial = tripped(rule, shows);
    if (rule.limit !== rule.clearsAt) {
      trial.show(shows(between(rule)), rule.clearMs + 60_000);
      assert.ok(trial.isHeld(rule.name), 'between');
    }
    trial.show(AT_REST, rule.clearMs);
    assert.ok(trial.isHeld(rule.name), 'clear for too short');
    trial.show(AT_REST, 500);
    assert.is(trial.isHeld(rule.name), rule.latch === 'at_once');
    assert.is(trial.isLatched(rule.name), rule.latch === 'at_once');
    trial.show(AT_REST, LONG_MS);
    if (rule.latch === 'at_once') assert.not(trial.isAllowed, 'latched');
  });

  test(`${rule.name}: three trips within the hour latch it where the table says so, and nowhere else`, () => {
    const trial = new SafetyTrial().show(AT_REST, SETTLED_MS);
    for (let round = 1; round <= 3; round += 1) {
      trial.show(shows(beyond(rule)), rule.delayMs + 500);
      assert.ok(trial.isHeld(rule.name));
      trial.show(AT_REST, rule.clearMs + 60_000);
      const isLatched = rule.latch === 'at_once' || (rule.latch === 'on_repeat' && round === 3);
      assert.is(trial.isLatched(rule.name), isLatched, `round ${round}`);
    }
  });

  test(`${rule.name}: three trips over more than an hour do not latch what latches by repeating`, () => {
    if (rule.latch === 'at_once') return;
    const trial = new SafetyTrial().show(AT_REST, SETTLED_MS);
    for (let round = 1; round <= 4; round += 1) {
      trial.show(shows(beyond(rule)), rule.delayMs + 500).show(AT_REST, 1_900_000);
    }
    assert.not(trial.isLatched(rule.name));
  });

  test(`${rule.name}: it recovers when the bank leaves, and a latched one does not`, () => {
    const trial = tripped(rule, shows).show(EMPTY, rule.clearMs + 500);
    assert.is(trial.isHeld(rule.name), rule.latch === 'at_once');
    assert.not(trial.isAllowed, 'nothing to charge');
  });
}

test.run();
