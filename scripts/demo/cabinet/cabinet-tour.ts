import type { SlotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import type { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import type { Renters } from '../../../firmware-sim/live-cabinet/renters.ts';
import type { Chance } from '../../../shared/seeded-chance.ts';
import type { CabinetRows } from './cabinet-rows.ts';
import type { CabinetRow } from './cabinet-screen.ts';
import type { FaultKeys } from './fault-keys.ts';
import { placeText } from './slot-grid.ts';

export interface CabinetTourParts {
  readonly scene: CabinetShop;
  readonly renters: Renters;
  readonly keys: FaultKeys;
  readonly rows: CabinetRows;
}

export interface CabinetTourPace {
  readonly isFast: boolean;
  readonly chance: Chance;
}

/** Longer than a customer stands there; a walk that is made slow by a kill has its time, too. */
const RENTAL_LASTS_MS = 40_000;
const MINIMUM_LEVEL = 30;
const LOOK_MS = 100;
/** A demo that is forgotten over a weekend must not fill the disk. */
const RENTALS_MOST = 5_000;

/** Customers, one after another: the first six show everything once, the rest come as they like. */
export class CabinetTour {
  /** Rentals that were asked for. */
  count = 0;
  readonly #parts: CabinetTourParts;
  readonly #pace: CabinetTourPace;
  readonly #show: (row: CabinetRow) => void;
  readonly #rest: (ms: number) => Promise<void>;
  readonly #startedAtMs = Date.now();

  constructor(
    parts: CabinetTourParts,
    pace: CabinetTourPace,
    show: (row: CabinetRow) => void,
    rest: (ms: number) => Promise<void>,
  ) {
    this.#parts = parts;
    this.#pace = pace;
    this.#show = show;
    this.#rest = rest;
  }

  /** @param rentals undefined: until it is stopped */
  async play(rentals: number | undefined, isOver: () => boolean): Promise<void> {
    const most = rentals ?? RENTALS_MOST;
    const scenes = [
      () => this.#rentAndWait('a customer takes a bank, and brings it back to another slot', isOver),
      () => this.#jam(isOver),
      () => this.#clumsy(isOver),
      () => this.#killed(isOver),
      () => this.#foreign(isOver),
      () => this.#walkAway(),
    ];
    while (this.count < most && !isOver()) {
      await (scenes.shift() ?? (() => this.rent()))();
      if (!this.#pace.isFast) await this.#rest(this.#pace.chance.integer(6_000, 16_000));
    }
    while (rentals === undefined && !isOver()) await this.#rest(1_000);
    while (this.#parts.scene.openRentals().length > 0 && !isOver()) await this.#rest(LOOK_MS);
  }

  /** One more customer; resolves when the relay has answered. @returns the rental's id */
  async rent(): Promise<string> {
    const { scene, rows } = this.#parts;
    this.count += 1;
    const rentalId = `R-${this.#startedAtMs.toString(36)}-${this.count}`;
    const answer = scene.rent({ rentalId, lastsMs: RENTAL_LASTS_MS, minimumLevel: MINIMUM_LEVEL });
    const call = scene.core.calls.at(-1);
    if (call !== undefined) rows.asking(call);
    this.#show(rows.asked(await answer));
    return rentalId;
  }

  #title(text: string): void {
    this.#show({ atMs: Date.now(), who: '──', text, style: 'yellow' });
  }

  async #rentAndWait(title: string, isOver: () => boolean): Promise<void> {
    this.#title(title);
    await this.#ended(await this.rent(), isOver);
  }

  async #ended(rentalId: string, isOver: () => boolean): Promise<void> {
    while (!isOver() && this.#parts.scene.openRentals().includes(rentalId)) await this.#rest(LOOK_MS);
  }

  async #walkAway(): Promise<void> {
    this.#title('a customer walks away: the bank is pulled back after 15 s, and said so');
    this.#parts.renters.walkingAway += 1;
    await this.rent();
  }

  async #jam(isOver: () => boolean): Promise<void> {
    const { scene, keys } = this.#parts;
    const at = this.#fullest();
    if (at === undefined) {
      await this.rent();
      return;
    }
    this.#title(`the motor of ${placeText(at)} is jammed: the next slot, and a technician frees it`);
    const order = {
      do: 'slot_fault',
      module: scene.cabinet.numberOf(at.module),
      slot: at.slot,
      fault: 'jam',
    };
    scene.cabinet.order(order);
    await this.#ended(await this.rent(), isOver);
    scene.cabinet.order({ ...order, on: false });
    await keys.free(at);
  }

  async #clumsy(isOver: () => boolean): Promise<void> {
    this.#title('a bank is put in only half, and pushed in when the cabinet says so');
    const { renters, scene } = this.#parts;
    renters.clumsy += 1;
    await this.#ended(await this.rent(), isOver);
    if (!this.#pace.isFast) return;
    while ((renters.holding > 0 || scene.openReturns() > 0) && !isOver()) await this.#rest(LOOK_MS);
  }

  async #killed(isOver: () => boolean): Promise<void> {
    this.#title('kill -9 of the controller while its motor turns: one bank all the same');
    const { scene, keys } = this.#parts;
    const { motors } = scene.witness;
    const ejects = (): number => motors.filter(({ move }) => move === 'eject').length;
    const before = ejects();
    await this.rent();
    for (let look = 0; look < 50 && ejects() === before && !isOver(); look++) await this.#rest(LOOK_MS / 2);
    await keys.killController();
  }

  async #foreign(isOver: () => boolean): Promise<void> {
    const { keys } = this.#parts;
    this.#title('somebody tries a bank of another maker, and a customer rents');
    keys.press('f');
    await this.#ended(await this.rent(), isOver);
  }

  /** The bank that will be chosen: with the highest level, for none has been used more than another. */
  #fullest(): SlotName | undefined {
    const banks = this.#parts.scene.cabinet.modules.flatMap(({ serial, slots }) =>
      slots.flatMap(({ bank, place, locked, light }, index) =>
        bank !== undefined && place === 'back' && locked && light !== 'take'
          ? [{ at: { module: serial, slot: index + 1 }, bank }]
          : [],
      ),
    );
    banks.sort(
      (one, other) => other.bank.level - one.bank.level || (one.bank.bankId < other.bank.bankId ? -1 : 1),
    );
    return banks[0]?.at;
  }
}
