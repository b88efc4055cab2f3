import type { Chance } from '../../shared/seeded-chance.ts';
import { type CoreOrder, callbackBody, type OrderMoment } from '../core/callback-maker.ts';
import type { PlannedMoment } from '../core/callback-plan.ts';
import type { CallbackAnswer, CoreEntry } from '../core/log.ts';
import type { SimRelay } from './sim-relay.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** FACTS: the gateway calls again after these, and then no more. */
const RETRY_MS = [1_000, 5_000, 30_000, 600_000];
const NO_ANSWER_MS = 10_000;

/** The payment core, in a world whose time it never gets wrong. */
export class SimCore {
  readonly entries: CoreEntry[] = [];
  /** Of requests and of answers, the share that gets lost. */
  lostShare = 0;
  /** Steps still to be told, and calls still to be made or answered. */
  pending = 0;
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #relay: SimRelay;
  readonly #trace: Trace;
  #lastId = 0;

  constructor(time: VirtualTime, chance: Chance, relay: SimRelay, trace: Trace) {
    this.#time = time;
    this.#chance = chance;
    this.#relay = relay;
    this.#trace = trace;
  }

  /** @param startMs what the plan's times count from */
  play(moments: readonly PlannedMoment[], startMs: number): void {
    for (const { order, moment, happensAtMs, sendAtMs } of moments) {
      this.pending += sendAtMs.length;
      this.#time.at(startMs + happensAtMs, () => {
        const atMs = this.#time.nowMs;
        this.entries.push({ entry: 'moment', order, moment, atMs });
        for (const sendMs of sendAtMs)
          this.#time.at(startMs + sendMs, () => this.#call(order, moment, this.#sent(order, moment), 0));
      });
    }
  }

  #sent({ sn }: CoreOrder, moment: OrderMoment): number {
    this.#lastId += 1;
    this.entries.push({ entry: 'sent', id: this.#lastId, sn, moment, atMs: this.#time.nowMs });
    return this.#lastId;
  }

  #call(order: CoreOrder, moment: OrderMoment, id: number, attempt: number): void {
    const startedAtMs = this.#time.nowMs;
    let isOver = false;
    const over = (answer: CallbackAnswer, httpStatus: number, text: string): void => {
      if (isOver) return;
      isOver = true;
      const tookMs = this.#time.nowMs - startedAtMs;
      this.entries.push({ entry: 'answer', id, attempt, startedAtMs, tookMs, answer, httpStatus, text });
      this.#tell(order, moment, `#${id}: ${httpStatus} ${text}`);
      if (answer === 'success') this.#succeeded(order, moment);
      else this.#again(order, moment, id, attempt);
    };
    this.#tell(order, moment, `#${id}, call ${attempt + 1}`);
    this.#time.after(NO_ANSWER_MS, () => over('unreachable', 0, 'no answer'));
    this.#overTheNetwork(() =>
      this.#relay.callback(callbackBody(order, moment), ({ status, text }) =>
        this.#overTheNetwork(() =>
          over(status === 200 ? 'success' : status === 0 ? 'unreachable' : 'refused', status, text),
        ),
      ),
    );
  }

  #overTheNetwork(arrive: () => void): void {
    if (this.#chance.happens(this.lostShare)) return;
    this.#time.after(3 + this.#chance.next() * 20, arrive);
  }

  #again(order: CoreOrder, moment: OrderMoment, id: number, attempt: number): void {
    const waitMs = RETRY_MS[attempt];
    if (waitMs === undefined) {
      this.entries.push({ entry: 'given_up', id, atMs: this.#time.nowMs });
      this.pending -= 1;
      return;
    }
    this.#time.after(waitMs, () => this.#call(order, moment, id, attempt + 1));
  }

  /** Now and then it contradicts itself about what it has told: that must be refused. */
  #succeeded(order: CoreOrder, moment: OrderMoment): void {
    this.pending -= 1;
    if (moment.state !== 'PAID' || !this.#chance.happens(0.03)) return;
    this.#lastId += 1;
    const id = this.#lastId;
    const forged = { ...order, totalFen: order.totalFen + 100 };
    const startedAtMs = this.#time.nowMs;
    const wrong = { ...moment, netFen: forged.totalFen };
    this.entries.push({
      entry: 'forged',
      id,
      kind: 'other_amount',
      order: forged,
      moment: wrong,
      atMs: startedAtMs,
    });
    this.#overTheNetwork(() =>
      this.#relay.callback(callbackBody(forged, wrong), ({ status, text }) => {
        const answer = status === 200 ? 'success' : 'refused';
        const tookMs = this.#time.nowMs - startedAtMs;
        this.entries.push({
          entry: 'answer',
          id,
          attempt: 0,
          startedAtMs,
          tookMs,
          answer,
          httpStatus: status,
          text,
        });
      }),
    );
  }

  #tell({ sn, totalFen }: CoreOrder, { state, netFen }: OrderMoment, what: string): void {
    this.#trace.tell(
      'core',
      () => `${sn} ${state} ${totalFen}/${netFen} ${what}`,
      () => [sn],
    );
  }
}
