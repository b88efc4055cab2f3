import { readRentalBody } from '../../relay/api/rental-body.ts';
import type { RentalAnswer } from '../../relay/cabinet/cabinet-memory.ts';
import { Cabinets } from '../../relay/cabinet/cabinets-link.ts';
import type { SlotOrder } from '../../relay/cabinet/slot-commands-link.ts';
import { OutboxStore } from '../../relay/outbox/outbox-store.ts';
import type { RelayOperations } from '../../relay/outbox/tables-store.ts';
import { DeviceBroker } from '../../relay/push/broker-link.ts';
import { nextAttemptAtMs } from '../../relay/webhook.ts';
import { isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import type { Trace } from '../sim/trace.ts';
import type { VirtualDisk } from '../sim/virtual-disk.ts';
import type { VirtualHost, VirtualProcess } from '../sim/virtual-host.ts';
import { VirtualMqtt } from '../sim/virtual-mqtt.ts';
import type { ConnectionEnd } from '../sim/virtual-network.ts';
import { VirtualStore } from '../sim/virtual-store.ts';

/** What somebody hears over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One event as billing gets it, each time that it is delivered. */
export interface Delivery {
  readonly webhookId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Life {
  readonly process: VirtualProcess;
  readonly store: VirtualStore<RelayOperations>;
  readonly outbox: OutboxStore;
  readonly broker: DeviceBroker;
  readonly cabinets: Cabinets;
  readonly mqtt: () => VirtualMqtt | undefined;
}

export interface SimCabinetRelayParts {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  readonly trace: Trace;
  /** Brings it to billing; `answer` with whether billing said 2xx. */
  readonly deliver: (delivery: Delivery, answer: (isTaken: boolean) => void) => void;
  /** A bound was not kept. */
  readonly onBroken: (what: string) => void;
  readonly onDeath: () => void;
}

const SILENT = createLog('simulated', 'silent', { write: () => {} });
/** What was just recorded goes out at once; this is for what has to be tried again. */
const WEBHOOK_LOOK_MS = 3_000;
const WEBHOOKS_AT_ONCE = 16;

const STATUS_OF_ANSWER: Readonly<Record<RentalAnswer['answer'], number>> = {
  recorded: 202,
  already_recorded: 200,
  conflict: 409,
  unknown_cabinet: 404,
  not_a_cabinet: 422,
  expired: 410,
  too_many_open: 503,
};

/** The relay as a cabinet sees it: the product's own broker, rentals and tables, on a virtual machine. */
export class SimCabinetRelay {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  readonly #parts: SimCabinetRelayParts;
  #life: Life | undefined;

  constructor(parts: SimCabinetRelayParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.disk = parts.disk;
  }

  get isOn(): boolean {
    return this.host.process !== undefined;
  }

  async start(): Promise<void> {
    const { host, disk, trace } = this.#parts;
    if (this.isOn) return;
    host.powerOn();
    const process = host.start();
    trace.tell('relay', () => 'starts');
    process.atDeath(() => this.#died());
    const store = new VirtualStore(process, disk);
    const outbox = new OutboxStore(store);
    const webhooks = new SimWebhooks(process, outbox, this.#parts.deliver);
    const cabinets = await Cabinets.open({
      store: outbox,
      log: SILENT,
      observer: {
        rentSent: () => {},
        rentResent: () => {},
        reported: () => {},
        refused: (code) => trace.tell('relay', () => `refuses: ${code}`),
      },
      newsRecorded: () => webhooks.look(),
      machine: process,
    });
    if (!process.isAlive) return;
    let mqtt: VirtualMqtt | undefined;
    const broker = new DeviceBroker(
      {
        listen: { host: 'simulated', port: 1883 },
        store: outbox,
        log: SILENT,
        cabinets,
        observer: {
          stored: () => {},
          sent: () => {},
          resent: () => {},
          refused: (code) => trace.tell('relay', () => `refuses: ${code}`),
          connected: () => {},
        },
      },
      {
        machine: process,
        openMqtt: async ({ events }) => {
          mqtt = new VirtualMqtt(process, events);
          return mqtt;
        },
      },
    );
    await broker.open();
    if (!process.isAlive) return;
    webhooks.begin();
    this.#life = { process, store, outbox, broker, cabinets, mqtt: () => mqtt };
  }

  #died(): void {
    const { trace, onDeath } = this.#parts;
    this.checkBounds();
    this.#life = undefined;
    trace.tell('relay', () => (this.host.isPowered ? 'ends' : 'loses power'));
    onDeath();
  }

  /** Promise 15, as far as it can be seen from outside. */
  checkBounds(): void {
    const life = this.#life;
    if (life === undefined) return;
    const waitingBytes = life.mqtt()?.mostWaitingBytes ?? 0;
    if (waitingBytes > limits.deviceSocketBacklogBytes + limits.frameBytes)
      this.#parts.onBroken(`${waitingBytes} bytes waited on one socket`);
    if (life.store.mostWaiting > limits.storeQueueOperations)
      this.#parts.onBroken(`${life.store.mostWaiting} operations waited for the store`);
  }

  kill(power: boolean): void {
    if (power) this.host.powerOff();
    this.host.process?.die();
  }

  /** A device knocks. */
  accept(end: ConnectionEnd): boolean {
    const mqtt = this.#life?.mqtt();
    if (mqtt === undefined) return false;
    mqtt.accept(end);
    return true;
  }

  /** `POST /v1/rentals` has come in whole; no answer where the process dies over it. */
  rent(body: Buffer, answer: (answer: HttpAnswer) => void): void {
    this.#serve(answer, async ({ cabinets, process }) => {
      const order = readRentalBody(body, process.wallMs());
      const { answer: text } = await cabinets.request(order, process.steadyMs());
      return { status: STATUS_OF_ANSWER[text], text };
    });
  }

  /** `POST /v1/devices/{id}/slots`. */
  serveSlot(device: DeviceId, order: SlotOrder, answer: (answer: HttpAnswer) => void): void {
    this.#serve(answer, async ({ cabinets }) => {
      const { done, message } = await cabinets.commandSlot(device, order);
      return { status: 200, text: `${done ? 'done' : 'refused'}: ${message}` };
    });
  }

  #serve(answer: (answer: HttpAnswer) => void, serve: (life: Life) => Promise<HttpAnswer>): void {
    const life = this.#life;
    if (life === undefined) {
      if (this.host.isPowered) answer({ status: 0, text: 'connection refused' });
      return;
    }
    const { process } = life;
    let isAnswered = false;
    const reply = (one: HttpAnswer): void => {
      if (isAnswered || !process.mayAct()) return;
      isAnswered = true;
      answer(one);
    };
    process.turn(() => {
      process.after(limits.httpAnswerTimeoutMs, () => reply({ status: 503, text: 'timed_out' }));
      process.host.time.promised();
      serve(life).then(reply, (thrown: unknown) => {
        if (!isFailure(thrown)) throw thrown;
        reply({ status: thrown.code === 'malformed' ? 400 : 503, text: thrown.code });
      });
    });
  }
}

/** Brings each webhook to billing until it is taken (relay/webhook-link.ts, without sockets). */
class SimWebhooks {
  readonly #process: VirtualProcess;
  readonly #outbox: OutboxStore;
  readonly #deliver: SimCabinetRelayParts['deliver'];
  readonly #inFlight = new Set<number>();
  #isLooking = false;

  constructor(process: VirtualProcess, outbox: OutboxStore, deliver: SimCabinetRelayParts['deliver']) {
    this.#process = process;
    this.#outbox = outbox;
    this.#deliver = deliver;
  }

  begin(): void {
    this.#process.every(WEBHOOK_LOOK_MS, () => this.look());
  }

  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#look()
      .catch((thrown: unknown) => {
        if (!isFailure(thrown)) throw thrown;
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    const most = this.#inFlight.size + WEBHOOKS_AT_ONCE;
    for (const { id, webhookId, type, data, attempt } of await this.#outbox.readDueWebhooks(
      this.#process.wallMs(),
      most,
    )) {
      if (this.#inFlight.has(id)) continue;
      this.#inFlight.add(id);
      const settle = (isTaken: boolean): void => {
        const nowMs = this.#process.wallMs();
        const outcome = isTaken
          ? { deliveredAtMs: nowMs }
          : { retryAtMs: nextAttemptAtMs(attempt, nowMs, this.#process.random()) };
        void this.#outbox
          .settleWebhook(id, outcome)
          .catch((thrown: unknown) => {
            if (!isFailure(thrown)) throw thrown;
          })
          .finally(() => this.#inFlight.delete(id));
      };
      let isOver = false;
      const over = (isTaken: boolean): void => {
        if (isOver) return;
        isOver = true;
        this.#process.host.time.promised();
        settle(isTaken);
      };
      this.#process.after(limits.webhookTimeoutMs, () => over(false));
      const content = JSON.parse(data) as Record<string, unknown>;
      if (this.#process.mayAct())
        this.#deliver({ webhookId, type, data: content }, (isTaken) =>
          this.#process.turn(() => over(isTaken)),
        );
    }
  }
}
