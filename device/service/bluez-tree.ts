import { SMP_CHARACTERISTIC_UUID, SMP_SERVICE_UUID } from '../../shared/smp/ble-framing.ts';

/** A D-Bus value with its signature. */
export interface TypedValue {
  readonly signature: string;
  readonly value: unknown;
}

/** Interface → property → value. */
type Interfaces = Readonly<Record<string, Readonly<Record<string, TypedValue>>>>;

export const APPLICATION_PATH = '/org/tillbell/service';
const SERVICE_PATH = `${APPLICATION_PATH}/service0`;
export const CHARACTERISTIC_PATH = `${SERVICE_PATH}/char0`;
export const ADVERTISEMENT_PATH = '/org/tillbell/advertisement';

export const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
const SERVICE = 'org.bluez.GattService1';
export const ADVERTISEMENT = 'org.bluez.LEAdvertisement1';

const text = (value: string): TypedValue => ({ signature: 's', value });
const texts = (value: readonly string[]): TypedValue => ({ signature: 'as', value });

/**
 * What BlueZ may read of us: one service with one characteristic (BlueZ, doc/org.bluez.GattManager.rst), and an
 * advertisement (doc/org.bluez.LEAdvertisement.rst). No flag asks for pairing: a box without screen or keys pairs with
 * anybody, so the session is sealed above (shared/smp/ble-handshake.ts).
 */
export function bluezTree(name: string): Readonly<Record<string, Interfaces>> {
  return {
    [SERVICE_PATH]: {
      [SERVICE]: { UUID: text(SMP_SERVICE_UUID), Primary: { signature: 'b', value: true } },
    },
    [CHARACTERISTIC_PATH]: {
      [CHARACTERISTIC]: {
        UUID: text(SMP_CHARACTERISTIC_UUID),
        Service: { signature: 'o', value: SERVICE_PATH },
        Flags: texts(['write-without-response', 'notify']),
        Value: { signature: 'ay', value: Buffer.alloc(0) },
      },
    },
    [ADVERTISEMENT_PATH]: {
      [ADVERTISEMENT]: {
        Type: text('peripheral'),
        ServiceUUIDs: texts([SMP_SERVICE_UUID]),
        LocalName: text(name),
      },
    },
  };
}

export const isUnder = (path: string, root: string): boolean =>
  root === '/' || path === root || path.startsWith(`${root}/`);
