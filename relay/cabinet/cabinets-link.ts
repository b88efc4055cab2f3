import { Failure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { thisMachine } from '../../shared/machine-port.ts';
import type { UpMessage } from '../../shared/messages.ts';
import type { DeviceConnection } from '../push/connection-link.ts';
import { batchEnded, createGathering, gather, takeBatch } from '../push/gathering.ts';
import { StoreCalls } from '../push/store-calls-link.ts';
import type {
  CabinetReportAnswer,
  CabinetStore,
  DeviceCabinetReport,
  RentalAnswer,
  RentalMark,
  RentalOrder,
} from './cabinet-memory.ts';
import { createRentals, type RentalsEffect, type RentalsInput, step as stepRentals } from './rentals.ts';
import { createReports, type ReportsEffect, type ReportsInput, step as stepReports } from './reports.ts';
import { type CommandResult, SlotCommands, type SlotOrder } from './slot-commands-link.ts';

/** What only a cabinet says. */
export type CabinetMessage = Extract<UpMessage, { type: 'rent_stored' | 'rent_refused' | 'reports' }>;

/** What device connections tell of cabinets. */
export interface CabinetDoor {
  greeted(connection: DeviceConnection): void;
  closed(connection: DeviceConnection): void;
  hear(connection: DeviceConnection, message: CabinetMessage): void;
  /** What became of a command; also of those that a speaker was given. */
  commandAnswered(device: DeviceId, id: string, result: CommandResult): void;
  /** It is on the roster no more. */
  forget(device: DeviceId): void;
}

/** What counts (metrics) is told of cabinets; it never waits for the answer. */
export interface CabinetObserver {
  /** A rent went out for the first time, so long after the last byte of its request. */
  rentSent(delayMs: number): void;
  rentResent(): void;
  /** A report is on disk, told for the first time; its kind, of rentals with the outcome. */
  reported(kind: string): void;
  refused(code: string): void;
}

export interface CabinetsOptions {
  readonly store: Pick<
    CabinetStore,
    'requestRental' | 'markRentals' | 'readOpenRentals' | 'giveUpRentals' | 'recordReports'
  >;
  readonly log: Log;
  readonly observer: CabinetObserver;
  /** Something is on disk that others are to hear. */
  readonly newsRecorded: () => void;
  readonly machine?: Machine;
}

/** The relay's side of all cabinets: rentals go out, reports come in. */
export class Cabinets implements CabinetDoor {
  readonly #options: CabinetsOptions;
  readonly #machine: Machine;
  readonly #calls: StoreCalls;
  readonly #rentals = createRentals();
  readonly #reports = createReports();
  readonly #marks = createGathering<RentalMark>();
  readonly #connections = new Map<number, DeviceConnection>();
  readonly #commands: SlotCommands;
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #marksTimer: Timer | undefined;
  #closed = false;

  private constructor(options: CabinetsOptions) {
    this.#options = options;
    this.#machine = options.machine ?? thisMachine;
    this.#calls = new StoreCalls(options.log, limits.pushStoreCallMs, this.#machine);
    this.#commands = new SlotCommands(this.#machine);
  }

  /** Goes on with the rentals that have no end yet. @throws Failure what the store throws */
  static async open(options: CabinetsOptions): Promise<Cabinets> {
    const cabinets = new Cabinets(options);
    for (const rental of await options.store.readOpenRentals(limits.rentalsOpen)) {
      cabinets.#take({ input: 'resumed', rental });
    }
    return cabinets;
  }

  /** Rentals without an end. */
  get openRentals(): number {
    return this.#rentals.open.size;
  }

  /**
   * Records a rental and sends it at once. Resolves when it is durable, or refused.
   *
   * @param lastByteAtMs on the machine's steady clock, of the request
   * @throws Failure `overloaded` when too many are open, or what the store throws
   */
  async request(order: RentalOrder, lastByteAtMs: number): Promise<RentalAnswer> {
    if (this.openRentals >= limits.rentalsOpen) {
      throw new Failure('overloaded', `${this.openRentals} rentals have no end yet; ask again`);
    }
    const askedAtMs = this.#machine.wallMs();
    const answer = await this.#options.store.requestRental(order, askedAtMs);
    if (answer.answer === 'recorded' && !answer.isEnded) {
      this.#take({ input: 'recorded', rental: { ...order, askedAtMs } }, lastByteAtMs);
    }
    return answer;
  }

  /** @throws Failure as {@link SlotCommands.send} */
  commandSlot(device: DeviceId, order: SlotOrder): Promise<CommandResult> {
    const paths = this.#rentals.paths.get(device) ?? [];
    return this.#commands.send(
      device,
      order,
      [...paths].flatMap((id) => this.#connections.get(id) ?? []),
    );
  }

  commandAnswered(device: DeviceId, id: string, result: CommandResult): void {
    this.#commands.answered(device, id, result);
  }

  greeted(connection: DeviceConnection): void {
    this.#connections.set(connection.id, connection);
    this.#take({ input: 'greeted', device: connection.device, connection: connection.id });
  }

  closed(connection: DeviceConnection): void {
    if (!this.#connections.delete(connection.id)) return;
    this.#take({ input: 'closed', device: connection.device, connection: connection.id });
  }

  hear({ device, id: connection }: DeviceConnection, message: CabinetMessage): void {
    switch (message.type) {
      case 'rent_stored':
        this.#take({ input: 'stored', device, rentalId: message.rentalId });
        return;
      case 'rent_refused': {
        const { rentalId, code } = message;
        this.#take({ input: 'refused', device, rentalId, code });
        return;
      }
      case 'reports': {
        const { reportLog, reports } = message;
        this.#takeReports({ input: 'came', device, connection, reportLog, reports });
      }
    }
  }

  forget(device: DeviceId): void {
    this.#takeReports({ input: 'forgotten', device });
  }

  /** Sends no more; resolves when what cabinets have said is written. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#writeMarks();
    await this.#calls.settled();
  }

  #take(input: RentalsInput, lastByteAtMs?: number): void {
    if (this.#closed) return;
    const now = { wallMs: this.#machine.wallMs(), steadyMs: this.#machine.steadyMs() };
    for (const effect of stepRentals(this.#rentals, input, now)) this.#run(effect, lastByteAtMs);
    this.#arm();
  }

  #run(effect: RentalsEffect, lastByteAtMs: number | undefined): void {
    const { observer } = this.#options;
    switch (effect.effect) {
      case 'send': {
        const { rentalId, expiresAtMs, minimumLevelPercent, askedAtMs } = effect.rental;
        const rent = { type: 'rent', rentalId, expiresAtMs, minimumLevelPercent, askedAtMs } as const;
        for (const id of effect.connections) {
          const connection = this.#connections.get(id);
          const taken = connection?.send(rent);
          if (taken === false) observer.refused('frozen');
        }
        if (!effect.isFirst) observer.rentResent();
        else if (lastByteAtMs !== undefined) observer.rentSent(this.#machine.steadyMs() - lastByteAtMs);
        return;
      }
      case 'mark':
        this.#mark(effect.mark);
        return;
      case 'give_up':
        this.#giveUp(effect.rentalId);
        return;
      case 'refuse':
        observer.refused(effect.code);
        return;
    }
  }

  #arm(): void {
    const { nextAtMs } = this.#rentals.deadlines;
    if (this.#closed || nextAtMs === undefined || nextAtMs >= this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = nextAtMs;
    this.#timer = this.#machine.after(Math.max(1, Math.ceil(nextAtMs - this.#machine.steadyMs())), () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.#take({ input: 'due' });
    });
  }

  #mark(mark: RentalMark): void {
    // A lost mark costs a repeat at the cabinet's door, which moves nothing.
    if (!gather(this.#marks, mark, limits.rentalMarksWaiting))
      this.#options.observer.refused('mark_overloaded');
    this.#marksTimer ??= this.#machine.after(limits.rentalMarksDelayMs, () => this.#writeMarks());
  }

  #writeMarks(): void {
    this.#marksTimer?.cancel();
    this.#marksTimer = undefined;
    const batch = takeBatch(this.#marks, limits.rentalMarksPerCall);
    if (batch === undefined) return;
    this.#calls.run(
      'mark rentals',
      () => this.#options.store.markRentals(batch),
      (result) => {
        batchEnded(this.#marks);
        if (result === undefined) this.#options.observer.refused('mark_not_recorded');
        this.#writeMarks();
      },
    );
  }

  #giveUp(rentalId: RentalOrder['rentalId']): void {
    const { store, log, newsRecorded } = this.#options;
    this.#calls.run(
      'give up a rental',
      () => store.giveUpRentals([rentalId], this.#machine.wallMs()),
      (result) => {
        if (result === undefined) return;
        log.warn({ rental: rentalId }, 'a rental has no answer');
        this.#take({ input: 'given_up', rentalId });
        newsRecorded();
      },
    );
  }

  #takeReports(input: ReportsInput): void {
    for (const effect of stepReports(this.#reports, input, this.#machine.steadyMs())) {
      this.#runReports(effect);
    }
  }

  #runReports(effect: ReportsEffect): void {
    const { store, observer } = this.#options;
    switch (effect.effect) {
      case 'record': {
        const batch = effect.batch.map(({ deviceId, reportLog, report }) => ({
          deviceId,
          reportLog,
          report,
        }));
        this.#calls.run(
          'record reports',
          () => store.recordReports(batch, this.#machine.wallMs()),
          (result) => this.#takeReports({ input: 'recorded', answers: result?.value }),
        );
        return;
      }
      case 'confirm': {
        const { reportLog, seqs } = effect;
        this.#connections.get(effect.connection)?.send({ type: 'report_confirmation', reportLog, seqs });
        return;
      }
      case 'settled':
        this.#settled(effect.told, effect.answer);
        return;
      case 'refuse':
        observer.refused(effect.code);
        return;
    }
  }
  #settled({ deviceId: device, reportLog, report }: DeviceCabinetReport, answer: CabinetReportAnswer): void {
    const { log, observer, newsRecorded } = this.#options;
    const { event } = report;
    if (event.kind === 'rental_ended' && answer !== 'refused') {
      this.#take({ input: 'ended', device, rentalId: event.rentalId });
    }
    if (answer === 'already_recorded') return;
    newsRecorded();
    if (answer === 'recorded') {
      observer.reported(event.kind === 'rental_ended' ? `rental_${event.outcome}` : event.kind);
      return;
    }
    observer.refused(`report_${answer}`);
    log.error({ device, reportLog, ...report }, `a report is ${answer}`);
  }
}
