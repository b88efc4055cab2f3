import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderSn, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fen, unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import type { OrderCallback, OrderState } from '../store.ts';
import { decide, eventName, furthestEvent, type OrderDecision } from './order.ts';

const TOTAL = 1_000;
const PAID_AT = 1_700_000_000_000;
const NOW = unixMs(PAID_AT + 5_000);

type Change = Partial<{ -readonly [Name in keyof OrderCallback]: OrderCallback[Name] }>;

function callback(state: OrderState, netFen = defaultNet(state), change: Change = {}): OrderCallback {
  return {
    sn: orderSn('7895252018360178'),
    terminalSn: terminalSn('T-1'),
    clientSn: 'C-1',
    tradeNo: 'N-1',
    state,
    payway: '3',
    totalAmountFen: fen(TOTAL),
    netAmountFen: fen(netFen),
    finishedAtMs: unixMs(PAID_AT),
    raw: '{}',
    ...change,
  };
}

const defaultNet = (state: OrderState): number => (state === 'REFUNDED' || state === 'CANCELED' ? 0 : TOTAL);

/** An order that is told step by step; what is recorded is known from then on. */
class Told {
  readonly known: OrderCallback[] = [];
  readonly said: string[] = [];

  tell(next: OrderCallback): OrderDecision {
    const decision = decide(this.known, next, NOW);
    if (decision.answer === 'recorded') {
      this.known.push(next);
      if (decision.saying !== undefined) {
        this.said.push(`${decision.event} ${decision.saying.kind} ${decision.saying.amountFen}`);
      }
    }
    return decision;
  }

  get state(): string {
    const furthest = furthestEvent(this.known);
    return furthest === undefined ? '' : eventName(furthest);
  }
}

function told(...callbacks: OrderCallback[]): Told {
  const order = new Told();
  for (const next of callbacks) order.tell(next);
  return order;
}

test('a life from start to end says the payment, each refund and nothing else', () => {
  const order = told(
    callback('CREATED'),
    callback('PAY_ERROR'),
    callback('PAID'),
    callback('REFUND_ERROR'),
    callback('PARTIAL_REFUNDED', 700),
    callback('PARTIAL_REFUNDED', 650),
    callback('REFUNDED'),
  );
  assert.equal(order.said, [
    'PAID payment 1000',
    'PARTIAL_REFUNDED:700 refund 300',
    'PARTIAL_REFUNDED:650 refund 50',
    'REFUNDED refund 650',
  ]);
  assert.is(order.state, 'REFUNDED');
});

test('a payment that was taken back is said as cancelled, with what was left of it', () => {
  assert.equal(told(callback('PAID'), callback('CANCELED')).said, [
    'PAID payment 1000',
    'CANCELED cancel 1000',
  ]);
  assert.equal(told(callback('PAID'), callback('PARTIAL_REFUNDED', 400), callback('CANCELED')).said, [
    'PAID payment 1000',
    'PARTIAL_REFUNDED:400 refund 600',
    'CANCELED cancel 400',
  ]);
});

test('an order that never was paid says nothing', () => {
  for (const end of ['CANCELED', 'PAY_CANCELED', 'PAY_ERROR', 'CANCEL_ERROR'] as const) {
    assert.equal(told(callback('CREATED'), callback(end)).said, [], end);
  }
  assert.equal(told(callback('PAY_CANCELED'), callback('CANCELED')).said, []);
});

test('a repeat is already recorded, whenever it comes', () => {
  const order = told(callback('CREATED'), callback('PAID'), callback('PARTIAL_REFUNDED', 700));
  for (const repeat of [callback('CREATED'), callback('PAID'), callback('PARTIAL_REFUNDED', 700)]) {
    assert.is(order.tell(repeat).answer, 'already_recorded', repeat.state);
  }
  assert.is(order.said.length, 2);
});

test('a late CREATED after PAID changes nothing', () => {
  const order = told(callback('PAID'));
  const late = order.tell(callback('CREATED'));
  assert.ok(late.answer === 'recorded' && late.overtaken && late.saying === undefined && !late.unfinished);
  assert.is(order.state, 'PAID');
});

test('a PAID that comes after the refund of all is not announced', () => {
  const order = told(callback('REFUNDED'), callback('PAID'));
  assert.equal(order.said, ['REFUNDED refund 1000']);
  assert.is(order.state, 'REFUNDED');
});

test('a partial refund that comes after a later one says nothing, and the sums still agree', () => {
  const order = told(callback('PAID'), callback('PARTIAL_REFUNDED', 300));
  const late = order.tell(callback('PARTIAL_REFUNDED', 700));
  assert.ok(late.answer === 'recorded' && late.overtaken);
  assert.equal(order.said, ['PAID payment 1000', 'PARTIAL_REFUNDED:300 refund 700']);
  assert.is(order.state, 'PARTIAL_REFUNDED:300');
});

test('a failed refund or cancel leaves a payment to be said, if it was not yet', () => {
  for (const passing of ['REFUND_ERROR', 'CANCEL_ERROR'] as const) {
    const order = told(callback(passing), callback('PAID'));
    assert.equal(order.said, ['PAID payment 1000']);
    assert.is(order.state, passing);
  }
});

test('a refund of nothing says nothing; a payment of nothing is said', () => {
  assert.equal(told(callback('PAID'), callback('PARTIAL_REFUNDED', 1_000)).said, ['PAID payment 1000']);
  assert.equal(told(callback('PAID'), callback('PARTIAL_REFUNDED', 0), callback('REFUNDED')).said, [
    'PAID payment 1000',
    'PARTIAL_REFUNDED:0 refund 1000',
  ]);
  const free = { totalAmountFen: fen(0) };
  assert.equal(told(callback('PAID', 0, free), callback('CANCELED', 0, free)).said, ['PAID payment 0']);
});

test('other content under the same sn is a conflict and says nothing', () => {
  const others: Change[] = [
    { totalAmountFen: fen(2_000) },
    { terminalSn: terminalSn('T-2') },
    { clientSn: 'C-2' },
    { payway: '2' },
    { tradeNo: 'N-2' },
    { netAmountFen: fen(900) },
  ];
  for (const change of others) {
    const [field = ''] = Object.keys(change);
    const order = told(callback('PAID'));
    const answer = order.tell(callback('PAID', TOTAL, change));
    assert.ok(answer.answer === 'conflict', field);
    assert.match(answer.reason, / was .*, now /, field);
    assert.is(order.said.length, 1, field);
    assert.is(order.tell(callback('PAID')).answer, 'already_recorded', 'the first still stands');
  }
});

test('what names the order must be the same in every state; what names the step may differ', () => {
  const order = told(callback('CREATED', TOTAL, { tradeNo: '', payway: '' }));
  assert.is(order.tell(callback('PAID', 999_999, { totalAmountFen: fen(999_999) })).answer, 'conflict');
  assert.is(order.tell(callback('PAID', TOTAL, { terminalSn: terminalSn('T-2') })).answer, 'conflict');
  assert.is(order.tell(callback('PAID', TOTAL, { clientSn: 'C-2' })).answer, 'conflict');
  assert.is(order.tell(callback('PAID', TOTAL, { payway: '17' })).answer, 'recorded');
  assert.is(order.tell(callback('REFUNDED', 0, { tradeNo: 'R-9', payway: '17' })).answer, 'recorded');
});

test('a field that the gateway leaves out is no other content', () => {
  const order = told(callback('PAID'));
  assert.is(
    order.tell(callback('PAID', TOTAL, { tradeNo: '', clientSn: '', payway: '' })).answer,
    'already_recorded',
  );
});

test('a passing state that is told again may have another net_amount: it says nothing of the money', () => {
  const order = told(callback('PAID'), callback('REFUND_ERROR'));
  assert.is(order.tell(callback('REFUND_ERROR', 700)).answer, 'already_recorded');
});

test('a failed refund that is told after the end of the order needs no asking', () => {
  for (const end of ['REFUNDED', 'CANCELED'] as const) {
    const late = told(callback('PAID'), callback(end)).tell(callback('REFUND_ERROR'));
    assert.ok(late.answer === 'recorded' && late.overtaken && !late.unfinished, end);
  }
});

test('a PAID with a lower net_amount says the whole payment, and its refund the rest', () => {
  assert.equal(told(callback('PAID', 700), callback('PARTIAL_REFUNDED', 700)).said, [
    'PAID payment 1000',
    'PARTIAL_REFUNDED:700 refund 300',
  ]);
});

test('two endings that cannot both be true are a conflict, in either order', () => {
  const pairs: [OrderState, OrderState][] = [
    ['PAY_CANCELED', 'PAID'],
    ['PAY_CANCELED', 'REFUNDED'],
    ['PAY_CANCELED', 'PARTIAL_REFUNDED'],
    ['REFUNDED', 'CANCELED'],
  ];
  for (const [one, other] of pairs) {
    assert.is(told(callback(one)).tell(callback(other)).answer, 'conflict', `${one} ${other}`);
    assert.is(told(callback(other)).tell(callback(one)).answer, 'conflict', `${other} ${one}`);
  }
});

test('the reconciler asks about what is passing, until something settles it', () => {
  const created = told().tell(callback('CREATED'));
  assert.ok(created.answer === 'recorded' && created.unfinished);
  const paid = told(callback('CREATED'), callback('PAY_ERROR')).tell(callback('PAID'));
  assert.ok(paid.answer === 'recorded' && !paid.unfinished);
  assert.equal(paid.finishes, ['CREATED', 'PAY_ERROR']);
  const order = told(callback('PAID'), callback('PARTIAL_REFUNDED', 700));
  const failed = order.tell(callback('REFUND_ERROR'));
  assert.ok(failed.answer === 'recorded' && failed.unfinished, 'the second refund is under way');
  const end = order.tell(callback('REFUNDED'));
  assert.ok(end.answer === 'recorded');
  assert.equal(end.finishes, ['REFUND_ERROR']);
});

test('a refund whose time repeats the payment’s happened now; one with a time of its own, then', () => {
  const repeated = told(callback('PAID')).tell(callback('REFUNDED'));
  assert.ok(repeated.answer === 'recorded');
  assert.is(repeated.saying?.atMs, NOW);
  const own = told(callback('PAID')).tell(callback('REFUNDED', 0, { finishedAtMs: unixMs(PAID_AT + 2_000) }));
  assert.ok(own.answer === 'recorded');
  assert.is(own.saying?.atMs, PAID_AT + 2_000);
});

test('an order without end is refused, not read through for ever', () => {
  const order = told(callback('PAID'));
  for (let net = 999; order.known.length < limits.eventsPerOrder; net -= 1) {
    order.tell(callback('PARTIAL_REFUNDED', net));
  }
  assert.is(order.tell(callback('PARTIAL_REFUNDED', 1)).answer, 'conflict');
  assert.is(order.tell(callback('PAID')).answer, 'already_recorded');
});

// ---- any order of arrival ----

/** One possible life, in the order in which it happened. */
function drawLife(chance: Chance): OrderCallback[] {
  const life: OrderCallback[] = [];
  const maybe = (next: OrderCallback, probability = 0.5): void => {
    if (chance.happens(probability)) life.push(next);
  };
  maybe(callback('CREATED'));
  maybe(callback('PAY_ERROR'), 0.3);
  if (chance.happens(0.15)) {
    maybe(callback('PAY_CANCELED'), 0.7);
    maybe(callback('CANCELED'));
    return life;
  }
  maybe(callback('PAID'), 0.95);
  for (let left = TOTAL; chance.happens(0.5) && left > 1; ) {
    maybe(callback('REFUND_ERROR'), 0.2);
    left = chance.integer(0, left - 1);
    life.push(callback('PARTIAL_REFUNDED', left));
  }
  maybe(callback('CANCEL_ERROR'), 0.1);
  maybe(callback(chance.happens(0.6) ? 'REFUNDED' : 'CANCELED'));
  return life;
}

function shuffledWithRepeats(life: readonly OrderCallback[], chance: Chance): OrderCallback[] {
  const waiting = life.flatMap((one) => Array.from({ length: chance.integer(1, 3) }, () => one));
  const arrival: OrderCallback[] = [];
  while (waiting.length > 0) arrival.push(...waiting.splice(chance.integer(0, waiting.length - 1), 1));
  return arrival;
}

const sumOf = (said: readonly string[], kinds: RegExp): number =>
  said.filter((line) => kinds.test(line)).reduce((sum, line) => sum + Number(line.split(' ')[2]), 0);

function judge(life: readonly OrderCallback[], arrival: readonly OrderCallback[], name: string): void {
  const order = new Told();
  const answers = arrival.map((next) => order.tell(next));
  assert.ok(
    answers.every(({ answer }) => answer !== 'conflict'),
    `${name}: true callbacks conflict`,
  );
  assert.is(order.state, told(...life).state, `${name}: not the furthest state`);
  assert.is(order.known.length, new Set(life.map(eventName)).size, `${name}: an event is recorded twice`);
  assert.is(
    new Set(order.said.map((line) => line.split(' ')[0])).size,
    order.said.length,
    `${name}: said twice`,
  );

  const furthest = life.reduce((left, one) => {
    if (one.state === 'REFUNDED') return 0;
    return one.state === 'PARTIAL_REFUNDED' ? Math.min(left, one.netAmountFen) : left;
  }, TOTAL);
  const payments = sumOf(order.said, / payment /);
  const back = sumOf(order.said, / (refund|cancel) /);
  assert.ok(payments === 0 || payments === TOTAL, `${name}: paid ${payments}`);
  assert.ok(back <= TOTAL, `${name}: more went back than came`);
  if (!life.some(({ state }) => state === 'CANCELED')) assert.is(back, TOTAL - furthest, `${name}: refunds`);
  const beforePaid = arrival.slice(
    0,
    arrival.findIndex(({ state }) => state === 'PAID'),
  );
  const overtaken = beforePaid.some(({ state }) => /^(PARTIAL_REFUNDED|REFUNDED|CANCELED)$/.test(state));
  if (life.some(({ state }) => state === 'PAID')) {
    assert.is(payments, overtaken ? 0 : TOTAL, `${name}: the payment`);
  }
}

test('5,000 drawn lives, repeated and in any order, end in the furthest state and say nothing twice', () => {
  for (let seed = 1; seed <= 5_000; seed += 1) {
    const chance = seededChance(seed);
    const life = drawLife(chance);
    judge(life, shuffledWithRepeats(life, chance), `seed ${seed}`);
  }
});

test('every one of the 720 orders of one whole life', () => {
  const life = [
    callback('CREATED'),
    callback('PAID'),
    callback('REFUND_ERROR'),
    callback('PARTIAL_REFUNDED', 700),
    callback('PARTIAL_REFUNDED', 300),
    callback('REFUNDED'),
  ];
  const orders = (rest: readonly OrderCallback[]): OrderCallback[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((first, at) =>
          orders([...rest.slice(0, at), ...rest.slice(at + 1)]).map((tail) => [first, ...tail]),
        );
  const all = orders(life);
  assert.is(all.length, 720);
  for (const arrival of all) judge(life, arrival, arrival.map(eventName).join(' '));
});

test.run();
