import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { describeThrown, isFailure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import { createLog } from '../shared/log.ts';
import { readSettings, type SettingSources } from '../shared/settings.ts';
import { openRelay, type Relay } from './relay-server.ts';
import { RELAY_PROGRAM, refuseIncomplete, relaySettings } from './settings.ts';

const SETTINGS_FILE = 'tillbell.json';

/** Says why in one line and ends the process: 2 wrong usage, 1 anything else. */
function fail(thrown: unknown): never {
  process.stderr.write(`relay: ${describeThrown(thrown).split('\n')[0]}\n`);
  process.exit(isFailure(thrown, 'usage') ? 2 : 1);
}

function settingsFile(): Pick<SettingSources, 'file'> {
  if (!existsSync(SETTINGS_FILE)) return {};
  return { file: { path: SETTINGS_FILE, text: readFileSync(SETTINGS_FILE, 'utf8') } };
}

async function main(): Promise<void> {
  const read = readSettings(RELAY_PROGRAM, relaySettings, {
    argv: process.argv.slice(2),
    environment: process.env,
    ...settingsFile(),
  });
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    process.exitCode = read.exitCode;
    return;
  }
  refuseIncomplete(read.settings);

  // Not synchronous: a terminal that is stopped with ^S must not stop the payments. What it cannot take is dropped.
  const logLines = pino.destination({ dest: 2, sync: false, maxLength: limits.logBacklogBytes });
  logLines.on('error', () => {});
  process.on('exit', () => logLines.flushSync());
  const log = createLog('relay', read.settings.logLevel, logLines);
  // A mistake of ours leaves nobody knows what behind; all that was accepted is on disk, so a new start is safe.
  const dieOf = (what: string) => (thrown: unknown) => {
    log.fatal({ error: thrown instanceof Error ? thrown.stack : String(thrown) }, what);
    fail(thrown);
  };
  process.on('uncaughtException', dieOf('uncaught'));
  process.on('unhandledRejection', dieOf('unhandled'));

  const relay = await openRelay({ settings: read.settings, log, onDeath: dieOf('the store died') });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(relay, signal));
  const { http, mqtt } = relay;
  log.info({ http, mqtt, data: read.settings.data }, 'ready');
  const operatorToken = resolve(relay.operatorTokenPath);
  process.stdout.write(`${JSON.stringify({ ready: true, http, mqtt, operatorToken })}\n`);
}

let stopping = false;

function stop(relay: Relay, signal: string): void {
  if (stopping) fail(`${signal} again: stopped at once; what was accepted is on disk`);
  stopping = true;
  setTimeout(
    () => fail(`something was still under way ${limits.stopTimeoutMs} ms after ${signal}`),
    limits.stopTimeoutMs,
  ).unref();
  relay.close().then(() => process.exit(0), fail);
}

main().catch(fail);
