import type { SlotPlace } from '../../../shared/cabinet-report.ts';
import { limits } from '../../../shared/limits.ts';
import type { CommandAction, DownMessage } from '../../../shared/messages.ts';
import { relayTime } from '../../clock.ts';
import { BankBook } from '../bank-book.ts';
import type { CabinetEffect } from '../cabinet-effects.ts';
import type { CabinetChange, CabinetMemory } from '../cabinet-operations.ts';
import { PowerDesk, type PowerSettings, tripEvent } from '../power/power-desk.ts';
import { type BusEvent, type ModuleReading, type ModuleSerial, type SlotName, slotKey } from '../readings.ts';
import { type DeskEffect, RentalDesk } from '../rental/rental-desk.ts';
import { ArrivalDesk } from '../returns/arrival-desk.ts';
import type { Books, BooksMoment, Deed } from '../store/books.ts';
import { SlotBook } from './slot-book.ts';

export type FloorEffect = DeskEffect | Extract<CabinetEffect, { type: 'log' }>;

export interface SlotFloorOptions {
  readonly power: PowerSettings;
  /** The shop's clock, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
}

const DAY_MINUTES = 1_440;

/** Everything between the bus and the books: slots, rentals, arrivals and power. */
export class SlotFloor {
  readonly slots: SlotBook;
  readonly rentals: RentalDesk;
  readonly power: PowerDesk;
  readonly #options: SlotFloorOptions;
  readonly #books: Books;
  readonly #arrivals: ArrivalDesk;
  #judgedAtMs: number;

  constructor(options: SlotFloorOptions, memory: CabinetMemory, books: Books, nowMs: number) {
    this.#options = options;
    this.#books = books;
    this.#judgedAtMs = nowMs;
    this.slots = new SlotBook(memory.slots);
    this.power = new PowerDesk(options.power, this.slots, nowMs);
    const banks = new BankBook(memory.banks);
    const parts = { books, slots: this.slots, banks };
    this.rentals = new RentalDesk(memory.rentals, memory.lastCommandId, {
      ...parts,
      isKept: (key) => this.power.keepsBank(key),
      startedAtMs: nowMs,
    });
    this.#arrivals = new ArrivalDesk({ ...parts, rentals: this.rentals, isNewCabinet: banks.isNew });
  }

  /** When a {@link tick} is due. */
  wakeAtMs(nowMs: number): number | undefined {
    const rentalsAtMs = this.rentals.wakeAtMs(nowMs);
    if (this.slots.modules.size === 0) return rentalsAtMs;
    return Math.min(rentalsAtMs ?? Number.POSITIVE_INFINITY, this.#judgedAtMs + limits.pollCycleMs);
  }

  /** @returns undefined: it is nothing that a cabinet has room for */
  take(event: Exclude<BusEvent, { type: 'trouble' }>, moment: BooksMoment): FloorEffect[] | undefined {
    switch (event.type) {
      case 'module_found':
        return this.#found(event.module, event.slots);
      case 'module_lost':
        this.slots.lost(event.module);
        return [{ type: 'log', level: 'warn', event: 'module lost', detail: { module: event.module } }];
      case 'reading':
        return this.#read(event, moment);
      case 'moved':
        return this.rentals.moved(event.commandId, event.answer, moment);
    }
  }

  /** Whatever time has brought. */
  tick(moment: BooksMoment): FloorEffect[] {
    const effects: FloorEffect[] = this.rentals.tick(moment);
    const isDue = moment.nowMs - this.#judgedAtMs >= limits.pollCycleMs;
    return isDue ? [...effects, ...this.#judge([], undefined, moment)] : effects;
  }

  rent(
    rent: Extract<DownMessage, { type: 'rent' }>,
    path: number,
    isStopping: boolean,
    moment: BooksMoment,
  ): FloorEffect[] {
    const answers = this.rentals.take(rent, path, isStopping, moment);
    // In the same step, so that rental and intention share one commit.
    return [...answers, ...this.rentals.tick(moment)];
  }

  /** A technician's word about one slot; on disk together with the command. */
  serve(action: Extract<CommandAction, { at: SlotPlace }>, moment: BooksMoment): FloorEffect[] {
    const { at } = action;
    const change = this.#serviceChange(action);
    const state = action.do === 'disable_slot' ? 'disabled' : 'in_service';
    const event = { kind: 'slot_changed', at, state, code: action.do } as const;
    this.#books.write({ changes: [change], events: [{ event, atMs: moment.nowMs }] }, moment);
    return this.#judge(action.do === 'free_slot' ? [at] : [], at.module, moment);
  }

  /** What waited for the disk. */
  do(
    deed: Extract<Deed, { do: 'begin_motion' | 'lock' | 'show_returned' | 'answer_rent' }>,
    moment: BooksMoment,
  ): FloorEffect[] {
    switch (deed.do) {
      case 'begin_motion':
        return this.rentals.intentionStored(deed.rentalId, deed.commandId, moment);
      case 'lock':
        return [{ type: 'bus', request: { type: 'move', order: deed.order } }];
      case 'answer_rent':
        return this.rentals.stored(deed.rentalId, deed.path);
      case 'show_returned': {
        const bay = this.slots.bay(deed.at);
        if (bay === undefined) return [];
        bay.returnedUntilMs = moment.nowMs + limits.returnedLightMs;
        return this.#judge([], deed.at.module, moment);
      }
    }
  }

  #found(module: ModuleSerial, slots: number): FloorEffect[] | undefined {
    if (!this.slots.found(module, slots)) return undefined;
    for (const bay of this.slots.modules.get(module)?.bays ?? []) {
      const bankId = this.rentals.ownerOf(bay.key);
      if (bankId !== undefined) bay.content = { is: 'ejecting', bankId };
    }
    return [{ type: 'log', level: 'info', event: 'module found', detail: { module, slots } }];
  }

  #read({ reading, atMs }: Extract<BusEvent, { type: 'reading' }>, moment: BooksMoment): FloorEffect[] {
    const effects = this.#noticeForgotten(reading);
    const news: FloorEffect[] = this.slots
      .take(reading, atMs)
      .flatMap((news) => [...this.rentals.read(news.bay, moment), ...this.#arrivals.take(news, moment)]);
    return [...effects, ...news, ...this.rentals.tick(moment), ...this.#judge([], reading.module, moment)];
  }

  /** Its board has had orders that these books do not know of. */
  #noticeForgotten({ module, slots }: ModuleReading): FloorEffect[] {
    const news = slots.filter(({ slot, lastCommandId }) =>
      this.rentals.seenCommandId({ module, slot }, lastCommandId),
    );
    if (news.length === 0) return [];
    this.#books.reports.skipForgotten();
    return [{ type: 'log', level: 'warn', event: 'memory is older than the boards', detail: { module } }];
  }

  #serviceChange(action: Extract<CommandAction, { at: SlotPlace }>): CabinetChange | undefined {
    switch (action.do) {
      case 'disable_slot':
        return this.slots.bar(action.at, 'disabled', 'by_command');
      case 'enable_slot':
        return this.slots.enable(action.at);
      case 'free_slot':
        return this.slots.free(action.at);
    }
  }

  /** The judge's last word, and what follows from it for the module that was read and for those that it touches. */
  #judge(freed: readonly SlotName[], read: ModuleSerial | undefined, moment: BooksMoment): FloorEffect[] {
    const { nowMs } = moment;
    this.#judgedAtMs = nowMs;
    const trips = this.power.judge(freed, nowMs);
    const events = trips.map((trip) => ({ event: tripEvent(trip), atMs: trip.atMs }));
    this.#books.write({ changes: this.#latchChanges(), events }, moment);
    const touched = new Set(trips.map(({ at }) => at.module));
    if (read !== undefined) touched.add(read);
    const effects: FloorEffect[] = trips.map(({ at, rule, detail }) => ({
      type: 'log',
      level: 'warn',
      event: 'protection tripped',
      detail: { slot: slotKey(at), rule, detail },
    }));
    for (const module of touched) {
      const outputs = this.power.outputsOf(module, this.#minuteOfDay(moment), nowMs);
      if (outputs !== undefined) effects.push({ type: 'bus', request: { type: 'outputs', outputs } });
    }
    return effects;
  }

  /** Latches are on disk, so that a restart frees nothing. */
  #latchChanges(): (CabinetChange | undefined)[] {
    const latched = new Map(this.power.latched.map(({ at, rules }) => [slotKey(at), rules]));
    return this.slots.bays.map(({ at, key }) => this.slots.latch(at, latched.get(key) ?? []));
  }

  #minuteOfDay({ clock, nowMs }: BooksMoment): number {
    const minutes = Math.floor(relayTime(clock, nowMs) / 60_000) + this.#options.utcOffsetMinutes;
    return ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  }
}
