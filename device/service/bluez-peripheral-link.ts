import dbus from 'dbus-next';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { withinDeadline } from '../../shared/smp/deadline-link.ts';
import { bleName } from './ble-name.ts';
import { BluezCalls, SYSTEM_BUS, variantValue } from './bluez-calls-link.ts';
import {
  ADVERTISEMENT,
  ADVERTISEMENT_PATH,
  APPLICATION_PATH,
  bluezTree,
  CHARACTERISTIC,
  CHARACTERISTIC_PATH,
  isUnder,
  type TypedValue,
} from './bluez-tree.ts';

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECTS = 'org.freedesktop.DBus.ObjectManager';
const GATT = 'org.bluez.GattManager1';
const ADVERTISING = 'org.bluez.LEAdvertisingManager1';
const LEAST_ATT_MTU_BYTES = 23;

export interface PeripheralEvents {
  /** @param central BlueZ's path of who writes */
  onPiece(central: string, piece: Uint8Array, attMtuBytes: number): void;
  /** Its connection has ended. */
  onLeft(central: string): void;
  /** BlueZ, its adapter or the bus is gone: this object is of no use any more. Once. */
  onLost(reason: Failure): void;
}

export interface PeripheralOptions {
  /** `hci0`; undefined: the first that can be one. */
  readonly adapter: string | undefined;
  /** Of the device; undefined: it has none yet. */
  readonly serial: string | undefined;
  readonly events: PeripheralEvents;
}

interface Adapter {
  readonly path: string;
  readonly address: string;
}

/** This device as BlueZ's peripheral: one registration of service and advertisement, over a bus connection of its own. */
export class BluezPeripheral {
  readonly #options: PeripheralOptions;
  readonly #calls: BluezCalls;
  #adapter: Adapter = { path: '', address: '' };
  #name = '';
  #isLost = false;
  #isRegistered = false;
  /** Ends a registration on which nobody will answer any more. */
  #giveUp: (reason: Failure) => void = () => {};

  private constructor(options: PeripheralOptions) {
    this.#options = options;
    this.#calls = new BluezCalls({
      onCall: (message) => this.#onCall(message),
      onSignal: (message) => this.#onSignal(message),
      onEnd: (reason) => this.#lose(reason),
    });
  }

  /** @throws Failure `unreachable` (no bus, no BlueZ, no adapter, switched off), `timed_out` */
  static async open(options: PeripheralOptions): Promise<BluezPeripheral> {
    const peripheral = new BluezPeripheral(options);
    const lost = new Promise<never>((_, reject) => {
      peripheral.#giveUp = reject;
    });
    try {
      const registered = Promise.race([peripheral.#register(), lost]);
      await withinDeadline(registered, limits.smpConnectMs, 'registering at BlueZ');
      peripheral.#isRegistered = true;
      return peripheral;
    } catch (thrown) {
      peripheral.close();
      if (isFailure(thrown)) throw thrown;
      throw new Failure('unreachable', describeThrown(thrown), { cause: thrown });
    }
  }

  get name(): string {
    return this.#name;
  }

  /** BlueZ sends it to every central that listens; sealed answers are for one only. */
  notify(piece: Uint8Array): void {
    this.#calls.emit(CHARACTERISTIC_PATH, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [
      CHARACTERISTIC,
      { Value: new dbus.Variant('ay', Buffer.from(piece)) },
      [],
    ]);
  }

  /** Under another name from now on. Connections stay. */
  async rename(serial: string | undefined): Promise<void> {
    const name = bleName(serial, this.#adapter.address);
    if (name === this.#name) return;
    this.#name = name;
    const { path } = this.#adapter;
    await this.#calls.ask(path, ADVERTISING, 'UnregisterAdvertisement', 'o', [ADVERTISEMENT_PATH]);
    await this.#advertise();
  }

  disconnect(central: string): void {
    this.#calls.ask(central, 'org.bluez.Device1', 'Disconnect').catch(() => {}); // gone already
  }

  close(): void {
    this.#isLost = true;
    // BlueZ forgets what was registered by who has left the bus.
    this.#calls.end();
  }

  async #register(): Promise<void> {
    await this.#calls.begin();
    this.#adapter = await this.#findAdapter();
    this.#name = bleName(this.#options.serial, this.#adapter.address);
    await this.#calls.ask(this.#adapter.path, GATT, 'RegisterApplication', 'oa{sv}', [APPLICATION_PATH, {}]);
    await this.#advertise();
  }

  async #advertise(): Promise<void> {
    await this.#calls.ask(this.#adapter.path, ADVERTISING, 'RegisterAdvertisement', 'oa{sv}', [
      ADVERTISEMENT_PATH,
      {},
    ]);
  }

  async #findAdapter(): Promise<Adapter> {
    const { adapter: wanted } = this.#options;
    const [objects] = await this.#calls.ask('/', OBJECTS, 'GetManagedObjects');
    const all = Object.entries((objects ?? {}) as Record<string, Record<string, Record<string, unknown>>>);
    const [found] = all.filter(
      ([path, has]) =>
        GATT in has && ADVERTISING in has && (wanted === undefined || path.endsWith(`/${wanted}`)),
    );
    if (found === undefined)
      throw new Failure('unreachable', `no Bluetooth adapter ${wanted ?? 'that can be a peripheral'}`);
    const [path, has] = found;
    const { Address, Powered } = has['org.bluez.Adapter1'] ?? {};
    if (variantValue(Powered) !== true)
      throw new Failure('unreachable', 'the Bluetooth adapter is switched off: bluetoothctl power on');
    return { path, address: String(variantValue(Address)) };
  }

  // ---- what BlueZ asks of us ----

  #onCall({
    path,
    interface: face,
    member,
    body,
  }: dbus.Message): readonly [string, readonly unknown[]] | string {
    const tree = bluezTree(this.#name);
    if (face === OBJECTS && member === 'GetManagedObjects') {
      const under = Object.entries(tree).filter(([one]) => isUnder(one, path));
      const objects = under.map(([one, faces]) => [one, mapValues(faces, variants)]);
      return ['a{oa{sa{sv}}}', [Object.fromEntries(objects)]];
    }
    const wanted: unknown = body[0];
    if (face === PROPERTIES && typeof wanted === 'string') {
      const own = tree[path]?.[wanted];
      if (own === undefined) return 'org.freedesktop.DBus.Error.UnknownInterface';
      if (member === 'GetAll') return ['a{sv}', [variants(own)]];
      const one = own[String(body[1])];
      if (member === 'Get' && one !== undefined) return ['v', [new dbus.Variant(one.signature, one.value)]];
      return 'org.freedesktop.DBus.Error.UnknownProperty';
    }
    if (path === CHARACTERISTIC_PATH && face === CHARACTERISTIC) return this.#onCharacteristic(member, body);
    if (path === ADVERTISEMENT_PATH && face === ADVERTISEMENT && member === 'Release') {
      this.#lose(new Failure('unreachable', 'BlueZ has ended the advertisement'));
      return ['', []];
    }
    return 'org.freedesktop.DBus.Error.UnknownMethod';
  }

  #onCharacteristic(
    member: string,
    body: readonly unknown[],
  ): readonly [string, readonly unknown[]] | string {
    if (member === 'StartNotify' || member === 'StopNotify') return ['', []];
    if (member !== 'WriteValue') return 'org.bluez.Error.NotSupported';
    const [value, options] = body;
    const { device, mtu } = (options ?? {}) as Record<string, unknown>;
    const central = variantValue(device);
    if (!(value instanceof Uint8Array) || typeof central !== 'string')
      return 'org.bluez.Error.InvalidArguments';
    // An old BlueZ does not tell it; each connection has at least this.
    const told = Number(variantValue(mtu) ?? LEAST_ATT_MTU_BYTES);
    this.#options.events.onPiece(central, value, Math.max(LEAST_ATT_MTU_BYTES, told));
    return ['', []];
  }

  #onSignal({ path, interface: face, member, body }: dbus.Message): void {
    const { events } = this.#options;
    const [first, second] = body as readonly unknown[];
    if (face === SYSTEM_BUS && member === 'NameOwnerChanged' && first === 'org.bluez')
      this.#lose(new Failure('unreachable', 'BlueZ has ended'));
    if (face === OBJECTS && member === 'InterfacesRemoved' && first === this.#adapter.path)
      this.#lose(new Failure('unreachable', 'the Bluetooth adapter was taken away'));
    if (face !== PROPERTIES || member !== 'PropertiesChanged') return;
    const { Connected, Powered } = (second ?? {}) as Record<string, unknown>;
    if (first === 'org.bluez.Device1' && variantValue(Connected) === false) events.onLeft(path);
    if (path === this.#adapter.path && variantValue(Powered) === false)
      this.#lose(new Failure('unreachable', 'the Bluetooth adapter was switched off'));
  }

  #lose(reason: Failure): void {
    if (this.#isLost) return;
    this.close();
    if (this.#isRegistered) this.#options.events.onLost(reason);
    else this.#giveUp(reason);
  }
}

const variants = (properties: Readonly<Record<string, TypedValue>>): Record<string, dbus.Variant> =>
  mapValues(properties, ({ signature, value }) => new dbus.Variant(signature, value));

const mapValues = <From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
