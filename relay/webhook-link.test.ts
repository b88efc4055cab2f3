import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { createLog } from '../shared/log.ts';
import { unixMs } from '../shared/quantities.ts';
import type { PendingWebhook, WebhookStore } from './store.ts';
import { readWebhookSecret } from './webhook.ts';
import { WebhookLink } from './webhook-link.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const log = createLog('test', 'silent', { write: () => {} });

type Endpoint = (id: string, incoming: IncomingMessage, response: ServerResponse) => void;
type Settled = { id: number; outcome: 'delivered' | 'again' };

/** Alarms that are due until they are settled; an attempt that failed is due again at once. */
function pretendStore(count: number, settled: Settled[], onSettled: () => void) {
  const due = new Map<number, PendingWebhook>();
  for (let id = 1; id <= count; id += 1) {
    const told = { webhookId: `event_${id}`, type: 'alarm.device_offline', atMs: unixMs(0), data: '{}' };
    due.set(id, { id, ...told, attempt: 0 });
  }
  const store: WebhookStore = {
    readDueWebhooks: async (_, most) => [...due.values()].slice(0, most),
    settleWebhook: async (id, outcome) => {
      const before = due.get(id);
      if ('deliveredAtMs' in outcome) due.delete(id);
      else if (before !== undefined) due.set(id, { ...before, attempt: before.attempt + 1 });
      settled.push({ id, outcome: 'deliveredAtMs' in outcome ? 'delivered' : 'again' });
      onSettled();
    },
  };
  return { store, due };
}

/** Delivers `alarms` alarms to an endpoint until `until` settlements were made. */
async function deliver(endpoint: Endpoint, alarms: number, until: number) {
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => endpoint(String(incoming.headers['webhook-id']), incoming, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  const settled: Settled[] = [];
  const counted: string[] = [];
  let link: WebhookLink | undefined;
  let due: ReadonlyMap<number, PendingWebhook> = new Map();
  await new Promise<void>((resolve) => {
    const pretended = pretendStore(alarms, settled, () => settled.length >= until && resolve());
    due = pretended.due;
    const { store } = pretended;
    const count = (outcome: string): number => counted.push(outcome);
    link = new WebhookLink({ url, signer: readWebhookSecret(SECRET), store, log, count });
  });
  link?.close();
  server.closeAllConnections();
  server.close();
  return { settled, counted, due };
}

test('an endpoint that fails gets the same alarm again until it answers 2xx', async () => {
  const answers = [500, 204];
  const ids: string[] = [];
  const { settled, counted, due } = await deliver(
    (id, _, response) => {
      ids.push(id);
      response.writeHead(answers.shift() ?? 500).end();
    },
    1,
    2,
  );
  assert.equal(
    settled.map(({ outcome }) => outcome),
    ['again', 'delivered'],
  );
  assert.is(new Set(ids).size, 1);
  assert.equal(counted, ['unreachable', 'delivered']);
  assert.is(due.size, 0);
});

test('a redirect is not followed, a broken line is tried again, an endless answer still counts by its status', async () => {
  const paths: (string | undefined)[] = [];
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
    (response) => response.socket?.destroy(),
    (response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    },
  ];
  const { settled } = await deliver(
    (_, incoming, response) => {
      paths.push(incoming.url);
      answers.shift()?.(response);
    },
    3,
    3,
  );
  assert.equal([...new Set(paths)], ['/hook']);
  assert.equal(settled.map(({ outcome }) => outcome).sort(), ['again', 'again', 'delivered']);
});

test('an endpoint that does not answer holds no more connections than allowed, and gets no alarm twice meanwhile', async () => {
  const held = new Map<string, ServerResponse>();
  let most = 0;
  let answered = 0;
  const total = limits.webhooksInFlight + 5;
  const { settled } = await deliver(
    (id, _, response) => {
      assert.not(held.has(id), id);
      held.set(id, response);
      most = Math.max(most, held.size);
      if (held.size < limits.webhooksInFlight && total - answered > held.size) return;
      answered += held.size;
      for (const one of held.values()) one.writeHead(200).end();
      held.clear();
    },
    total,
    total,
  );
  assert.is(most, limits.webhooksInFlight);
  assert.is(new Set(settled.map(({ id }) => id)).size, total);
});

test.run();
