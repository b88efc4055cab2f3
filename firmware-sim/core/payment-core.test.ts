import { verify } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../../shared/seeded-chance.ts';
import { readJsonLines } from '../jsonl-file.ts';
import { drawOrder, type OrderMoment } from './callback-maker.ts';
import { GATEWAY_RETRY_MS } from './callback-sender.ts';
import { querySignature } from './key.ts';
import { type CoreEntry, coreEntries } from './log.ts';
import { PaymentCore } from './payment-core.ts';
import { QUERY_PATH } from './query-server.ts';

/** A relay of a few lines: it answers what the test wants, and keeps what it was sent. */
interface Listener {
  server: Server;
  url: string;
  calls: { body: string; authorization: string }[];
}

async function listen(answer: (call: number) => { status: number; text: string } | 'cut'): Promise<Listener> {
  const calls: Listener['calls'] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const reply = answer(calls.length);
      calls.push({ body, authorization: incoming.headers.authorization ?? '' });
      if (reply === 'cut') {
        response.writeHead(200, { 'content-length': 7 }).write('suc');
        setImmediate(() => response.destroy());
      } else response.writeHead(reply.status).end(reply.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, calls };
}

const core = suite<{ folder: string }>('payment core');
core.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-core-'));
});
core.after.each((context) => rmSync(context.folder, { recursive: true, force: true }));

const open = (folder: string, retryFactor = 0.002): Promise<PaymentCore> =>
  PaymentCore.open({
    folder,
    retryAfterMs: GATEWAY_RETRY_MS.map((ms) => ms * retryFactor),
    answerTimeoutMs: 5_000,
    queryPort: 0,
  });
const order = drawOrder(seededChance(1), 5, 'T-1', { amountFen: 1250 });
const paid: OrderMoment = { state: 'PAID', netFen: 1250, finishedAtMs: 1_790_000_000_000 };
const entriesOf = (one: PaymentCore): CoreEntry[] => coreEntries(readJsonLines(one.logPath).values);

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !holds(); turn++) await new Promise((wake) => setTimeout(wake, 5));
  assert.ok(holds(), 'did not come about');
}

core(
  'calls again with the same bytes until the answer is success, and writes down each answer',
  async ({ folder }) => {
    const answers = [
      { status: 503, text: '{"code":"store_unavailable"}' },
      { status: 200, text: 'SUCCESS' },
      'cut' as const,
      { status: 200, text: 'success' },
    ];
    const listener = await listen((call) => answers[call] ?? { status: 500, text: '' });
    const one = await open(folder);
    one.callBack(listener.url);
    one.happen(order, paid);
    one.tell(order, paid);
    await until(() => one.pending === 0);
    assert.is(listener.calls.length, 4);
    assert.is(new Set(listener.calls.map(({ body }) => body)).size, 1);
    const told = entriesOf(one).flatMap((entry) => (entry.entry === 'answer' ? [entry.answer] : []));
    assert.equal(told, ['refused', 'refused', 'unreachable', 'success']);
    const { body, authorization } = listener.calls[0] ?? { body: '', authorization: '' };
    const [terminal, signature] = authorization.split(' ');
    assert.is(terminal, 'T-1');
    const publicKey = readFileSync(one.keys.files.publicKey);
    assert.ok(verify('RSA-SHA256', Buffer.from(body), publicKey, Buffer.from(signature ?? '', 'base64')));
    await one.close();
    listener.server.close();
  },
);

core('gives up after the fourth retry and says so', async ({ folder }) => {
  const listener = await listen(() => ({ status: 500, text: 'no' }));
  const one = await open(folder, 0.0001);
  one.callBack(listener.url);
  one.happen(order, paid);
  one.tell(order, paid);
  await until(() => one.pending === 0);
  assert.is(listener.calls.length, 5);
  assert.ok(entriesOf(one).some((entry) => entry.entry === 'given_up'));
  await one.close();
  listener.server.close();
});

core(
  'goes on after a restart with what was not answered success, even behind a torn line',
  async ({ folder }) => {
    const listener = await listen((call) =>
      call === 0 ? { status: 200, text: 'success' } : { status: 503, text: '' },
    );
    const one = await open(folder, 1_000);
    one.callBack(listener.url);
    one.happen(order, paid);
    one.tell(order, paid);
    await until(() => one.pending === 0);
    const refund: OrderMoment = { ...paid, state: 'REFUNDED', netFen: 0 };
    one.happen(order, refund);
    one.tell(order, refund);
    await until(() => listener.calls.length === 2);
    await until(() => entriesOf(one).filter(({ entry }) => entry === 'answer').length === 2);
    await one.close();
    listener.server.close();
    appendFileSync(one.logPath, '{"entry":"answer","id":2,"ans');

    const again = await listen(() => ({ status: 200, text: 'success' }));
    const other = await open(folder);
    assert.is(other.pending, 1);
    other.callBack(again.url);
    await until(() => other.pending === 0);
    assert.is(JSON.parse(again.calls[0]?.body ?? '{}').order_status, 'REFUNDED');
    const answers = entriesOf(other).filter((entry) => entry.entry === 'answer');
    assert.is(answers.at(-1)?.entry === 'answer' && answers.at(-1)?.id, 2);
    assert.is(readJsonLines(other.logPath).unreadable, 0);
    await other.close();
    again.server.close();
  },
);

core('forgeries are sent once, and none of them verifies, but the contradiction', async ({ folder }) => {
  const listener = await listen((call) =>
    call === 0 ? { status: 200, text: 'success' } : { status: 401, text: '' },
  );
  const one = await open(folder);
  one.callBack(listener.url);
  one.happen(order, paid);
  one.forge('other_amount', order, paid);
  assert.is(one.pending, 0, 'a contradiction needs something to contradict');
  one.tell(order, paid);
  await until(() => one.pending === 0);
  const stranger = { ...order, sn: `66${order.sn.slice(2)}` };
  for (const kind of ['wrong_key', 'changed_after_signing'] as const) one.forge(kind, stranger, paid);
  one.forge('other_amount', { ...order, totalFen: 99_999 }, paid);
  await until(() => one.pending === 0);
  assert.is(listener.calls.length, 4);
  const publicKey = readFileSync(one.keys.files.publicKey);
  const genuine = listener.calls.map(({ body, authorization }) =>
    verify(
      'RSA-SHA256',
      Buffer.from(body),
      publicKey,
      Buffer.from(authorization.split(' ')[1] ?? '', 'base64'),
    ),
  );
  assert.equal(genuine.filter(Boolean).length, 2);
  assert.ok(!entriesOf(one).some((entry) => entry.entry === 'given_up'));
  await one.close();
  listener.server.close();
});

core(
  'the query call tells the truth to who knows the terminal key, and nothing to others',
  async ({ folder }) => {
    const one = await open(folder);
    one.happen(order, paid);
    const ask = async (
      question: object,
      sign: (body: string) => string,
    ): Promise<Record<string, unknown>> => {
      const body = JSON.stringify(question);
      const reply = await fetch(one.queryUrl + QUERY_PATH, {
        method: 'POST',
        body,
        headers: { authorization: sign(body) },
      });
      return (await reply.json()) as Record<string, unknown>;
    };
    const signed = (body: string): string => querySignature(one.keys.terminalKey, 'T-1', body);
    const found = await ask({ terminal_sn: 'T-1', sn: order.sn }, signed);
    const business = found.biz_response as { result_code: string; data: Record<string, unknown> };
    assert.is(business.data.order_status, 'PAID');
    assert.is(business.data.net_amount, '1250');
    const byClient = await ask({ terminal_sn: 'T-1', client_sn: order.fields.client_sn }, signed);
    assert.equal(byClient, found);
    const unknown = await ask({ terminal_sn: 'T-1', sn: '7800000000000000' }, signed);
    assert.is((unknown.biz_response as { error_code: string }).error_code, 'UPAY_ORDER_NOT_EXISTS');
    const forged = await ask({ terminal_sn: 'T-1', sn: order.sn }, () => 'T-1 0123456789abcdef');
    assert.is(forged.error_code, 'ILLEGAL_SIGN');
    const foreign = (body: string): string => querySignature(one.keys.terminalKey, 'T-2', body);
    const other = await ask({ terminal_sn: 'T-2', sn: order.sn }, foreign);
    assert.is((other.biz_response as { error_code: string }).error_code, 'UPAY_ORDER_NOT_EXISTS');
    await until(() => entriesOf(one).filter(({ entry }) => entry === 'query_answered').length === 2);
    await one.close();
  },
);

core.run();
