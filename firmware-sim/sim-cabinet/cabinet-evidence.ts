/** What really happened in a simulated cabinet's world; all times are true ones, Unix ms. */

export interface BankPlace {
  readonly module: string;
  readonly slot: number;
}

/** A bank has left a slot, in somebody's hand. */
export interface Departure {
  readonly bankId: string;
  readonly at: BankPlace;
  readonly atMs: number;
  /** `let_out`: a motor had brought it out; `withdrawn`: no lock held it; `pried`: by force. */
  readonly how: 'let_out' | 'withdrawn' | 'pried';
  /** For how long the controller had seen this module until then. */
  readonly visibleMs: number;
  /** The longest, in this stay, for which the controller saw its module and its contacts could be read without a break. */
  readonly readableMs: number;
  /** For which a motor had let it out. */
  readonly rentalId?: string;
}

/** A bank stands all the way in, with its contacts the right way. */
export interface Arrival {
  readonly bankId: string;
  readonly at: BankPlace;
  readonly atMs: number;
  readonly visibleMs: number;
}

export interface ControllerDeath {
  readonly atMs: number;
  /** When its disk refused, or was slow, last. */
  readonly diskFailedAtMs: number;
  /** For how long it had seen each module until then, by serial number. */
  readonly visibleMs: ReadonlyMap<string, number>;
}

/** An older copy was put in place of the controller's disk. */
export interface DiskRestore {
  readonly sinceMs: number;
  readonly atMs: number;
}

/** A motor has really started to push a bank out. */
export interface Ejection {
  readonly at: BankPlace;
  readonly bankId: string | undefined;
  readonly commandId: number;
  readonly atMs: number;
}

/** One call of the rental core, and what it heard. */
export interface RentCall {
  readonly rentalId: string;
  readonly expiresAtMs: number;
  readonly minimumLevel: number;
  readonly atMs: number;
  readonly kind: 'asked' | 'repeated' | 'forged';
  status?: number;
  text?: string;
}

/** One event as billing has it, by its `webhook-id`. */
export interface BilledEvent {
  readonly webhookId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  /** Later deliveries of the same id that said something else. */
  readonly contradictions: string[];
}

/** A technician's command, and the answer. */
export interface ServiceCall {
  readonly action: 'free_slot' | 'disable_slot' | 'enable_slot';
  readonly at: BankPlace;
  readonly atMs: number;
  answeredAtMs?: number;
  isDone?: boolean;
  answers: number;
  /** The relay ran when it came. */
  readonly isHeard: boolean;
}

/** An order to a motor, as the controller gave it to its bus. */
export interface BusOrder {
  readonly commandId: number;
  readonly at: BankPlace;
  readonly atMs: number;
  /** Whose intention stood on the controller's disk under this number. */
  readonly rentalId: string | undefined;
  /** Which life of the controller gave it: how often it had died. */
  readonly life: number;
  answers: 0 | 1;
}

/** What the controller asked of its bus, and heard. */
export class BusEvidence {
  readonly orders: BusOrder[] = [];
  /** Answers to orders that had one, or were never given. */
  readonly invented: number[] = [];

  ordered(order: Omit<BusOrder, 'answers'>): void {
    this.orders.push({ ...order, answers: 0 });
  }

  /** A disk that was put back may have given the number to another slot, too. */
  rentalOf(commandId: number, at: BankPlace): string | undefined {
    return this.orders.findLast(
      (order) => order.commandId === commandId && placeName(order.at) === placeName(at),
    )?.rentalId;
  }

  answered(commandId: number, life: number): void {
    const order = this.orders.find(
      (one) => one.commandId === commandId && one.answers === 0 && one.life === life,
    );
    if (order === undefined) this.invented.push(commandId);
    else order.answers = 1;
  }
}

/** Power flowed into a slot. */
export interface ChargeSpan {
  readonly at: BankPlace;
  readonly fromMs: number;
  toMs: number;
}

export interface CabinetFinding {
  readonly finding: string;
  /** Rental or bank concerned. */
  readonly subject?: string;
  readonly detail: string;
}

export const placeName = ({ module, slot }: BankPlace): string => `${module}/${slot}`;
