import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import type { ModuleReading, SlotReading } from '../readings.ts';
import { beginThermostat, step, THERMOSTAT_DEFAULTS, type ThermostatStep } from './thermostat.ts';

const NOON = 12 * 60;
const NIGHT = 23 * 60;
const MODULE = '00000001';

interface Shown {
  readonly deciCelsius?: number;
  readonly slotDeciCelsius?: number;
  readonly ambientDeciCelsius?: number;
  readonly outputMilliwatts?: number;
  /** Of what was commanded; 1: as told. */
  readonly rpmShare?: number;
  readonly isEmpty?: boolean;
  readonly ageMs?: number;
}

/** One module with one bank before the thermostat, on virtual time. */
class Trial {
  nowMs = 0;
  last: ThermostatStep = {
    state: beginThermostat(),
    fanPercent: new Map(),
    powerShare: new Map(),
    problems: new Map(),
  };

  get fan(): number {
    return this.last.fanPercent.get(MODULE) ?? -1;
  }

  get share(): number {
    return this.last.powerShare.get(`${MODULE}/1`) ?? -1;
  }

  get problem(): string | undefined {
    return this.last.problems.get(MODULE);
  }

  show(shown: Shown, seconds = 1, minuteOfDay = NOON): this {
    for (let passed = 0; passed < seconds; passed += 1) {
      this.nowMs += 1_000;
      const reading = this.reading(shown);
      const modules = [{ reading, atMs: this.nowMs - (shown.ageMs ?? 0) }];
      const input = { modules, settings: THERMOSTAT_DEFAULTS, minuteOfDay };
      this.last = step(this.last.state, input, this.nowMs);
    }
    return this;
  }

  private reading(shown: Shown): ModuleReading {
    const deciCelsius = shown.deciCelsius ?? 250;
    const slotDeci = shown.slotDeciCelsius ?? deciCelsius;
    const outputMilliwatts = shown.outputMilliwatts ?? 0;
    const bank = {
      bankId: 'RB1',
      levelPercent: 50,
      voltageMillivolts: 3_800,
      currentMilliamps: 0,
      temperatureDeciCelsius: deciCelsius,
      cycles: 1,
      ageMs: 0,
    };
    const slot: SlotReading = {
      slot: 1,
      isInserted: shown.isEmpty !== true,
      isAtMouth: false,
      isLocked: true,
      motor: 'idle',
      isCharging: outputMilliwatts > 0,
      outputMilliwatts,
      slotTemperatureDeciCelsius: slotDeci,
      lastCommandId: 0,
      lastCommand: 'none',
      ...(shown.isEmpty === true ? {} : { bank }),
    };
    return {
      module: MODULE,
      slots: [slot],
      fanRpm: ((limits.fanFullRpm * Math.max(0, this.fan)) / 100) * (shown.rpmShare ?? 1),
      ambientDeciCelsius: shown.ambientDeciCelsius ?? 250,
      bootCount: 1,
    };
  }
}

test('a cool module is left in peace, and an empty one as well', () => {
  assert.is(new Trial().show({ deciCelsius: 300 }, 600).fan, 0);
  assert.is(new Trial().show({ deciCelsius: 440, isEmpty: true }, 60).fan, 0);
});

test('the fan follows the temperature, starts with a push, and does not flutter at its target', () => {
  const trial = new Trial();
  assert.is(trial.show({ deciCelsius: 380 }).fan, 0, 'not enough to start it');
  assert.ok(trial.show({ deciCelsius: 390 }).fan >= 20);
  const starts = [0, 1, 2, 3, 4, 5].map(
    (round) => trial.show({ deciCelsius: 384 + (round % 2) }, 10).fan > 0,
  );
  assert.ok(starts.every(Boolean));
  assert.is(trial.show({ deciCelsius: 410 }, 600).fan, 100);
});

test('what the fan cannot do is not saved up: an hour too hot is forgotten in minutes (anti-windup)', () => {
  const trial = new Trial().show({ deciCelsius: 410 }, 3_600);
  assert.is(trial.fan, 100);
  let seconds = 0;
  while (trial.fan > 0 && seconds < 7_200) {
    trial.show({ deciCelsius: 350 }, 10);
    seconds += 10;
  }
  assert.ok(seconds <= 1_500, `${seconds} s`);
  const quiet = new Trial().show({ deciCelsius: 400 }, 3_600, NIGHT);
  assert.is(quiet.fan, THERMOSTAT_DEFAULTS.quietFanPercent);
  assert.ok(quiet.show({ deciCelsius: 371 }).fan < 50, 'nor over a quiet night');
});

test('quiet hours cap the fan; beyond the range for charging they do not', () => {
  assert.is(new Trial().show({ deciCelsius: 420 }, 60, NIGHT).fan, THERMOSTAT_DEFAULTS.quietFanPercent);
  assert.is(new Trial().show({ deciCelsius: 451 }, 1, NIGHT).fan, 100);
});

test('air that is hotter than the banks is not blown at them', () => {
  assert.is(new Trial().show({ deciCelsius: 420, ambientDeciCelsius: 430 }, 60).fan, 0);
});

test('a slot has all its power up to 38 °C, none at 40 °C; in hot air the goal moves up to 45 °C and no further', () => {
  const shareAt = (deciCelsius: number, ambientDeciCelsius: number): number =>
    new Trial().show({ deciCelsius, ambientDeciCelsius }).share;
  assert.is(shareAt(380, 350), 1);
  assert.is(shareAt(390, 350), 0.5);
  assert.is(shareAt(400, 350), 0);
  assert.is(shareAt(410, 390), 0.5);
  assert.is(shareAt(450, 440), 0);
  assert.is(shareAt(9_999, 250), 0);
  assert.is(shareAt(Number.NaN, 250), 0);
});

test('the hotter of bank and slot counts', () => {
  assert.is(new Trial().show({ deciCelsius: 250, slotDeciCelsius: 400 }).share, 0);
  assert.is(new Trial().show({ deciCelsius: 400, slotDeciCelsius: 250 }).share, 0);
});

test('a stale reading drives the fan as high as it may be', () => {
  assert.is(new Trial().show({ ageMs: limits.staleReadingMs + 1 }).fan, 100);
  assert.is(new Trial().show({ ageMs: 60_000 }, 1, NIGHT).fan, THERMOSTAT_DEFAULTS.quietFanPercent);
});

test('a fan that does not turn as told is noticed after 10 s, and forgiven when it has turned for 10 s', () => {
  const hot: Shown = { deciCelsius: 400 };
  const trial = new Trial().show(hot, 5);
  trial.show({ ...hot, rpmShare: 0.3 }, 10);
  assert.is(trial.problem, undefined);
  trial.show({ ...hot, rpmShare: 0.3 }, 2);
  assert.is(trial.problem, 'fan_stuck');
  trial.show(hot, 9);
  assert.is(trial.problem, 'fan_stuck');
  assert.is(trial.show(hot, 3).problem, undefined);
});

test('a fan that starts slowly, or that nobody has told to turn, is not stuck', () => {
  assert.is(
    new Trial().show({ deciCelsius: 400 }).show({ deciCelsius: 400, rpmShare: 0 }, 5).problem,
    undefined,
  );
  assert.is(new Trial().show({ deciCelsius: 300, rpmShare: 0 }, 600).problem, undefined);
});

test('a fan that says it turns and cools nothing is noticed by what is missing', () => {
  const cooled: Shown = {
    deciCelsius: 400,
    slotDeciCelsius: 390,
    ambientDeciCelsius: 350,
    outputMilliwatts: 10_000,
  };
  assert.is(new Trial().show(cooled, 7_200).problem, undefined, '4 K at 10 W is what a fan leaves');
  const uncooled: Shown = { ...cooled, slotDeciCelsius: 420, deciCelsius: 430 };
  assert.is(new Trial().show(uncooled, 1_100).problem, undefined, 'it is given time');
  assert.is(new Trial().show(uncooled, 1_500).problem, 'no_cooling');
});

test('an ambient sensor that tells nonsense is named, and cells are held under 40 °C without it', () => {
  const trial = new Trial().show({ deciCelsius: 400, ambientDeciCelsius: 6_000 });
  assert.is(trial.problem, 'ambient_sensor');
  assert.is(trial.share, 0);
  assert.ok(trial.fan > 0);
});

test('modules that are gone are forgotten', () => {
  const trial = new Trial().show({ deciCelsius: 400 }, 10);
  const input = { modules: [], settings: THERMOSTAT_DEFAULTS, minuteOfDay: NOON };
  assert.is(step(trial.last.state, input, trial.nowMs).state.modules.size, 0);
});

test.run();
