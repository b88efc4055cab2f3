import { Webhook } from 'standardwebhooks';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import { unixMs } from '../shared/quantities.ts';
import type { PendingWebhook } from './store.ts';
import { makeDelivery, nextAttemptAtMs, readWebhookSecret } from './webhook.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const pending: PendingWebhook = {
  id: 7,
  webhookId: 'alarm_1751241600000_7',
  type: 'alarm.order_handed_over',
  atMs: unixMs(1_751_241_600_000),
  data: JSON.stringify({
    id: 7,
    kind: 'order_handed_over',
    subject: '7895259485469125',
    detail: '到账 12.50 元，终端 T1 没有设备',
  }),
  attempt: 0,
};

test('a delivery is what every Standard Webhooks receiver verifies, on each attempt', () => {
  const signer = readWebhookSecret(`${SECRET}\n`);
  const first = makeDelivery(signer, pending, unixMs(Date.now() - 1_000));
  const again = makeDelivery(signer, { ...pending, attempt: 1 }, unixMs(Date.now()));
  for (const { body, headers } of [first, again]) {
    assert.equal(new Webhook(SECRET).verify(body, { ...headers }), {
      type: 'alarm.order_handed_over',
      timestamp: '2025-06-30T00:00:00.000Z',
      data: {
        id: 7,
        kind: 'order_handed_over',
        subject: '7895259485469125',
        detail: '到账 12.50 元，终端 T1 没有设备',
      },
    });
  }
  assert.is(first.headers['webhook-id'], again.headers['webhook-id']);
  assert.is(first.body, again.body);
});

test('another secret, or another body, is not verified', () => {
  const { body, headers } = makeDelivery(readWebhookSecret(SECRET), pending, unixMs(Date.now()));
  const other = new Webhook(Buffer.alloc(32, 6).toString('base64'));
  assert.throws(() => other.verify(body, { ...headers }));
  assert.throws(() => new Webhook(SECRET).verify(body.replace('12.50', '99.99'), { ...headers }));
});

test('a secret of another form is refused without being quoted', () => {
  const short = Buffer.alloc(23, 65).toString('base64');
  const long = Buffer.alloc(65, 65).toString('base64');
  for (const text of [
    '',
    'whsec_',
    'hunter2hunter2',
    SECRET.slice(6),
    `whsec_${short}`,
    `whsec_${long}`,
    `${SECRET}*`,
  ]) {
    assert.throws(
      () => readWebhookSecret(text),
      (thrown: unknown) => isFailure(thrown, 'usage') && !thrown.message.includes(text.slice(6, 20) || '\0'),
      text,
    );
  }
});

test('attempts come ever more rarely, spread by chance, and never end', () => {
  const nowMs = unixMs(1_751_241_600_000);
  const waitMs = (attempt: number, random: number): number => nextAttemptAtMs(attempt, nowMs, random) - nowMs;
  assert.is(waitMs(0, 0), limits.webhookRetryFirstMs / 2);
  assert.is(waitMs(0, 0.999999), limits.webhookRetryFirstMs);
  assert.is(waitMs(1, 0), limits.webhookRetryFirstMs);
  assert.is(waitMs(100_000, 0), limits.webhookRetryMaxMs / 2);
  assert.is(waitMs(100_000, 0.999999999), limits.webhookRetryMaxMs);
});

test.run();
