import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../../shared/seeded-chance.ts';
import { CORE_STATES, callbackBody } from './callback-maker.ts';
import { drawPlan, FORGERIES, type PlannedMoment } from './callback-plan.ts';

const wishes = {
  orders: 2_000,
  spanMs: 600_000,
  startAtMs: 1_790_000_000_000,
  terminals: ['T-1', 'T-2'],
  firstOrderNumber: 41,
  queried: true,
};
const plan = drawPlan(seededChance(7), wishes);
const lives = new Map<string, PlannedMoment[]>();
for (const planned of plan.moments) {
  lives.set(planned.order.sn, [...(lives.get(planned.order.sn) ?? []), planned]);
}
const orders = [...lives.values()];
const stateOf = (life: PlannedMoment[], state: string): PlannedMoment | undefined =>
  life.find(({ moment }) => moment.state === state);

test('the same seed draws the same plan, another one another', () => {
  assert.equal(drawPlan(seededChance(7), wishes), plan);
  assert.not.equal(drawPlan(seededChance(8), wishes), plan);
});

test('a day in the shops has everything that makes it hard', () => {
  assert.is(lives.size, 2_000);
  assert.equal([...new Set(plan.moments.map(({ moment }) => moment.state))].sort(), [...CORE_STATES].sort());
  assert.equal([...new Set(plan.forgeries.map(({ kind }) => kind))].sort(), [...FORGERIES].sort());
  const count = (holds: (life: PlannedMoment[]) => boolean): number => orders.filter(holds).length;
  const first = (one: PlannedMoment | undefined): number => one?.sendAtMs[0] ?? Number.NaN;
  assert.ok(count((life) => (stateOf(life, 'PAID')?.sendAtMs.length ?? 0) > 1) > 100, 'told again');
  assert.ok(count((life) => stateOf(life, 'PAID')?.sendAtMs.length === 0) > 10, 'told by the query only');
  assert.ok(
    count((life) => first(stateOf(life, 'CREATED')) > first(stateOf(life, 'PAID'))) > 50,
    'out of order',
  );
  assert.ok(
    count((life) => first(stateOf(life, 'PARTIAL_REFUNDED')) > first(stateOf(life, 'REFUNDED'))) > 5,
    'a refund of the rest overtakes that of the part',
  );
  const age = ({ moment, happensAtMs }: PlannedMoment): number =>
    wishes.startAtMs + happensAtMs - moment.finishedAtMs;
  assert.ok(count((life) => life.some((one) => age(one) > 60_000)) > 20, 'late');
  assert.ok(count((life) => life.some((one) => age(one) > 86_400_000)) > 1, 'a day late');
});

test('money adds up in every life, and nothing is told before it happens', () => {
  for (const life of orders) {
    for (const { order, moment, happensAtMs, sendAtMs } of life) {
      assert.ok(order.totalFen > 0 && moment.netFen >= 0 && moment.netFen <= order.totalFen);
      assert.is(moment.netFen === order.totalFen, !/REFUNDED|^CANCELED/.test(moment.state));
      assert.ok(sendAtMs.every((atMs) => atMs >= happensAtMs));
    }
  }
});

test('where nobody polls, every payment is told', () => {
  const unpolled = drawPlan(seededChance(7), { ...wishes, queried: false });
  assert.is(unpolled.moments.filter(({ sendAtMs }) => sendAtMs.length === 0).length, 0);
});

test('a callback is what the gateway documents: strings, fen, a 16-digit sn, and more than that', () => {
  const names = new Set<string>();
  for (const { order, moment } of plan.moments) {
    const fields = JSON.parse(callbackBody(order, moment)) as Record<string, unknown>;
    assert.match(String(fields.sn), /^\d{16}$/);
    assert.ok(String(fields.client_sn).length <= 32);
    for (const name of ['total_amount', 'net_amount', 'finish_time', 'channel_finish_time']) {
      assert.match(String(fields[name]), /^\d+$/);
      assert.type(fields[name], 'string');
    }
    assert.is(callbackBody(order, moment), callbackBody(order, moment));
    for (const name of Object.keys(fields)) names.add(name);
  }
  for (const unlisted of ['provider_response', 'is_digital_rmb']) assert.ok(names.has(unlisted), unlisted);
  const payways = new Set(plan.moments.map(({ order }) => order.payway));
  assert.ok(payways.size > 8 && payways.has('23'), [...payways].join(' '));
});

test.run();
