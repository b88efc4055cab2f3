import { readRentalBody } from '../../relay/api/rental-body.ts';
import type { RentalAnswer } from '../../relay/cabinet/cabinet-memory.ts';
import { Cabinets } from '../../relay/cabinet/cabinets-link.ts';
import type { SlotOrder } from '../../relay/cabinet/slot-commands-link.ts';
import type { OutboxStore } from '../../relay/outbox/outbox-store.ts';
import { DeviceBroker } from '../../relay/push/broker-link.ts';
import { nextAttemptAtMs } from '../../relay/webhook.ts';
import { isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import {
  type HttpAnswer,
  type RelayLife,
  RelayMachine,
  type RelayMachineParts,
} from '../sim/relay-machine.ts';
import type { VirtualProcess } from '../sim/virtual-host.ts';

/** One event as billing gets it, each time that it is delivered. */
export interface Delivery {
  readonly webhookId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Life extends RelayLife {
  readonly cabinets: Cabinets;
}

export interface SimCabinetRelayParts extends RelayMachineParts {
  /** Brings it to billing; `answer` with whether billing said 2xx. */
  readonly deliver: (delivery: Delivery, answer: (isTaken: boolean) => void) => void;
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
export class SimCabinetRelay extends RelayMachine<Life> {
  readonly #deliver: SimCabinetRelayParts['deliver'];

  constructor(parts: SimCabinetRelayParts) {
    super(parts);
    this.#deliver = parts.deliver;
  }

  async start(): Promise<void> {
    if (this.isOn) return;
    const { process, store, outbox } = this.begin();
    const webhooks = new SimWebhooks(process, outbox, this.#deliver);
    const cabinets = await Cabinets.open({
      store: outbox,
      log: SILENT,
      observer: {
        rentSent: () => {},
        rentResent: () => {},
        reported: () => {},
        refused: (code) => this.trace.tell('relay', () => `refuses: ${code}`),
      },
      newsRecorded: () => webhooks.look(),
      machine: process,
    });
    if (!process.isAlive) return;
    const { ground, mqtt } = this.brokerGround(process);
    const broker = new DeviceBroker(
      {
        listen: { host: 'simulated', port: 1883 },
        store: outbox,
        log: SILENT,
        cabinets,
        observer: this.brokerObserver(),
      },
      ground,
    );
    await broker.open();
    if (!process.isAlive) return;
    webhooks.begin();
    this.life = { process, store, outbox, broker, cabinets, mqtt };
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
    const { life } = this;
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
