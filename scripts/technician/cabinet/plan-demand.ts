import { Bank } from '../../../firmware-sim/cabinet/bank.ts';
import type { SlotBay } from '../../../firmware-sim/cabinet/slot-bay.ts';
import type { Chance } from '../../../shared/seeded-chance.ts';
import type { PlanPlant } from './plan-plant.ts';

/** Rentals in an hour for each bank that the cabinet owns, by the hour of the day: lunch and evening. */
const RENTALS_PER_HOUR = [
  0.01, 0, 0, 0, 0, 0, 0, 0.02, 0.05, 0.12, 0.2, 0.3, 0.42, 0.35, 0.25, 0.22, 0.25, 0.32, 0.45, 0.48, 0.38,
  0.25, 0.1, 0.03,
] as const;
const RETURN_AFTER_MINUTES = { least: 25, most: 180 };
const USED_SHARE = { least: 0.25, most: 0.9 };
/** So many slots are empty at first, so that a bank from elsewhere finds room. */
const FULL_SHARE = 0.75;

/** People who rent and return banks, drawn from a seed. */
export class PlanDemand {
  rented = 0;
  turnedAway = 0;
  private readonly chance: Chance;
  private readonly readyLevel: number;
  private readonly ownedBanks: number;
  private readonly away: { bank: Bank; backAtMs: number }[] = [];

  constructor(chance: Chance, plant: PlanPlant, readyLevelPercent: number) {
    this.chance = chance;
    this.readyLevel = readyLevelPercent / 100;
    const bays = plant.bays;
    this.ownedBanks = Math.max(1, Math.round(bays.length * FULL_SHARE));
    bays.slice(0, this.ownedBanks).forEach((bay, index) => {
      const level = 0.15 + 0.6 * chance.next();
      const bankId = (index + 1).toString(16).toUpperCase().padStart(16, '0');
      bay.insert(
        new Bank({ bankId, level, celsius: plant.ambientCelsius, cycles: chance.integer(0, 300) }),
        'fully',
        0,
      );
    });
  }

  /** What people do in the time up to `nowMs`. */
  step(plant: PlanPlant, minuteOfDay: number, seconds: number, nowMs: number): void {
    const perHour = (RENTALS_PER_HOUR[Math.floor(minuteOfDay / 60) % 24] ?? 0) * this.ownedBanks;
    if (this.chance.happens(Math.min(1, (perHour * seconds) / 3_600))) this.rent(plant, nowMs);
    for (const one of this.away.filter(({ backAtMs }) => backAtMs <= nowMs)) {
      const empty = plant.bays.filter(({ bank }) => bank === undefined);
      if (empty.length === 0) break;
      this.away.splice(this.away.indexOf(one), 1);
      this.chance.pick(empty).insert(one.bank, 'fully', nowMs);
    }
  }

  private rent(plant: PlanPlant, nowMs: number): void {
    const bay = bestOf(plant.bays, this.readyLevel);
    const bank = bay?.take(nowMs);
    if (bank === undefined) {
      this.turnedAway += 1;
      return;
    }
    this.rented += 1;
    const { least, most } = USED_SHARE;
    bank.drainTo(bank.level * (1 - least - (most - least) * this.chance.next()), plant.ambientCelsius + 4);
    const minutes = this.chance.integer(RETURN_AFTER_MINUTES.least, RETURN_AFTER_MINUTES.most);
    this.away.push({ bank, backAtMs: nowMs + minutes * 60_000 });
  }
}

function bestOf(bays: readonly SlotBay[], readyLevel: number): SlotBay | undefined {
  const ready = bays.filter(({ bank }) => bank !== undefined && bank.level >= readyLevel);
  return ready.sort((one, other) => (other.bank?.level ?? 0) - (one.bank?.level ?? 0))[0];
}
