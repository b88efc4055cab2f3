import { parseCallback } from '../../relay/core/order-callback.ts';
import { OrderIntake } from '../../relay/core/order-intake.ts';
import { Duties } from '../../relay/duties-link.ts';
import { refuseOverload } from '../../relay/overload.ts';
import { DeviceBroker } from '../../relay/push/broker-link.ts';
import type { DeviceEntry } from '../../relay/store.ts';
import { type Failure, isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import type { Canary } from './canaries.ts';
import { type HttpAnswer, type RelayLife, RelayMachine, type RelayMachineParts } from './relay-machine.ts';

interface Life extends RelayLife {
  readonly intake: OrderIntake;
}

export interface SimRelayParts extends RelayMachineParts {
  readonly canary: Canary | undefined;
}

const SILENT = createLog('simulated', 'silent', { write: () => {} });

/** The relay: the product's own intake, broker, duties and tables, on a virtual machine. */
export class SimRelay extends RelayMachine<Life> {
  readonly #canary: Canary | undefined;

  constructor(parts: SimRelayParts) {
    super(parts);
    this.#canary = parts.canary;
  }

  async start(): Promise<void> {
    if (this.isOn) return;
    const { process, store, outbox } = this.begin();
    const { ground, mqtt } = this.brokerGround(process);
    const broker = new DeviceBroker(
      {
        listen: { host: 'simulated', port: 1883 },
        store: outbox,
        log: SILENT,
        observer: this.brokerObserver(),
      },
      ground,
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
    if (process.isAlive) this.life = { process, store, outbox, broker, intake, mqtt };
  }

  /** A callback whose signature is good has come in whole; no answer where the process dies over it. */
  callback(body: string, answer: (answer: HttpAnswer) => void): void {
    const { life } = this;
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
      if (this.#canary?.acknowledgesEarly === true) reply(200, 'success');
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
    const { life } = this;
    if (life === undefined) return false;
    const log = logId(life.process.drawBytes(8).toString('hex'));
    return this.#operate(life, entry.id, () => life.outbox.putDevice(entry, key, log, life.process.wallMs()));
  }

  async replaceKey(device: DeviceId, key: Uint8Array): Promise<boolean> {
    const { life } = this;
    return life !== undefined && this.#operate(life, device, () => life.outbox.replaceKey(device, key));
  }

  async #operate(life: Life, device: DeviceId, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      await life.broker.rosterChanged(device);
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
