import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import type { SlotReading } from '../readings.ts';
import { beginCharging, CHARGING_DEFAULTS, plan } from './charging.ts';
import { banksAt, ChargingTrial, type TrialBank } from './charging-trial.ts';

const HOUR_S = 3_600;
const ready = (banks: readonly TrialBank[], levelPercent = 80): number =>
  banks.filter((bank) => Math.floor(bank.levelPercent) >= levelPercent).length;

test('the budget goes to the shortest charges up to the promise, the rest to the next, and not a milliwatt beyond', () => {
  const trial = new ChargingTrial(banksAt(10, 70, 20, 60), { budgetMilliwatts: 40_000, readyBanks: 2 });
  trial.planOnce();
  assert.equal(
    [0, 1, 2, 3].map((index) => trial.wishOf(index)),
    [0, 18_000, 4_000, 18_000],
  );
});

test('a bank gets nothing, or at least what a converter needs', () => {
  const trial = new ChargingTrial(banksAt(70, 60), { budgetMilliwatts: 20_000, readyBanks: 2 }).planOnce();
  assert.equal([trial.wishOf(0), trial.wishOf(1)], [18_000, 0]);
});

test('a bank that would hold up the last one of the promise is not kept waiting', () => {
  // Seven alike on one module's 60 W: three at full power after the other would leave the last one alone at the end.
  const trial = new ChargingTrial(banksAt(...Array(7).fill(30)), { readyBanks: 7 });
  let readyAfterS: number | undefined;
  trial.run(2 * HOUR_S, 5, () => {
    if (ready(trial.banks) >= 7) readyAfterS ??= trial.nowMs / 1_000;
  });
  // 7 × 10.5 Wh on 60 W are 73.5 minutes, when none of it is left lying.
  assert.ok(readyAfterS !== undefined && readyAfterS < 77 * 60, `${readyAfterS} s`);
});

test('no module is given more than its connector carries', () => {
  const trial = new ChargingTrial(banksAt(...Array(8).fill(50)), { readyBanks: 8 }).planOnce();
  assert.is(trial.sumMilliwatts, limits.moduleChargeMilliwatts);
});

test('fast only where the bank’s temperature, level and age allow', () => {
  const fast = limits.slotChargeMilliwatts;
  const plain = limits.slotPlainMilliwatts;
  const cases: [Partial<TrialBank>, number][] = [
    [{}, fast],
    [{ levelPercent: 80 }, plain],
    [{ cycles: 500 }, plain],
    [{ deciCelsius: 149 }, plain],
    [{ deciCelsius: 399 }, fast],
    [{ deciCelsius: 400 }, plain],
    [{ deciCelsius: 425 }, plain / 2],
    [{ deciCelsius: 440 }, 0],
    [{ deciCelsius: 450 }, 0],
    [{ deciCelsius: 50 }, 6_500],
    [{ deciCelsius: 0 }, limits.slotLeastMilliwatts],
    [{ deciCelsius: -1 }, 0],
  ];
  for (const [special, milliwatts] of cases) {
    const [bank] = banksAt(50);
    if (bank === undefined) throw new Error('no bank');
    const trial = new ChargingTrial([{ ...bank, ...special }]).planOnce();
    assert.is(trial.wishOf(0), milliwatts, JSON.stringify(special));
  }
});

test('the thermostat’s share is kept, and what it leaves goes to others', () => {
  const trial = new ChargingTrial(banksAt(70, 40), { budgetMilliwatts: 20_000, readyBanks: 1 });
  trial.powerShare.set('00000000/1', 0.5);
  trial.planOnce();
  assert.equal([trial.wishOf(0), trial.wishOf(1)], [9_000, 11_000]);
});

test('who is excluded gets nothing, and wastes nothing of the budget', () => {
  const trial = new ChargingTrial(banksAt(70, 60), { budgetMilliwatts: 18_000, readyBanks: 1 });
  trial.excluded.add('00000000/1');
  trial.planOnce();
  assert.equal([trial.wishOf(0), trial.wishOf(1)], [0, 18_000]);
});

test('nothing for a slot that is not in, moves, has bad contacts, is unread, or whose reading is stale', () => {
  const [one] = banksAt(50);
  if (one === undefined) throw new Error('no bank');
  const trial = new ChargingTrial([one]);
  const { bank, ...unread } = trial.slot(one);
  const slot = { ...unread, ...(bank === undefined ? {} : { bank }) };
  const wishes = (shown: SlotReading, ageMs = 0): number => {
    const reading = { module: one.module, slots: [shown], fanRpm: 0, ambientDeciCelsius: 250, bootCount: 1 };
    const input = {
      modules: [{ reading, atMs: 60_000 - ageMs }],
      settings: CHARGING_DEFAULTS,
      minuteOfDay: 12 * 60,
      powerShare: new Map(),
      excluded: new Set<string>(),
    };
    return plan(beginCharging(), input, 60_000).wishesMilliwatts.size;
  };
  assert.is(wishes(slot), 1);
  assert.is(wishes({ ...slot, isInserted: false }), 0);
  assert.is(wishes({ ...slot, motor: 'ejecting' }), 0);
  assert.is(wishes({ ...slot, contactProblem: 'dirty' }), 0);
  assert.is(wishes(unread), 0);
  assert.is(wishes(slot, limits.staleReadingMs + 1), 0);
});

test('a bank that takes less than it is offered leaves the rest to others, and gets it back when it wants it', () => {
  const [one, other] = banksAt(70, 10);
  if (one === undefined || other === undefined) throw new Error('no banks');
  one.takesMilliwatts = 5_000;
  const trial = new ChargingTrial([one, other], { budgetMilliwatts: 18_000, readyBanks: 1 });
  trial.run(60);
  assert.ok(trial.wishOf(0) < 7_000 && trial.wishOf(0) >= 5_000, `${trial.wishOf(0)}`);
  assert.ok(trial.wishOf(1) > 11_000);
  delete one.takesMilliwatts;
  trial.run(120);
  assert.ok(trial.wishOf(0) > 15_000, `${trial.wishOf(0)}`);
});

test('a bank whose gauge ends at 98 % is full when it takes no more, and is topped up only after it has lost some', () => {
  const [bank] = banksAt(96);
  if (bank === undefined) throw new Error('no bank');
  bank.fullPercent = 98;
  const trial = new ChargingTrial([bank]).run(HOUR_S);
  assert.is(trial.wishOf(0), 0);
  bank.levelPercent = 95;
  assert.is(trial.planOnce().wishOf(0), 0);
  bank.levelPercent = 94;
  assert.ok(trial.planOnce().wishOf(0) > 0);
});

test('a bank that takes nothing is left alone for a while, and does not hold up the others', () => {
  const [dead, good] = banksAt(79, 20);
  if (dead === undefined || good === undefined) throw new Error('no banks');
  dead.takesMilliwatts = 0;
  const trial = new ChargingTrial([dead, good], { budgetMilliwatts: 18_000, readyBanks: 1 });
  let offeredS = 0;
  trial.run(2 * HOUR_S, 5, () => {
    if (trial.wishOf(0) > 0) offeredS += 5;
  });
  assert.ok(good.levelPercent > 80, `${good.levelPercent}`);
  assert.ok(offeredS < 600, `offered for ${offeredS} s`);
});

test('storage level at night, full again when the shop opens, and nothing in between', () => {
  const night = { open: { fromMinute: 9 * 60, toMinute: 22 * 60 } };
  const trial = new ChargingTrial(banksAt(10, 30, 59, 75), night);
  trial.minuteOfDay = 22 * 60;
  trial.run(4 * HOUR_S, 30);
  assert.equal(
    trial.banks.map(({ levelPercent }) => Math.floor(levelPercent)),
    [60, 60, 60, 75],
  );
  trial.run(HOUR_S, 30);
  assert.is(trial.sumMilliwatts, 0);
  trial.run(6 * HOUR_S, 30);
  assert.is(ready(trial.banks, 100), 4);
});

test('the refill begins in time where the budget is small, and goes on once it has begun', () => {
  const trial = new ChargingTrial(banksAt(...Array(16).fill(60)), {
    budgetMilliwatts: 30_000,
    readyBanks: 8,
  });
  trial.minuteOfDay = 22 * 60;
  let pauses = 0;
  let wasCharging = false;
  trial.run(11 * HOUR_S, 30, () => {
    const isCharging = trial.sumMilliwatts > 0;
    if (wasCharging && !isCharging && ready(trial.banks, 100) < 16) pauses += 1;
    wasCharging = isCharging;
  });
  assert.is(ready(trial.banks, 99), 16);
  assert.is(pauses, 0);
});

test('open day and night where both ends are alike', () => {
  const trial = new ChargingTrial(banksAt(70), { open: { fromMinute: 0, toMinute: 0 } });
  trial.minuteOfDay = 3 * 60;
  assert.ok(trial.planOnce().wishOf(0) > 0);
});

test('nobody starves, though others are always nearer to the promise', () => {
  // Two banks that are rented and come back half full for ever take the whole budget; a third one is empty.
  const banks = banksAt(70, 70, 0);
  const trial = new ChargingTrial(banks, {
    budgetMilliwatts: 36_000,
    readyBanks: 3,
    open: { fromMinute: 0, toMinute: 0 },
  });
  let longestWaitS = 0;
  let waitedS = 0;
  trial.run(24 * HOUR_S, 10, () => {
    for (const bank of banks.slice(0, 2)) if (bank.levelPercent >= 80) bank.levelPercent = 55;
    waitedS = trial.wishOf(2) > 0 || (banks[2]?.levelPercent ?? 0) >= 80 ? 0 : waitedS + 10;
    longestWaitS = Math.max(longestWaitS, waitedS);
  });
  assert.ok(longestWaitS * 1_000 <= limits.chargeStarvedMs + 60_000, `${longestWaitS} s`);
  assert.ok((banks[2]?.levelPercent ?? 0) >= 80, 'and it got there');
});

test('turns are not cut short: power does not hop from bank to bank', () => {
  const trial = new ChargingTrial(banksAt(...Array(8).fill(20)), { budgetMilliwatts: 20_000, readyBanks: 0 });
  let changes = 0;
  let before = '';
  trial.run(4 * HOUR_S, 5, () => {
    const served = [...trial.wishes.keys()].join();
    if (served !== before) changes += 1;
    before = served;
  });
  assert.ok(changes <= 60, `${changes} changes in 4 h`);
});

test('whatever the cabinet: no limit is ever passed', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const chance = seededChance(seed);
    const banks = banksAt(...Array.from({ length: chance.integer(0, 80) }, () => chance.integer(0, 100)));
    for (const bank of banks) {
      if (chance.happens(0.3)) bank.deciCelsius = chance.integer(-100, 500);
      if (chance.happens(0.2)) bank.takesMilliwatts = chance.integer(0, 18_000);
      if (chance.happens(0.05)) bank.levelPercent = Number.NaN;
    }
    const budgetMilliwatts = chance.integer(10_000, 400_000);
    const trial = new ChargingTrial(banks, { budgetMilliwatts, readyBanks: chance.integer(0, 30) });
    trial.run(300, 5, () => {
      assert.ok(trial.sumMilliwatts <= budgetMilliwatts, `seed ${seed}`);
      const byModule = new Map<string, number>();
      for (const [key, wish] of trial.wishes) {
        assert.ok(Number.isInteger(wish) && wish >= limits.slotLeastMilliwatts, `seed ${seed}: ${wish}`);
        assert.ok(wish <= limits.slotChargeMilliwatts);
        const module = key.slice(0, 8);
        byModule.set(module, (byModule.get(module) ?? 0) + wish);
      }
      for (const sum of byModule.values()) assert.ok(sum <= limits.moduleChargeMilliwatts);
    });
  }
});

test.run();
