import { Failure, isFailure } from '../../../shared/failure.ts';
import { deviceId, storeId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { Provisioning } from '../../../shared/smp/service.ts';
import { readKey, readPassword, readText } from './secret-files.ts';

/** Names of the settings, as flags and in a file. The key and the Wi-Fi's password are in no such file: only where they are. */
export const PROVISION_OPTIONS = {
  id: { placeholder: 'ID', help: 'its name on the roster, e.g. SPK-0001', parse: plain },
  keyFile: {
    placeholder: 'FILE',
    help: 'holds its key as the roster gave it; - is stdin. It is never shown, and the device never gives it out',
    parse: plain,
  },
  mqtt: {
    placeholder: 'URL,URL',
    help: `the relay’s address, mqtt://HOST:PORT or mqtts://HOST:PORT; up to ${limits.pathsPerDevice} paths, separated by commas`,
    parse: plain,
  },
  wifi: { placeholder: 'NAME', help: 'the Wi-Fi network', parse: plain },
  wifiPasswordFile: { placeholder: 'FILE', help: 'holds the Wi-Fi’s password; - is stdin', parse: plain },
  language: { placeholder: 'LANGUAGE', help: 'zh-CN, yue, ms or en', parse: plain },
  store: { placeholder: 'SHOP', help: 'the shop that it stands in', parse: plain },
} as const;

function plain(text: string): string {
  if (text === '') throw new Failure('usage', 'is empty');
  return text;
}

export type ProvisionWishes = { readonly [Name in keyof typeof PROVISION_OPTIONS]?: string };

/** @throws Failure `not_found`, `malformed`, `usage` naming the setting that is unknown */
export function readProvisionFile(path: string): ProvisionWishes {
  const text = readText(path, '--file');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Failure('malformed', `${path} is not JSON`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new Failure('malformed', `${path} must hold one JSON object`);
  const wishes: Record<string, string> = {};
  for (const [name, value] of Object.entries(content)) {
    if (!Object.hasOwn(PROVISION_OPTIONS, name))
      throw new Failure(
        'usage',
        `${path}: unknown setting "${name}"; known are ${Object.keys(PROVISION_OPTIONS).join(', ')}`,
      );
    if (typeof value !== 'string' || value === '')
      throw new Failure('usage', `${path}: ${name} wants a text`);
    wishes[name] = value;
  }
  return wishes;
}

/**
 * Reads the secrets from where they are, and checks everything before a device is touched.
 *
 * @throws Failure `usage` naming the flag, `not_found` (a file), `malformed` (it holds no key); never with the secret
 */
export function readWishes(wishes: ProvisionWishes): Provisioning {
  if (wishes.keyFile === '-' && wishes.wifiPasswordFile === '-')
    throw new Failure('usage', 'only one of --key-file and --wifi-password-file can be stdin');
  if (wishes.wifiPasswordFile !== undefined && wishes.wifi === undefined)
    throw new Failure('usage', '--wifi-password-file wants --wifi NAME as well');
  const { id, keyFile, mqtt, wifi, wifiPasswordFile, language, store } = wishes;
  return {
    ...(id === undefined ? {} : { deviceId: checked('--id', id, deviceId) }),
    ...(keyFile === undefined ? {} : { deviceKey: readKey(keyFile) }),
    ...(mqtt === undefined ? {} : { relayUrl: checked('--mqtt', mqtt, relayUrls) }),
    ...(wifi === undefined ? {} : { wifiName: checked('--wifi', wifi, wifiName) }),
    ...(wifiPasswordFile === undefined ? {} : { wifiPassword: readPassword(wifiPasswordFile) }),
    ...(language === undefined ? {} : { language }),
    ...(store === undefined ? {} : { store: checked('--store', store, storeId) }),
  };
}

function checked<Value>(flag: string, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text);
  } catch (thrown) {
    throw isFailure(thrown) ? new Failure('usage', `${flag} "${text}": ${thrown.message}`) : thrown;
  }
}

function relayUrls(text: string): string {
  const urls = text.split(',').map((one) => one.trim());
  const isGood = (one: string): boolean => /^mqtts?:\/\/[^/@\s]+$/.test(one) && URL.canParse(one);
  if (!urls.every(isGood)) throw new Failure('usage', 'wants mqtt://HOST:PORT or mqtts://HOST:PORT');
  if (urls.length > limits.pathsPerDevice)
    throw new Failure('usage', `at most ${limits.pathsPerDevice} paths`);
  return urls.join(',');
}

/** IEEE 802.11: an SSID has 1 to 32 bytes. */
function wifiName(text: string): string {
  if (Buffer.byteLength(text) > 32) throw new Failure('usage', 'the name of a Wi-Fi has at most 32 bytes');
  return text;
}
