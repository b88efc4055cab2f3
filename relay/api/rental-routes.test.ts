import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId, storeId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { type HttpServer, openHttpServer } from '../http/http-server.ts';
import { OutboxStore } from '../outbox/outbox-store.ts';
import { rentalRoutes } from './rental-routes.ts';

interface Context {
  folder: string;
  store: OutboxStore;
  server: HttpServer;
  counted: string[];
  refusal: Failure | undefined;
}

const nowMs = unixMs(1_751_241_700_000);
const CABINET = deviceId('CAB-1');
const rental = (fields: object = {}): object => ({
  rentalId: 'R-1',
  cabinet: 'CAB-1',
  expiresAt: nowMs + 30_000,
  minimumLevel: 60,
  ...fields,
});

const api = suite<Context>('rentals over HTTP');

api.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-rentals-'));
  const store = await OutboxStore.open({ file: join(context.folder, 'relay.db'), onDeath: () => {} });
  for (const [index, role] of (['cabinet', 'speaker'] as const).entries()) {
    const id = deviceId(role === 'cabinet' ? 'CAB-1' : 'SPK-1');
    const entry = { id, role, terminals: [], store: storeId('shop'), language: 'en' } as const;
    await store.putDevice(entry, Buffer.alloc(32, index), logId(String(index).padStart(16, '0')), nowMs);
  }
  Object.assign(context, { store, counted: [], refusal: undefined });
  const routes = rentalRoutes({
    store,
    rentals: {
      request: (order) => store.requestRental(order, nowMs),
      refuseOverload: () => {
        if (context.refusal !== undefined) throw context.refusal;
      },
      count: (outcome) => context.counted.push(outcome),
    },
    now: () => nowMs,
  });
  context.server = await openHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    log: createLog('test', 'silent', { write: () => {} }),
    replied: () => {},
    routes: routes.map((route) => ({ ...route, provesCaller: true })),
  });
});

api.after.each(async (context) => {
  await context.server.close();
  await context.store.close();
  rmSync(context.folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  readonly json: any;
}

async function call({ server }: Context, path: string, body?: object | string): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const init = text === undefined ? {} : { method: 'POST', body: text };
  const reply = await fetch(`http://127.0.0.1:${server.address.port}${path}`, init);
  return { status: reply.status, json: await reply.json() };
}
const ask = (context: Context, fields: object = {}): Promise<Answer> =>
  call(context, '/v1/rentals', rental(fields));

api('promise 11: asked twice is one rental, in whatever form the same moment is written', async (context) => {
  const first = await ask(context);
  assert.equal(first, {
    status: 202,
    json: {
      rentalId: 'R-1',
      cabinet: 'CAB-1',
      expiresAt: new Date(nowMs + 30_000).toISOString(),
      minimumLevel: 60,
    },
  });
  const inShanghai = new Date(nowMs + 30_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  for (const expiresAt of [nowMs + 30_000, inShanghai]) {
    assert.equal(await ask(context, { expiresAt }), { status: 200, json: first.json });
  }
  const other = await ask(context, { minimumLevel: 61 });
  assert.equal([other.status, other.json.code], [409, 'conflict']);
  assert.match(other.json.message, /R-1.*60 %/);
  assert.equal(context.counted, ['recorded', 'already_recorded', 'already_recorded', 'conflict']);
});

api('bad input is refused by its own name, and nothing is recorded', async (context) => {
  const cases: readonly [object, number, string, RegExp][] = [
    [{ minimumLevel: 255 }, 400, 'malformed', /minimumLevel/],
    [{ minimumLevel: -1 }, 400, 'malformed', /minimumLevel/],
    [{ minimumLevel: 60.5 }, 400, 'malformed', /minimumLevel/],
    [{ minimumLevel: '60' }, 400, 'malformed', /minimumLevel/],
    [{ minimumLevel: undefined }, 400, 'malformed', /minimumLevel is missing/],
    [{ rentalId: '../R' }, 400, 'malformed', /rental id/],
    [{ rentalId: '' }, 400, 'malformed', /rental id/],
    [{ rentalId: 'R'.repeat(65) }, 400, 'malformed', /rental id/],
    [{ rentalId: ['R-1'] }, 400, 'malformed', /rental id/],
    [{ cabinet: 'CAB 1' }, 400, 'malformed', /device id/],
    [{ cabinet: 'CAB-9' }, 404, 'not_found', /CAB-9/],
    [{ cabinet: 'SPK-1' }, 422, 'not_a_cabinet', /SPK-1/],
    [{ expiresAt: nowMs }, 410, 'expired', /expired/],
    [{ expiresAt: 0 }, 410, 'expired', /expired/],
    [{ expiresAt: nowMs + limits.rentalLifeMs + 1 }, 400, 'malformed', /60 min/],
    [{ expiresAt: 'tomorrow' }, 400, 'malformed', /time/],
    [{ expiresAt: '2025-06-30T08:00:00' }, 400, 'malformed', /time/],
    [{ expiresAt: 1.5 }, 400, 'malformed', /time/],
    [{ expiresAt: null }, 400, 'malformed', /expiresAt/],
    [{ slot: 3 }, 400, 'malformed', /unknown field "slot"/],
  ];
  for (const [fields, status, code, message] of cases) {
    const answer = await ask(context, fields);
    assert.equal([answer.status, answer.json.code], [status, code], JSON.stringify(fields));
    assert.match(answer.json.message, message);
  }
  assert.is((await call(context, '/v1/rentals', '[1]')).status, 400);
  assert.is((await call(context, '/v1/rentals', '{')).status, 400);
  assert.is((await call(context, '/v1/rentals', ' '.repeat(limits.apiBodyBytes + 1))).status, 413);
  assert.is((await call(context, '/v1/rentals?x=1', rental())).status, 400);
  assert.equal((await call(context, '/v1/rentals?cabinet=CAB-1')).json.rentals, []);
});

api(
  'a relay that is too busy, a cabinet with too much to do, a store that refuses: 503, ask again',
  async (context) => {
    context.refusal = new Failure('overloaded', 'too busy');
    assert.is((await ask(context)).status, 503);
    context.refusal = undefined;
    for (let number = 1; number <= limits.rentalsOpenPerCabinet; number += 1) {
      assert.is((await ask(context, { rentalId: `R-${number}` })).status, 202);
    }
    const full = await ask(context, { rentalId: 'R-99' });
    assert.equal([full.status, full.json.code], [503, 'overloaded']);
    context.store.requestRental = () => Promise.reject(new Failure('store_unavailable', 'disk full'));
    assert.is((await ask(context, { rentalId: 'R-99' })).status, 503);
    const refused = context.counted.filter((one) => one !== 'recorded');
    assert.equal(refused, ['overloaded', 'overloaded', 'store_unavailable']);
  },
);

api('a rental is shown with its state, its end and its steps', async (context) => {
  await ask(context);
  const before = (await call(context, '/v1/rentals/R-1')).json;
  assert.equal([before.state, before.end, before.minimumLevel], ['requested', undefined, 60]);
  const report = {
    seq: seq(1),
    atMs: nowMs,
    isTimeUncertain: false,
    event: {
      kind: 'rental_ended',
      rentalId: rentalId('R-1'),
      outcome: 'taken',
      bankId: bankId('PB1'),
      at: { module: moduleSerial('0a1b2c3d'), slot: 3 },
    },
  } as const;
  const reportLog = logId('00000000000000aa');
  await context.store.recordReports([{ deviceId: CABINET, reportLog, report }], nowMs);
  const after = (await call(context, '/v1/rentals/R-1')).json;
  assert.equal([after.state, after.end.outcome, after.end.bankId], ['ended', 'taken', 'PB1']);
  assert.equal(
    after.steps.map(({ step }: { step: string }) => step),
    ['requested', 'ended'],
  );
  const { reports, next } = (await call(context, '/v1/reports?cabinet=CAB-1')).json;
  assert.equal([reports.length, reports[0].event.kind, next], [1, 'rental_ended', undefined]);
  assert.is((await call(context, '/v1/rentals/R-9')).status, 404);
  for (const path of [
    '/v1/rentals/..%2f',
    '/v1/rentals/R-1?x=1',
    '/v1/rentals',
    '/v1/rentals?cabinet=a/b',
    '/v1/rentals?cabinet=CAB-1&from=x',
    '/v1/rentals?cabinet=CAB-1&after=%00',
    '/v1/reports',
    '/v1/reports?cabinet=CAB-1&after=-1',
    '/v1/reports?cabinet=CAB-1&after=99999999999999999',
  ]) {
    assert.is((await call(context, path)).status, 400, path);
  }
});

api('rentals are listed in pages', async (context) => {
  const many = limits.rentalsListed + 2;
  for (let number = 0; number < many; number += 1) {
    const id = rentalId(`R-${String(number).padStart(4, '0')}`);
    const order = { rentalId: id, cabinet: CABINET, expiresAtMs: unixMs(nowMs + 9), minimumLevelPercent: 1 };
    await context.store.requestRental(order, nowMs);
    await context.store.giveUpRentals([id], nowMs);
  }
  const first = (await call(context, '/v1/rentals?cabinet=CAB-1')).json;
  assert.is(first.rentals.length, limits.rentalsListed);
  const second = (await call(context, `/v1/rentals?cabinet=CAB-1&after=${first.next}`)).json;
  assert.equal(
    second.rentals.map((one: { rentalId: string; state: string }) => [one.rentalId, one.state]),
    [
      ['R-0500', 'expired_unanswered'],
      ['R-0501', 'expired_unanswered'],
    ],
  );
  assert.is(second.next, undefined);
});

api.run();
