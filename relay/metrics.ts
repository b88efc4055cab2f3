import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CabinetObserver } from './cabinet/cabinets-link.ts';
import type { PushObserver } from './push/push-observer.ts';

/** Seconds; dense around the 60 ms of promise 8. */
const LATENCY_BUCKETS_S = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 60,
];

/** What is true at the moment of being asked. */
export interface RelayGauges {
  readonly httpConnections: () => number;
  readonly callbacksWaiting: () => number;
  readonly storeOperationsWaiting: () => number;
  readonly oldestUnsentAgeMs: () => number;
  readonly onePathDevices: () => number;
  readonly storeIsWell: () => boolean;
  readonly rentalsOpen: () => number;
}

/** Everything that `GET /metrics` tells. */
export interface RelayMetrics extends PushObserver, CabinetObserver {
  readonly registry: Registry;
  countReply(status: number): void;
  countCallback(outcome: string): void;
  countQuery(outcome: string): void;
  countWebhook(outcome: string): void;
  countRental(outcome: string): void;
  countAlarm(kind: string): void;
  noticesOverdue(count: number): void;
  /** Begins to show the gauges, when those who know them are there. */
  watch(gauges: RelayGauges): void;
}

export function createMetrics(): RelayMetrics {
  const registry = new Registry();
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name: `tillbell_${name}`, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, read?: () => number): Gauge =>
    new Gauge({
      name: `tillbell_${name}`,
      help,
      registers: [registry],
      ...(read === undefined
        ? {}
        : {
            collect() {
              this.set(read());
            },
          }),
    });
  const latency = (name: string, help: string): Histogram =>
    new Histogram({ name: `tillbell_${name}`, help, buckets: LATENCY_BUCKETS_S, registers: [registry] });

  const pushed = latency(
    'push_latency_seconds',
    'From the last byte of a callback to the return of "stored" from the device',
  );
  const pushedOneWay = latency(
    'push_latency_one_way_seconds',
    'The same less half the lowest round trip ever seen on the path: to the notice stored in the device',
  );
  const callbacks = counter('callbacks_total', 'Callbacks of the payment core by what became of them', [
    'outcome',
  ]);
  const replies = counter('http_replies_total', 'Answers over HTTP', ['status']);
  const pushes = counter(
    'pushes_total',
    'Notices sent: first, again on the next path (hedge) and on one more (third), for want of an answer (resend), off a lost connection (moved)',
    ['attempt'],
  );
  const refusals = counter('push_refusals_total', 'What the push side refused', ['code']);
  const queries = counter('core_queries_total', 'Questions to the payment core by what became of them', [
    'outcome',
  ]);
  const webhooks = counter('webhooks_total', 'Attempts to deliver a webhook', ['outcome']);
  const rentSend = latency(
    'rent_send_seconds',
    'From the last byte of a rental request to its rent on the socket, where the cabinet was connected',
  );
  const rentals = counter('rentals_total', 'Rental requests by what became of them', ['outcome']);
  const rents = counter('rents_total', 'Rents sent to cabinets, for the first time or again', ['attempt']);
  const reports = counter('reports_total', 'Reports of cabinets that were recorded', ['kind']);
  const alarms = counter('alarms_total', 'Alarms about devices that were raised', ['kind']);
  const connections = gauge('device_connections', 'Device connections that have proved who they are');
  const overdue = gauge(
    'notices_overdue',
    'Notices that a device has stored but given no receipt for in time',
  );

  // The labels of the busiest counters are looked up once, not for every callback.
  const first = pushes.labels('first');
  const copies = {
    hedge: pushes.labels('hedge'),
    third: pushes.labels('third'),
    resend: pushes.labels('resend'),
    moved: pushes.labels('moved'),
  };

  return {
    registry,
    stored: ({ latencyMs, lowestRoundTripMs }) => {
      pushed.observe(latencyMs / 1000);
      pushedOneWay.observe(Math.max(0, latencyMs - lowestRoundTripMs / 2) / 1000);
    },
    sent: () => first.inc(),
    resent: (why) => copies[why].inc(),
    refused: (code) => refusals.inc({ code }),
    connected: (count) => connections.set(count),
    countReply: (status) => replies.inc({ status: String(status) }),
    countCallback: (outcome) => callbacks.inc({ outcome }),
    countQuery: (outcome) => queries.inc({ outcome }),
    countWebhook: (outcome) => webhooks.inc({ outcome }),
    countRental: (outcome) => rentals.inc({ outcome }),
    rentSent: (delayMs) => {
      rents.inc({ attempt: 'first' });
      rentSend.observe(delayMs / 1000);
    },
    rentResent: () => rents.inc({ attempt: 'again' }),
    reported: (kind) => reports.inc({ kind }),
    countAlarm: (kind) => alarms.inc({ kind }),
    noticesOverdue: (count) => overdue.set(count),
    watch: (read) => {
      gauge('http_connections', 'Open HTTP connections', read.httpConnections);
      gauge('callbacks_waiting', 'Callbacks that wait for the store', read.callbacksWaiting);
      gauge('store_operations_waiting', 'Operations that wait for a commit', read.storeOperationsWaiting);
      gauge(
        'oldest_unsent_seconds',
        'How long the longest-waiting notice has not been sent',
        () => read.oldestUnsentAgeMs() / 1000,
      );
      gauge('rentals_open', 'Rentals without an end', read.rentalsOpen);
      gauge('devices_one_path', 'Devices that are here by one path only', read.onePathDevices);
      gauge('store_up', '1 when the last write to the store was kept, 0 when it was refused', () =>
        read.storeIsWell() ? 1 : 0,
      );
    },
  };
}
