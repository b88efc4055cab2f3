import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import {
  CALM,
  CabinetTrial,
  TRIAL_BEGINS_MS,
  type TrialWeather,
} from '../../firmware-sim/cabinet/cabinet-trial.ts';
import type { SlotFault } from '../../firmware-sim/cabinet/slot-bay.ts';
import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';

/**
 * Random days of a cabinet with everything that can break in between: replies and messages lost, deaths between any two
 * effects, power cuts, rents that come twice and late, jams. What is judged is the world: which banks people hold.
 */
const bankOf = (number: number): string => number.toString(16).toUpperCase().padStart(16, '0');
const DAY_MS = 150_000;

interface Departure {
  readonly bankId: string;
  readonly atMs: number;
}

interface Outcome {
  readonly trial: CabinetTrial;
  readonly departures: readonly Departure[];
  readonly returns: readonly Departure[];
  readonly rented: readonly string[];
}

/** People: they take what stands in the mouth, or leave it, or push it back; and bring it back later. */
class People {
  readonly departures: Departure[] = [];
  readonly returns: Departure[] = [];
  readonly #trial: CabinetTrial;
  readonly #chance: Chance;
  readonly #plans = new Map<Bank, { readonly atMs: number; readonly takes: boolean }>();
  readonly #held: { readonly bank: Bank; readonly bringsAtMs: number }[] = [];
  bringsBack = true;

  constructor(trial: CabinetTrial, chance: Chance) {
    this.#trial = trial;
    this.#chance = chance;
  }

  live(): void {
    const { nowMs } = this.#trial;
    for (const board of this.#trial.boards) {
      for (const bay of board.slots) {
        const { bank } = bay;
        if (bank === undefined || bay.place !== 'mouth') continue;
        const plan = this.#plans.get(bank) ?? this.#plan(nowMs);
        this.#plans.set(bank, plan);
        if (nowMs < plan.atMs) continue;
        this.#plans.delete(bank);
        board.advance(nowMs);
        if (!plan.takes) bay.pushIn(nowMs);
        else if (board.take(bay.slot, nowMs) !== undefined) this.#took(bank, nowMs);
      }
    }
    const [first] = this.#held;
    if (first !== undefined && this.bringsBack && nowMs >= first.bringsAtMs) this.#bring(first.bank, nowMs);
  }

  #plan(nowMs: number): { atMs: number; takes: boolean } {
    // Some are never taken in time, and are pulled back.
    return { atMs: nowMs + this.#chance.integer(100, 20_000), takes: this.#chance.happens(0.85) };
  }

  #took(bank: Bank, atMs: number): void {
    this.departures.push({ bankId: bank.bankId, atMs });
    this.#held.push({ bank, bringsAtMs: atMs + this.#chance.integer(3_000, 40_000) });
  }

  #bring(bank: Bank, nowMs: number): void {
    const free = this.#trial.boards.flatMap((board) =>
      board.slots.filter(({ place }) => place === 'none').map(({ slot }) => ({ board, slot })),
    );
    if (free.length === 0) return;
    const { board, slot } = this.#chance.pick(free);
    if (!board.insert(slot, bank, 'fully', nowMs)) return;
    this.#held.shift();
    this.returns.push({ bankId: bank.bankId, atMs: nowMs });
  }
}

function liveThrough(
  seed: number,
  weather: TrialWeather,
  faults: readonly SlotFault[],
  lyingSwitches = false,
): Outcome {
  const chance = seededChance(seed);
  const trial = new CabinetTrial(seed);
  for (let module = 0; module < 2; module += 1) {
    const board = trial.bus.add((0x2b + module * 0x100).toString(16).padStart(8, '0'), 4);
    for (let slot = 1; slot <= 3; slot += 1) {
      const bank = new Bank({ bankId: bankOf(module * 8 + slot), level: 0.9, cycles: chance.integer(0, 90) });
      board.insert(slot, bank, 'fully', 0);
    }
  }
  const people = new People(trial, chance.fork());
  trial.start();
  trial.run(8_000);
  trial.weather = weather;
  const rented: string[] = [];
  const untilMs = trial.nowMs + DAY_MS;
  let nextRentAtMs = trial.nowMs;
  while (trial.nowMs < untilMs) {
    if (trial.nowMs >= nextRentAtMs) {
      nextRentAtMs = trial.nowMs + chance.integer(2_000, 25_000);
      rented.push(trial.rent(`R${rented.length}`, chance.integer(500, 40_000)));
    }
    if (chance.happens(0.02)) trial.isOnline = !trial.isOnline;
    for (const fault of faults) {
      const bay = chance.pick(chance.pick(trial.boards).slots);
      if (chance.happens(0.03)) bay.faults.add(fault);
      if (chance.happens(0.05)) bay.faults.delete(fault);
    }
    if (lyingSwitches) {
      const bay = chance.pick(chance.pick(trial.boards).slots);
      const which = chance.happens(0.5) ? bay.backSwitch : bay.mouthSwitch;
      if (chance.happens(0.02)) which.fault = chance.pick(['stuck_on', 'stuck_off', 'bounce'] as const);
    }
    if (chance.happens(0.01)) trial.bus.wire.noise = chance.happens(0.5) ? 0 : 0.003;
    trial.run(200, () => people.live());
    if (!trial.isRunning && chance.happens(0.2)) trial.start();
  }
  // Calm: everything that is under way comes to its end.
  people.bringsBack = false;
  trial.weather = CALM;
  trial.isOnline = true;
  trial.bus.wire.noise = 0;
  for (const bay of trial.boards.flatMap(({ slots }) => slots)) bay.faults.clear();
  if (!trial.isRunning) trial.start();
  trial.run(110_000, () => people.live());
  return { trial, departures: people.departures, returns: people.returns, rented };
}

function judge({ trial, departures, returns, rented }: Outcome, why: string): void {
  const of = <Kind extends CabinetEvent['kind']>(kind: Kind) =>
    [...trial.reports.values()].flatMap(({ event, atMs }) =>
      event.kind === kind ? [{ ...(event as Extract<CabinetEvent, { kind: Kind }>), atMs }] : [],
    );
  const ends = of('rental_ended');
  const count = (list: readonly { readonly bankId?: string }[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { bankId = '' } of list) counts[bankId] = (counts[bankId] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1)));
  };
  assert.equal(trial.contradictions, [], `${why}: a report came again with other content`);
  assert.is(new Set(ends.map(({ rentalId }) => rentalId)).size, ends.length, `${why}: a rental ended twice`);
  for (const rentalId of trial.stored) {
    assert.ok(
      ends.some((end) => end.rentalId === rentalId),
      `${why}: ${rentalId} was taken on and never ended`,
    );
  }
  assert.ok(
    ends.every(({ rentalId }) => rented.includes(rentalId)),
    `${why}: a rental that nobody wanted`,
  );
  const left = [...ends.filter(({ outcome }) => outcome === 'taken'), ...of('bank_missing')];
  assert.equal(count(left), count(departures), `${why}: banks that left, and what was told of them`);
  assert.equal(of('bank_missing'), [], `${why}: no bank leaves without its rental`);
  const told = of('bank_returned');
  assert.equal(count(told), count(returns), `${why}: banks that came back, and what was told of them`);
}

function storm(name: string, seeds: number, weather: TrialWeather, faults: readonly SlotFault[]): void {
  test(`storm: ${name}: at most one bank for each rental, none without; every end and every return told once`, () => {
    let deaths = 0;
    let taken = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const outcome = liveThrough(seed, weather, faults);
      judge(outcome, `seed ${seed}`);
      deaths += outcome.trial.deaths;
      taken += outcome.departures.length;
    }
    assert.ok(taken > seeds, 'people got their banks');
    if (weather.death > 0) assert.ok(deaths > seeds, `${deaths} deaths`);
  });
}

const SEEDS = Number(process.env.STORM_SEEDS ?? 5);
storm('lost messages', SEEDS, { messageLoss: 0.3, death: 0, powerCut: 0 }, []);
storm('deaths of the controller', SEEDS, { messageLoss: 0.1, death: 0.01, powerCut: 0 }, []);
storm('power cuts', SEEDS, { messageLoss: 0.1, death: 0.01, powerCut: 1 }, []);
storm('jams and deaths', SEEDS, { messageLoss: 0.1, death: 0.005, powerCut: 0.3 }, [
  'jam',
  'motor_dead',
  'lock_stuck',
]);

test('storm: switches that lie: a bank that is out has its rental or its alarm, and no rental has two', () => {
  let taken = 0;
  for (let seed = 1; seed <= 2 * SEEDS; seed += 1) {
    const { trial, departures } = liveThrough(
      seed,
      { messageLoss: 0.1, death: 0.002, powerCut: 0.3 },
      [],
      true,
    );
    const ends = trial.events.flatMap((event) => (event.kind === 'rental_ended' ? [event] : []));
    assert.is(new Set(ends.map(({ rentalId }) => rentalId)).size, ends.length, `seed ${seed}: ended twice`);
    const covered = trial.events.flatMap((event) => {
      const isLeft =
        event.kind === 'bank_missing' || (event.kind === 'rental_ended' && event.outcome === 'taken');
      return isLeft && event.bankId !== undefined ? [event.bankId] : [];
    });
    for (const { bankId } of departures) {
      const at = covered.indexOf(bankId as (typeof covered)[number]);
      assert.ok(at >= 0, `seed ${seed}: ${bankId} is out, and nobody is told`);
      covered.splice(at, 1);
    }
    taken += departures.length;
  }
  assert.ok(taken > SEEDS, 'people got their banks');
});

test('the times of returns are true', () => {
  const { trial, returns } = liveThrough(3, { messageLoss: 0.2, death: 0, powerCut: 0 }, []);
  const told = [...trial.reports.values()].filter(({ event }) => event.kind === 'bank_returned');
  const errors = told
    .sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs }, index) => Math.abs(atMs - TRIAL_BEGINS_MS - (returns[index]?.atMs ?? 0)));
  assert.ok(errors.length > 0 && errors.every((error) => error <= 1_500), errors.join());
});

test.run();
