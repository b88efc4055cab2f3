import type { Chance } from '../../shared/seeded-chance.ts';
import { Bank } from '../cabinet/bank.ts';
import type { SlotBay } from '../cabinet/slot-bay.ts';
import type { CabinetWorld } from './cabinet-world.ts';
import type { SimModule } from './sim-wire.ts';

/** How often somebody looks and may do something. */
const LOOK_MS = 250;

interface Plan {
  readonly atMs: number;
  readonly does: 'take' | 'push_in' | 'leave';
}

interface Held {
  readonly bank: Bank;
  bringsAtMs: number;
}

/** People before the cabinet: they take what is let out, or not, bring banks back well or badly, and pry. */
export class CabinetPeople {
  readonly #world: CabinetWorld;
  readonly #chance: Chance;
  readonly #plans = new Map<Bank, Plan>();
  readonly #held: Held[] = [];
  /** In the mouth or in the slot by their own hands, and not accepted. */
  readonly #meddled = new Map<Bank, { readonly untilMs: number; readonly next: 'push_in' | 'take_away' }>();
  #strangers = 0;
  /** They bring back what they hold. */
  bringBack = true;
  /** They take what is let out; else they leave it. */
  takes = true;

  constructor(world: CabinetWorld, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  get holdsBanks(): boolean {
    return this.#held.length > 0;
  }

  begin(): void {
    const look = (): void => {
      this.#world.time.after(LOOK_MS, look);
      this.#look();
    };
    this.#world.time.after(LOOK_MS, look);
  }

  #is(kind: 'clumsy_people' | 'snatching' | 'prying' | 'foreign_banks'): boolean {
    return !this.#world.isCalm && this.#world.swarm.kinds.includes(kind);
  }

  #look(): void {
    const { nowMs } = this.#world.time;
    for (const module of this.#world.wire.modules)
      for (const bay of module.board.slots)
        if (bay.bank !== undefined) this.#stand(module, bay, bay.bank, nowMs);
    if (!this.bringBack) return;
    for (const held of [...this.#held]) {
      if (nowMs < held.bringsAtMs) continue;
      held.bringsAtMs = nowMs + 2_000;
      this.#bring(held);
    }
  }

  #stand(module: SimModule, bay: SlotBay, bank: Bank, nowMs: number): void {
    const meddled = this.#meddled.get(bank);
    if (meddled !== undefined) {
      if ((nowMs < meddled.untilMs && !this.#world.isCalm) || bay.isMoving) return;
      this.#meddled.delete(bank);
      if (meddled.next === 'push_in' && bay.place === 'mouth') this.#pushIn(module, bay, bank);
      // Drawn in and locked by a pull back: the operator's staff have a key.
      else if (!bay.isLocked || (this.#world.isCalm && bank.isForeign))
        this.#take(module, bay, bank, bay.isLocked);
      return;
    }
    const isOpening = bay.isMoving && !bay.isLocked && bay.place === 'back';
    if (isOpening && this.#is('snatching') && this.#chance.happens(0.3)) {
      this.#take(module, bay, bank, false);
      return;
    }
    if (bay.place !== 'mouth' || bay.isMoving) return;
    const plan = this.#plans.get(bank) ?? this.#plan(nowMs);
    this.#plans.set(bank, plan);
    if (nowMs < plan.atMs || plan.does === 'leave') return;
    this.#plans.delete(bank);
    if (plan.does === 'push_in') this.#pushIn(module, bay, bank);
    else this.#take(module, bay, bank, false);
  }

  /** Most take it, some a moment too late, some walk away. */
  #plan(nowMs: number): Plan {
    const atMs = nowMs + 200 + this.#chance.next() ** 2 * 19_000;
    if (!this.takes) return { atMs, does: 'leave' };
    const share = this.#chance.next();
    return { atMs, does: share < 0.8 ? 'take' : share < 0.86 ? 'push_in' : 'leave' };
  }

  /** Forgets what was planned for a bank that is where it was not. */
  forget(bank: Bank): void {
    this.#plans.delete(bank);
  }

  #take(module: SimModule, bay: SlotBay, bank: Bank, isForced: boolean): void {
    const { time } = this.#world;
    if (isForced) module.board.pryOut(bay.slot, time.nowMs);
    else if (module.board.take(bay.slot, time.nowMs) === undefined) return;
    this.#plans.delete(bank);
    this.#world.left(module, bay.slot, bank, isForced);
    if (bank.isForeign) return;
    const usedMs = this.#chance.happens(0.1) ? 1_500 : 9_000 + this.#chance.next() ** 3 * 50_000;
    this.#held.push({ bank, bringsAtMs: time.nowMs + usedMs });
  }

  #pushIn(module: SimModule, bay: SlotBay, bank: Bank): void {
    const { nowMs } = this.#world.time;
    module.board.advance(nowMs);
    bay.pushIn(nowMs);
    this.#world.cameIn(module, bay.slot, bank);
  }

  #bring(held: Held): void {
    const free = this.#world.freeSlots();
    if (free.length === 0) return;
    const { module, slot } = this.#chance.pick(free);
    const { bank } = held;
    const { nowMs } = this.#world.time;
    bank.drainTo(this.#chance.pick([0, 0.3, 0.7, 1]) * this.#chance.next(), this.#world.handCelsius());
    const isClumsy = this.#is('clumsy_people') && this.#chance.happens(0.5);
    const how = isClumsy ? this.#chance.pick(['half', 'reversed', 'fully'] as const) : 'fully';
    if (!module.board.insert(slot, bank, how, nowMs)) return;
    this.#held.splice(this.#held.indexOf(held), 1);
    if (how === 'fully') this.#world.cameIn(module, slot, bank);
    else this.#world.stirred(`${bank.bankId} put in ${how}`, bank.bankId);
    if (!isClumsy) return;
    // Half in: some push again. Upside down, or merely undecided: taken out again.
    const next = how === 'half' && this.#chance.happens(0.6) ? 'push_in' : 'take_away';
    this.#meddled.set(bank, { untilMs: nowMs + this.#chance.integer(300, 8_000), next });
  }

  /** Something that is done by somebody, now and then. */
  meddle(): void {
    const bays = this.#world.wire.modules.flatMap((module) =>
      module.board.slots.map((bay) => ({ module, bay })),
    );
    if (this.#is('prying') && this.#chance.happens(0.4)) {
      const locked = bays.filter(({ bay }) => bay.bank !== undefined && bay.place === 'back');
      if (locked.length === 0) return;
      const { module, bay } = this.#chance.pick(locked);
      if (bay.bank !== undefined) this.#take(module, bay, bay.bank, true);
      return;
    }
    if (!this.#is('foreign_banks')) return;
    const free = this.#world.freeSlots();
    if (free.length === 0) return;
    const { module, slot } = this.#chance.pick(free);
    this.#strangers += 1;
    const bankId = `F${String(this.#strangers).padStart(15, '0')}`;
    const bank = new Bank({ bankId, isForeign: true, level: this.#chance.next() });
    const { nowMs } = this.#world.time;
    if (!module.board.insert(slot, bank, 'fully', nowMs)) return;
    this.#world.foreignArrivals.push({ at: { module: module.board.serial, slot }, atMs: nowMs });
    this.#world.stirred(`a foreign bank in ${module.board.serial}/${slot}`, bankId);
    this.#meddled.set(bank, { untilMs: nowMs + this.#chance.integer(1_000, 20_000), next: 'take_away' });
  }
}
