import dbus from 'dbus-next';
import { Radio, type RadioTiming } from './radio.ts';

const { Interface, ACCESS_READ } = dbus.interface;

/** ATT takes 3 bytes of each packet (Bluetooth Core 5.4, vol. 3 part F, 3.4.5.3). */
const ATT_HEADER_BYTES = 3;

export const bluezError = (name: string, text: string): dbus.DBusError =>
  new dbus.DBusError(`org.bluez.Error.${name}`, text);

/** org.bluez.GattService1, as BlueZ's doc/org.bluez.GattService.rst has it. */
export class GattService extends Interface {
  readonly #uuid: string;
  readonly #devicePath: string;

  constructor(uuid: string, devicePath: string) {
    super('org.bluez.GattService1');
    this.#uuid = uuid;
    this.#devicePath = devicePath;
  }

  get UUID(): string {
    return this.#uuid;
  }

  get Primary(): boolean {
    return true;
  }

  get Device(): string {
    return this.#devicePath;
  }
}

GattService.configureMembers({
  properties: {
    UUID: { signature: 's', access: ACCESS_READ },
    Primary: { signature: 'b', access: ACCESS_READ },
    Device: { signature: 'o', access: ACCESS_READ },
  },
});

export interface CharacteristicOptions {
  readonly uuid: string;
  readonly mtu: number;
  readonly timing: RadioTiming;
  /** A packet that came out of the air at the board. */
  onWrite(packet: Buffer): void;
}

/**
 * org.bluez.GattCharacteristic1 with `write-without-response` and `notify`, and the air behind it; lives as long as
 * one connection.
 */
export class GattCharacteristic extends Interface {
  readonly #options: CharacteristicOptions;
  readonly #radio: Radio;
  #isNotifying = false;

  constructor(options: CharacteristicOptions) {
    super('org.bluez.GattCharacteristic1');
    this.#options = options;
    this.#radio = new Radio(options.timing, {
      toPeripheral: (packet) => options.onWrite(packet),
      toCentral: (packet) => this.#arrived(packet),
    });
  }

  get UUID(): string {
    return this.#options.uuid;
  }

  get Flags(): string[] {
    return ['write-without-response', 'notify'];
  }

  get Notifying(): boolean {
    return this.#isNotifying;
  }

  get MTU(): number {
    return this.#options.mtu;
  }

  get Value(): Buffer {
    return Buffer.alloc(0);
  }

  /** From the board to whoever has asked to be notified; what is too long for the MTU is cut off, as ATT does. */
  notify(packet: Uint8Array): void {
    this.#radio.sendUp(Buffer.from(packet.subarray(0, this.#options.mtu - ATT_HEADER_BYTES)));
  }

  /** The connection is gone. */
  stop(): void {
    this.#isNotifying = false;
    this.#radio.stop();
  }

  async WriteValue(value: Uint8Array, options: Record<string, dbus.Variant<unknown>>): Promise<void> {
    // BlueZ, src/gatt-client.c: this characteristic knows no write with a response.
    if (options.type?.value !== 'command') throw bluezError('NotSupported', 'Operation is not supported');
    if (value.length > this.#options.mtu - ATT_HEADER_BYTES)
      throw bluezError('Failed', 'Failed to initiate write');
    await this.#radio.sendDown(Buffer.from(value));
  }

  StartNotify(): void {
    if (this.#isNotifying) throw bluezError('InProgress', 'In Progress');
    this.#isNotifying = true;
    Interface.emitPropertiesChanged(this, { Notifying: true }, []);
  }

  StopNotify(): void {
    this.#isNotifying = false;
    Interface.emitPropertiesChanged(this, { Notifying: false }, []);
  }

  #arrived(packet: Buffer): void {
    if (this.#isNotifying) Interface.emitPropertiesChanged(this, { Value: packet }, []);
  }
}

GattCharacteristic.configureMembers({
  properties: {
    UUID: { signature: 's', access: ACCESS_READ },
    Flags: { signature: 'as', access: ACCESS_READ },
    Notifying: { signature: 'b', access: ACCESS_READ },
    MTU: { signature: 'q', access: ACCESS_READ },
    Value: { signature: 'ay', access: ACCESS_READ },
  },
  methods: {
    WriteValue: { inSignature: 'aya{sv}' },
    StartNotify: {},
    StopNotify: {},
  },
});
