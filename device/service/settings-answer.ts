import { Failure } from '../../shared/failure.ts';
import type { FieldReader } from '../../shared/smp/cbor.ts';
import type { Provisioning } from '../../shared/smp/service.ts';
import { SETTINGS_COMMAND } from '../../shared/smp/settings-requests.ts';
import { SMP_ERRORS } from '../../shared/smp/smp-error.ts';
import type { DeviceConfig } from './device-config.ts';
import type { ServiceAnswer } from './service-desk.ts';

/** What the settings group reads and writes. */
export interface SettingsAccess {
  config(): DeviceConfig;
  /** On disk when it returns. */
  provision(told: Provisioning): boolean;
}

/** Name of a setting → what it is in the config. The same names as on our boards. */
const READABLE = {
  'tillbell/id': ({ id }: DeviceConfig) => id,
  'tillbell/relay': ({ relays }: DeviceConfig) => relays?.join(','),
  'tillbell/language': ({ language }: DeviceConfig) => language,
  'tillbell/store': ({ store }: DeviceConfig) => store,
  'wifi/ssid': ({ wifiName }: DeviceConfig) => wifiName,
} as const;

const WRITE_ONLY = ['tillbell/key', 'wifi/psk'];

/**
 * Group 3 as far as a device needs it: each write is checked and on disk at once, so that `save` and `commit` have
 * nothing left to do. Secrets are written and never read.
 */
export function answerSettings(
  access: SettingsAccess,
  command: number,
  isWrite: boolean,
  fields: FieldReader,
): ServiceAnswer {
  if (command === SETTINGS_COMMAND.commit || command === SETTINGS_COMMAND.loadSave) return { body: {} };
  if (command !== SETTINGS_COMMAND.value) return { code: SMP_ERRORS.notSupported };
  const name = fields.text('name');
  if (isWrite) {
    access.provision(toldBy(name, fields.bytes('val')));
    return { body: {} };
  }
  if (WRITE_ONLY.includes(name)) throw new Failure('forbidden', `${name} is written and never read`);
  const read = Object.hasOwn(READABLE, name) ? READABLE[name as keyof typeof READABLE] : undefined;
  const value = read?.(access.config());
  if (value === undefined) throw new Failure('not_found', `there is no setting ${name.slice(0, 64)}`);
  return { body: { val: Buffer.from(value) } };
}

function toldBy(name: string, value: Uint8Array): Provisioning {
  const text = Buffer.from(value).toString('utf8');
  switch (name) {
    case 'tillbell/id':
      return { deviceId: text };
    case 'tillbell/key':
      return { deviceKey: value };
    case 'tillbell/relay':
      return { relayUrl: text };
    case 'tillbell/language':
      return { language: text };
    case 'tillbell/store':
      return { store: text };
    case 'wifi/ssid':
      return { wifiName: text };
    case 'wifi/psk':
      return { wifiPassword: text };
    default:
      throw new Failure('not_found', `there is no setting ${name.slice(0, 64)}`);
  }
}
