import type { Chance } from '../../shared/seeded-chance.ts';
import type { BoardsLine, SeenSlot, SlotName, TookLine } from './boards-line.ts';
import { slotName } from './boards-line.ts';
import type { LiveCabinet } from './live-cabinet.ts';

export interface RentersHabits {
  /** From the bank in the mouth to the hand, ms: [at least, at most]. */
  readonly takeMs: readonly [number, number];
  /** How long they use it. */
  readonly useMs: readonly [number, number];
  /** Share of those who walk away without their bank. */
  readonly leave: number;
  /** Share of those who put it in by halves first. */
  readonly clumsy: number;
}

interface Held {
  readonly bank: TookLine;
  readonly bringAtMs: number;
}

const LOOK_MS = 100;
const PUSH_MS = 2_600;
/** A bank that is not locked by then was not taken back: it is tried elsewhere. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 1_000;

/** Banks that the demo's people bring from elsewhere; once taken out again they are gone for good. */
export const strangerId = (number: number): string =>
  `F${'0'.repeat(11)}F${number.toString(16).toUpperCase().padStart(3, '0')}`;
const isStranger = (bankId: string): boolean => bankId.startsWith('F');

/** People before a live cabinet: they take what is let out, use it, and bring it back to another slot. */
export class Renters {
  /** False: they keep what they have. */
  bringBack = true;
  habits: RentersHabits;
  /** So many of the next ones walk away without their bank, and so many put it in by halves first. */
  walkingAway = 0;
  clumsy = 0;
  readonly #cabinet: LiveCabinet;
  readonly #chance: Chance;
  readonly #held: Held[] = [];
  /** Slots with a bank before which somebody stands. */
  readonly #plans = new Map<string, { readonly atMs: number; readonly leaves: boolean }>();
  readonly #putAtMs = new Map<string, number>();
  /** Slots that an order is on its way to, or that did not take a bank. */
  readonly #avoided = new Map<string, number>();
  readonly #halves = new Map<string, number>();
  /** Slots that a bank has been taken from since one has locked it. */
  readonly #origins = new Map<string, Set<string>>();
  readonly #timer: NodeJS.Timeout;

  constructor(cabinet: LiveCabinet, chance: Chance, habits: RentersHabits) {
    this.#cabinet = cabinet;
    this.#chance = chance;
    this.habits = habits;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Banks in people's hands, or half in. */
  get holding(): number {
    return this.#held.length + this.#halves.size;
  }

  take(line: BoardsLine): void {
    if (line.is === 'took' && line.took !== undefined && !isStranger(line.took.bankId)) {
      const bringAtMs = Date.now() + this.#chance.integer(...this.habits.useMs);
      const { bankId } = line.took;
      this.#origins.set(bankId, (this.#origins.get(bankId) ?? new Set()).add(slotName(line.took)));
      this.#held.push({ bank: line.took, bringAtMs });
    }
    if (line.is !== 'put') return;
    const { put } = line;
    const name = slotName(put);
    const held = this.#held.findIndex(({ bank }) => bank.bankId === put.bankId);
    if (held >= 0) this.#held.splice(held, 1);
    if (put.how === 'half') this.#halves.set(name, Date.now());
    else this.#putAtMs.set(name, Date.now());
  }

  /** They bring back now what they have. */
  hurry(): void {
    for (const [index, { bank }] of this.#held.entries()) this.#held[index] = { bank, bringAtMs: Date.now() };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = Date.now();
    for (const { serial, slots } of this.#cabinet.modules) {
      for (const [index, slot] of slots.entries())
        this.#stand({ module: serial, slot: index + 1 }, slot, nowMs);
    }
    for (const held of this.#held) {
      if (this.bringBack && nowMs >= held.bringAtMs) this.#bring(held, nowMs);
    }
  }

  #stand(at: SlotName, slot: SeenSlot, nowMs: number): void {
    const name = slotName(at);
    const halfAtMs = this.#halves.get(name);
    if (halfAtMs !== undefined) {
      if (nowMs - halfAtMs < PUSH_MS) return;
      this.#halves.delete(name);
      this.#order('push_in', at);
      return;
    }
    if (slot.place !== 'mouth') {
      this.#plans.delete(name);
      this.#withdraw(at, slot, nowMs);
      return;
    }
    const plan = this.#plans.get(name) ?? this.#plan(nowMs);
    this.#plans.set(name, plan);
    if (plan.leaves || nowMs < plan.atMs) return;
    this.#plans.set(name, { atMs: nowMs + AGAIN_MS, leaves: false });
    this.#order('take', at);
  }

  #plan(nowMs: number): { atMs: number; leaves: boolean } {
    const leaves = this.walkingAway > 0 || this.#chance.happens(this.habits.leave);
    if (this.walkingAway > 0) this.walkingAway -= 1;
    return { atMs: nowMs + this.#chance.integer(...this.habits.takeMs), leaves };
  }

  /** It does not lock: out with it, and into another slot. */
  #withdraw(at: SlotName, slot: SeenSlot, nowMs: number): void {
    const name = slotName(at);
    const putAtMs = this.#putAtMs.get(name);
    if (putAtMs === undefined) return;
    if (slot.place === 'back' && !slot.locked && nowMs - putAtMs < PATIENCE_MS) return;
    // The state may be older than the order that put it in.
    if (nowMs - putAtMs < AGAIN_MS) return;
    this.#putAtMs.delete(name);
    if (slot.locked && slot.bank !== undefined) this.#origins.delete(slot.bank.bankId);
    if (slot.place !== 'back' || slot.locked) return;
    this.#avoided.set(name, nowMs + 4 * PATIENCE_MS);
    this.#order('take', at);
  }

  #bring(held: Held, nowMs: number): void {
    const free = this.#free(held.bank, nowMs);
    if (free.length === 0) return;
    const at = this.#chance.pick(free);
    this.#avoided.set(slotName(at), nowMs + AGAIN_MS);
    this.#held[this.#held.indexOf(held)] = { bank: held.bank, bringAtMs: nowMs + AGAIN_MS };
    const { bankId, level } = held.bank;
    const used = { bankId, level: Math.max(0.05, level - 0.1 - this.#chance.next() * 0.2), celsius: 27 };
    const how = this.clumsy > 0 || this.#chance.happens(this.habits.clumsy) ? 'half' : 'fully';
    if (this.clumsy > 0) this.clumsy -= 1;
    this.#order('insert', at, { ...used, how });
  }

  /** Never a slot that it came from: there a cabinet that could not see meanwhile cannot know that it had been away. */
  #free(bank: TookLine, nowMs: number): SlotName[] {
    return this.#cabinet.modules.flatMap(({ serial, slots }) =>
      slots.flatMap((slot, index) => {
        const at = { module: serial, slot: index + 1 };
        const isOrigin = this.#origins.get(bank.bankId)?.has(slotName(at)) === true;
        const isAvoided = (this.#avoided.get(slotName(at)) ?? 0) > nowMs || isOrigin;
        return slot.place === 'none' && !isAvoided ? [at] : [];
      }),
    );
  }

  #order(what: string, at: SlotName, more: object = {}): void {
    this.#cabinet.order({ do: what, module: this.#cabinet.numberOf(at.module), slot: at.slot, ...more });
  }
}
