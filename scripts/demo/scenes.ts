import {
  type CoreOrder,
  drawOrder,
  type OrderMoment,
  type OrderWishes,
} from '../../firmware-sim/core/callback-maker.ts';
import type { CallbackPlan, PlannedForgery, PlannedMoment } from '../../firmware-sim/core/callback-plan.ts';
import type { Chance } from '../../shared/seeded-chance.ts';

/** The terminal of the demo's shop. */
export const DEMO_TERMINAL = '100114020002045';

/** What a scene is drawn with. */
export interface SceneDraw {
  readonly chance: Chance;
  /** Unix ms at which it begins. */
  readonly nowMs: number;
  /** At most so many orders. */
  readonly ordersMost: number;
  /** A number that no order has had. */
  nextOrderNumber(): number;
}

export interface Scene {
  /** What happens, for a person. */
  readonly title: string;
  readonly orders: number;
  /** Until the next one begins, when time is not pressed. */
  readonly lastsMs: number;
  draw(draw: SceneDraw): CallbackPlan;
}

interface Step {
  readonly state?: OrderMoment['state'];
  readonly netFen?: number;
  readonly atMs?: number;
  readonly sendAtMs?: readonly number[];
  readonly ageMs?: number;
}

function life(draw: SceneDraw, wishes: OrderWishes, steps: readonly Step[]): PlannedMoment[] {
  const order = drawOrder(draw.chance, draw.nextOrderNumber(), DEMO_TERMINAL, wishes);
  return steps.map(({ state = 'PAID', netFen = order.totalFen, atMs = 0, sendAtMs = [atMs], ageMs = 0 }) => ({
    order,
    moment: { state, netFen, finishedAtMs: draw.nowMs + atMs - ageMs },
    happensAtMs: atMs,
    sendAtMs,
  }));
}

const plan = (moments: PlannedMoment[], forgeries: PlannedForgery[] = []): CallbackPlan => ({
  moments,
  forgeries,
});

const PAID: readonly Step[] = [{}];

const single = (title: string, wishes: OrderWishes, lastsMs = 6_000): Scene => ({
  title,
  orders: 1,
  lastsMs,
  draw: (draw) => plan(life(draw, wishes, PAID)),
});

const rush = (orders: number, lastsMs: number): Scene => ({
  // Without their number: the run may end in the middle of them.
  title: 'lunch rush: customers pay at the same moment',
  orders,
  lastsMs,
  draw: (draw) =>
    plan(Array.from({ length: Math.min(orders, draw.ordersMost) }, () => life(draw, {}, PAID)).flat()),
});

const toldTwice: Scene = {
  title: 'the core tells one payment three times; the shop hears it once',
  orders: 1,
  lastsMs: 6_000,
  draw: (draw) => plan(life(draw, { amountFen: 2_350 }, [{ sendAtMs: [0, 0, 1_500] }])),
};

const outOfOrder: Scene = {
  title: 'PAID overtakes CREATED; the state only moves forward',
  orders: 1,
  lastsMs: 6_000,
  draw: (draw) =>
    plan(
      life(draw, { payway: '17', amountFen: 4_800 }, [
        { state: 'CREATED', sendAtMs: [1_500] },
        { state: 'PAID', atMs: 200 },
      ]),
    ),
};

const refund: Scene = {
  title: 'a customer brings something back: a refund of a part',
  orders: 1,
  lastsMs: 9_000,
  draw: (draw) =>
    plan(
      life(draw, { payway: '3', amountFen: 10_005 }, [
        { state: 'PAID' },
        { state: 'PARTIAL_REFUNDED', netFen: 7_005, atMs: 4_000 },
      ]),
    ),
};

const late: Scene = {
  title: 'a callback that comes 12 minutes late is said to be late',
  orders: 1,
  lastsMs: 8_000,
  draw: (draw) => plan(life(draw, { payway: '2', amountFen: 6_600 }, [{ ageMs: 12 * 60_000 }])),
};

const forged: Scene = {
  title: 'a stranger invents a payment: refused, and the shop hears nothing',
  orders: 0,
  lastsMs: 4_000,
  draw: (draw) => {
    const order: CoreOrder = drawOrder(draw.chance, draw.nextOrderNumber(), DEMO_TERMINAL, {
      amountFen: 88_800,
    });
    const moment: OrderMoment = { state: 'PAID', netFen: order.totalFen, finishedAtMs: draw.nowMs };
    return plan([], [{ kind: 'wrong_key', order, moment, sendAtMs: 0 }]);
  },
};

/** The first twelve orders: everything once. */
export const TOUR: readonly Scene[] = [
  single('a customer pays with Alipay', { payway: '2', amountFen: 1_250 }),
  single('the next one with WeChat', { payway: '3', amountFen: 800 }),
  rush(5, 20_000),
  toldTwice,
  outOfOrder,
  forged,
  refund,
  single('a wallet that is on no list yet: plainly 收款', { payway: '23', amountFen: 1_999 }),
  late,
];

/** What comes after the tour, for as long as it runs. */
export function laterScene(chance: Chance): Scene {
  const lastsMs = chance.integer(6_000, 15_000);
  const dice = chance.next();
  if (dice < 0.72) return single('', {}, lastsMs);
  if (dice < 0.82) return rush(chance.integer(3, 7), 25_000);
  return chance.pick([toldTwice, outOfOrder, refund, late, forged]);
}
