import { parseCallback } from '../../relay/core/order-callback.ts';
import { OrderIntake } from '../../relay/core/order-intake.ts';
import { Duties } from '../../relay/duties-link.ts';
import { OutboxStore } from '../../relay/outbox/outbox-store.ts';
import type { RelayOperations } from '../../relay/outbox/tables-store.ts';
import { refuseOverload } from '../../relay/overload.ts';
import { DeviceBroker } from '../../relay/push/broker-link.ts';
import type { DeviceEntry } from '../../relay/store.ts';
import { type Failure, isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import type { Canary } from './canaries.ts';
import type { Trace } from './trace.ts';
import type { VirtualDisk } from './virtual-disk.ts';
import type { VirtualHost, VirtualProcess } from './virtual-host.ts';
import { VirtualMqtt } from './virtual-mqtt.ts';
import type { ConnectionEnd } from './virtual-network.ts';
import { VirtualStore } from './virtual-store.ts';

/** What the core hears of a callback. */
export type HttpAnswer = { readonly status: number; readonly text: string };

interface Life {
  readonly process: VirtualProcess;
  readonly store: VirtualStore<RelayOperations>;
  readonly outbox: OutboxStore;
  readonly broker: DeviceBroker;
  readonly intake: OrderIntake;
  readonly mqtt: () => VirtualMqtt | undefined;
}

export interface SimRelayParts {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  readonly trace: Trace;
  readonly canary: Canary | undefined;
  /** A bound was not kept. */
  readonly onBroken: (what: string) => void;
  readonly onDeath: () => void;
}

const SILENT = createLog('simulated', 'silent', { write: () => {} });

/** The relay: the product's own intake, broker, duties and tables, on a virtual machine. */
export class SimRelay {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  readonly #parts: SimRelayParts;
  #life: Life | undefined;

  constructor(parts: SimRelayParts) {
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
    let mqtt: VirtualMqtt | undefined;
    const broker = new DeviceBroker(
      { listen: { host: 'simulated', port: 1883 }, store: outbox, log: SILENT, observer: this.#observer() },
      {
        machine: process,
        openMqtt: async ({ events }) => {
          mqtt = new VirtualMqtt(process, events);
          return mqtt;
        },
      },
    );
    const intake = new OrderIntake({
      store: outbox,
      afterThisTurn: (run) => process.nextTurn(run),
      now: () => process.wallMs(),
      uptimeMs: () => process.steadyMs(),
      deliver: (notices, lastByteAtMs) => broker.deliver(notices, lastByteAtMs),
      storeAnswered: () => {},
    });
    await broker.open();
    if (!process.isAlive) return;
    await Duties.begin({
      store: outbox,
      deviceStates: () => broker.deviceStates(),
      log: SILENT,
      machine: process,
      alarmRaised: () => {},
      noticesOverdue: () => {},
    });
    if (process.isAlive) this.#life = { process, store, outbox, broker, intake, mqtt: () => mqtt };
  }

  #observer(): ConstructorParameters<typeof DeviceBroker>[0]['observer'] {
    const { trace } = this.#parts;
    return {
      stored: () => {},
      sent: () => {},
      resent: () => {},
      refused: (code) => trace.tell('relay', () => `refuses: ${code}`),
      connected: () => {},
    };
  }

  #died(): void {
    const { trace, onDeath } = this.#parts;
    this.#checkBounds();
    this.#life = undefined;
    trace.tell('relay', () => (this.host.isPowered ? 'ends' : 'loses power'));
    onDeath();
  }

  /** Promise 15, as far as it can be seen from outside. */
  #checkBounds(): void {
    const life = this.#life;
    if (life === undefined) return;
    const waitingBytes = life.mqtt()?.mostWaitingBytes ?? 0;
    if (waitingBytes > limits.deviceSocketBacklogBytes + limits.frameBytes)
      this.#parts.onBroken(`${waitingBytes} bytes waited on one socket`);
    if (life.store.mostWaiting > limits.storeQueueOperations)
      this.#parts.onBroken(`${life.store.mostWaiting} operations waited for the store`);
  }

  /** Nobody may know what this process has promised: it must all be on the disk. */
  kill(power: boolean): void {
    if (power) this.host.powerOff();
    this.host.process?.die();
  }

  checkBounds(): void {
    this.#checkBounds();
  }

  /** A device knocks. */
  accept(end: ConnectionEnd): boolean {
    const mqtt = this.#life?.mqtt();
    if (mqtt === undefined) return false;
    mqtt.accept(end);
    return true;
  }

  /** A callback whose signature is good has come in whole; no answer where the process dies over it. */
  callback(body: string, answer: (answer: HttpAnswer) => void): void {
    const life = this.#life;
    if (life === undefined) {
      if (this.host.isPowered) answer({ status: 0, text: 'connection refused' });
      return;
    }
    const { process } = life;
    process.turn(() => this.#handle(life, Buffer.from(body), answer));
  }

  #handle(life: Life, body: Buffer, answer: (answer: HttpAnswer) => void): void {
    const { process, broker, intake } = life;
    let isAnswered = false;
    const reply = (status: number, text: string): void => {
      if (isAnswered || !process.mayAct()) return;
      isAnswered = true;
      answer({ status, text });
    };
    const refuse = (thrown: unknown): void => {
      if (!isFailure(thrown)) throw thrown;
      reply(statusOf(thrown), thrown.code);
    };
    try {
      refuseOverload({
        callbacksWaiting: intake.waiting,
        oldestCallbackWaitMs: intake.oldestWaitMs,
        oldestUnsentAgeMs: broker.oldestUnsentAgeMs,
        eventLoopDelayMs: 0,
      });
      const callback = parseCallback(body, process.wallMs());
      if (this.#parts.canary?.acknowledgesEarly === true) reply(200, 'success');
      process.after(limits.httpAnswerTimeoutMs, () => reply(503, 'timed_out'));
      intake
        .submit(callback, process.steadyMs())
        .then(
          (accepted) =>
            accepted.answer === 'conflict' ? reply(409, accepted.reason) : reply(200, 'success'),
          refuse,
        );
    } catch (thrown) {
      refuse(thrown);
    }
  }

  // ---- the operator ----

  /** @returns whether it is done, as far as the operator can see */
  async putDevice(entry: DeviceEntry, key: Uint8Array): Promise<boolean> {
    const life = this.#life;
    if (life === undefined) return false;
    const log = logId(life.process.drawBytes(8).toString('hex'));
    return this.#operate(life, () => life.outbox.putDevice(entry, key, log, life.process.wallMs()));
  }

  async replaceKey(device: DeviceId, key: Uint8Array): Promise<boolean> {
    const life = this.#life;
    return life !== undefined && this.#operate(life, () => life.outbox.replaceKey(device, key));
  }

  async #operate(life: Life, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      await life.broker.rosterChanged();
      return true;
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return false;
    }
  }
}

function statusOf({ code }: Failure): number {
  if (code === 'overloaded' || code === 'store_unavailable' || code === 'timed_out') return 503;
  return code === 'conflict' ? 409 : 400;
}
