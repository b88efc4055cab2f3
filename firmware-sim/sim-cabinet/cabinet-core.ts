import type { Chance } from '../../shared/seeded-chance.ts';
import type { Trace } from '../sim/trace.ts';
import type { VirtualTime } from '../sim/virtual-time.ts';
import type { BilledEvent, RentCall } from './cabinet-evidence.ts';
import type { Delivery, SimCabinetRelay } from './sim-cabinet-relay.ts';

const NO_ANSWER_MS = 8_000;
const ASK_AGAIN_MS = 1_000;
/** A core that gets no answer asks until nobody can stand there any more. */
const ASK_AFTER_EXPIRY_MS = 3_000;

export interface CabinetCoreParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly relay: SimCabinetRelay;
  readonly trace: Trace;
  readonly cabinet: string;
  readonly name: string;
  readonly isDisorderly: () => boolean;
  readonly stir: () => void;
}

/** The rental core and its billing, in a world whose time they never get wrong. */
export class CabinetCore {
  readonly calls: RentCall[] = [];
  readonly billed = new Map<string, BilledEvent>();
  /** Of requests and of answers, the share that gets lost. */
  lostShare = 0;
  /** Calls that are to be made or answered. */
  pending = 0;
  readonly #parts: CabinetCoreParts;
  #rentals = 0;

  constructor(parts: CabinetCoreParts) {
    this.#parts = parts;
  }

  /** A customer has scanned the code. @returns the rental's id */
  rent(change: { readonly waitsMs?: number; readonly minimumLevel?: number } = {}): string {
    const { time, chance, name } = this.#parts;
    this.#rentals += 1;
    const rentalId = `${name}-${this.#rentals}`;
    const isOdd = this.#parts.isDisorderly() && chance.happens(0.2);
    const waitsMs =
      change.waitsMs ?? (isOdd ? chance.pick([-5_000, 300, 1_500]) : chance.integer(6_000, 50_000));
    const order = {
      rentalId,
      expiresAtMs: Math.round(time.nowMs + waitsMs),
      minimumLevel: change.minimumLevel ?? chance.pick([0, 0, 20, 50]),
    };
    this.pending += 1;
    this.#ask(order, 'asked');
    if (!this.#parts.isDisorderly()) return rentalId;
    if (chance.happens(0.4)) this.#later(order, 'repeated', chance.next() ** 2 * 60_000);
    if (chance.happens(0.2)) {
      const forged = { ...order, minimumLevel: order.minimumLevel + 1 };
      this.#later(forged, 'forged', chance.next() * 20_000);
    }
    return rentalId;
  }

  #later(
    order: Pick<RentCall, 'rentalId' | 'expiresAtMs' | 'minimumLevel'>,
    kind: RentCall['kind'],
    afterMs: number,
  ) {
    this.pending += 1;
    this.#parts.time.after(afterMs, () => this.#ask(order, kind));
  }

  #ask(order: Pick<RentCall, 'rentalId' | 'expiresAtMs' | 'minimumLevel'>, kind: RentCall['kind']): void {
    const { time, relay, trace, cabinet, stir } = this.#parts;
    const { rentalId, expiresAtMs, minimumLevel } = order;
    const call: RentCall = { ...order, kind, atMs: time.nowMs };
    this.calls.push(call);
    stir();
    const waitsS = (expiresAtMs - time.nowMs) / 1_000;
    trace.tell(
      'core',
      () => `${rentalId} ${kind}, ${minimumLevel} %, for ${waitsS.toFixed(1)} s`,
      () => [rentalId],
    );
    let isOver = false;
    const over = (status: number, text: string): void => {
      if (isOver) return;
      isOver = true;
      call.status = status;
      call.text = text;
      trace.tell(
        'core',
        () => `${rentalId} ${kind}: ${status} ${text}`,
        () => [rentalId],
      );
      const isAnswered = status >= 200 && status < 500;
      if (isAnswered || time.nowMs > expiresAtMs + ASK_AFTER_EXPIRY_MS) this.pending -= 1;
      else time.after(ASK_AGAIN_MS, () => this.#ask(order, kind === 'forged' ? 'forged' : 'repeated'));
    };
    time.after(NO_ANSWER_MS, () => over(0, 'no answer'));
    const body = Buffer.from(JSON.stringify({ rentalId, cabinet, expiresAt: expiresAtMs, minimumLevel }));
    this.#overTheNetwork(() =>
      relay.rent(body, ({ status, text }) => this.#overTheNetwork(() => over(status, text))),
    );
  }

  #overTheNetwork(arrive: () => void): void {
    const { chance, time } = this.#parts;
    if (chance.happens(this.lostShare)) return;
    time.after(3 + chance.next() * 20, arrive);
  }

  /** A webhook comes to billing, which takes each id once. */
  hear({ webhookId, type, data }: Delivery, answer: (isTaken: boolean) => void): void {
    const { time, trace } = this.#parts;
    this.#overTheNetwork(() => {
      const subjects = [data.rentalId, data.bankId, data.subject].filter((one) => typeof one === 'string');
      trace.tell(
        'billing',
        () => `${type} ${JSON.stringify(data)}`,
        () => subjects,
      );
      const known = this.billed.get(webhookId);
      if (known === undefined)
        this.billed.set(webhookId, { webhookId, type, data, atMs: time.nowMs, contradictions: [] });
      else if (JSON.stringify([known.type, known.data]) !== JSON.stringify([type, data]))
        known.contradictions.push(JSON.stringify([type, data]));
      this.#overTheNetwork(() => answer(true));
    });
  }
}
