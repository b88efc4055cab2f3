import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CoreOrder, CoreState, OrderMoment } from '../core/callback-maker.ts';
import type { CoreEntry } from '../core/log.ts';
import { expectations } from './expectation.ts';

const order: CoreOrder = {
  sn: '7800000000000001',
  terminalSn: 'T-1',
  totalFen: 1000,
  payway: '3',
  fields: {},
};
const START_MS = 1_790_000_000_000;

/** A callback sent at `sentS` and answered `success` at `answeredS` (never, when absent). */
interface Telling {
  state: CoreState;
  netFen: number;
  sentS: number;
  answeredS?: number;
}

function ways(tellings: readonly Telling[], queried: readonly Telling[] = []): string[] {
  const moment = ({ state, netFen, sentS }: Telling): OrderMoment => ({
    state,
    netFen,
    finishedAtMs: START_MS + sentS * 1_000,
  });
  const entries: CoreEntry[] = [
    { entry: 'moment', order, moment: { state: 'CREATED', netFen: 1000, finishedAtMs: 0 }, atMs: 0 },
  ];
  for (const [id, telling] of tellings.entries()) {
    const atMs = START_MS + telling.sentS * 1_000;
    entries.push({ entry: 'sent', id, sn: order.sn, moment: moment(telling), atMs });
    if (telling.answeredS === undefined) {
      entries.push({
        entry: 'answer',
        id,
        attempt: 0,
        startedAtMs: atMs,
        tookMs: 5,
        answer: 'unreachable',
        text: '',
      });
    } else {
      const tookMs = (telling.answeredS - telling.sentS) * 1_000;
      entries.push({
        entry: 'answer',
        id,
        attempt: 0,
        startedAtMs: atMs,
        tookMs,
        answer: 'success',
        text: 'success',
      });
    }
  }
  for (const one of queried) {
    entries.push({
      entry: 'query_answered',
      sn: order.sn,
      moment: moment(one),
      atMs: START_MS + one.sentS * 1_000,
    });
  }
  const list = expectations(entries).get(order.sn)?.ways ?? [];
  return list.map((way) => way.map(({ kind, amountFen }) => `${kind} ${amountFen}`).join(', ')).sort();
}

const paid = (sentS: number, answeredS?: number): Telling => ({
  state: 'PAID',
  netFen: 1000,
  sentS,
  ...(answeredS === undefined ? {} : { answeredS }),
});

test('a payment that was answered success must be heard; one that was not may be', () => {
  assert.equal(ways([paid(0, 1)]), ['payment 1000']);
  assert.equal(ways([paid(0)]), ['', 'payment 1000']);
  assert.equal(ways([paid(0), paid(5, 6)]), ['payment 1000']);
  assert.equal(ways([]), ['']);
});

test('states without money are never heard', () => {
  assert.equal(ways([{ state: 'CREATED', netFen: 1000, sentS: 0, answeredS: 1 }]), ['']);
  assert.equal(ways([{ state: 'PAY_CANCELED', netFen: 1000, sentS: 0, answeredS: 1 }]), ['']);
});

test('refunds say what went back since the step before', () => {
  const part: Telling = { state: 'PARTIAL_REFUNDED', netFen: 700, sentS: 2, answeredS: 3 };
  const rest: Telling = { state: 'REFUNDED', netFen: 0, sentS: 4, answeredS: 5 };
  assert.equal(ways([paid(0, 1), part, rest]), ['payment 1000, refund 300, refund 700']);
  assert.equal(ways([paid(0, 1), { ...part, answeredS: 4.5 }, rest]), [
    'payment 1000, refund 1000',
    'payment 1000, refund 300, refund 700',
  ]);
});

test('a payment that a refund may have overtaken may stay unheard', () => {
  const refund: Telling = { state: 'REFUNDED', netFen: 0, sentS: 2, answeredS: 3 };
  assert.equal(ways([paid(0, 5), refund]), ['payment 1000, refund 1000', 'refund 1000']);
  assert.equal(ways([paid(0, 1), refund]), ['payment 1000, refund 1000']);
});

test('a cancellation before any word of a payment takes nothing back', () => {
  const cancel: Telling = { state: 'CANCELED', netFen: 0, sentS: 0, answeredS: 1 };
  assert.equal(ways([cancel]), ['']);
  assert.equal(ways([paid(2, 3), cancel]), ['', 'payment 1000, cancel 1000']);
});

test('what a query told must be heard too', () => {
  assert.equal(ways([], [paid(3)]), ['payment 1000']);
  const refund: Telling = { state: 'REFUNDED', netFen: 0, sentS: 70, answeredS: 71 };
  assert.equal(ways([refund], [paid(3)]), ['payment 1000, refund 1000']);
});

test('a query is no acknowledgement: where the disk refused its answer, a later state may come first', () => {
  const refund: Telling = { state: 'REFUNDED', netFen: 0, sentS: 5, answeredS: 6 };
  assert.equal(ways([refund], [paid(3)]), ['payment 1000, refund 1000', 'refund 1000']);
});

test('a refund that only a query told, beside a payment that was accepted: its answer may have met a disk that refused', () => {
  const queried: Telling = { state: 'REFUNDED', netFen: 0, sentS: 4, answeredS: 4 };
  assert.equal(ways([paid(2, 3)], [queried]), ['payment 1000', 'payment 1000, refund 1000']);
});

test('a payment of the day before yesterday goes to a human', () => {
  const entries: CoreEntry[] = [
    { entry: 'moment', order, moment: { state: 'PAID', netFen: 1000, finishedAtMs: START_MS }, atMs: 0 },
    {
      entry: 'sent',
      id: 1,
      sn: order.sn,
      moment: { state: 'PAID', netFen: 1000, finishedAtMs: START_MS },
      atMs: START_MS + 30 * 3_600_000,
    },
  ];
  assert.is(expectations(entries).get(order.sn)?.ways.at(-1)?.[0]?.tooOld, true);
});

test.run();
