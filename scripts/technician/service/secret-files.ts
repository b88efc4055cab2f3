import { readFileSync } from 'node:fs';
import { parseDeviceKey } from '../../../shared/device-key.ts';
import { describeThrown, Failure, isFailure } from '../../../shared/failure.ts';
import { readServiceCode } from '../../../shared/smp/ble-code.ts';

const STDIN = 0;
const FILE_BYTES_MOST = 65_536;

/** @throws Failure `not_found`, `malformed`; never with what the file holds */
export function readKey(path: string): Uint8Array {
  const text = readText(path, '--key-file');
  try {
    return parseDeviceKey(text);
  } catch {
    throw new Failure(
      'malformed',
      `${nameOf(path)} holds no device key: it is the base64 of 32 bytes, as the roster gave it`,
    );
  }
}

/** WPA: a passphrase has 8 to 63 characters. */
export function readPassword(path: string): string {
  const text = readText(path, '--wifi-password-file').replace(/\r?\n$/, '');
  if (!/^[ -~]{8,63}$/.test(text))
    throw new Failure('malformed', `${nameOf(path)} holds no Wi-Fi password: 8 to 63 characters`);
  return text;
}

/** The service code of a label. @throws Failure `not_found`, `malformed` */
export function readCodeFile(path: string): Uint8Array {
  const text = readText(path, '--code-file');
  try {
    return readServiceCode(text);
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    throw new Failure('malformed', `${nameOf(path)}: ${thrown.message}`);
  }
}

const nameOf = (path: string): string => (path === '-' ? 'stdin' : path);

/** A file, or stdin for `-`. @throws Failure `not_found` naming the flag */
export function readText(path: string, flag: string): string {
  try {
    const bytes = readFileSync(path === '-' ? STDIN : path);
    if (bytes.length > FILE_BYTES_MOST) throw new Failure('too_large', 'it is too large');
    return bytes.toString('utf8');
  } catch (thrown) {
    throw new Failure('not_found', `${flag} ${nameOf(path)} cannot be read: ${describeThrown(thrown)}`);
  }
}
