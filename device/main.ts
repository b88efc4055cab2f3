import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DeviceKeys, deriveDeviceKeys, parseDeviceKey } from '../shared/device-key.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import type { Log } from '../shared/log.ts';
import { runProgram } from '../shared/program-port.ts';
import { readVerifyingKey } from '../shared/smp/image-signature.ts';
import { CHARGING_DEFAULTS } from './cabinet/power/charging.ts';
import { THERMOSTAT_DEFAULTS } from './cabinet/power/thermostat.ts';
import { LogRing } from './service/log-ring.ts';
import type { RunningRole } from './service/main.ts';
import {
  type CompleteSettings,
  DEVICE_PROGRAM,
  type DeviceSettings,
  deviceSettings,
  refuseIncomplete,
  refuseSenseless,
  waitsForTechnician,
} from './settings.ts';
import { SpeakerRuntime } from './speaker/main.ts';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
const PACKAGE_FILE = fileURLToPath(new URL('../package.json', import.meta.url));
const HOUR_MS = 3_600_000;

/** @throws Failure `not_found` naming the file, or `malformed` when it holds no key; what it holds is never shown */
function readKeys(key: CompleteSettings['key'], log: Log): DeviceKeys {
  if ('told' in key) return deriveDeviceKeys(key.told);
  const { file } = key;
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

/** What both roles take from the settings. */
function commonOptions(settings: CompleteSettings, log: Log, onDeath: (thrown: unknown) => void) {
  const { id, data, voice, relay, language, amountStyle, currency, utcOffset } = settings;
  return {
    id,
    keys: readKeys(settings.key, log),
    relays: relay,
    relayCa: settings.relayCa === undefined ? undefined : readFile(settings.relayCa, '--relay-ca'),
    data,
    voice,
    language,
    spoken: { amountStyle, currency, utcOffsetMinutes: utcOffset },
    software: readVersion(),
    bootId: readBootId(),
    log,
    onDeath,
  };
}

async function startSpeaker(settings: CompleteSettings, log: Log, onDeath: (thrown: unknown) => void) {
  const { id, data } = settings;
  const speaker = await SpeakerRuntime.start({
    ...commonOptions(settings, log, onDeath),
    panel: settings.panel,
    rules: {
      freshMs: settings.freshSeconds * 1_000,
      summaryAbove: settings.summaryAbove,
      tooOldMs: settings.tooOldHours * HOUR_MS,
    },
  });
  return {
    ready: { id, data, unheard: speaker.unheard },
    service: speaker.service,
    stop: () => speaker.stop(),
  };
}

async function startCabinet(
  settings: CompleteSettings,
  bus: string,
  log: Log,
  onDeath: (thrown: unknown) => void,
) {
  // A speaker needs none of it.
  const { CabinetRuntime } = await import('./cabinet/main.ts');
  const { id, data, powerBudget, readyBanks, readyLevel, openHours, quietHours } = settings;
  const cabinet = await CabinetRuntime.start({
    ...commonOptions(settings, log, onDeath),
    utcOffsetMinutes: settings.utcOffset,
    bus,
    power: {
      charging: {
        ...CHARGING_DEFAULTS,
        budgetMilliwatts: powerBudget * 1_000,
        readyBanks,
        readyLevelPercent: readyLevel,
        open: openHours,
      },
      thermostat: { ...THERMOSTAT_DEFAULTS, quiet: quietHours },
    },
  });
  return {
    ready: { id, data, reportsWaiting: cabinet.reportsWaiting },
    service: cabinet.service,
    stop: () => cabinet.stop(),
  };
}

async function startRole(
  settings: CompleteSettings,
  log: Log,
  onDeath: (thrown: unknown) => void,
): Promise<RunningRole> {
  const { bus } = settings;
  const trustedKeys = settings.trust.map((file) => readTrustedKey(file));
  const role =
    bus === undefined
      ? await startSpeaker(settings, log, onDeath)
      : await startCabinet(settings, bus, log, onDeath);
  const { board, firmwareUrl: url, boardBaud: baudRate, id, data, key } = settings;
  if (board === undefined || url === undefined) return role;
  const { FirmwareUpdater } = await import('./service/firmware-updater-link.ts');
  const keys = readKeys(key, log);
  const updater = new FirmwareUpdater({
    id,
    keys,
    data,
    url,
    board,
    baudRate,
    trustedKeys,
    role: role.service,
    log,
  });
  return {
    ...role,
    stop: async () => {
      await updater.close();
      await role.stop();
    },
  };
}

function readTrustedKey(file: string): KeyObject {
  try {
    return readVerifyingKey(readFile(file, '--trust').toString('utf8'));
  } catch (thrown) {
    if (!isFailure(thrown, 'malformed')) throw thrown;
    throw new Failure('malformed', `--trust ${file}: ${thrown.message}`);
  }
}

async function startWithService(settings: DeviceSettings, log: Log, onDeath: (thrown: unknown) => void) {
  // What stands in the flags must be whole before a technician is waited for.
  if (waitsForTechnician(settings)) refuseSenseless(settings);
  else refuseIncomplete(settings);
  const { ServiceSession } = await import('./service/main.ts');
  const { service: path, serviceBle: ble, data, role, id } = settings;
  return ServiceSession.start({
    ...{ path, ble, data, role, id, log, ring, onDeath, version: readVersion().replace('tillbell ', '') },
    startRole: (told) => startRole(refuseIncomplete(settings, told), log, onDeath),
  });
}

const ring = new LogRing();

runProgram({
  name: 'device',
  description: DEVICE_PROGRAM,
  settings: deviceSettings,
  logged: (line) => ring.add(line),
  start(given, log, onDeath) {
    return given.service === undefined && given.serviceBle === undefined
      ? startRole(refuseIncomplete(given), log, onDeath)
      : startWithService(given, log, onDeath);
  },
});
