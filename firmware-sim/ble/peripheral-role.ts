import dbus from 'dbus-next';
import type { BleBoard, BleDevice } from './ble-device.ts';
import type { RadioTiming } from './radio.ts';

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECTS = 'org.freedesktop.DBus.ObjectManager';
const SYSTEM_BUS = 'org.freedesktop.DBus';
const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
const DEVICE = 'org.bluez.Device1';
/** A scan response has 31 bytes, a name in it a head of 2 (BlueZ, src/advertising.c). */
const NAME_BYTES = 29;
const ATT_HEADER_BYTES = 3;

type Properties = Readonly<Record<string, dbus.Variant>>;
type Objects = Readonly<Record<string, Readonly<Record<string, Properties>>>>;

/** A program that has registered a service, and the air around it. */
interface Application {
  readonly sender: string;
  readonly characteristicPath: string;
  readonly serviceUuid: string;
  readonly characteristicUuid: string;
  readonly device: BleDevice;
  readonly centralPath: string;
  advertisement: string | undefined;
  name: string;
}

export interface PeripheralSettings {
  mtu: number;
  timing: RadioTiming;
}

/** What can be found in the air. */
export interface BoardsInReach {
  add(board: BleBoard): BleDevice;
  /** BlueZ forgets, too, whom it has not heard for a while. */
  remove(device: BleDevice): void;
}

/** What is lost when a connection is cut: a piece of a request, or of its answer. */
export type CutSide = 'written' | 'notified';

/**
 * org.bluez.GattManager1 and LEAdvertisingManager1 as BlueZ's doc/org.bluez.GattManager.rst and
 * org.bluez.LEAdvertisingManager.rst have them: programs on the same bus become boards in reach of its one adapter. In the world
 * these are two machines; here the air is between two programs.
 */
export class PeripheralRole {
  /** Of connections from now on. */
  readonly settings: PeripheralSettings = { mtu: 247, timing: { intervalMs: 15, packetsPerEvent: 4 } };
  isPowered = true;
  /** To all boards so far. */
  writtenBytes = 0;
  readonly #bus: dbus.MessageBus;
  readonly #adapterPath: string;
  readonly #air: BoardsInReach;
  readonly #applications = new Map<string, Application>();
  #count = 0;
  #cut: { side: CutSide; bytesToWrite: number; onCut: () => void } | undefined;

  constructor(bus: dbus.MessageBus, adapterPath: string, air: BoardsInReach) {
    this.#bus = bus;
    this.#adapterPath = adapterPath;
    this.#air = air;
    bus.addMethodHandler((message: dbus.Message) => this.#called(message));
    bus.on('message', (message) => {
      if (message.type === dbus.MessageType.SIGNAL) this.#signalled(message);
    });
  }

  /** Wants to hear of programs that leave, and of what they notify. */
  async listen(): Promise<void> {
    for (const match of [
      `type='signal',sender='${SYSTEM_BUS}',member='NameOwnerChanged'`,
      `type='signal',member='PropertiesChanged',arg0='${CHARACTERISTIC}'`,
    ])
      await this.#call(SYSTEM_BUS, '/org/freedesktop/DBus', SYSTEM_BUS, 'AddMatch', 's', [match]);
  }

  /** The programs that advertise now, by the names they gave. */
  get names(): string[] {
    return [...this.#applications.values()].flatMap(({ advertisement, name }) =>
      advertisement === undefined ? [] : [name],
    );
  }

  /** Once so many bytes have been written, the next piece of that side is lost, and the connection with it. */
  cutAfter(writtenBytes: number, side: CutSide): Promise<void> {
    return new Promise((onCut) => {
      this.#cut = { side, bytesToWrite: writtenBytes, onCut };
    });
  }

  /** Connections end, and advertisements are gone: the controller has forgotten them. */
  setPowered(on: boolean): void {
    this.isPowered = on;
    if (on) return;
    for (const application of this.#applications.values()) {
      application.device.drop();
      application.device.isAdvertising = false;
      application.advertisement = undefined;
    }
  }

  #called(message: dbus.Message): boolean {
    const { path, interface: face, member, sender } = message;
    const first: unknown = message.body[0];
    if (path === '/' && face === OBJECTS && member === 'GetManagedObjects') {
      this.#answer(message, 'a{oa{sa{sv}}}', [this.#managedObjects()]);
      return true;
    }
    if (face === DEVICE && member === 'Disconnect') {
      const [found] = [...this.#applications.values()].filter((one) => one.centralPath === path);
      if (found === undefined) return false;
      found.device.drop();
      this.#answer(message, '', []);
      return true;
    }
    if (path !== this.#adapterPath || typeof first !== 'string') return false;
    const works: Readonly<Record<string, () => Promise<void>>> = {
      RegisterApplication: () => this.#registerApplication(sender, first),
      UnregisterApplication: async () => this.#forget(sender),
      RegisterAdvertisement: () => this.#advertise(sender, first),
      UnregisterAdvertisement: async () => this.#unadvertise(sender, first),
    };
    const work = works[member];
    if (work === undefined) return false;
    work().then(
      () => this.#answer(message, '', []),
      (thrown: unknown) => this.#refuse(message, thrown),
    );
    return true;
  }

  #managedObjects(): Objects {
    const Adapter1 = {
      Address: new dbus.Variant('s', '00:11:22:33:44:55'),
      Powered: new dbus.Variant('b', this.isPowered),
    };
    const managers = { 'org.bluez.GattManager1': {}, 'org.bluez.LEAdvertisingManager1': {} };
    return { [this.#adapterPath]: { 'org.bluez.Adapter1': Adapter1, ...managers } };
  }

  async #registerApplication(sender: string, root: string): Promise<void> {
    if (this.#applications.has(sender)) throw new Error('AlreadyExists');
    const [objects] = await this.#call(sender, root, OBJECTS, 'GetManagedObjects');
    const all = Object.entries(objects as Objects);
    const service = all.map(([, faces]) => faces['org.bluez.GattService1']).find(Boolean);
    const [found] = all.filter(([, faces]) => faces[CHARACTERISTIC] !== undefined);
    const characteristic = found?.[1][CHARACTERISTIC];
    if (service === undefined || found === undefined || characteristic === undefined)
      throw new Error('Failed');
    const flags = characteristic.Flags?.value as readonly string[];
    if (!flags.includes('write-without-response') || !flags.includes('notify')) throw new Error('Failed');
    this.#count += 1;
    const number = this.#count.toString(16).toUpperCase().padStart(2, '0');
    const application: Application = {
      sender,
      characteristicPath: found[0],
      serviceUuid: String(service.UUID?.value),
      characteristicUuid: String(characteristic.UUID?.value),
      device: this.#air.add(this.#board(sender, `C0:FF:EE:00:00:${number}`, () => application)),
      centralPath: `${this.#adapterPath}/dev_00_11_22_33_44_${number}`,
      advertisement: undefined,
      name: '',
    };
    application.device.isAdvertising = false;
    this.#applications.set(sender, application);
  }

  async #advertise(sender: string, path: string): Promise<void> {
    const application = this.#applications.get(sender);
    if (application === undefined || !this.isPowered) throw new Error('Failed');
    if (application.advertisement !== undefined) throw new Error('AlreadyExists');
    const face = 'org.bluez.LEAdvertisement1';
    const [properties] = await this.#call(sender, path, PROPERTIES, 'GetAll', 's', [face]);
    const { Type, ServiceUUIDs, LocalName } = properties as Properties;
    const name = String(LocalName?.value ?? '');
    if (Buffer.byteLength(name) > NAME_BYTES) throw new Error('InvalidLength');
    const uuids = ServiceUUIDs?.value as readonly string[];
    if (Type?.value !== 'peripheral' || !uuids.includes(application.serviceUuid))
      throw new Error('InvalidArguments');
    application.advertisement = path;
    application.name = name;
    application.device.isAdvertising = true;
  }

  #unadvertise(sender: string, path: string): void {
    const application = this.#applications.get(sender);
    if (application?.advertisement !== path) throw new Error('DoesNotExist');
    application.advertisement = undefined;
    application.device.isAdvertising = false;
  }

  #forget(sender: string): void {
    const application = this.#applications.get(sender);
    if (application === undefined) return;
    this.#applications.delete(sender);
    application.device.isAdvertising = false;
    application.device.drop();
    this.#air.remove(application.device);
  }

  #board(sender: string, address: string, application: () => Application): BleBoard {
    const settings = this.settings;
    return {
      address,
      rssi: -45,
      get name() {
        return application().name;
      },
      get serviceUuid() {
        return application().serviceUuid;
      },
      get characteristicUuid() {
        return application().characteristicUuid;
      },
      get mtu() {
        return settings.mtu;
      },
      get timing() {
        return settings.timing;
      },
      onConnected: () => this.#tellConnected(application(), true),
      onDisconnected: () => this.#tellConnected(application(), false),
      onWrite: (piece) => {
        if (this.#counts('written', piece.length, application())) return;
        const options = {
          device: new dbus.Variant('o', application().centralPath),
          link: new dbus.Variant('s', 'LE'),
          mtu: new dbus.Variant('q', settings.mtu),
          type: new dbus.Variant('s', 'command'),
        };
        this.#bus.send(
          new dbus.Message({
            destination: sender,
            path: application().characteristicPath,
            interface: CHARACTERISTIC,
            member: 'WriteValue',
            signature: 'aya{sv}',
            body: [piece, options],
            flags: dbus.MessageFlag.NO_REPLY_EXPECTED,
          }),
        );
      },
    };
  }

  #signalled({ sender, path, interface: face, member, body }: dbus.Message): void {
    const [first, second, third] = body as readonly unknown[];
    if (face === SYSTEM_BUS && member === 'NameOwnerChanged' && third === '') this.#forget(String(first));
    const application = this.#applications.get(sender);
    if (application === undefined || face !== PROPERTIES || path !== application.characteristicPath) return;
    const value: unknown = (second as Properties).Value?.value;
    if (!(value instanceof Uint8Array)) return;
    // ATT cuts what is too long for the connection (Bluetooth Core 5.4, vol. 3 part F, 3.4.7.1).
    const piece = value.subarray(0, this.settings.mtu - ATT_HEADER_BYTES);
    if (!this.#counts('notified', piece.length, application)) application.device.notify(piece);
  }

  /** @returns whether the connection ends here, and these bytes with it */
  #counts(side: CutSide, bytes: number, { device }: Application): boolean {
    if (side === 'written') this.writtenBytes += bytes;
    const cut = this.#cut;
    if (cut === undefined) return false;
    if (side === 'written') cut.bytesToWrite -= bytes;
    if (cut.side !== side || cut.bytesToWrite > 0) return false;
    this.#cut = undefined;
    device.drop();
    cut.onCut();
    return true;
  }

  #tellConnected({ centralPath }: Application, isConnected: boolean): void {
    const changed = { Connected: new dbus.Variant('b', isConnected) };
    this.#bus.send(
      dbus.Message.newSignal(centralPath, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [DEVICE, changed, []]),
    );
  }

  async #call(
    destination: string,
    path: string,
    face: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ): Promise<readonly unknown[]> {
    const message = new dbus.Message({ destination, path, interface: face, member, signature, body });
    return (await this.#bus.call(message))?.body ?? [];
  }

  #answer(message: dbus.Message, signature: string, body: unknown[]): void {
    this.#bus.send(dbus.Message.newMethodReturn(message, signature, body));
  }

  #refuse(message: dbus.Message, thrown: unknown): void {
    const name = thrown instanceof Error ? thrown.message : 'Failed';
    const error = /^[A-Za-z]+$/.test(name) ? name : 'Failed';
    // The declaration has the wrong type: it takes the message.
    this.#bus.send(dbus.Message.newError(message as unknown as string, `org.bluez.Error.${error}`, name));
  }
}
