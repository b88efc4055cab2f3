import { OutboxStore } from '../../relay/outbox/outbox-store.ts';
import type { RelayOperations } from '../../relay/outbox/tables-store.ts';
import type { DeviceBroker } from '../../relay/push/broker-link.ts';
import { limits } from '../../shared/limits.ts';
import type { Trace } from './trace.ts';
import type { VirtualDisk } from './virtual-disk.ts';
import type { VirtualHost, VirtualProcess } from './virtual-host.ts';
import { VirtualMqtt } from './virtual-mqtt.ts';
import type { ConnectionEnd } from './virtual-network.ts';
import { VirtualStore } from './virtual-store.ts';

/** What somebody hears over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** What each process of a relay has, from its start to its death. */
export interface RelayLife {
  readonly process: VirtualProcess;
  readonly store: VirtualStore<RelayOperations>;
  readonly outbox: OutboxStore;
  readonly broker: DeviceBroker;
  readonly mqtt: () => VirtualMqtt | undefined;
}

export interface RelayMachineParts {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  readonly trace: Trace;
  /** A bound was not kept. */
  readonly onBroken: (what: string) => void;
  readonly onDeath: () => void;
}

type BrokerParts = ConstructorParameters<typeof DeviceBroker>;

/** A virtual machine with a relay on it: how it begins, listens and ends, whatever the relay serves. */
export abstract class RelayMachine<Life extends RelayLife> {
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<RelayOperations>;
  protected readonly trace: Trace;
  protected life: Life | undefined;
  readonly #parts: RelayMachineParts;

  constructor(parts: RelayMachineParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.disk = parts.disk;
    this.trace = parts.trace;
  }

  get isOn(): boolean {
    return this.host.process !== undefined;
  }

  /** A process with its store, on a machine that is switched on. */
  protected begin(): Pick<RelayLife, 'process' | 'store' | 'outbox'> {
    this.host.powerOn();
    const process = this.host.start();
    this.trace.tell('relay', () => 'starts');
    process.atDeath(() => this.#died());
    const store = new VirtualStore(process, this.disk);
    return { process, store, outbox: new OutboxStore(store) };
  }

  /** What the broker stands on, and where it listens once it is open. */
  protected brokerGround(process: VirtualProcess): { ground: BrokerParts[1]; mqtt: RelayLife['mqtt'] } {
    let mqtt: VirtualMqtt | undefined;
    const ground: BrokerParts[1] = {
      machine: process,
      openMqtt: async ({ events }) => {
        mqtt = new VirtualMqtt(process, events);
        return mqtt;
      },
    };
    return { ground, mqtt: () => mqtt };
  }

  protected brokerObserver(): BrokerParts[0]['observer'] {
    return {
      stored: () => {},
      sent: () => {},
      resent: () => {},
      refused: (code) => this.trace.tell('relay', () => `refuses: ${code}`),
      connected: () => {},
    };
  }

  #died(): void {
    this.checkBounds();
    this.life = undefined;
    this.trace.tell('relay', () => (this.host.isPowered ? 'ends' : 'loses power'));
    this.#parts.onDeath();
  }

  /** Promise 15, as far as it can be seen from outside. */
  checkBounds(): void {
    const { life } = this;
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

  /** A device knocks. */
  accept(end: ConnectionEnd): boolean {
    const mqtt = this.life?.mqtt();
    if (mqtt === undefined) return false;
    mqtt.accept(end);
    return true;
  }
}
