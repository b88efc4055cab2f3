import dbus from 'dbus-next';
import { type BleBoard, BleDevice } from './ble-device.ts';
import { PeripheralRole } from './peripheral-role.ts';

const { Interface, ACCESS_READ, ACCESS_READWRITE } = dbus.interface;
const ROOT_PATH = '/org/bluez';
const ADAPTER_PATH = `${ROOT_PATH}/hci0`;
/** DBUS_NAME_FLAG_DO_NOT_QUEUE (D-Bus specification, RequestName). */
const DO_NOT_QUEUE = 4;
/** A scan hears the first board after about its advertising interval. */
const ADVERTISING_MS = 100;

class AgentManager extends Interface {
  constructor() {
    super('org.bluez.AgentManager1');
  }

  RegisterAgent(_agentPath: string, _capability: string): void {}
}
AgentManager.configureMembers({ methods: { RegisterAgent: { inSignature: 'os' } } });

class Adapter extends Interface {
  readonly #onScan: (isOn: boolean) => void;
  readonly #onPower: (isOn: boolean) => void;
  #isDiscovering = false;
  #isPowered = true;

  constructor(onScan: (isOn: boolean) => void, onPower: (isOn: boolean) => void) {
    super('org.bluez.Adapter1');
    this.#onScan = onScan;
    this.#onPower = onPower;
  }

  get Address(): string {
    return '00:11:22:33:44:55';
  }

  get Name(): string {
    return 'bench';
  }

  get Alias(): string {
    return 'bench';
  }

  get Powered(): boolean {
    return this.#isPowered;
  }

  set Powered(on: boolean) {
    this.#isPowered = on;
    this.#onPower(on);
    Interface.emitPropertiesChanged(this, { Powered: on }, []);
  }

  get Discovering(): boolean {
    return this.#isDiscovering;
  }

  StartDiscovery(): void {
    this.#scan(true);
  }

  StopDiscovery(): void {
    this.#scan(false);
  }

  SetDiscoveryFilter(_filter: Record<string, dbus.Variant<unknown>>): void {}

  #scan(isOn: boolean): void {
    this.#isDiscovering = isOn;
    Interface.emitPropertiesChanged(this, { Discovering: isOn }, []);
    this.#onScan(isOn);
  }
}
Adapter.configureMembers({
  properties: {
    Address: { signature: 's', access: ACCESS_READ },
    Name: { signature: 's', access: ACCESS_READ },
    Alias: { signature: 's', access: ACCESS_READ },
    Powered: { signature: 'b', access: ACCESS_READWRITE },
    Discovering: { signature: 'b', access: ACCESS_READ },
  },
  methods: { StartDiscovery: {}, StopDiscovery: {}, SetDiscoveryFilter: { inSignature: 'a{sv}' } },
});

/** BlueZ, played on a private bus: one adapter, boards in its reach, and programs that are boards themselves. */
export class Bluez {
  /** What programs have registered at the adapter. */
  readonly peripherals: PeripheralRole;
  readonly #adapter: Adapter;
  readonly #bus: dbus.MessageBus;
  readonly #devices = new Map<string, BleDevice>();
  readonly #heard = new Set<string>();
  #scanTimer: NodeJS.Timeout | undefined;

  private constructor(bus: dbus.MessageBus) {
    this.#bus = bus;
    // The bus may go before we do: whoever sends then throws, in a timer of the radio as well as here.
    bus.on('error', () => {});
    const send = bus.send.bind(bus);
    bus.send = (message) => {
      try {
        send(message);
      } catch {
        // nobody is left who could hear it
      }
    };
    bus.export(ROOT_PATH, new AgentManager());
    this.peripherals = new PeripheralRole(bus, ADAPTER_PATH, {
      add: (board) => this.add(board),
      remove: (device) => this.#remove(device),
    });
    this.#adapter = new Adapter(
      (isOn) => this.#scan(isOn),
      (isOn) => this.peripherals.setPowered(isOn),
    );
    bus.export(ADAPTER_PATH, this.#adapter);
  }

  /** @param busAddress as {@link PrivateBus.address} has it */
  static async start(busAddress: string): Promise<Bluez> {
    const bus = dbus.sessionBus({ busAddress });
    const bluez = new Bluez(bus);
    await bluez.peripherals.listen();
    await bus.requestName('org.bluez', DO_NOT_QUEUE);
    return bluez;
  }

  /** Brings a board into reach; it is known once a scan has heard it. */
  add(board: BleBoard): BleDevice {
    const path = `${ADAPTER_PATH}/dev_${board.address.replaceAll(':', '_')}`;
    const device = new BleDevice(this.#bus, path, ADAPTER_PATH, board);
    this.#devices.set(path, device);
    return device;
  }

  #remove(device: BleDevice): void {
    for (const [path, one] of this.#devices) {
      if (one !== device) continue;
      this.#devices.delete(path);
      if (this.#heard.delete(path)) this.#bus.unexport(path, device);
    }
  }

  /** Switches the adapter. */
  setPowered(on: boolean): void {
    this.#adapter.Powered = on;
  }

  /** Takes BlueZ off the bus. */
  close(): void {
    this.#scan(false);
    for (const device of this.#devices.values()) device.drop();
    this.#bus.disconnect();
  }

  #scan(isOn: boolean): void {
    clearInterval(this.#scanTimer);
    if (!isOn) return;
    this.#scanTimer = setInterval(() => {
      for (const [path, device] of this.#devices) {
        if (this.#heard.has(path) || !device.isAdvertising) continue;
        this.#heard.add(path);
        this.#bus.export(path, device);
      }
    }, ADVERTISING_MS);
  }
}
