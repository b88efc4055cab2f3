import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderSn, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { OrderCallback, UnfinishedOrder } from '../store.ts';
import { callbackJson } from './pretended-core.ts';
import { makeQuery, QUERY_PATH, readTerminalKeys } from './query.ts';
import { QueryLink } from './query-link.ts';

type Core = (body: string, incoming: IncomingMessage, response: ServerResponse) => void;
const log = createLog('test', 'silent', { write: () => {} });

async function listen(core: Core): Promise<{ server: Server; url: URL }> {
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => core(body, incoming, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`) };
}

/** Lets a link loose on one unfinished order until it has counted `outcomes` outcomes. */
async function ask(core: Core, outcomes: number, orders = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-query-'));
  const terminalKeyFile = join(folder, 'terminal.key');
  writeFileSync(terminalKeyFile, 'the-key');
  const { server, url } = await listen(core);
  const learned: OrderCallback[] = [];
  const counted: string[] = [];
  const unfinished: UnfinishedOrder[] = Array.from({ length: orders }, (_, index) => ({
    sn: orderSn(String(7_000_000_000_000_000 + index)),
    terminalSn: terminalSn('T1'),
    acceptedAtMs: unixMs(Date.now() - 3_000),
  }));
  let link: QueryLink | undefined;
  await new Promise<void>((resolve) => {
    link = new QueryLink({
      core: url,
      terminalKeyFile,
      store: { readUnfinishedOrders: async () => unfinished },
      intake: {
        submit: async (callback) => {
          learned.push(callback);
          return { answer: 'already_recorded' };
        },
      },
      log,
      count: (outcome) => {
        counted.push(outcome);
        if (counted.length === outcomes) resolve();
      },
    });
  });
  link?.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  return { learned, counted, unfinished };
}

const tell = (response: ServerResponse, sn: string): void => {
  const data = JSON.parse(callbackJson({ sn }));
  response.end(JSON.stringify({ result_code: '200', biz_response: { result_code: 'SUCCESS', data } }));
};

test('what the core tells goes the way of a callback', async () => {
  const calls: string[] = [];
  const { learned, counted, unfinished } = await ask((body, incoming, response) => {
    calls.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization} ${body}`);
    tell(response, JSON.parse(body).sn);
  }, 1);
  const [order] = unfinished;
  const query = order === undefined ? undefined : makeQuery(order, readTerminalKeys('the-key'));
  assert.equal(calls, [`POST /base${QUERY_PATH} ${query?.authorization} ${query?.body}`]);
  assert.equal(counted, ['already_recorded']);
  assert.is(learned[0]?.state, 'PAID');
});

test('a redirect, an error page, an endless answer and a dead line change nothing and are counted', async () => {
  const elsewhere = await listen((body, _, response) => tell(response, JSON.parse(body).sn));
  const answers: Core[] = [
    (_, __, response) =>
      response.writeHead(302, { location: elsewhere.url.href + QUERY_PATH.slice(1) }).end(),
    (_, __, response) => response.writeHead(502).end('<html>bad gateway</html>'),
    (_, __, response) => response.end('x'.repeat(limits.coreReplyBytes + 1)),
    (_, __, response) => response.socket?.destroy(),
    (_, __, response) => response.end('{"result_code":"400","error_code":"ILLEGAL_SIGN"}'),
  ];
  const { learned, counted } = await ask(
    (body, incoming, response) => answers.shift()?.(body, incoming, response),
    5,
    5,
  );
  elsewhere.server.close();
  assert.equal(learned, []);
  assert.equal([...counted].sort(), ['forbidden', 'too_large', 'unreachable', 'unreachable', 'unreachable']);
});

test('no more questions at once than allowed', async () => {
  let atOnce = 0;
  let most = 0;
  await ask(
    (body, _, response) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setImmediate(() => {
        atOnce -= 1;
        tell(response, JSON.parse(body).sn);
      });
    },
    20,
    20,
  );
  assert.ok(most >= 1 && most <= limits.coreQueriesInFlight, `${most} at once`);
});

test.run();
