import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { AcceptAnswer, LoggedNotice, OrderCallback } from '../store.ts';
import { parseCallback } from './order-callback.ts';
import { OrderIntake } from './order-intake.ts';
import { callbackJson } from './pretended-core.ts';

const nowMs = unixMs(1_751_241_600_000);
const order = (number: number): OrderCallback =>
  parseCallback(Buffer.from(callbackJson({ sn: String(number).padStart(16, '0') })), nowMs);
const notice = (number: number): LoggedNotice => ({ deviceId: 'D', notice: { seq: number } }) as never;
const recorded = (number: number): AcceptAnswer => ({
  answer: 'recorded',
  notices: [notice(number)],
  handedOver: false,
});

/** An intake whose store answers when the test says so. */
function setUp() {
  const events: string[] = [];
  const turns: (() => void)[] = [];
  const batches: {
    orders: readonly OrderCallback[];
    answer(with_: readonly AcceptAnswer[] | Failure): void;
  }[] = [];
  let uptimeMs = 0;
  const intake = new OrderIntake({
    store: {
      acceptOrders: (orders) =>
        new Promise((resolve, reject) => {
          batches.push({ orders, answer: (one) => (one instanceof Failure ? reject(one) : resolve(one)) });
        }),
    },
    afterThisTurn: (run) => turns.push(run),
    now: () => nowMs,
    uptimeMs: () => uptimeMs,
    deliver: (notices, lastByteAtMs) => events.push(`deliver ${notices[0]?.notice.seq} @${lastByteAtMs}`),
    storeAnswered: (failure) => events.push(failure === undefined ? 'well' : 'trouble'),
  });
  return {
    intake,
    events,
    batches,
    endTurn: () => {
      for (const run of turns.splice(0)) run();
    },
    pass: (ms: number) => {
      uptimeMs += ms;
    },
  };
}

test('what arrives in one turn is one operation, and notices go out before anybody is answered', async () => {
  const { intake, events, batches, endTurn } = setUp();
  const answers = [1, 2, 3].map((number) =>
    intake.submit(order(number), number * 10).then((answer) => events.push(`answer ${answer.answer}`)),
  );
  assert.is(batches.length, 0);
  endTurn();
  assert.is(batches.length, 1);
  assert.is(intake.waiting, 3);
  batches[0]?.answer([recorded(1), { answer: 'already_recorded' }, recorded(3)]);
  await Promise.all(answers);
  assert.equal(events, [
    'well',
    'deliver 1 @10',
    'deliver 3 @30',
    'answer recorded',
    'answer already_recorded',
    'answer recorded',
  ]);
  assert.is(intake.waiting, 0);
});

test('what the store refuses is delivered to nobody and refused to everybody', async () => {
  const { intake, events, batches, endTurn } = setUp();
  const refused = [1, 2].map((number) => intake.submit(order(number), 0).catch((thrown: unknown) => thrown));
  endTurn();
  batches[0]?.answer(new Failure('store_unavailable', 'disk full'));
  for (const thrown of await Promise.all(refused)) assert.ok(isFailure(thrown, 'store_unavailable'));
  assert.equal(events, ['trouble']);
  assert.is(intake.waiting, 0);
});

test('a store that forgets an answer has recorded nothing that anybody may rely on', async () => {
  const { intake, batches, endTurn } = setUp();
  const answer = intake.submit(order(1), 0).catch((thrown: unknown) => thrown);
  endTurn();
  batches[0]?.answer([]);
  assert.ok(isFailure(await answer, 'store_unavailable'));
});

test('a large turn is cut into operations that a commit can hold, in order', () => {
  const { intake, batches, endTurn } = setUp();
  const count = limits.ordersPerAccept + 1;
  for (let number = 0; number < count; number += 1) void intake.submit(order(number), 0);
  endTurn();
  assert.equal(
    batches.map(({ orders }) => orders.length),
    [limits.ordersPerAccept, 1],
  );
  assert.is(batches[1]?.orders[0]?.sn, String(limits.ordersPerAccept).padStart(16, '0'));
});

test('beyond its bound it refuses at once, and takes again what there is room for', async () => {
  const { intake, batches, endTurn } = setUp();
  for (let number = 0; number < limits.callbacksWaiting; number += 1) {
    intake.submit(order(number), 0).catch(() => {});
  }
  const refused = await intake.submit(order(1), 0).catch((thrown: unknown) => thrown);
  assert.ok(isFailure(refused, 'overloaded'));
  endTurn();
  batches[0]?.answer(new Failure('overloaded', 'x'));
  await Promise.resolve().then(() => {});
  assert.is(intake.waiting, limits.callbacksWaiting - limits.ordersPerAccept);
});

test('it knows how long the first has waited', async () => {
  const { intake, batches, endTurn, pass } = setUp();
  assert.is(intake.oldestWaitMs, 0);
  const first = intake.submit(order(1), 0);
  endTurn();
  pass(300);
  const second = intake.submit(order(2), 0);
  endTurn();
  pass(200);
  assert.is(intake.oldestWaitMs, 500);
  batches[0]?.answer([recorded(1)]);
  await first;
  assert.is(intake.oldestWaitMs, 200);
  batches[1]?.answer([recorded(2)]);
  await second;
  assert.is(intake.oldestWaitMs, 0);
});

test.run();
