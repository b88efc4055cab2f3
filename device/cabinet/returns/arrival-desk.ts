import type { CabinetEvent } from '../../../shared/cabinet-report.ts';
import type { BankId } from '../../../shared/ids.ts';
import type { BankBook } from '../bank-book.ts';
import type { BankRecord } from '../cabinet-operations.ts';
import type { DeskEffect, RentalDesk } from '../rental/rental-desk.ts';
import type { SlotEvent } from '../slot/slot.ts';
import type { Bay, BayNews, SlotBook } from '../slot/slot-book.ts';
import type { Books, BooksMoment, Deed } from '../store/books.ts';
import type { InsertionProblem } from './insertion.ts';
import { readableBank } from './insertion.ts';
import { judgeArrival, promptFor } from './returns.ts';

export interface ArrivalDeskParts {
  readonly books: Books;
  readonly slots: SlotBook;
  readonly banks: BankBook;
  readonly rentals: RentalDesk;
  /** This disk has never held a bank: what is found now was put in before the first start. */
  readonly isNewCabinet: boolean;
}

type BankIn = Extract<SlotEvent, { type: 'bank_in' }>;

/** What comes into the slots and what is missing there: recorded first, then said, lit and reported (promise 12). */
export class ArrivalDesk {
  readonly #parts: ArrivalDeskParts;
  /** Slots that have been looked into since the start: what comes into these later was not there before it. */
  readonly #lookedInto = new Set<string>();

  constructor(parts: ArrivalDeskParts) {
    this.#parts = parts;
  }

  take({ bay, before, events }: BayNews, moment: BooksMoment): DeskEffect[] {
    const effects = events.flatMap((event) => this.#follow(bay, event, moment));
    if (bay.content.is === 'empty' && before.is !== 'empty') this.#checkHome(bay, undefined, moment);
    if (bay.content.is !== 'unknown' && bay.content.is !== 'arriving') this.#lookedInto.add(bay.key);
    return effects;
  }

  #follow(bay: Bay, event: SlotEvent, moment: BooksMoment): DeskEffect[] {
    switch (event.type) {
      case 'wants_lock': {
        const { order, change } = this.#parts.rentals.orderLock(bay.at);
        this.#parts.books.write({ changes: [change], deeds: [{ do: 'lock', order }] }, moment);
        return [];
      }
      case 'refused':
        this.#refuse(bay, event.problem, undefined, event.atMs, !event.wasFound, moment);
        return [];
      case 'bank_gone':
        this.#checkHome(bay, undefined, moment);
        return [];
      case 'bank_in':
        return this.#arrive(bay, event, moment);
    }
  }

  #arrive(bay: Bay, arrived: BankIn, moment: BooksMoment): DeskEffect[] {
    const { books, banks, rentals } = this.#parts;
    const { bankId, wasFound, insertedAtMs } = arrived;
    const effects = rentals.seenElsewhere(bankId, insertedAtMs, moment);
    const isReadElsewhere = this.#isReadElsewhere(bay, bankId);
    const record = banks.of(bankId);
    const isNewCabinet = this.#parts.isNewCabinet && !this.#lookedInto.has(bay.key);
    const arrival = judgeArrival({ at: bay.at, bankId, record, isReadElsewhere, wasFound, isNewCabinet });
    if (arrival.is === 'already_returned') {
      bay.content = { is: 'refused', problem: 'already_returned', bankId };
      this.#refuse(bay, 'already_returned', bankId, insertedAtMs, !wasFound, moment);
      return effects;
    }
    this.#checkHome(bay, bankId, moment);
    const home: BankRecord = { bankId, is: 'home', at: bay.at };
    const isBack = record?.is === 'home' && record.letOutBy !== undefined && arrived.isLocked;
    if (arrival.is === 'stock' || (arrival.is === 'at_home' && isBack))
      books.write({ changes: [banks.put(home)] }, moment);
    if (arrival.is === 'return') {
      const { rentalId, isSaid } = arrival;
      const event: CabinetEvent = {
        kind: 'bank_returned',
        bankId,
        at: bay.at,
        levelPercent: arrived.levelPercent,
        ...(rentalId === undefined ? {} : { rentalId }),
      };
      // It was called at home elsewhere, where a switch that sticks may claim it still: it has left there, unseen.
      const left = record?.is === 'home' ? [missingEvent(record)] : [];
      // The module that it came to may have been read before the one that it had left.
      const takenAtMs = rentalId === undefined ? undefined : rentals.endedAtMs(rentalId);
      const atMs = Math.max(insertedAtMs, takenAtMs ?? insertedAtMs);
      const told = [...left, event].map((one) => ({ event: one, atMs }));
      const deeds: Deed[] = isSaid
        ? [
            { do: 'say', prompt: 'bank_returned' },
            { do: 'show_returned', at: bay.at },
          ]
        : [];
      books.write({ changes: [banks.put(home)], events: told, deeds }, moment);
    }
    if (!arrived.isLocked) this.#barUnlocked(bay, moment);
    return effects;
  }

  /** Another slot has this very id on its contacts right now. */
  #isReadElsewhere(here: Bay, bankId: BankId): boolean {
    return this.#parts.slots.bays.some((bay) => {
      if (bay.key === here.key || bay.reading === undefined) return false;
      const isHome = bay.content.is === 'locked' || bay.content.is === 'charging';
      return isHome && readableBank(bay.reading)?.bankId === bankId;
    });
  }

  #refuse(
    bay: Bay,
    problem: InsertionProblem,
    bankId: BankId | undefined,
    atMs: number,
    isSaid: boolean,
    moment: BooksMoment,
  ): void {
    const event: CabinetEvent = {
      kind: 'return_refused',
      code: problem,
      at: bay.at,
      ...(bankId === undefined ? {} : { bankId }),
    };
    const deeds: Deed[] = isSaid ? [{ do: 'say', prompt: promptFor(problem) }] : [];
    this.#parts.books.write({ events: [{ event, atMs }], deeds }, moment);
  }

  /** The bank that belongs here is not here, and no rental has it: a human must know. */
  #checkHome({ at, key }: Bay, present: BankId | undefined, moment: BooksMoment): void {
    const { banks, books, rentals } = this.#parts;
    const bankId = banks.homeAt(at);
    if (bankId === undefined || bankId === present || rentals.ownerOf(key) !== undefined) return;
    const record = banks.of(bankId);
    if (record?.is !== 'home') return;
    const changes = [banks.put({ bankId, is: 'missing' })];
    books.write({ changes, events: [{ event: missingEvent(record), atMs: moment.nowMs }] }, moment);
  }

  #barUnlocked({ at }: Bay, moment: BooksMoment): void {
    const change = this.#parts.slots.bar(at, 'faulted', 'lock_failed');
    if (change === undefined) return;
    const event = { kind: 'slot_changed', at, state: 'faulted', code: 'lock_failed' } as const;
    this.#parts.books.write({ changes: [change], events: [{ event, atMs: moment.nowMs }] }, moment);
  }
}

const missingEvent = ({ bankId, at, letOutBy }: Extract<BankRecord, { is: 'home' }>): CabinetEvent => ({
  kind: 'bank_missing',
  bankId,
  at,
  ...(letOutBy === undefined ? {} : { rentalId: letOutBy }),
});
