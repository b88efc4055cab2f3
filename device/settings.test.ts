import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { readSettings } from '../shared/settings.ts';
import {
  DEVICE_PROGRAM,
  deviceSettings,
  refuseIncomplete,
  relayAddress,
  waitsForTechnician,
} from './settings.ts';

const read = (...argv: string[]) => readSettings(DEVICE_PROGRAM, deviceSettings, { argv, environment: {} });

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'usage'), String(thrown));
    return (thrown as Error).message;
  }
  return 'nothing was refused';
}

function settingsOf(...argv: string[]) {
  const result = read('--id', 'SPK-0001', '--key-file', 'k', ...argv);
  if (!result.run) throw new Error(result.output);
  return refuseIncomplete(result.settings);
}

test('the defaults are those of the house', () => {
  const settings = settingsOf();
  assert.equal(settings.relay, [{ host: '127.0.0.1', port: 1_883, isTls: false }]);
  assert.equal(
    [settings.freshSeconds, settings.summaryAbove, settings.tooOldHours, settings.utcOffset],
    [60, 5, 24, 480],
  );
  assert.equal([settings.language, settings.amountStyle, settings.currency], ['zh-CN', 'point', 'CNY']);
});

test('a door for technicians lets a device wait for them; an adapter is any or one of BlueZ', () => {
  for (const door of [
    ['--service', '/dev/ttyGS0'],
    ['--service-ble', 'any'],
    ['--service-ble', 'hci1'],
  ]) {
    const result = read(...door);
    assert.ok(result.run && waitsForTechnician(result.settings), door.join(' '));
  }
  const plain = read();
  assert.ok(plain.run && !waitsForTechnician(plain.settings));
  for (const bad of ['', 'hci', '../hci0', 'eth0']) {
    const result = read('--service-ble', bad);
    assert.match(result.run ? 'taken' : result.output, /--service-ble .*wants any, or an adapter/);
  }
});

test('paths to the relay are given one by one, with and without TLS', () => {
  const { relay } = settingsOf('--relay', 'mqtt://10.0.0.1', '--relay', 'mqtts://[::1]:9000/');
  assert.equal(relay, [
    { host: '10.0.0.1', port: 1_883, isTls: false },
    { host: '::1', port: 9_000, isTls: true },
  ]);
  assert.is(relayAddress('mqtts://relay.example').port, 8_883);
});

test('promise 16: what is missing, too much or senseless is refused by name', () => {
  const bare = read();
  assert.ok(bare.run);
  assert.match(
    refusal(() => bare.run && refuseIncomplete(bare.settings)),
    '--id',
  );
  const four = Array.from({ length: 4 }, () => ['--relay', 'mqtt://a']).flat();
  assert.match(
    refusal(() => settingsOf(...four)),
    '--relay',
  );
  assert.match(
    refusal(() => settingsOf('--fresh-seconds', '3600', '--too-old-hours', '1')),
    'nothing',
  );
  for (const bad of ['http://a', 'mqtt://', 'mqtt://u:p@a', 'mqtt://a/topic', 'a:1883', 'mqtt://a?x=1']) {
    assert.ok(refusal(() => relayAddress(bad)).length > 0, bad);
  }
  for (const argv of [
    ['--id', '../SPK'],
    ['--language', 'fr'],
    ['--fresh-seconds', '0'],
    ['--summary-above', '0'],
    ['--relay', 'http://a'],
    ['--utc-offset', '900'],
    ['--unknown', '1'],
  ]) {
    const result = read(...argv);
    assert.is(!result.run && result.exitCode, 2, argv.join(' '));
    assert.match(!result.run ? result.output : '', argv[0] ?? '');
  }
});

test('help lists every setting with its default', () => {
  const help = read('--help');
  assert.ok(!help.run && help.exitCode === 0);
  for (const flag of ['--id', '--key-file', '--relay-ca', '--amount-style', '--too-old-hours', '--panel'])
    assert.match(!help.run ? help.output : '', flag);
});

test('a cabinet needs its bus, a speaker has none; power and hours within their bounds', () => {
  assert.match(
    refusal(() => settingsOf('--role', 'cabinet')),
    '--bus PATH is required',
  );
  assert.match(
    refusal(() => settingsOf('--bus', '/dev/ttyUSB0')),
    '--role cabinet',
  );
  assert.match(
    refusal(() => settingsOf('--role', 'cabinet', '--bus', 'b', '--panel', 'p')),
    '--panel is for a speaker',
  );
  const cabinet = settingsOf('--role', 'cabinet', '--bus', 'b', '--open-hours', '22:30-06:05');
  assert.equal(cabinet.openHours, { fromMinute: 1_350, toMinute: 365 });
  assert.equal([cabinet.powerBudget, cabinet.readyBanks, cabinet.readyLevel], [200, 4, 80]);
  for (const wrong of ['9:00-22:00', '24:00-01:00', '09:60-10:00', '09:00', '', '09:00-22:00 ']) {
    const result = read('--open-hours', wrong);
    assert.ok(!result.run && result.exitCode === 2, wrong);
  }
  for (const [flag, value] of [
    ['--power-budget', '9'],
    ['--power-budget', '2001'],
    ['--ready-banks', '81'],
    ['--role', 'fridge'],
  ]) {
    const result = read(flag ?? '', value ?? '');
    assert.ok(!result.run && result.output.includes(flag ?? '?'), `${flag} ${value}`);
  }
});

test.run();
