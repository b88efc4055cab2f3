import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { collectDefaultMetrics } from 'prom-client';
import { DEVICE_KEY_BYTES } from '../shared/device-key.ts';
import type { Failure } from '../shared/failure.ts';
import { type DeviceId, logId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { Log } from '../shared/log.ts';
import { thisMachine } from '../shared/machine-port.ts';
import type { HostPort } from '../shared/settings.ts';
import { relayRoutes } from './api/relay-routes.ts';
import { boundLog } from './bounded-log.ts';
import { Cabinets } from './cabinet/cabinets-link.ts';
import { campaignRoutes } from './campaign/campaign-routes.ts';
import { Campaigns } from './campaign/campaigns-link.ts';
import { OrderIntake } from './core/order-intake.ts';
import { QueryLink } from './core/query-link.ts';
import { Duties } from './duties-link.ts';
import { openHttpServer } from './http/http-server.ts';
import { LoadWatch } from './load-watch-link.ts';
import { LogDigest } from './log-digest.ts';
import { createMetrics } from './metrics.ts';
import { openOperatorToken } from './operator-token-store.ts';
import { OutboxStore } from './outbox/outbox-store.ts';
import { refuseOverload } from './overload.ts';
import { openBrokerLink } from './push/broker-link.ts';
import { readSettingFiles } from './setting-files-store.ts';
import type { RelaySettings } from './settings.ts';
import { StoreHealth } from './store-health.ts';
import { WebhookLink } from './webhook-link.ts';

export interface Relay {
  readonly http: HostPort;
  readonly mqtt: HostPort;
  readonly operatorTokenPath: string;
  /** Accepts nothing more, answers what was accepted, ends every connection, closes the store. */
  close(): Promise<void>;
}

export interface RelayOptions {
  /** Complete, see `refuseIncomplete`. */
  readonly settings: RelaySettings;
  readonly log: Log;
  /** The store died: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
}

const now = thisMachine.wallMs;

/**
 * Puts the relay together. What can be refused is refused before anything is listened on, and callbacks are taken
 * last, when all that follows them is ready.
 *
 * @throws Failure `not_found` or `malformed` (a file of the settings), `foreign_store`, `corrupt_store`, `store_unavailable`,
 * `unreachable` (an address)
 */
export async function openRelay({ settings, log: whole, onDeath }: RelayOptions): Promise<Relay> {
  const log = boundLog(whole, thisMachine.steadyMs);
  const files = readSettingFiles(settings);
  const closing: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const store = await OutboxStore.open({ file: join(settings.data, 'relay.db'), onDeath });
    closing.push(() => store.close());
    const operator = openOperatorToken(settings.data);
    const metrics = createMetrics();
    collectDefaultMetrics({ register: metrics.registry });
    const tls = files.tls === undefined ? {} : { tls: files.tls };

    let webhooks: WebhookLink | undefined;
    const cabinets = await Cabinets.open({
      store,
      log,
      observer: metrics,
      newsRecorded: () => webhooks?.wake(),
    });
    const crowds = {
      failed: (reason: string) => log.warn({ reason }, 'connections are accepted one in a turn only'),
    };
    const link = await openBrokerLink({
      listen: settings.mqtt,
      ...{ ...tls, crowds },
      store,
      log,
      observer: metrics,
      cabinets,
    });
    // What connections have said last is still recorded.
    closing.push(() => cabinets.close());
    closing.push(() => link.close());
    const campaigns = await Campaigns.open({
      data: settings.data,
      store,
      keyOf: (device) => link.keyOf(device),
      log,
      machine: thisMachine,
    });
    closing.push(() => campaigns.close());
    const states = { get: (device: DeviceId) => link.deviceState(device) };
    const health = new StoreHealth();
    const intake = new OrderIntake({
      store,
      afterThisTurn: setImmediate,
      now,
      uptimeMs: () => performance.now(),
      deliver: (notices, lastByteAtMs) => link.deliver(notices, lastByteAtMs),
      storeAnswered: (failure) => health.answered(failure, now()),
    });
    const digest = new LogDigest();
    const load = new LoadWatch();
    closing.push(() => load.close());
    const duties = await Duties.begin({
      store,
      deviceStates: () => states,
      log,
      machine: thisMachine,
      alarmRaised: metrics.countAlarm,
      noticesOverdue: metrics.noticesOverdue,
    });
    closing.push(() => duties.close());

    const { webhook, coreQuery, coreTerminalKey } = settings;
    if (webhook !== undefined && files.webhookSigner !== undefined) {
      const signer = files.webhookSigner;
      webhooks = new WebhookLink({ url: webhook, signer, store, log, count: metrics.countWebhook });
      closing.push(() => webhooks?.close());
    } else
      log.info(
        'no --webhook: alarms stand in /v1/alarms only, rentals in /v1/rentals, returns in /v1/reports',
      );
    if (coreQuery !== undefined && coreTerminalKey !== undefined) {
      const queries = new QueryLink({
        core: coreQuery,
        terminalKeyFile: coreTerminalKey,
        store,
        intake,
        log,
        count: metrics.countQuery,
      });
      closing.push(() => queries.close());
    } else log.info('no --core-query: orders whose callbacks are missed stay unknown');

    const refuseWhenBusy = (): void =>
      refuseOverload({
        callbacksWaiting: intake.waiting,
        oldestCallbackWaitMs: intake.oldestWaitMs,
        oldestUnsentAgeMs: link.oldestUnsentAgeMs,
        eventLoopDelayMs: load.eventLoopDelayMs,
      });
    const http = await openHttpServer({
      listen: settings.http,
      ...{ ...tls, crowds },
      log,
      replied: metrics.countReply,
      routes: [
        ...campaignRoutes(campaigns, operator.token, now),
        ...relayRoutes({
          store,
          operatorToken: operator.token,
          registry: metrics.registry,
          deviceStates: () => states,
          rosterChanged: async (device) => {
            duties.rosterChanged(device);
            await link.rosterChanged(device);
          },
          health: () => health.reply(now(), intake.oldestWaitMs > limits.callbackWaitMs),
          callbacks: {
            coreKey: files.coreKey,
            intake,
            now,
            refuseOverload: refuseWhenBusy,
            count: metrics.countCallback,
            refused: (code, reason) => {
              const suppressed = digest.note(code, performance.now());
              if (suppressed !== undefined) log.warn({ code, reason, suppressed }, 'a callback was refused');
            },
          },
          rentals: {
            request: (order, lastByteAtMs) => cabinets.request(order, lastByteAtMs),
            refuseOverload: refuseWhenBusy,
            count: metrics.countRental,
          },
          commandSlot: (cabinet, order) => cabinets.commandSlot(cabinet, order),
          now,
          drawDeviceKey: () => randomBytes(DEVICE_KEY_BYTES),
          drawLogId: () => logId(randomBytes(8).toString('hex')),
        }),
      ],
    });
    closing.push(() => http.close());
    metrics.watch({
      httpConnections: () => http.connections,
      callbacksWaiting: () => intake.waiting,
      storeOperationsWaiting: () => store.waitingOperations,
      oldestUnsentAgeMs: () => link.oldestUnsentAgeMs,
      onePathDevices: () => link.onePathDevices,
      storeIsWell: () => health.isWell,
      rentalsOpen: () => cabinets.openRentals,
    });
    return { http: http.address, mqtt: link.address, operatorTokenPath: operator.path, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
