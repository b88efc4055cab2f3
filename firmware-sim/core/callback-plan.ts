import type { Chance } from '../../shared/seeded-chance.ts';
import { type CoreOrder, drawOrder, type OrderMoment, type OrderWishes } from './callback-maker.ts';

/** A state that an order takes, and when the core tells of it: never (lost), once, or again and again. */
export interface PlannedMoment {
  readonly order: CoreOrder;
  readonly moment: OrderMoment;
  /** Ms after the plan's start. */
  readonly happensAtMs: number;
  /** Ms after the plan's start, each not before `happensAtMs`; may come after those of a later state. */
  readonly sendAtMs: readonly number[];
}

/** Somebody who is not the core, or a core that contradicts itself; none of these may be accepted. */
export const FORGERIES = ['wrong_key', 'changed_after_signing', 'other_amount'] as const;
export type ForgeryKind = (typeof FORGERIES)[number];

export interface PlannedForgery {
  readonly kind: ForgeryKind;
  readonly order: CoreOrder;
  readonly moment: OrderMoment;
  readonly sendAtMs: number;
}

export interface CallbackPlan {
  readonly moments: readonly PlannedMoment[];
  readonly forgeries: readonly PlannedForgery[];
}

export interface PlanWishes {
  readonly orders: number;
  /** Over how long the orders are spread. */
  readonly spanMs: number;
  /** Unix ms at which the plan begins. */
  readonly startAtMs: number;
  readonly terminals: readonly string[];
  /** Number of the first order; see `drawOrder`. */
  readonly firstOrderNumber: number;
  /** The relay polls what is unfinished, so a lost callback is made good. */
  readonly queried: boolean;
  /** What every order is to be like. */
  readonly each?: OrderWishes;
}

const HOUR_MS = 3_600_000;

/**
 * A day in the shops, squeezed: single orders and rushes, payments that are told twice, states that
 * overtake each other, refunds in parts, customers who walk away, callbacks that come an hour or a day late,
 * and a few forgeries. Sorted by nothing: each entry carries its time.
 */
export function drawPlan(chance: Chance, wishes: PlanWishes): CallbackPlan {
  const moments: PlannedMoment[] = [];
  const forgeries: PlannedForgery[] = [];
  const rushes = Array.from({ length: Math.max(1, Math.round(wishes.orders / 60)) }, () => chance.next());
  for (let index = 0; index < wishes.orders; index++) {
    const draw = chance.fork();
    const at = (draw.happens(0.2) ? draw.pick(rushes) : draw.next()) * wishes.spanMs;
    const order = drawOrder(draw, wishes.firstOrderNumber + index, draw.pick(wishes.terminals), wishes.each);
    const life = drawLife(draw, order, Math.round(at), wishes);
    moments.push(...life);
    if (draw.happens(0.03)) forgeries.push(...drawForgeries(draw, life));
  }
  return { moments, forgeries };
}

function drawLife(draw: Chance, order: CoreOrder, atMs: number, wishes: PlanWishes): PlannedMoment[] {
  const life: PlannedMoment[] = [];
  const add = (
    state: OrderMoment['state'],
    netFen: number,
    happensAtMs: number,
    sendAfterMs: readonly number[],
    ageMs = 0,
  ): void => {
    const finishedAtMs = wishes.startAtMs + happensAtMs - ageMs;
    const sendAtMs = sendAfterMs.map((after) => happensAtMs + after);
    life.push({ order, moment: { state, netFen, finishedAtMs }, happensAtMs, sendAtMs });
  };
  const total = order.totalFen;
  const created = draw.happens(0.4);
  // Told only after the payment, now and then: the state may only move forward.
  if (created) add('CREATED', total, atMs, [draw.happens(0.25) ? draw.integer(900, 3_000) : 0]);
  const paidAtMs = atMs + (created ? draw.integer(200, 800) : 0);
  if (created && draw.happens(0.08)) {
    add('PAY_CANCELED', total, paidAtMs, [0]);
    return life;
  }
  if (created && wishes.queried && draw.happens(0.05)) {
    add('PAID', total, paidAtMs, []);
    return life;
  }
  const age = draw.next();
  const ageMs = age < 0.004 ? draw.integer(25, 40) * HOUR_MS : age < 0.03 ? draw.integer(2, 600) * 60_000 : 0;
  const repeats = draw.happens(0.12) ? [draw.integer(0, 50), draw.integer(500, 8_000)] : [];
  add('PAID', total, paidAtMs, [0, ...repeats], ageMs);
  if (ageMs > 0) return life;
  if (total > 100 && draw.happens(0.05)) {
    const part = draw.integer(1, total - 1);
    const whole = draw.happens(0.5);
    const partAtMs = paidAtMs + draw.integer(1_000, 6_000);
    // The refund of the rest now and then overtakes that of the part.
    add('PARTIAL_REFUNDED', total - part, partAtMs, [whole && draw.happens(0.3) ? 2_500 : 0]);
    if (whole) add('REFUNDED', 0, partAtMs + draw.integer(700, 2_000), [0]);
  } else if (draw.happens(0.03)) {
    add(draw.happens(0.5) ? 'REFUNDED' : 'CANCELED', 0, paidAtMs + draw.integer(1_000, 6_000), [0]);
  }
  return life;
}

function drawForgeries(draw: Chance, life: readonly PlannedMoment[]): PlannedForgery[] {
  const paid = life.find(({ moment, sendAtMs }) => moment.state === 'PAID' && sendAtMs.length > 0);
  if (paid === undefined) return [];
  const kind = draw.pick(FORGERIES);
  const { order, moment } = paid;
  // A stranger invents an order of his own; who contradicts himself does so about one that is known.
  const forged: CoreOrder =
    kind === 'other_amount'
      ? { ...order, totalFen: order.totalFen + 100 }
      : { ...order, sn: `66${order.sn.slice(2)}` };
  return [
    {
      kind,
      order: forged,
      moment: { ...moment, netFen: forged.totalFen },
      sendAtMs: paid.happensAtMs + draw.integer(4_000, 9_000),
    },
  ];
}
