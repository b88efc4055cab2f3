import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, type FailureCode } from '../../shared/failure.ts';
import { ConfigStore } from './config-store.ts';
import { changedConfig, decodeConfig, encodeConfig } from './device-config.ts';

const store = suite<{ folder: string }>('what a technician has told');
store.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-config-'));
});
store.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const key = Buffer.alloc(32, 7);
const told = {
  deviceId: 'SPK-0001',
  deviceKey: key,
  relayUrl: 'mqtts://a.example:8883,mqtt://b.example:1883',
  wifiName: 'shop-42',
  wifiPassword: 'twelve-bytes',
  language: 'yue',
  store: 'shop-42',
};

function refusal(run: () => unknown): Failure {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

store('it is there after a new start, for its owner only', ({ folder }) => {
  const first = new ConfigStore(join(folder, 'deeper', 'data'));
  assert.equal(first.config, {});
  first.write(changedConfig(first.config, told));
  assert.is(statSync(first.path).mode & 0o777, 0o600);
  const again = new ConfigStore(join(folder, 'deeper', 'data'));
  assert.equal(again.config, first.config);
  assert.is(again.config.key, key.toString('base64'));
  assert.equal(again.config.relays, ['mqtts://a.example:8883', 'mqtt://b.example:1883']);
});

store(
  'a power cut at any byte of the writing leaves the old one: the new one only counts once it is whole',
  ({ folder }) => {
    const before = new ConfigStore(folder);
    before.write(changedConfig({}, told));
    const fresh = encodeConfig(changedConfig(before.config, { language: 'ms' }));
    for (let bytes = 0; bytes <= fresh.length; bytes += 1) {
      writeFileSync(`${before.path}.new`, fresh.slice(0, bytes), { mode: 0o600 });
      assert.equal(new ConfigStore(folder).config, before.config);
    }
    before.write(changedConfig(before.config, { language: 'ms' }));
    assert.is(new ConfigStore(folder).config.language, 'ms');
  },
);

store('a disk that refuses leaves the old one, on disk and in force', ({ folder }) => {
  const config = new ConfigStore(folder);
  config.write(changedConfig({}, told));
  const written = readFileSync(config.path, 'utf8');
  mkdirSync(`${config.path}.new`);
  const change = changedConfig(config.config, { language: 'ms' });
  assert.is(refusal(() => config.write(change)).code, 'store_unavailable');
  assert.is(config.config.language, 'yue');
  assert.is(readFileSync(config.path, 'utf8'), written);
});

store(
  'what is no config of ours is refused by name and never shown; so is one that others can read',
  ({ folder }) => {
    const config = new ConfigStore(folder);
    const cases: [string, FailureCode][] = [
      ['{"id":"SPK-1","key":"c2VjcmV0c2VjcmV0"}', 'corrupt_store'],
      ['{"id":"SPK-1","passphrase":"c2VjcmV0c2VjcmV0"}', 'corrupt_store'],
      ['{"id":7}', 'corrupt_store'],
      ['[]', 'corrupt_store'],
      ['{"id":', 'corrupt_store'],
    ];
    for (const [text, code] of cases) {
      writeFileSync(config.path, text, { mode: 0o600 });
      const failure = refusal(() => new ConfigStore(folder));
      assert.is(failure.code, code, text);
      assert.match(failure.message, /delete it and provision/);
      assert.not.match(failure.message, /c2VjcmV0/);
    }
    writeFileSync(config.path, encodeConfig(changedConfig({}, told)), { mode: 0o600 });
    chmodSync(config.path, 0o644);
    assert.match(refusal(() => new ConfigStore(folder)).message, /chmod 600/);
  },
);

store('what is told is checked whole; what is left out stays; a password belongs to its network', () => {
  const before = changedConfig({}, told);
  assert.equal(changedConfig(before, {}), before);
  assert.equal(decodeConfig(encodeConfig(before)), before);
  assert.is(changedConfig(before, { wifiName: 'other' }).wifiPassword, undefined);
  assert.is(changedConfig(before, { wifiName: 'shop-42' }).wifiPassword, 'twelve-bytes');
  const bad = [
    { deviceId: '../x' },
    { deviceKey: Buffer.alloc(31) },
    { relayUrl: 'http://x' },
    { relayUrl: 'mqtt://a,mqtt://a,mqtt://a,mqtt://a' },
    { relayUrl: '' },
    { wifiName: '' },
    { wifiName: 'x'.repeat(33) },
    { wifiName: 'a\nb' },
    { wifiPassword: 'short' },
    { language: 'fr' },
    { store: 'a b' },
  ];
  for (const change of bad)
    assert.is(refusal(() => changedConfig(before, change)).code, 'malformed', JSON.stringify(change));
});

store.run();
