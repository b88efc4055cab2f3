import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox } from '../../firmware-sim/trial-outbox.ts';
import { unixMs } from '../../shared/quantities.ts';
import { createWebhookQueue } from './webhooks-store.ts';

const webhooks = suite<{ outbox: TrialOutbox }>('webhooks');
webhooks.before.each((context) => {
  context.outbox = openTrialOutbox();
});
webhooks.after.each(({ outbox }) => outbox.close());

const at = unixMs;
function queue(outbox: TrialOutbox, webhookId: string, nowMs: number, data: object = {}): void {
  createWebhookQueue(outbox.database)(
    { webhookId, type: 'rental.taken', atMs: at(5), data: { ...data } },
    at(nowMs),
  );
}
const due = (outbox: TrialOutbox, nowMs: number, most = 9) =>
  outbox.call('readDueWebhooks', { nowMs: at(nowMs), most });

webhooks('a webhook is due until its 2xx, and later after each failure', ({ outbox }) => {
  queue(outbox, 'one', 1_000, { level: 60, name: '归还' });
  assert.equal(due(outbox, 999), []);
  const [first] = due(outbox, 1_000);
  assert.ok(first);
  const { id } = first;
  const data = '{"level":60,"name":"归还"}';
  assert.equal(first, { id, webhookId: 'one', type: 'rental.taken', atMs: 5, data, attempt: 0 });
  outbox.call('settleWebhook', { id, outcome: { retryAtMs: at(6_000) } });
  assert.equal(due(outbox, 5_999), []);
  assert.is(due(outbox, 6_000)[0]?.attempt, 1);
  outbox.call('settleWebhook', { id, outcome: { deliveredAtMs: at(6_100) } });
  assert.equal(due(outbox, 99_000), []);
  outbox.call('settleWebhook', { id, outcome: { retryAtMs: at(7_000) } });
  assert.equal(due(outbox, 99_000), [], 'a late failure does not send it again');
});

webhooks('the webhook that has waited longest is first, and of equals the older', ({ outbox }) => {
  queue(outbox, 'c', 3_000);
  queue(outbox, 'a', 1_000);
  queue(outbox, 'b', 1_000);
  assert.equal(
    due(outbox, 9_000, 2).map(({ webhookId }) => webhookId),
    ['a', 'b'],
  );
});

webhooks('one event is queued once for ever, also after it was delivered', ({ outbox }) => {
  queue(outbox, 'one', 1_000, { first: true });
  queue(outbox, 'one', 2_000, { first: false });
  const [only, ...more] = due(outbox, 9_000);
  assert.is(only?.data, '{"first":true}');
  assert.equal(more, []);
  outbox.call('settleWebhook', { id: only?.id ?? 0, outcome: { deliveredAtMs: at(9_100) } });
  queue(outbox, 'one', 9_200);
  assert.equal(due(outbox, 99_000), []);
});

webhooks.run();
