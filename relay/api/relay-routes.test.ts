import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DeviceId, deviceId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { parseCallback } from '../core/order-callback.ts';
import { callbackJson, pretendCore } from '../core/pretended-core.ts';
import type { DeviceState } from '../device-state.ts';
import { type HttpServer, openHttpServer } from '../http/http-server.ts';
import { jsonReply } from '../http/reply.ts';
import { OutboxStore } from '../outbox/outbox-store.ts';
import { relayRoutes } from './relay-routes.ts';

interface Context {
  folder: string;
  store: OutboxStore;
  server: HttpServer;
  states: Map<DeviceId, DeviceState>;
  rosterChanges: number;
}

const TOKEN = 'tbo_operator';
const nowMs = unixMs(1_751_241_700_000);
const speaker = (fields: object = {}): object => ({
  role: 'speaker',
  terminals: ['T1'],
  store: 'shop-1',
  language: 'zh-CN',
  ...fields,
});

const api = suite<Context>('api');

api.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-api-'));
  context.store = await OutboxStore.open({ file: join(context.folder, 'relay.db'), onDeath: () => {} });
  context.states = new Map();
  context.rosterChanges = 0;
  let drawn = 0;
  context.server = await openHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    log: createLog('test', 'silent', { write: () => {} }),
    replied: () => {},
    routes: relayRoutes({
      store: context.store,
      operatorToken: TOKEN,
      registry: new Registry(),
      health: () => jsonReply(200, { status: 'ok' }),
      deviceStates: () => context.states,
      rosterChanged: async () => {
        context.rosterChanges += 1;
      },
      rentals: {
        request: () => Promise.reject(new Error('not here')),
        refuseOverload: () => {},
        count: () => {},
      },
      commandSlot: async (cabinet, order) => ({ done: true, message: JSON.stringify([cabinet, order]) }),
      now: () => nowMs,
      drawDeviceKey: () => Buffer.alloc(32, ++drawn),
      drawLogId: () => logId(String(++drawn).padStart(16, '0')),
      callbacks: {
        coreKey: pretendCore().publicKey,
        intake: { submit: () => Promise.reject(new Error('not here')) },
        now: () => nowMs,
        refuseOverload: () => {},
        count: () => {},
        refused: () => {},
      },
    }),
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

/** A path as it stands: `fetch` would tidy it up first. */
function call(
  { server }: Context,
  method: string,
  path: string,
  body?: object | string,
  authorization = `Bearer ${TOKEN}`,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = authorization === '' ? {} : { authorization };
    const outgoing = request({ port: server.address.port, method, path, headers, agent: false }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () => {
        const isJson = reply.headers['content-type'] === 'application/json';
        resolve({ status: reply.statusCode ?? 0, json: isJson ? JSON.parse(text) : text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}

api('everything but callbacks and /healthz wants the operator’s token', async (context) => {
  const calls = [
    ['GET', '/v1/orders/7895259485469125'],
    ['GET', '/v1/ledger'],
    ['GET', '/v1/alarms'],
    ['GET', '/v1/devices'],
    ['GET', '/v1/devices/SPK-1'],
    ['PUT', '/v1/devices/SPK-1'],
    ['DELETE', '/v1/devices/SPK-1'],
    ['POST', '/v1/devices/SPK-1/key'],
    ['POST', '/v1/devices/CAB-1/slots'],
    ['POST', '/v1/rentals'],
    ['GET', '/v1/rentals?cabinet=CAB-1'],
    ['GET', '/v1/rentals/R-1'],
    ['GET', '/v1/reports?cabinet=CAB-1'],
    ['GET', '/metrics'],
  ] as const;
  for (const authorization of ['', TOKEN, 'Bearer', 'Bearer x', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
    for (const [method, path] of calls) {
      const { status, json } = await call(context, method, path, undefined, authorization);
      assert.equal([status, json.code], [401, 'unauthorized'], `${method} ${path} ${authorization}`);
    }
  }
  assert.equal(await context.store.readDevices(), []);
  assert.is((await call(context, 'GET', '/healthz', undefined, '')).status, 200);
  assert.is((await call(context, 'GET', '/metrics')).status, 200);
  assert.is((await call(context, 'GET', '/')).status, 404);
});

api('a device gets its key once, is changed without one, and a new key ends the old', async (context) => {
  const made = await call(context, 'PUT', '/v1/devices/SPK-1', speaker());
  assert.is(made.status, 201);
  assert.is(Buffer.from(made.json.key, 'base64').length, 32);
  const changed = await call(context, 'PUT', '/v1/devices/SPK-1', speaker({ language: 'en' }));
  assert.equal([changed.status, changed.json], [200, { id: 'SPK-1' }]);
  const replaced = await call(context, 'POST', '/v1/devices/SPK-1/key');
  assert.is(replaced.status, 200);
  assert.is.not(replaced.json.key, made.json.key);
  const [secret] = await context.store.readSecrets();
  assert.is(Buffer.from(secret?.key ?? []).toString('base64'), replaced.json.key);
  assert.is(context.rosterChanges, 3);

  const shown = await call(context, 'GET', '/v1/devices/SPK-1');
  assert.not.match(JSON.stringify(shown.json), replaced.json.key);
  assert.is(shown.json.language, 'en');
  assert.equal((await call(context, 'DELETE', '/v1/devices/SPK-1')).json, { id: 'SPK-1' });
  for (const [method, path] of [
    ['GET', '/v1/devices/SPK-1'],
    ['DELETE', '/v1/devices/SPK-1'],
    ['POST', '/v1/devices/SPK-1/key'],
  ] as const) {
    assert.equal((await call(context, method, path)).status, 404, `${method} ${path}`);
  }
});

api('a device is shown with how it is', async (context) => {
  await call(context, 'PUT', '/v1/devices/SPK-1', speaker());
  assert.equal((await call(context, 'GET', '/v1/devices/SPK-1')).json.state, { online: false, paths: 0 });
  context.states.set(deviceId('SPK-1'), {
    online: true,
    paths: 2,
    storedUpTo: seq(7),
    spokenUpTo: seq(6),
    roundTripMs: 41,
    lastHeardAtMs: nowMs,
    status: {
      volumePercent: 80,
      batteryMillivolts: 3_900,
      waiting: 1,
      inboxNotices: 7,
      language: 'zh-CN',
      software: '0.1.0',
      panel: true,
      warnings: [],
    },
  });
  const { devices } = (await call(context, 'GET', '/v1/devices')).json;
  assert.is(devices.length, 1);
  const { state } = devices[0];
  assert.is(state.hasSecondPath, true);
  assert.equal(
    [
      state.online,
      state.paths,
      state.storedUpTo,
      state.spokenUpTo,
      state.volumePercent,
      state.batteryMillivolts,
    ],
    [true, 2, 7, 6, 80, 3_900],
  );
});

api('the roster is listed in pages, in the order of the ids', async (context) => {
  const many = limits.devicesListed + 2;
  for (let number = 0; number < many; number += 1) {
    const id = deviceId(`D${String(number).padStart(4, '0')}`);
    const entry = { id, role: 'cabinet', terminals: [], store: 's', language: 'en' } as never;
    await context.store.putDevice(entry, Buffer.alloc(32), logId(String(number).padStart(16, '0')), nowMs);
  }
  const first = (await call(context, 'GET', '/v1/devices')).json;
  assert.is(first.devices.length, limits.devicesListed);
  const second = (await call(context, 'GET', `/v1/devices?after=${first.next}`)).json;
  assert.equal(
    second.devices.map(({ id }: { id: string }) => id),
    ['D0500', 'D0501'],
  );
  assert.is(second.next, undefined);
});

api('hostile device ids are refused, however they are written', async (context) => {
  for (const id of [
    '%2e%2e',
    '..%2fx',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    'a%00b',
    'a%2Fb',
    'a%5Cb',
    '+',
    '%23',
    'a b'.replace(' ', '%20'),
    '-a',
    '_',
    '%E5%88%B0',
    'x'.repeat(33),
    '__proto__',
    '%24SYS',
  ]) {
    const { status, json } = await call(context, 'PUT', `/v1/devices/${id}`, speaker());
    assert.equal([status, json.code], [400, 'malformed'], id);
  }
  assert.is((await call(context, 'PUT', '/v1/devices/../x', speaker())).status, 404);
  assert.is((await call(context, 'PUT', '/v1/devices/%zz', speaker())).status, 400);
  assert.is((await call(context, 'PUT', `/v1/devices/${'x'.repeat(9_000)}`, speaker())).status, 431);
  assert.equal(await context.store.readDevices(), []);
  assert.is(context.rosterChanges, 0);
});

api('a device’s body is read strictly, and the error names the field', async (context) => {
  const cases: readonly [object | string, RegExp][] = [
    ['', /not JSON/],
    ['{', /not JSON/],
    ['[]', /object/],
    ['null', /object/],
    ['['.repeat(5_000), /not JSON/],
    [speaker({ volume: 3 }), /unknown field "volume"/],
    ['{"__proto__":1,"role":"speaker"}', /unknown field "__proto__"/],
    [{ role: 'speaker', terminals: [], store: 's' }, /language is missing/],
    [speaker({ role: 'printer' }), /role must be one of speaker, cabinet/],
    [speaker({ role: ['speaker'] }), /role/],
    [speaker({ language: 'klingon' }), /language/],
    [speaker({ store: '../shop' }), /store/],
    [speaker({ terminals: 'T1' }), /terminals must be a list/],
    [speaker({ terminals: ['T1', 'T1'] }), /T1 is listed twice/],
    [speaker({ terminals: ['a/b'] }), /terminal/],
    [speaker({ terminals: [7] }), /terminal/],
  ];
  for (const [body, message] of cases) {
    const { status, json } = await call(context, 'PUT', '/v1/devices/SPK-1', body);
    assert.equal([status, json.code], [400, 'malformed'], JSON.stringify(body));
    assert.match(json.message, message);
  }
  const terminals = Array.from({ length: limits.terminalsPerDevice + 1 }, (_, index) => `T${index}`);
  assert.is((await call(context, 'PUT', '/v1/devices/SPK-1', speaker({ terminals }))).status, 413);
  const padded = JSON.stringify(speaker()) + ' '.repeat(limits.apiBodyBytes);
  assert.is((await call(context, 'PUT', '/v1/devices/SPK-1', padded)).status, 413);
  assert.equal(await context.store.readDevices(), []);
});

api('a terminal rings no more speakers than allowed, even when they are added at once', async (context) => {
  const ids = Array.from({ length: limits.speakersPerTerminal + 2 }, (_, index) => `SPK-${index}`);
  const made = await Promise.all(ids.map((id) => call(context, 'PUT', `/v1/devices/${id}`, speaker())));
  assert.is(made.filter(({ status }) => status === 201).length, limits.speakersPerTerminal);
  assert.is(made.filter(({ status }) => status === 409).length, 2);
  const listed = await context.store.readDevices();
  const changed = await call(context, 'PUT', `/v1/devices/${listed[0]?.id}`, speaker({ language: 'ms' }));
  assert.is(changed.status, 200);
  const cabinet = await call(context, 'PUT', '/v1/devices/CAB-1', speaker({ role: 'cabinet' }));
  assert.is(cabinet.status, 201);
});

api(
  'a slot command names an action, a module and a slot of a cabinet, and its answer is the cabinet’s',
  async (context) => {
    await call(context, 'PUT', '/v1/devices/SPK-1', speaker());
    await call(context, 'PUT', '/v1/devices/CAB-1', speaker({ role: 'cabinet', terminals: [] }));
    const good = { action: 'free_slot', module: '0a1b2c3d', slot: 8 };
    const path = '/v1/devices/CAB-1/slots';
    const { status, json } = await call(context, 'POST', path, good);
    assert.equal([status, json.done], [200, true]);
    const order = { do: 'free_slot', at: { module: '0a1b2c3d', slot: 8 } };
    assert.equal(JSON.parse(json.message), ['CAB-1', order]);
    for (const change of [
      { action: 'eject' },
      { module: 'x' },
      { slot: 9 },
      { slot: '1' },
      { force: true },
    ]) {
      const refused = await call(context, 'POST', path, { ...good, ...change });
      assert.equal([refused.status, refused.json.code], [400, 'malformed'], JSON.stringify(change));
    }
    assert.is((await call(context, 'POST', '/v1/devices/CAB-9/slots', good)).status, 404);
    assert.is((await call(context, 'POST', '/v1/devices/SPK-1/slots', good)).status, 422);
  },
);

api('an order’s life, the ledger and the alarms are shown', async (context) => {
  await call(context, 'PUT', '/v1/devices/SPK-1', speaker());
  const bodies = [callbackJson(), callbackJson({ sn: '7895259485469126', terminal_sn: 'T9' })];
  await context.store.acceptOrders(
    bodies.map((body) => parseCallback(Buffer.from(body), nowMs)),
    nowMs,
  );
  const order = (await call(context, 'GET', '/v1/orders/7895259485469125')).json;
  assert.equal([order.state, order.totalAmountFen], ['PAID', 1250]);
  assert.ok(order.steps.some((step: { step: string; deviceId?: string }) => step.deviceId === 'SPK-1'));
  const ledger = (await call(context, 'GET', '/v1/ledger')).json;
  assert.equal([ledger.ordersAccepted.count, ledger.open.count, ledger.ordersHandedOver.count], [2, 1, 1]);
  assert.is(ledger.balanced, true);
  const { alarms } = (await call(context, 'GET', '/v1/alarms')).json;
  assert.equal(
    alarms.map(({ kind }: { kind: string }) => kind),
    ['order_handed_over'],
  );
});

api('the ledger is cut by time and store, in ms or ISO with an offset', async (context) => {
  await context.store.acceptOrders([parseCallback(Buffer.from(callbackJson()), nowMs)], nowMs);
  const accepted = async (query: string): Promise<number> =>
    (await call(context, 'GET', `/v1/ledger?${query}`)).json.ordersAccepted.count;
  const iso = new Date(nowMs).toISOString();
  const inShanghai = new Date(nowMs + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  assert.is(await accepted(`from=${nowMs}&to=${nowMs + 1}`), 1);
  assert.is(await accepted(`to=${nowMs}`), 0);
  assert.is(await accepted(`from=${iso}`), 1);
  assert.is(await accepted(`from=${inShanghai}`), 1);
  assert.is(await accepted(`from=${encodeURIComponent(inShanghai)}`), 1);
  assert.is(await accepted('store=elsewhere'), 0);
  for (const query of [
    'from=yesterday',
    'from=2025-06-30',
    'from=2025-06-30T08:00:00',
    'from=2025-13-30T08:00:00Z',
    'from=-1',
    'from=1e9',
    'from=1&from=2',
    'until=1',
    'store=../x',
    'store=',
  ]) {
    const { status, json } = await call(context, 'GET', `/v1/ledger?${query}`);
    assert.equal([status, json.code], [400, 'malformed'], query);
  }
});

api('an order that is not there, and an sn that is none', async (context) => {
  assert.is((await call(context, 'GET', '/v1/orders/7895259485469125')).status, 404);
  for (const sn of ['1', '789525948546912X', '..%2f..%2fx', '7895259485469125%00', '%27%20OR%201=1--']) {
    assert.is((await call(context, 'GET', `/v1/orders/${sn}`)).status, 400, sn);
  }
});

api.run();
