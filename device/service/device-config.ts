import { parseDeviceKey } from '../../shared/device-key.ts';
import { Failure, isFailure } from '../../shared/failure.ts';
import { type DeviceId, deviceId, type StoreId, storeId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Provisioning } from '../../shared/smp/service.ts';
import { type RelayAddress, relayAddress } from '../settings.ts';
import { isLanguage, LANGUAGES } from '../speaker/speaker-facts.ts';
import type { Language } from '../speaker/voice.ts';

/** What a technician has told the device about its place in the world. Holds secrets: it is in its file, and nowhere else. */
export interface DeviceConfig {
  readonly id?: DeviceId;
  /** Base64 of 32 bytes. */
  readonly key?: string;
  /** As they were written: `mqtt://HOST:PORT`. */
  readonly relays?: readonly string[];
  /** For the system under the runtime, which makes the connection. */
  readonly wifiName?: string;
  readonly wifiPassword?: string;
  readonly language?: Language;
  readonly store?: StoreId;
}

/** A device that knows these can work. */
export const isProvisioned = (config: DeviceConfig): boolean =>
  config.id !== undefined && config.key !== undefined;

export const configKey = ({ key }: DeviceConfig): Uint8Array | undefined =>
  key === undefined ? undefined : parseDeviceKey(key);

export const configRelays = ({ relays = [] }: DeviceConfig): RelayAddress[] => relays.map(relayAddress);

export const encodeConfig = (config: DeviceConfig): string => `${JSON.stringify(config, undefined, 2)}\n`;

const FIELDS = ['id', 'key', 'relays', 'wifiName', 'wifiPassword', 'language', 'store'];

/** @throws Failure `malformed`, which never shows what stands there */
export function decodeConfig(text: string): DeviceConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('malformed', 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Failure('malformed', 'it is no JSON object');
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw new Failure('malformed', `it has an unknown field ${unknown}`);
  const { relays, key } = fields;
  const told: Record<string, unknown> = { ...fields, deviceId: fields.id };
  if (relays !== undefined && !isTexts(relays)) throw new Failure('malformed', 'relays is no list');
  return changedConfig(
    {},
    {
      ...textOf(told, 'deviceId'),
      ...(key === undefined ? {} : { deviceKey: parseKey(key) }),
      ...(relays === undefined ? {} : { relayUrl: relays.join(',') }),
      ...textOf(told, 'wifiName'),
      ...textOf(told, 'wifiPassword'),
      ...textOf(told, 'language'),
      ...textOf(told, 'store'),
    },
  );
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function textOf<Name extends string>(
  fields: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [Key in Name]?: string } {
  const value = fields[name];
  if (value === undefined) return {};
  if (typeof value !== 'string') throw new Failure('malformed', `${name} is no text`);
  return { [name]: value } as { readonly [Key in Name]: string };
}

function parseKey(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new Failure('malformed', 'key is no text');
  return parseDeviceKey(value);
}

/**
 * What is told is checked whole before anything of it holds; what is left out stays.
 *
 * @throws Failure `malformed` naming the field, never with a secret
 */
export function changedConfig(before: DeviceConfig, told: Provisioning): DeviceConfig {
  const { deviceId: id, deviceKey, relayUrl, wifiName, wifiPassword, language, store } = told;
  if (deviceKey !== undefined && deviceKey.length !== 32)
    throw new Failure('malformed', 'a key has 32 bytes');
  if (language !== undefined && !isLanguage(language))
    throw new Failure('malformed', `this device speaks ${LANGUAGES.join(', ')}`);
  if (wifiName !== undefined && (wifiName === '' || Buffer.byteLength(wifiName) > 32 || hasControl(wifiName)))
    throw new Failure('malformed', 'the name of a Wi-Fi has 1 to 32 bytes');
  if (wifiPassword !== undefined && !/^[ -~]{8,63}$/.test(wifiPassword))
    throw new Failure('malformed', 'a Wi-Fi password has 8 to 63 characters');
  const { wifiPassword: knownPassword, ...rest } = before;
  // A password belongs to its network.
  const keptPassword =
    knownPassword === undefined || (wifiName !== undefined && wifiName !== before.wifiName)
      ? {}
      : { wifiPassword: knownPassword };
  return {
    ...rest,
    ...keptPassword,
    ...(id === undefined ? {} : { id: deviceId(id) }),
    ...(deviceKey === undefined ? {} : { key: Buffer.from(deviceKey).toString('base64') }),
    ...(relayUrl === undefined ? {} : { relays: relayUrls(relayUrl) }),
    ...(wifiName === undefined ? {} : { wifiName }),
    ...(wifiPassword === undefined ? {} : { wifiPassword }),
    ...(language === undefined ? {} : { language }),
    ...(store === undefined ? {} : { store: storeId(store) }),
  };
}

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

function relayUrls(text: string): string[] {
  const urls = text.split(',');
  if (urls.length > limits.pathsPerDevice)
    throw new Failure('malformed', `at most ${limits.pathsPerDevice} relay addresses`);
  for (const url of urls) {
    try {
      relayAddress(url);
    } catch (thrown) {
      throw isFailure(thrown) ? new Failure('malformed', `the relay's address ${thrown.message}`) : thrown;
    }
  }
  return urls;
}
