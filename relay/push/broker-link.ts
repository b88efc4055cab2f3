import { DEVICE_KEY_BYTES } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { thisMachine } from '../../shared/machine-port.ts';
import type { HostPort } from '../../shared/settings.ts';
import type { CabinetDoor } from '../cabinet/cabinets-link.ts';
import { type DeviceState, describeDevice } from '../device-state.ts';
import type { Crowds } from '../listener-twins-link.ts';
import type { DeviceEntry, LoggedNotice } from '../store.ts';
import { type AdmissionState, createAdmission, forgetDevice, judgeConnect } from './admission.ts';
import type { DeviceConnection } from './connection-link.ts';
import { Conversation } from './conversation-link.ts';
import { type MqttDoor, type MqttEvents, MqttLink, type MqttLinkOptions } from './mqtt-link.ts';
import { PushLink } from './push-link.ts';
import type { PushObserver } from './push-observer.ts';
import { type DeviceStore, StoreCalls } from './store-calls-link.ts';

export interface BrokerLinkOptions {
  readonly listen: HostPort;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly store: DeviceStore;
  readonly log: Log;
  readonly observer: PushObserver;
  /** Without one, rentals and reports go nowhere. */
  readonly cabinets?: CabinetDoor;
  /** Several connections are accepted in a turn of the event loop; without it, one. */
  readonly crowds?: Crowds;
}

/** What a broker stands on: by default this machine and its sockets. */
export interface BrokerGround {
  readonly machine: Machine;
  readonly openMqtt: (options: MqttLinkOptions) => Promise<MqttDoor>;
}

const THIS_GROUND: BrokerGround = { machine: thisMachine, openMqtt: MqttLink.open };

/** The relay's side of every device connection: what is committed goes out, what devices say comes in. */
export interface BrokerLink {
  /** Where it listens, with the port that the system chose. */
  readonly address: HostPort;
  /**
   * Sends freshly committed notices to the devices that are connected; what cannot go out now is fetched by the
   * device's own sync. Call it in the order of the logs, once per commit.
   *
   * @param lastByteAtMs on the machine's steady clock, of the last byte of the callback that made them
   */
  deliver(notices: readonly LoggedNotice[], lastByteAtMs: number): void;
  deviceStates(): ReadonlyMap<DeviceId, DeviceState>;
  /** One of them; undefined: it has not spoken since the relay started. */
  deviceState(device: DeviceId): DeviceState | undefined;
  /** Reads this device of the roster again, and ends its sessions when it was deleted or got another key. */
  rosterChanged(device: DeviceId): Promise<void>;
  /** As the roster has it. */
  keyOf(device: DeviceId): Uint8Array | undefined;
  /** Of the live notices that are not on a socket yet, how long the oldest has waited since its callback; mostly 0. */
  readonly oldestUnsentAgeMs: number;
  /** Devices that are here by one path only. */
  readonly onePathDevices: number;
  /** Stops accepting, ends every connection, resolves when what was under way in the store has ended. */
  close(): Promise<void>;
}

interface Roster {
  readonly entries: Map<string, DeviceEntry>;
  readonly keys: Map<string, Uint8Array>;
}

/** @throws Failure `unreachable` when the address cannot be listened on, or what the store throws */
export async function openBrokerLink(options: BrokerLinkOptions): Promise<BrokerLink> {
  const link = new DeviceBroker(options);
  await link.open();
  return link;
}

/** {@link BrokerLink}, with its clock and its ground in reach. */
export class DeviceBroker implements BrokerLink {
  readonly #options: BrokerLinkOptions;
  readonly #ground: BrokerGround;
  readonly #calls: StoreCalls;
  readonly #pushes: PushLink;
  readonly #conversation: Conversation;
  readonly #admission: AdmissionState;
  readonly #roster: Roster = { entries: new Map(), keys: new Map() };
  /** What has changed there and was not read yet: a store that fails then is asked again at the next change. */
  readonly #changed = new Set<DeviceId>();
  #rosterRead: Promise<void> = Promise.resolve();
  #mqtt: MqttDoor | undefined;
  #sweepTimer: Timer | undefined;

  constructor(options: BrokerLinkOptions, ground: BrokerGround = THIS_GROUND) {
    this.#options = options;
    this.#ground = ground;
    const { machine } = ground;
    this.#admission = createAdmission(machine.wallMs(), machine.drawBytes(DEVICE_KEY_BYTES));
    this.#calls = new StoreCalls(options.log, limits.pushStoreCallMs, machine);
    const common = {
      ...options,
      machine,
      calls: this.#calls,
      connection: (id: number): DeviceConnection | undefined => this.#mqtt?.connections.get(id),
    };
    this.#pushes = new PushLink(common);
    this.#conversation = new Conversation({
      ...common,
      pushes: this.#pushes,
      entry: (device) => this.#roster.entries.get(device),
    });
  }

  async open(): Promise<void> {
    await this.#readRoster();
    const { listen, tls, log, crowds } = this.#options;
    this.#mqtt = await this.#ground.openMqtt({
      listen,
      ...(tls === undefined ? {} : { tls }),
      ...(crowds === undefined ? {} : { crowds }),
      log,
      events: this.#events(),
    });
    const { machine } = this.#ground;
    this.#sweepTimer = machine.every(1_000, () => this.sweep(machine.steadyMs()));
  }

  get address(): HostPort {
    return this.#mqtt?.address ?? this.#options.listen;
  }

  get oldestUnsentAgeMs(): number {
    return this.#pushes.oldestUnsentAgeMs;
  }

  get onePathDevices(): number {
    return this.#pushes.onePathDevices;
  }

  deliver(notices: readonly LoggedNotice[], lastByteAtMs: number): void {
    this.#pushes.deliver(notices, lastByteAtMs);
  }

  deviceStates(): ReadonlyMap<DeviceId, DeviceState> {
    const states = new Map<DeviceId, DeviceState>();
    for (const device of this.#conversation.reports.keys()) {
      const state = this.deviceState(device);
      if (state !== undefined) states.set(device, state);
    }
    return states;
  }

  deviceState(device: DeviceId): DeviceState | undefined {
    const report = this.#conversation.reports.get(device);
    if (report === undefined) return undefined;
    return describeDevice(report, this.#pushes.describe(device), this.#ground.machine.steadyMs());
  }

  rosterChanged(device: DeviceId): Promise<void> {
    this.#changed.add(device);
    // One after the other: an older answer must not come last.
    const read = this.#rosterRead.then(() => this.#readChanged());
    this.#rosterRead = read.catch(() => {});
    return read;
  }

  keyOf(device: DeviceId): Uint8Array | undefined {
    return this.#roster.keys.get(device);
  }

  /**
   * Ends what has taken too long to prove itself, to greet, or to take what it is sent. Runs once a second.
   *
   * @param nowMs on the machine's steady clock
   */
  sweep(nowMs: number): void {
    this.#mqtt?.sweep(nowMs);
  }

  async close(): Promise<void> {
    this.#sweepTimer?.cancel();
    await this.#mqtt?.close();
    this.#pushes.close();
    await this.#calls.settled();
  }

  #events(): MqttEvents {
    const { observer } = this.#options;
    const countConnected = (): void => observer.connected(this.#mqtt?.connections.size ?? 0);
    return {
      judge: (request) =>
        judgeConnect(
          this.#admission,
          request,
          (id) => this.#roster.keys.get(id),
          this.#ground.machine.wallMs(),
        ),
      hasKey: (device, key) => isSameKey(key, this.#roster.keys.get(device)),
      connected: (connection) => {
        this.#pushes.take({ input: 'connected', device: connection.device, connection: connection.id });
        countConnected();
      },
      closed: (connection) => {
        this.#pushes.take({ input: 'closed', device: connection.device, connection: connection.id });
        this.#conversation.closed(connection);
        countConnected();
      },
      frame: (connection, payload) => this.#conversation.hear(connection, payload),
      refused: (code) => observer.refused(code),
    };
  }

  async #readRoster(): Promise<void> {
    const { store } = this.#options;
    const [entries, secrets] = await Promise.all([store.readDevices(), store.readSecrets()]);
    for (const entry of entries) this.#roster.entries.set(entry.id, entry);
    for (const { id, key } of secrets) this.#roster.keys.set(id, key);
  }

  async #readChanged(): Promise<void> {
    const { store } = this.#options;
    for (const device of [...this.#changed]) {
      // Forgotten first: it may change again while it is read.
      this.#changed.delete(device);
      try {
        const [entry, secret] = await Promise.all([store.readDevice(device), store.readSecret(device)]);
        this.#learn(device, entry, secret?.key);
      } catch (thrown) {
        this.#changed.add(device);
        throw thrown;
      }
    }
  }

  #learn(device: DeviceId, entry: DeviceEntry | undefined, key: Uint8Array | undefined): void {
    const { entries, keys } = this.#roster;
    const before = keys.get(device);
    if (entry === undefined || key === undefined) {
      entries.delete(device);
      keys.delete(device);
    } else {
      entries.set(device, entry);
      keys.set(device, key);
    }
    if (before === undefined || isSameKey(before, key)) return;
    for (const connection of this.#mqtt?.connections.values() ?? []) {
      if (connection.device === device && !isSameKey(connection.key, key)) connection.close();
    }
    forgetDevice(this.#admission, device);
    if (entries.has(device)) return;
    this.#pushes.take({ input: 'forgotten', device });
    this.#conversation.forget(device);
  }
}

function isSameKey(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}
