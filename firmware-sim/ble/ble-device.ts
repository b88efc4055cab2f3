import dbus from 'dbus-next';
import { bluezError, GattCharacteristic, GattService } from './gatt.ts';
import type { RadioTiming } from './radio.ts';

const { Interface, ACCESS_READ } = dbus.interface;

/** What a board is to the air. */
export interface BleBoard {
  /** `AA:BB:CC:00:00:01` */
  readonly address: string;
  readonly name: string;
  readonly rssi: number;
  readonly serviceUuid: string;
  readonly characteristicUuid: string;
  readonly mtu: number;
  readonly timing: RadioTiming;
  /** A central is connected and the board can be spoken to. */
  onConnected(): void;
  onDisconnected(): void;
  onWrite(packet: Buffer): void;
}

export type ConnectFault = 'none' | 'refuses' | 'never_answers' | 'never_resolves';

/** From the connection to the list of services. */
const RESOLVE_MS = 30;
/** A board that does not advertise is looked for so long. */
const CREATE_MS = 20_000;
/** A connection is lost for the central when nothing was heard for this long (supervision timeout). */
const SUPERVISION_MS = 420;

/** org.bluez.Device1, as BlueZ's doc/org.bluez.Device.rst has it: one board in reach. */
export class BleDevice extends Interface {
  isAdvertising = true;
  connectFault: ConnectFault = 'none';
  readonly #bus: dbus.MessageBus;
  readonly #path: string;
  readonly #adapterPath: string;
  readonly #board: BleBoard;
  #isConnected = false;
  /** Counts the ends of what centrals wanted. */
  #asked = 0;
  #isResolved = false;
  #gatt: { service: GattService; characteristic: GattCharacteristic } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(bus: dbus.MessageBus, path: string, adapterPath: string, board: BleBoard) {
    super('org.bluez.Device1');
    this.#bus = bus;
    this.#path = path;
    this.#adapterPath = adapterPath;
    this.#board = board;
  }

  get Address(): string {
    return this.#board.address;
  }

  get AddressType(): string {
    return 'random';
  }

  get Name(): string {
    return this.#board.name;
  }

  get Alias(): string {
    return this.#board.name;
  }

  get RSSI(): number {
    return this.#board.rssi;
  }

  get Connected(): boolean {
    return this.#isConnected;
  }

  get Paired(): boolean {
    return false;
  }

  get ServicesResolved(): boolean {
    return this.#isResolved;
  }

  get Adapter(): string {
    return this.#adapterPath;
  }

  get UUIDs(): string[] {
    return [this.#board.serviceUuid];
  }

  async Connect(): Promise<void> {
    const { timing } = this.#board;
    await new Promise((wake) => setTimeout(wake, 2 * timing.intervalMs));
    if (this.connectFault === 'never_answers') return new Promise(() => {});
    await this.#inTheAir();
    if (this.connectFault === 'refuses') throw bluezError('Failed', 'le-connection-abort-by-local');
    if (this.#isConnected) return;
    this.#isConnected = true;
    Interface.emitPropertiesChanged(this, { Connected: true }, []);
    this.#board.onConnected();
    if (this.connectFault === 'never_resolves') return;
    this.#timer = setTimeout(() => this.#resolve(), RESOLVE_MS);
  }

  Disconnect(): void {
    this.#asked += 1;
    this.drop();
  }

  Pair(): void {}

  /** From the board to the central. */
  notify(packet: Uint8Array): void {
    this.#gatt?.characteristic.notify(packet);
  }

  /** The connection ends, whoever wanted it; at once for both sides. */
  drop(): void {
    clearTimeout(this.#timer);
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#isResolved = false;
    const { service, characteristic } = this.#gatt ?? {};
    this.#gatt = undefined;
    characteristic?.stop();
    // In BlueZ's order: the list of services goes before the connection.
    Interface.emitPropertiesChanged(this, { ServicesResolved: false }, []);
    Interface.emitPropertiesChanged(this, { Connected: false }, []);
    if (characteristic !== undefined) this.#bus.unexport(this.#characteristicPath, characteristic);
    if (service !== undefined) this.#bus.unexport(this.#servicePath, service);
    this.#board.onDisconnected();
  }

  /** The board has gone silent (no power, out of reach): the central notices after the supervision timeout. */
  goSilent(): void {
    if (!this.#isConnected) return;
    this.#gatt?.characteristic.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.drop(), SUPERVISION_MS);
  }

  /** Linux goes on looking for a board that is asked for (HCI_LE_CONN_TIMEOUT), until nobody wants it any more. */
  async #inTheAir(): Promise<void> {
    const asked = this.#asked;
    const endMs = performance.now() + CREATE_MS;
    while (!this.isAdvertising && !this.#isConnected) {
      if (asked !== this.#asked || performance.now() >= endMs)
        throw bluezError('Failed', 'le-connection-abort-by-local');
      await new Promise((wake) => setTimeout(wake, this.#board.timing.intervalMs));
    }
  }

  get #servicePath(): string {
    return `${this.#path}/service000a`;
  }

  get #characteristicPath(): string {
    return `${this.#servicePath}/char000b`;
  }

  #resolve(): void {
    const { serviceUuid, characteristicUuid, mtu, timing } = this.#board;
    const service = new GattService(serviceUuid.toLowerCase(), this.#path);
    const characteristic = new GattCharacteristic({
      uuid: characteristicUuid.toLowerCase(),
      mtu,
      timing,
      onWrite: (packet) => this.#board.onWrite(packet),
    });
    this.#gatt = { service, characteristic };
    this.#bus.export(this.#servicePath, service);
    this.#bus.export(this.#characteristicPath, characteristic);
    this.#isResolved = true;
    Interface.emitPropertiesChanged(this, { ServicesResolved: true }, []);
  }
}

BleDevice.configureMembers({
  properties: {
    Address: { signature: 's', access: ACCESS_READ },
    AddressType: { signature: 's', access: ACCESS_READ },
    Name: { signature: 's', access: ACCESS_READ },
    Alias: { signature: 's', access: ACCESS_READ },
    RSSI: { signature: 'n', access: ACCESS_READ },
    Connected: { signature: 'b', access: ACCESS_READ },
    Paired: { signature: 'b', access: ACCESS_READ },
    ServicesResolved: { signature: 'b', access: ACCESS_READ },
    Adapter: { signature: 'o', access: ACCESS_READ },
    UUIDs: { signature: 'as', access: ACCESS_READ },
  },
  methods: { Connect: {}, Disconnect: {}, Pair: {} },
});
