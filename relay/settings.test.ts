import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { readSettings } from '../shared/settings.ts';
import { RELAY_PROGRAM, type RelaySettings, refuseIncomplete, relaySettings } from './settings.ts';

function read(...argv: string[]): RelaySettings | string {
  const result = readSettings(RELAY_PROGRAM, relaySettings, { argv, environment: {} });
  return result.run ? result.settings : result.output;
}

function complete(...argv: string[]): string {
  const settings = read('--core-key', 'core.pem', ...argv);
  if (typeof settings === 'string') return settings;
  try {
    refuseIncomplete(settings);
    return 'complete';
  } catch (thrown) {
    return isFailure(thrown, 'usage') ? thrown.message : String(thrown);
  }
}

test('the defaults are those of the documentation', () => {
  const settings = read();
  assert.ok(typeof settings === 'object');
  assert.equal(
    [settings.data, settings.http, settings.mqtt],
    ['data/relay', { host: '127.0.0.1', port: 8080 }, { host: '127.0.0.1', port: 1883 }],
  );
});

test('the core’s key must be named, and what comes in pairs must come in pairs', () => {
  const settings = read();
  assert.ok(typeof settings === 'object');
  assert.throws(() => refuseIncomplete(settings), /--core-key FILE is required/);
  assert.is(complete(), 'complete');
  assert.is(complete('--tls-cert', 'c.pem'), '--tls-cert needs --tls-key too');
  assert.is(complete('--tls-key', 'k.pem'), '--tls-key needs --tls-cert too');
  assert.is(complete('--webhook', 'https://a.example/x'), '--webhook needs --webhook-secret too');
  assert.is(complete('--core-terminal-key', 'f'), '--core-terminal-key needs --core-query too');
});

test('the core is asked over TLS, or on this machine', () => {
  const ask = (url: string): string => complete('--core-query', url, '--core-terminal-key', 'f');
  assert.is(ask('https://core.example/base'), 'complete');
  assert.is(ask('http://127.0.0.1:9000'), 'complete');
  assert.is(ask('http://[::1]:9000'), 'complete');
  assert.match(ask('http://core.example'), /not signed/);
  assert.match(ask('http://127.0.0.1.evil.example'), /not signed/);
  assert.match(ask('ftp://core.example'), /http/);
  assert.match(ask('https://user:secret@core.example'), /password/);
});

test('what no one knows, or cannot be, is named', () => {
  assert.match(String(read('--http', '8080')), /HOST:PORT/);
  assert.match(String(read('--http', 'x:70000')), /HOST:PORT/);
  assert.match(String(read('--log-level', 'loud')), /debug, info/);
  assert.match(String(read('--colour', 'red')), /--colour/);
  assert.match(String(read('--data', '')), /path/);
});

test.run();
