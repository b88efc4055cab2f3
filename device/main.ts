import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DeviceKeys, deriveDeviceKeys, parseDeviceKey } from '../shared/device-key.ts';
import { describeThrown, Failure } from '../shared/failure.ts';
import type { Log } from '../shared/log.ts';
import { runProgram } from '../shared/program-port.ts';
import { DEVICE_PROGRAM, deviceSettings, refuseIncomplete } from './settings.ts';
import { SpeakerRuntime } from './speaker/main.ts';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
const PACKAGE_FILE = fileURLToPath(new URL('../package.json', import.meta.url));
const HOUR_MS = 3_600_000;

/** @throws Failure `not_found` naming the file, or `malformed` when it holds no key; what it holds is never shown */
function readKeys(file: string, log: Log): DeviceKeys {
  const text = readFile(file, '--key-file');
  if ((statSync(file).mode & 0o077) !== 0) {
    log.warn({ file }, 'others can read the key file: chmod 600 it');
  }
  try {
    return deriveDeviceKeys(parseDeviceKey(text.toString('utf8')));
  } catch {
    throw new Failure(
      'malformed',
      `${file} holds no device key: it is the base64 of 32 bytes, as the roster gave it`,
    );
  }
}

function readFile(file: string, flag: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new Failure('not_found', `${flag} ${file} cannot be read: ${describeThrown(thrown)}`);
  }
}

/** Names this boot of the machine; empty where the system does not tell. */
function readBootId(): string {
  try {
    return readFileSync(BOOT_ID_FILE, 'utf8').trim();
  } catch {
    return '';
  }
}

function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(PACKAGE_FILE, 'utf8'));
  const isVersioned = typeof content === 'object' && content !== null && 'version' in content;
  return isVersioned ? `tillbell ${String(content.version)}`.slice(0, 32) : 'tillbell';
}

runProgram({
  name: 'device',
  description: DEVICE_PROGRAM,
  settings: deviceSettings,
  async start(given, log, onDeath) {
    const settings = refuseIncomplete(given);
    const { id, data, voice, relay, amountStyle, currency, utcOffset } = settings;
    const speaker = await SpeakerRuntime.start({
      id,
      keys: readKeys(settings.keyFile, log),
      relays: relay,
      relayCa: settings.relayCa === undefined ? undefined : readFile(settings.relayCa, '--relay-ca'),
      data,
      voice,
      language: settings.language,
      spoken: { amountStyle, currency, utcOffsetMinutes: utcOffset },
      panel: settings.panel,
      rules: {
        freshMs: settings.freshSeconds * 1_000,
        summaryAbove: settings.summaryAbove,
        tooOldMs: settings.tooOldHours * HOUR_MS,
      },
      software: readVersion(),
      bootId: readBootId(),
      log,
      onDeath,
    });
    return { ready: { id, data, unheard: speaker.unheard }, stop: () => speaker.stop() };
  },
});
