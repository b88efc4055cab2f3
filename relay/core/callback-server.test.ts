import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { deviceId, logId, orderSn, storeId, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import { type HttpServer, openHttpServer } from '../http/http-server.ts';
import { OutboxStore } from '../outbox/outbox-store.ts';
import type { LoggedNotice } from '../store.ts';
import { callbackRoute } from './callback-server.ts';
import { OrderIntake } from './order-intake.ts';
import { callbackJson, pretendCore } from './pretended-core.ts';

/** The callback door as the relay has it: a real socket before it, a real store behind it. */
interface Context {
  folder: string;
  store: OutboxStore;
  server: HttpServer;
  delivered: LoggedNotice[];
  counted: string[];
  overload: Failure | undefined;
  storeFails: Failure | undefined;
}

const core = pretendCore();
const PATH = '/v1/callbacks/shouqianba';
const nowMs = unixMs(1_751_241_700_000);
const SPEAKER = {
  id: deviceId('SPK-1'),
  role: 'speaker',
  terminals: [terminalSn('T1')],
  store: storeId('shop'),
  language: 'zh-CN',
} as const;

async function open(context: Context): Promise<void> {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-callbacks-'));
  context.store = await OutboxStore.open({ file: join(context.folder, 'relay.db'), onDeath: () => {} });
  await context.store.putDevice(SPEAKER, Buffer.alloc(32, 7), logId('0123456789abcdef'), nowMs);
  context.delivered = [];
  context.counted = [];
  context.overload = undefined;
  context.storeFails = undefined;
  const intake = new OrderIntake({
    store: {
      acceptOrders: (batch, atMs) =>
        context.storeFails === undefined
          ? context.store.acceptOrders(batch, atMs)
          : Promise.reject(context.storeFails),
    },
    afterThisTurn: setImmediate,
    now: () => nowMs,
    uptimeMs: () => performance.now(),
    deliver: (notices) => context.delivered.push(...notices),
    storeAnswered: () => {},
  });
  const route = callbackRoute({
    coreKey: core.publicKey,
    intake,
    now: () => nowMs,
    refuseOverload: () => {
      if (context.overload !== undefined) throw context.overload;
    },
    count: (outcome) => context.counted.push(outcome),
    refused: () => {},
  });
  context.server = await openHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    routes: [route],
    log: createLog('test', 'silent', { write: () => {} }),
    replied: () => {},
  });
}

async function close(context: Context): Promise<void> {
  await context.server.close();
  await context.store.close();
  rmSync(context.folder, { recursive: true });
}

const callbacks = suite<Context>('callbacks');
callbacks.before.each(open);
callbacks.after.each(close);

/** These share one relay: none may leave anything behind. */
const refusals = suite<Context>('refusals');
refusals.before(open);
refusals.before.each((context) => {
  context.counted.length = 0;
});
refusals.after(close);

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function call(
  { server }: Context,
  body: string | Uint8Array,
  authorization: string | undefined = core.authorize(body),
): Promise<Answer> {
  const reply = await fetch(`http://127.0.0.1:${server.address.port}${PATH}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
  });
  return { status: reply.status, text: await reply.text(), retryAfter: reply.headers.get('retry-after') };
}

/** The error's form, its code, and that nothing of it is anywhere afterwards. */
async function assertRefused(
  context: Context,
  answer: Answer,
  expected: { status: number; code: string; message?: RegExp },
): Promise<void> {
  assert.is(answer.status, expected.status, answer.text);
  const error = JSON.parse(answer.text) as { code: string; message: string };
  assert.equal(Object.keys(error), ['code', 'message']);
  assert.is(error.code, expected.code);
  if (expected.message !== undefined) assert.match(error.message, expected.message);
  assert.equal(context.delivered, []);
  const ledger = await context.store.readLedger({}, nowMs);
  assert.is(ledger.ordersAccepted.count, 0);
  assert.equal(await context.store.readAlarms(10), []);
}

callbacks(
  'promise 1: success means that the order is stored and its notice is on its way',
  async (context) => {
    const answer = await call(context, callbackJson());
    assert.equal([answer.status, answer.text], [200, 'success']);
    assert.is(context.delivered.length, 1);
    assert.is(context.delivered[0]?.notice.amountFen, 1250);
    assert.is((await context.store.readOrder(orderSn('7895259485469125')))?.state, 'PAID');
  },
);

callbacks('promise 2: a repeat gets the same success and rings nothing', async (context) => {
  await call(context, callbackJson());
  const again = await call(context, callbackJson());
  assert.equal([again.status, again.text], [200, 'success']);
  assert.is(context.delivered.length, 1);
  assert.equal(context.counted, ['recorded', 'already_recorded']);
});

callbacks(
  'promise 2: the same order with other content is a conflict: refused, silent, an alarm',
  async (context) => {
    await call(context, callbackJson());
    const other = await call(context, callbackJson({ total_amount: '9999', net_amount: '9999' }));
    assert.is(other.status, 409);
    assert.is((JSON.parse(other.text) as { code: string }).code, 'conflict');
    assert.is(context.delivered.length, 1);
    assert.equal(
      (await context.store.readAlarms(10)).map(({ kind }) => kind),
      ['order_conflict'],
    );
  },
);

callbacks('the same callback many times at once is one notice', async (context) => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => call(context, callbackJson())));
  assert.ok(answers.every(({ status, text }) => status === 200 && text === 'success'));
  assert.is(context.delivered.length, 1);
});

callbacks(
  'a store that cannot write, or too much at once: 503, and the core calls again',
  async (context) => {
    context.storeFails = new Failure('store_unavailable', 'the disk is full');
    const full = await call(context, callbackJson());
    await assertRefused(context, full, { status: 503, code: 'store_unavailable' });
    assert.is(full.retryAfter, '1');
    context.storeFails = undefined;
    context.overload = new Failure('overloaded', 'too busy');
    const busy = await call(context, callbackJson());
    await assertRefused(context, busy, { status: 503, code: 'overloaded' });
    assert.is(busy.retryAfter, '1');
    context.overload = undefined;
    assert.is((await call(context, callbackJson())).text, 'success');
  },
);

refusals('wrong or missing signatures are refused', async (context) => {
  const body = callbackJson();
  const refused = { status: 401, code: 'unauthorized' };
  await assertRefused(context, await call(context, body, ''), refused);
  await assertRefused(context, await call(context, body, 'T1'), refused);
  await assertRefused(context, await call(context, body, 'T1 !!!!'), refused);
  await assertRefused(context, await call(context, body, 'T1 AAAA'), refused);
  await assertRefused(context, await call(context, body, pretendCore().authorize(body)), refused);
  const cut = core.authorize(body).slice(0, -8);
  await assertRefused(context, await call(context, body, cut), refused);
  assert.equal([...new Set(context.counted)], ['unauthorized']);
});

refusals('a body changed after signing is refused, be it by a space', async (context) => {
  const authorization = core.authorize(callbackJson());
  const refused = { status: 401, code: 'unauthorized' };
  await assertRefused(
    context,
    await call(context, callbackJson({ total_amount: '1251' }), authorization),
    refused,
  );
  await assertRefused(context, await call(context, `${callbackJson()} `, authorization), refused);
  await assertRefused(context, await call(context, '', authorization), refused);
});

refusals('the header’s terminal must be the body’s', async (context) => {
  const body = callbackJson();
  await assertRefused(context, await call(context, body, core.authorize(body, 'T2')), {
    status: 401,
    code: 'unauthorized',
    message: /terminal_sn/,
  });
});

refusals('an unsigned body is never parsed: bad JSON by a stranger is 401, not 400', async (context) => {
  const body = '{'.repeat(10_000);
  await assertRefused(context, await call(context, body, pretendCore().authorize(body)), {
    status: 401,
    code: 'unauthorized',
  });
});

refusals('a body of 1 MB is refused, signed or not', async (context) => {
  const body = callbackJson({ subject: 'x'.repeat(1_048_576) });
  await assertRefused(context, await call(context, body), { status: 413, code: 'too_large' });
  const most = callbackJson({ subject: 'x'.repeat(limits.callbackBodyBytes) });
  await assertRefused(context, await call(context, most), { status: 413, code: 'too_large' });
});

const sign = (text: string): Buffer => Buffer.from(text);
const MALFORMED: Readonly<Record<string, Uint8Array>> = {
  'an empty body': sign(''),
  'no JSON': sign('sn=7895259485469125&total_amount=1'),
  'JSON that is no object': sign('[]'),
  'invalid UTF-8': Buffer.concat([
    sign(callbackJson()).subarray(0, -1),
    Buffer.from([0x2c, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  ]),
  'a surrogate in UTF-8': Buffer.concat([sign('{"sn":"'), Buffer.from([0xed, 0xa0, 0x80]), sign('"}')]),
  'JSON that is 10,000 deep': sign(callbackJson().replace('"早餐"', '['.repeat(10_000) + ']'.repeat(10_000))),
  'an object that is 10,000 deep': sign(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
  'a key twice': sign(callbackJson().replace('{', '{"total_amount":"1",')),
  'a key twice, once escaped': sign(callbackJson().replace('{', '{"total\\u005famount":"1",')),
  'a key twice inside': sign(callbackJson({ payment_list: 0 }).replace(':0', ':[{"type":"A","type":"B"}]')),
  '__proto__ in the place of the fields': sign(`{"__proto__":${callbackJson()}}`),
  'an amount below zero': sign(callbackJson({ total_amount: '-1250' })),
  'a fraction of a fen': sign(callbackJson({ total_amount: '1250.5' })),
  'an amount of 20 digits': sign(callbackJson({ total_amount: '12345678901234567890' })),
  'an amount beyond any order': sign(callbackJson({ total_amount: '10000000001', net_amount: '1' })),
  'an amount in words': sign(callbackJson({ total_amount: 'many' })),
  'an amount with an exponent': sign(callbackJson({ total_amount: '1e3' })),
  'an amount in hexadecimal': sign(callbackJson({ total_amount: '0x10' })),
  'an amount with white space': sign(callbackJson({ total_amount: ' 1250' })),
  'an amount in other digits': sign(callbackJson({ total_amount: '１２５０' })),
  'an amount that is a number': sign(callbackJson({ total_amount: 1250 })),
  'an amount that is missing': sign(callbackJson({ total_amount: undefined })),
  'more left than there was': sign(callbackJson({ net_amount: '1251' })),
  'an unknown state': sign(callbackJson({ order_status: 'TELEPORTED' })),
  'a state in other letters': sign(callbackJson({ order_status: 'paid' })),
  'no state': sign(callbackJson({ order_status: undefined })),
  'a state that every object has': sign(callbackJson({ order_status: 'constructor' })),
  'an sn of 15 digits': sign(callbackJson({ sn: '789525948546912' })),
  'an sn of 17 digits': sign(callbackJson({ sn: '78952594854691255' })),
  'an sn with letters': sign(callbackJson({ sn: '789525948546912X' })),
  'an sn that is a path': sign(callbackJson({ sn: '../../etc/passwd' })),
  'an sn that is a number': sign(callbackJson({ sn: 7895259485469125 })),
  'a terminal that is a path': sign(callbackJson({ terminal_sn: '../T1' })),
  'a time that is none': sign(callbackJson({ finish_time: 'yesterday' })),
};

for (const [what, body] of Object.entries(MALFORMED)) {
  refusals(`malformed, though signed: ${what}`, async (context) => {
    await assertRefused(context, await call(context, body), { status: 400, code: 'malformed' });
    assert.equal(context.counted, ['malformed']);
  });
}

callbacks('__proto__ beside the fields is just an unknown field', async (context) => {
  const body = callbackJson().replace('{', '{"__proto__":{"total_amount":"1"},');
  assert.is((await call(context, body)).text, 'success');
  assert.is(context.delivered[0]?.notice.amountFen, 1250);
  assert.is(({} as { total_amount?: string }).total_amount, undefined);
});

callbacks('a payway that nobody knows is carried, an unknown field kept', async (context) => {
  assert.is((await call(context, callbackJson({ payway: '777', novelty: { a: [1] } }))).text, 'success');
  assert.is(context.delivered[0]?.notice.payway, '777');
});

refusals('only POST, only this path', async (context) => {
  const base = `http://127.0.0.1:${context.server.address.port}`;
  assert.is((await fetch(base + PATH)).status, 405);
  assert.is((await fetch(`${base}${PATH}/`, { method: 'POST', body: '{}' })).status, 404);
  assert.is((await fetch(`${base}/v1/callbacks/wechat`, { method: 'POST', body: '{}' })).status, 404);
});

callbacks.run();
refusals.run();
