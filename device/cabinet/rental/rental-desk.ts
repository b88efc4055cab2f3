import type { BankId, RentalId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { DownMessage, UpMessage } from '../../../shared/messages.ts';
import { relayTime } from '../../clock.ts';
import type { CabinetPrompt } from '../../speaker/voice.ts';
import type { BankBook } from '../bank-book.ts';
import type { CabinetChange, Motion, MotionReason, RentalEnd, RentalRecord } from '../cabinet-operations.ts';
import { type BusRequest, type MoveAnswer, type MoveOrder, type SlotName, slotKey } from '../readings.ts';
import { endMotion } from '../slot/slot.ts';
import type { Bay, SlotBook } from '../slot/slot-book.ts';
import type { Books, BooksMoment } from '../store/books.ts';
import { bestOf, type Candidate, candidateOf } from './bank-choice.ts';
import { CommandIds } from './command-ids.ts';
import {
  type RentalEffect,
  type RentalInput,
  type RentalPhase,
  rentalWakeAtMs,
  resumedPhase,
  stepRental,
} from './rental.ts';
import { RollCall } from './roll-call.ts';

type Rent = Extract<DownMessage, { type: 'rent' }>;

export type DeskEffect =
  | { readonly type: 'send'; readonly message: UpMessage; readonly path: number }
  | { readonly type: 'bus'; readonly request: BusRequest }
  | { readonly type: 'say'; readonly prompt: CabinetPrompt };

interface Rental {
  record: RentalRecord;
  phase: RentalPhase;
  isOnDisk: boolean;
}

export interface RentalDeskParts {
  readonly books: Books;
  readonly slots: SlotBook;
  readonly banks: BankBook;
  /** A protection keeps the bank of the slot. */
  readonly isKept: (key: string) => boolean;
  /** Of the program, monotonic. */
  readonly startedAtMs: number;
}

const MOVES: Readonly<Record<MotionReason, MoveOrder['move']>> = {
  let_out: 'eject',
  not_taken: 'pull_back',
  jam: 'pull_back',
  relock: 'lock',
};
const CHOICE_INTERVAL_MS = 250;

/** All rentals: who may have a bank, which one, and how far each has come. */
export class RentalDesk {
  readonly #parts: RentalDeskParts;
  /** In the order of their arrival. */
  readonly #rentals = new Map<RentalId, Rental>();
  readonly #open = new Map<RentalId, Rental>();
  readonly #commandIds: CommandIds;
  readonly #rollCall: RollCall;

  constructor(records: readonly RentalRecord[], lastCommandId: number, parts: RentalDeskParts) {
    this.#parts = parts;
    this.#commandIds = new CommandIds(lastCommandId);
    this.#rollCall = new RollCall(parts.banks.modules);
    for (const record of records) {
      const { end } = record;
      const phase: RentalPhase = end === undefined ? resumedPhase(record.motion) : { is: 'over', end };
      const rental = { record, phase, isOnDisk: true };
      this.#rentals.set(record.rentalId, rental);
      if (end === undefined) this.#open.set(record.rentalId, rental);
    }
  }

  /** The bank whose rental owns this slot until its motion is over. */
  ownerOf(key: string): BankId | undefined {
    for (const { phase } of this.#open.values()) {
      if ('motion' in phase && slotKey(phase.motion.at) === key) return phase.motion.bankId;
    }
    return undefined;
  }

  /** For a motion that belongs to no rental. The change goes to disk before the order goes to the bus. */
  orderLock(at: Bay['at']): { readonly order: MoveOrder; readonly change: CabinetChange } {
    const commandId = this.#commandIds.fresh;
    this.#commandIds.give(commandId);
    return { order: { at, commandId, move: 'lock' }, change: { type: 'command_ids', upTo: commandId } };
  }

  /** What a board has had for a slot last. @returns whether that tells, for the first time, that this disk has forgotten something */
  seenCommandId(at: SlotName, commandId: number): boolean {
    return this.#commandIds.seen(slotKey(at), commandId);
  }

  take(rent: Rent, path: number, isStopping: boolean, moment: BooksMoment): DeskEffect[] {
    const { rentalId, expiresAtMs, minimumLevelPercent, askedAtMs } = rent;
    const refuse = (code: string): DeskEffect[] => [
      { type: 'send', path, message: { type: 'rent_refused', rentalId, code } },
    ];
    const known = this.#rentals.get(rentalId);
    if (known !== undefined) {
      const { record } = known;
      const isSame = record.expiresAtMs === expiresAtMs && record.minimumLevelPercent === minimumLevelPercent;
      if (!isSame) return refuse('conflict');
      if (!known.isOnDisk) return [];
      this.#tellEndAgain(record, moment);
      return [{ type: 'send', path, message: { type: 'rent_stored', rentalId } }];
    }
    if (relayTime(moment.clock, moment.nowMs) > expiresAtMs) return refuse('expired');
    if (isStopping) return refuse('stopping');
    if (this.#parts.books.journal.isRefused) return refuse('store_refuses');
    if (this.#parts.books.isFull) return refuse('cabinet_full_of_reports');
    if (this.#open.size >= limits.openRentals) return refuse('too_many_rentals');
    const asked = askedAtMs === undefined ? {} : { askedAtMs };
    const record: RentalRecord = { rentalId, expiresAtMs, minimumLevelPercent, ...asked, tried: [] };
    const rental: Rental = { record, phase: { is: 'choosing' }, isOnDisk: false };
    this.#rentals.set(rentalId, rental);
    this.#open.set(rentalId, rental);
    this.#forgetOldest();
    const deeds = [{ do: 'answer_rent', rentalId, path } as const];
    this.#parts.books.write({ changes: [{ type: 'rental', rental: record }], deeds }, moment);
    return [];
  }

  /** Asked again for what has ended: the relay has lost the end, or never heard it. */
  #tellEndAgain({ rentalId, end, told }: RentalRecord, moment: BooksMoment): void {
    if (end === undefined || told === undefined) return;
    this.#parts.books.tellAgain({ ...told, event: { kind: 'rental_ended', rentalId, ...end } }, moment);
  }

  /** It is on disk: the relay need not send it again. */
  stored(rentalId: RentalId, path: number): DeskEffect[] {
    const rental = this.#rentals.get(rentalId);
    if (rental === undefined) return [];
    rental.isOnDisk = true;
    return [{ type: 'send', path, message: { type: 'rent_stored', rentalId } }];
  }

  intentionStored(rentalId: RentalId, commandId: number, moment: BooksMoment): DeskEffect[] {
    const rental = this.#open.get(rentalId);
    if (rental?.phase.is !== 'recording' || rental.phase.motion.commandId !== commandId) return [];
    return this.#step(rental, { type: 'recorded' }, moment);
  }

  moved(commandId: number, answer: MoveAnswer, moment: BooksMoment): DeskEffect[] {
    for (const rental of this.#open.values()) {
      const { phase } = rental;
      if (phase.is === 'moving' && phase.motion.commandId === commandId)
        return this.#step(rental, { type: 'moved', answer, atMs: moment.nowMs }, moment);
    }
    return [];
  }

  /** A reading of a bay that {@link ownerOf} knows. */
  read(bay: Bay, moment: BooksMoment): DeskEffect[] {
    const { key, reading, readAtMs: atMs } = bay;
    for (const rental of this.#open.values()) {
      const { phase } = rental;
      if (reading === undefined || !('motion' in phase) || slotKey(phase.motion.at) !== key) continue;
      return this.#step(rental, { type: 'reading', reading, atMs }, moment);
    }
    return [];
  }

  /** When its bank left, monotonic; undefined: in an earlier boot, or nobody knows. */
  endedAtMs(rentalId: RentalId): number | undefined {
    const told = this.#rentals.get(rentalId)?.record.told;
    return told === undefined ? undefined : this.#parts.books.steadyOf(told.mark);
  }

  /** A bank that stood ready to be taken was put into another slot: it was taken, then. */
  seenElsewhere(bankId: BankId, atMs: number, moment: BooksMoment): DeskEffect[] {
    for (const rental of this.#open.values()) {
      const { phase } = rental;
      if ('motion' in phase && phase.motion.bankId === bankId)
        return this.#step(rental, { type: 'seen_elsewhere', atMs }, moment);
    }
    return [];
  }

  /** Whatever time has brought; to be called after each reading too. */
  tick(moment: BooksMoment): DeskEffect[] {
    this.#rollCall.look(this.#parts.slots);
    const effects = [...this.#open.values()].flatMap((rental) =>
      this.#step(rental, { type: 'tick' }, moment),
    );
    for (const rental of [...this.#open.values()]) {
      if (rental.phase.is === 'choosing') effects.push(...this.#choose(rental, moment));
    }
    return effects;
  }

  wakeAtMs(nowMs: number): number | undefined {
    const times = [...this.#open.values()].flatMap(({ phase }) => {
      const atMs = phase.is === 'choosing' ? nowMs + CHOICE_INTERVAL_MS : rentalWakeAtMs(phase);
      return atMs === undefined ? [] : [atMs];
    });
    return times.length === 0 ? undefined : Math.min(...times);
  }

  #choose(rental: Rental, moment: BooksMoment): DeskEffect[] {
    const { record } = rental;
    const isLate = this.#isLate(record, moment);
    if (isLate === undefined) return [];
    const give = (code: string): DeskEffect[] =>
      this.#step(rental, { type: 'nothing_to_choose', code }, moment);
    if (isLate) return give('expired');
    if (this.#isAskedBefore(record, moment)) {
      if (this.#commandIds.isForgetful) return give('memory_lost');
      // The module that remembers its bank may be found last, or be away: what nobody can know moves nothing.
      if (!this.#rollCall.isComplete(this.#parts.slots))
        return this.#isBegun(moment) ? give('memory_unheard') : [];
    }
    const candidates = this.#candidates(record, moment);
    const busy = this.#busyModules();
    const best = bestOf(candidates.filter(({ at }) => !busy.has(at.module)));
    if (best !== undefined) {
      const { at, bankId } = best;
      const motion: Motion = { commandId: this.#commandIds.fresh, why: 'let_out', at, bankId };
      return this.#step(rental, { type: 'chosen', motion }, moment);
    }
    if (candidates.length > 0 || this.#isWaking(moment)) return [];
    return give(record.tried.length > 0 ? 'all_jammed' : 'no_bank');
  }

  /** Before this start: what was done for it may be among what this disk has forgotten. */
  #isAskedBefore({ askedAtMs }: RentalRecord, { clock }: BooksMoment): boolean {
    return askedAtMs !== undefined && askedAtMs <= relayTime(clock, this.#parts.startedAtMs);
  }

  #candidates(record: RentalRecord, { nowMs }: BooksMoment): Candidate[] {
    const { minimumLevelPercent, tried } = record;
    const isExcluded = (key: string): boolean =>
      tried.includes(key) || this.ownerOf(key) !== undefined || this.#parts.isKept(key);
    return this.#parts.slots.bays.flatMap((bay) => {
      const candidate = candidateOf(bay, { minimumLevelPercent, isExcluded, nowMs });
      return candidate === undefined ? [] : [candidate];
    });
  }

  /** One motor of a module at a time: two draw more than its supply gives. */
  #busyModules(): ReadonlySet<string> {
    const moving = [...this.#open.values()].flatMap(({ phase }) =>
      phase.is === 'recording' || (phase.is === 'moving' && phase.endedAtMs === undefined)
        ? [phase.motion.at.module]
        : [],
    );
    return new Set(moving);
  }

  /** Long enough ago for all modules that work. */
  #isBegun({ nowMs }: BooksMoment): boolean {
    return nowMs - this.#parts.startedAtMs >= limits.modulesAwaitedMs;
  }

  /** The program has just begun, and not every bank has been looked at. */
  #isWaking(moment: BooksMoment): boolean {
    const { slots, banks } = this.#parts;
    if (this.#isBegun(moment)) return false;
    const isMissing = [...banks.modules].some((module) => !slots.modules.has(module));
    return slots.bays.some(isUnjudged) || isMissing || slots.modules.size === 0;
  }

  #isLate(record: RentalRecord, { clock, nowMs }: BooksMoment): boolean | undefined {
    return clock.confirmed ? relayTime(clock, nowMs) > record.expiresAtMs : undefined;
  }

  #step(rental: Rental, input: RentalInput, moment: BooksMoment): DeskEffect[] {
    const isLate = this.#isLate(rental.record, moment);
    const context = { nowMs: moment.nowMs, isLate, freshCommandId: this.#commandIds.fresh };
    const step = stepRental(rental.phase, input, context);
    rental.phase = step.phase;
    return step.effects.flatMap((effect) => this.#follow(rental, effect, moment));
  }

  #follow(rental: Rental, effect: RentalEffect, moment: BooksMoment): DeskEffect[] {
    switch (effect.type) {
      case 'record':
        this.#recordMotion(rental, effect.motion, moment);
        return [];
      case 'send': {
        const { at, commandId, why } = effect.motion;
        return [{ type: 'bus', request: { type: 'move', order: { at, commandId, move: MOVES[why] } } }];
      }
      case 'bank_is_out':
        return [{ type: 'say', prompt: 'bank_take' }];
      case 'bar':
        this.#bar(effect.motion, effect.bar.bar, effect.bar.code, moment);
        return [];
      case 'try_next': {
        const { motion: _, ...record } = rental.record;
        rental.record = { ...record, tried: [...record.tried, slotKey(effect.motion.at)] };
        this.#leave(effect.motion, 'in', moment);
        this.#parts.books.write({ changes: [{ type: 'rental', rental: rental.record }] }, moment);
        return [];
      }
      case 'over':
        this.#end(rental, effect, moment);
        return [];
    }
  }

  #recordMotion(rental: Rental, motion: Motion, moment: BooksMoment): void {
    const { commandId, at, bankId } = motion;
    this.#commandIds.give(commandId);
    rental.record = { ...rental.record, motion };
    const bay = this.#parts.slots.bay(at);
    if (bay !== undefined && bay.content.is !== 'ejecting') bay.content = { is: 'ejecting', bankId };
    const changes: CabinetChange[] = [
      { type: 'rental', rental: rental.record },
      { type: 'command_ids', upTo: commandId },
    ];
    const deeds = [{ do: 'begin_motion', rentalId: rental.record.rentalId, commandId } as const];
    this.#parts.books.write({ changes, deeds }, moment);
  }

  #bar({ at }: Motion, bar: 'disabled' | 'jammed' | 'faulted', code: string, moment: BooksMoment): void {
    const change = this.#parts.slots.bar(at, bar, code);
    if (change === undefined) return;
    const event = { kind: 'slot_changed', at, state: bar, code } as const;
    this.#parts.books.write({ changes: [change], events: [{ event, atMs: moment.nowMs }] }, moment);
  }

  #leave({ at }: Motion, bank: 'gone' | 'in' | 'unsure', { nowMs }: BooksMoment): void {
    const bay = this.#parts.slots.bay(at);
    if (bay !== undefined) bay.content = endMotion(bay.content, bank, nowMs);
  }

  #end(rental: Rental, over: Extract<RentalEffect, { type: 'over' }>, moment: BooksMoment): void {
    const { end, leaves, goneAtMs: atMs = moment.nowMs } = over;
    const { rentalId } = rental.record;
    const { books } = this.#parts;
    const told = { seq: books.reports.nextSeq, mark: books.markOf(atMs, moment) };
    rental.record = { ...rental.record, end, told };
    this.#open.delete(rentalId);
    const changes: CabinetChange[] = [{ type: 'rental', rental: rental.record }];
    if (leaves !== undefined) this.#leave(leaves.motion, leaves.bank, moment);
    if (leaves?.bank === 'gone' && !this.#isBackElsewhere(leaves.motion)) {
      changes.push(this.#parts.banks.put({ bankId: leaves.motion.bankId, is: 'out', rentalId }));
    }
    // Who took it while another one was pushed in, or before its lock closed, is known by this alone.
    if (leaves !== undefined && leaves.bank !== 'gone' && end.code !== 'expired') {
      const home = this.#parts.banks.of(leaves.motion.bankId);
      if (home?.is === 'home') changes.push(this.#parts.banks.put({ ...home, letOutBy: rentalId }));
    }
    const prompt = promptOf(end);
    const deeds = prompt === undefined ? [] : [{ do: 'say', prompt } as const];
    const event = { kind: 'rental_ended', rentalId, ...end } as const;
    books.write({ changes, events: [{ event, atMs }], deeds }, moment);
  }

  /** It was seen in another slot before its rental was over: that return has been told. */
  #isBackElsewhere({ bankId, at }: Motion): boolean {
    const record = this.#parts.banks.of(bankId);
    return record?.is === 'home' && slotKey(record.at) !== slotKey(at);
  }

  /** Ends are remembered for repeats, but not for ever. */
  #forgetOldest(): void {
    if (this.#rentals.size <= limits.rentalsRemembered) return;
    for (const rentalId of this.#rentals.keys()) {
      if (this.#open.has(rentalId)) continue;
      this.#rentals.delete(rentalId);
      return;
    }
  }
}

const isUnjudged = ({ content }: Bay): boolean => content.is === 'unknown' || content.is === 'arriving';

function promptOf({ outcome, code }: RentalEnd): CabinetPrompt | undefined {
  switch (outcome) {
    case 'taken':
      return undefined;
    case 'not_taken':
      return 'bank_retrieved';
    case 'failed':
      if (code === 'expired') return undefined;
      return code === 'no_bank' ? 'no_bank' : 'cabinet_fault';
  }
}
