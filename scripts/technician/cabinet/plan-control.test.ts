import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CHARGING_DEFAULTS,
  type ChargingInput,
  type ChargingState,
  type ChargingStep,
  type plan,
} from '../../../device/cabinet/power/charging.ts';
import { THERMOSTAT_DEFAULTS } from '../../../device/cabinet/power/thermostat.ts';
import { slotKey } from '../../../device/cabinet/readings.ts';
import { Bank, type BankFault } from '../../../firmware-sim/cabinet/bank.ts';
import type { SlotFault } from '../../../firmware-sim/cabinet/slot-bay.ts';
import { limits } from '../../../shared/limits.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import { PlanControl } from './plan-control.ts';
import { PlanPlant } from './plan-plant.ts';

/** Charging, thermostat and safety together on simulated cells, on virtual time. */
const test = suite('closed loop');

const NOON = 12 * 60;

interface Trial {
  readonly slots: number;
  readonly ambientCelsius: number;
  readonly budgetWatts?: number;
  readonly readyBanks?: number;
  readonly minuteOfDay?: number;
  readonly share?: typeof plan;
  readonly levels: (slot: number) => number;
}

class Loop {
  readonly plant: PlanPlant;
  readonly control: PlanControl;
  readonly budgetWatts: number;
  hottestCharging = 0;
  hottest = 0;
  peakWatts = 0;
  nowMs = 0;
  private readonly minuteOfDay: number;

  constructor({
    slots,
    ambientCelsius,
    budgetWatts = 200,
    readyBanks = 4,
    minuteOfDay = NOON,
    share,
    levels,
  }: Trial) {
    this.minuteOfDay = minuteOfDay;
    this.budgetWatts = budgetWatts;
    this.plant = new PlanPlant(slots, ambientCelsius);
    const charging = {
      ...CHARGING_DEFAULTS,
      open: { fromMinute: 0, toMinute: 0 },
      budgetMilliwatts: budgetWatts * 1_000,
      readyBanks,
    };
    this.control = new PlanControl({ charging, thermostat: THERMOSTAT_DEFAULTS }, share);
    this.plant.bays.forEach((bay, index) => {
      bay.insert(
        new Bank({ bankId: String(index).padStart(16, '0'), level: levels(index), celsius: ambientCelsius }),
        'fully',
        0,
      );
    });
  }

  /** Runs so long, or until `isDone`. */
  run(hours: number, isDone: () => boolean = () => false): this {
    const endsMs = this.nowMs + hours * 3_600_000;
    while (this.nowMs < endsMs && !isDone()) {
      this.nowMs += 2_000;
      this.plant.advance(this.nowMs);
      this.peakWatts = Math.max(this.peakWatts, this.plant.watts);
      for (const { bank, outputWatts } of this.plant.bays) {
        if (bank === undefined) continue;
        this.hottest = Math.max(this.hottest, bank.celsius);
        if (outputWatts > 0) this.hottestCharging = Math.max(this.hottestCharging, bank.celsius);
      }
      this.control.step(this.plant, (this.minuteOfDay + this.nowMs / 60_000) % 1_440, this.nowMs);
    }
    return this;
  }

  ready(): number {
    const level = CHARGING_DEFAULTS.readyLevelPercent / 100;
    return this.plant.bays.filter(({ bank }) => (bank?.level ?? 0) >= level).length;
  }
}

test('a day at 35 °C: cells stay under 40 °C, the budget is kept, all become full, and nothing trips', () => {
  const loop = new Loop({ slots: 8, ambientCelsius: 35, budgetWatts: 50, levels: (slot) => (slot % 5) / 10 });
  loop.run(24);
  assert.ok(loop.hottestCharging < 40, `${loop.hottestCharging.toFixed(2)} °C`);
  assert.ok(loop.peakWatts <= 50.001, `${loop.peakWatts} W`);
  assert.is(loop.ready(), 8);
  assert.equal(loop.control.trips, []);
  assert.equal([...loop.control.problems], []);
});

test('quiet hours at 35 °C: the fan stays quiet, cells stay under 40 °C, charging is slower', () => {
  const loud = new Loop({ slots: 3, ambientCelsius: 35, levels: () => 0.2 }).run(1);
  const quiet = new Loop({ slots: 3, ambientCelsius: 35, minuteOfDay: 23 * 60, levels: () => 0.2 });
  let loudest = 0;
  quiet.run(1, () => {
    loudest = Math.max(loudest, ...quiet.plant.modules.map(({ fanPercent }) => fanPercent));
    return false;
  });
  const mean = ({ plant }: Loop): number =>
    plant.bays.reduce((sum, { bank }) => sum + (bank?.level ?? 0), 0) / 3;
  assert.is(loudest, THERMOSTAT_DEFAULTS.quietFanPercent);
  assert.ok(quiet.hottestCharging < 40, `${quiet.hottestCharging.toFixed(2)} °C`);
  assert.ok(mean(quiet) < mean(loud) - 0.05 && mean(quiet) > 0.25, `${mean(quiet)} against ${mean(loud)}`);
});

test('a stuck fan at 35 °C is noticed, and cells stay under 40 °C all the same', () => {
  const loop = new Loop({ slots: 8, ambientCelsius: 35, levels: () => 0.2 });
  for (const module of loop.plant.modules) module.isFanStuck = true;
  loop.run(6);
  assert.equal([...loop.control.problems], ['00000001 fan_stuck']);
  assert.ok(loop.hottestCharging < 40.2, `${loop.hottestCharging.toFixed(2)} °C`);
});

test('in air of 42 °C cells are charged gently, up to 45 °C and no further', () => {
  const loop = new Loop({ slots: 8, ambientCelsius: 42, levels: () => 0.5 }).run(6);
  assert.ok(
    loop.hottestCharging > 42.5 && loop.hottestCharging < 45,
    `${loop.hottestCharging.toFixed(2)} °C`,
  );
});

test('in frost nothing is charged', () => {
  const loop = new Loop({ slots: 8, ambientCelsius: -5, levels: () => 0.5 }).run(1);
  assert.is(loop.peakWatts, 0);
});

/** What a fault is noticed as; the judge may have other words for it as well. */
const BANK_CASES: readonly [BankFault, readonly string[]][] = [
  ['short_circuit', ['short_circuit']],
  ['over_voltage', ['over_voltage']],
  ['dead_cell', ['under_voltage']],
  ['frozen_sensor', ['sensor_fault']],
  ['mute_gauge', ['sensor_fault']],
  ['thermal_runaway', []],
  ['lying_sensor', []],
  ['garbled_gauge', []],
  ['never_full', []],
];

for (const [fault, kinds] of BANK_CASES) {
  test(`bank with ${fault}: no cell above 60 °C, the others are charged as ever`, () => {
    const loop = new Loop({ slots: 8, ambientCelsius: 35, levels: () => 0.7 }).run(0.1);
    loop.plant.bays[2]?.bank?.faults.add(fault);
    loop.run(3);
    assert.ok(loop.hottest < 60, `${loop.hottest.toFixed(1)} °C`);
    const told = new Set<string>(loop.control.trips.map(({ kind }) => kind));
    for (const kind of kinds) assert.ok(told.has(kind), `${kind} among ${[...told].join()}`);
    assert.ok(
      loop.control.trips.every(({ at }) => at.slot === 3),
      'only its own slot',
    );
    assert.ok(loop.plant.bays.every(({ bank }, index) => index === 2 || (bank?.level ?? 0) > 0.97));
  });
}

test('a bank in thermal runaway beyond return: it is latched off at once, the others stay below 45 °C', () => {
  const loop = new Loop({ slots: 8, ambientCelsius: 25, levels: () => 0.3 }).run(0.5);
  const bank = loop.plant.bays[0]?.bank;
  if (bank === undefined) throw new Error('no bank');
  bank.faults.add('thermal_runaway');
  bank.celsius = 72;
  loop.run(0.01);
  assert.not(loop.control.isAllowed(slotKey({ module: '00000001', slot: 1 })));
  loop.run(2);
  assert.ok(loop.control.trips.some(({ kind, at }) => kind === 'over_temperature' && at.slot === 1));
  assert.is(loop.plant.bays[0]?.outputWatts, 0);
  assert.ok(loop.plant.bays.slice(1).every((bay) => (bay.bank?.celsius ?? 0) < 45));
  assert.ok(
    loop.plant.bays.slice(1).some((bay) => bay.outputWatts > 0),
    'and are charged',
  );
});

for (const fault of ['lying_sensor', 'frozen_sensor', 'dirty_contacts'] satisfies SlotFault[]) {
  test(`slot with ${fault}: no cell above 60 °C`, () => {
    const loop = new Loop({ slots: 8, ambientCelsius: 35, levels: () => 0.3 }).run(0.1);
    loop.plant.bays[2]?.faults.add(fault);
    loop.run(6);
    assert.ok(loop.hottest < 60, `${loop.hottest.toFixed(1)} °C`);
  });
}

/** What is compared with: every bank that can be charged gets the same. */
const equalShares = (state: ChargingState, input: ChargingInput): ChargingStep => {
  const open = input.modules.flatMap(({ reading }) =>
    reading.slots
      .filter(({ bank }) => bank !== undefined && bank.levelPercent < 98)
      .map(({ slot }) => slotKey({ module: reading.module, slot }))
      .filter((key) => !input.excluded.has(key)),
  );
  const most = Math.min(limits.slotChargeMilliwatts, limits.moduleChargeMilliwatts / limits.slotsPerModule);
  const each = Math.floor(Math.min(most, input.settings.budgetMilliwatts / Math.max(1, open.length)));
  return { state, wishesMilliwatts: new Map(open.map((key) => [key, each])) };
};

test('the promised banks are ready sooner than with equal shares', () => {
  const hoursUntilReady = (share: typeof plan | undefined, seed: number): number => {
    const chance = seededChance(seed);
    const levels = Array.from({ length: 24 }, () => 0.05 + 0.55 * chance.next());
    const loop = new Loop({
      slots: 24,
      ambientCelsius: 25,
      budgetWatts: 100,
      readyBanks: 6,
      levels: (slot) => levels[slot] ?? 0,
      ...(share === undefined ? {} : { share }),
    });
    return loop.run(12, () => loop.ready() >= 6).nowMs / 3_600_000;
  };
  const ratios = [1, 2, 3].map(
    (seed) => hoursUntilReady(equalShares, seed) / hoursUntilReady(undefined, seed),
  );
  console.log(
    `equal shares take ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} times as long until 6 of 24 banks are ready`,
  );
  assert.ok(Math.min(...ratios) > 1.5, ratios.join());
});

test.run();
