import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMetrics } from './metrics.ts';

const values = async (metrics: ReturnType<typeof createMetrics>): Promise<ReadonlyMap<string, number>> => {
  const lines = (await metrics.registry.metrics())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
};

test('promise 8: both figures are shown, the corrected one less half the lowest round trip and no more', async () => {
  const metrics = createMetrics();
  metrics.stored({ latencyMs: 70, lowestRoundTripMs: 40 });
  metrics.stored({ latencyMs: 10, lowestRoundTripMs: 40 });
  const shown = await values(metrics);
  assert.is(shown.get('tillbell_push_latency_seconds_count'), 2);
  assert.is(shown.get('tillbell_push_latency_seconds_sum'), 0.08);
  assert.is(shown.get('tillbell_push_latency_seconds_bucket{le="0.06"}'), 1);
  assert.is(shown.get('tillbell_push_latency_one_way_seconds_sum'), 0.05);
  assert.is(shown.get('tillbell_push_latency_one_way_seconds_bucket{le="0.06"}'), 2);
});

test('answers, pushes, refusals, questions, webhooks and alarms are counted by kind', async () => {
  const metrics = createMetrics();
  metrics.countCallback('recorded');
  metrics.countCallback('recorded');
  metrics.countCallback('unauthorized');
  metrics.countReply(413);
  metrics.sent();
  metrics.resent('hedge');
  metrics.resent('hedge');
  metrics.resent('resend');
  metrics.refused('bad_seal');
  metrics.countQuery('recorded');
  metrics.countWebhook('delivered');
  metrics.countAlarm('device_offline');
  metrics.countRental('recorded');
  metrics.rentSent(2);
  metrics.rentResent();
  metrics.reported('bank_returned');
  const shown = await values(metrics);
  assert.is(shown.get('tillbell_callbacks_total{outcome="recorded"}'), 2);
  assert.is(shown.get('tillbell_callbacks_total{outcome="unauthorized"}'), 1);
  assert.is(shown.get('tillbell_http_replies_total{status="413"}'), 1);
  assert.is(shown.get('tillbell_pushes_total{attempt="first"}'), 1);
  assert.is(shown.get('tillbell_pushes_total{attempt="hedge"}'), 2);
  assert.is(shown.get('tillbell_push_refusals_total{code="bad_seal"}'), 1);
  assert.is(shown.get('tillbell_core_queries_total{outcome="recorded"}'), 1);
  assert.is(shown.get('tillbell_webhooks_total{outcome="delivered"}'), 1);
  assert.is(shown.get('tillbell_alarms_total{kind="device_offline"}'), 1);
  assert.is(shown.get('tillbell_rentals_total{outcome="recorded"}'), 1);
  assert.is(shown.get('tillbell_rents_total{attempt="first"}'), 1);
  assert.is(shown.get('tillbell_rents_total{attempt="again"}'), 1);
  assert.is(shown.get('tillbell_rent_send_seconds_sum'), 0.002);
  assert.is(shown.get('tillbell_reports_total{kind="bank_returned"}'), 1);
});

test('gauges are read when they are asked for', async () => {
  const metrics = createMetrics();
  let waiting = 1;
  metrics.watch({
    httpConnections: () => 2,
    callbacksWaiting: () => waiting,
    storeOperationsWaiting: () => 3,
    onePathDevices: () => 3,
    oldestUnsentAgeMs: () => 40,
    storeIsWell: () => false,
    rentalsOpen: () => 4,
  });
  metrics.connected(7);
  metrics.noticesOverdue(4);
  waiting = 9;
  const shown = await values(metrics);
  assert.is(shown.get('tillbell_callbacks_waiting'), 9);
  assert.is(shown.get('tillbell_http_connections'), 2);
  assert.is(shown.get('tillbell_oldest_unsent_seconds'), 0.04);
  assert.is(shown.get('tillbell_store_up'), 0);
  assert.is(shown.get('tillbell_device_connections'), 7);
  assert.is(shown.get('tillbell_notices_overdue'), 4);
  assert.is(shown.get('tillbell_rentals_open'), 4);
});

test.run();
