import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type DeviceKeys, deriveDeviceKeys, parseDeviceKey } from '../shared/device-key.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import { createLog, type Log } from '../shared/log.ts';
import { readSettings, type SettingSources } from '../shared/settings.ts';
import { DEVICE_PROGRAM, type DeviceSettings, deviceSettings, refuseIncomplete } from './settings.ts';
import { SpeakerRuntime } from './speaker/main.ts';

const SETTINGS_FILE = 'tillbell.json';
const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
const PACKAGE_FILE = fileURLToPath(new URL('../package.json', import.meta.url));
const HOUR_MS = 3_600_000;

/** Says why in one line and ends the process: 2 wrong usage, 1 anything else. */
function fail(thrown: unknown): never {
  process.stderr.write(`device: ${describeThrown(thrown).split('\n')[0]}\n`);
  process.exit(isFailure(thrown, 'usage') ? 2 : 1);
}

function settingsFile(): Pick<SettingSources, 'file'> {
  if (!existsSync(SETTINGS_FILE)) return {};
  return { file: { path: SETTINGS_FILE, text: readFileSync(SETTINGS_FILE, 'utf8') } };
}

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

function openLog(settings: DeviceSettings): Log {
  // Not synchronous: a terminal that is stopped with ^S must not stop the announcements.
  const lines = pino.destination({ dest: 2, sync: false, maxLength: limits.logBacklogBytes });
  lines.on('error', () => {});
  process.on('exit', () => lines.flushSync());
  return createLog('device', settings.logLevel, lines);
}

async function main(): Promise<void> {
  const read = readSettings(DEVICE_PROGRAM, deviceSettings, {
    argv: process.argv.slice(2),
    environment: process.env,
    ...settingsFile(),
  });
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    process.exitCode = read.exitCode;
    return;
  }
  const settings = refuseIncomplete(read.settings);
  const log = openLog(settings);
  // A mistake of ours leaves nobody knows what behind; all that was acknowledged is on disk, so a new start is safe.
  const dieOf = (what: string) => (thrown: unknown) => {
    log.fatal({ error: thrown instanceof Error ? thrown.stack : String(thrown) }, what);
    fail(thrown);
  };
  process.on('uncaughtException', dieOf('uncaught'));
  process.on('unhandledRejection', dieOf('unhandled'));

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
    onDeath: dieOf('the store died'),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(speaker, signal));
  const unheard = speaker.unheard;
  log.info({ id, data, unheard }, 'ready');
  process.stdout.write(`${JSON.stringify({ ready: true, id, data, unheard })}\n`);
}

let stopping = false;

function stop(speaker: SpeakerRuntime, signal: string): void {
  if (stopping) fail(`${signal} again: stopped at once; what was acknowledged is on disk`);
  stopping = true;
  setTimeout(
    () => fail(`something was still under way ${limits.stopTimeoutMs} ms after ${signal}`),
    limits.stopTimeoutMs,
  ).unref();
  speaker.stop().then(() => process.exit(0), fail);
}

main().catch(fail);
