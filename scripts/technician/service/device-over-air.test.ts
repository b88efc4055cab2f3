import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { callCommand } from '../called-command.ts';
import { typeCommand } from '../typed-command.ts';
import { inTheAir, until } from './tried-air.ts';

inTheAir('a new device is provisioned, looked over and heard over Bluetooth', async (air) => {
  const { folder, type, label, bluez } = air;
  const relay = await air.startRelay();
  const device = await air.startDevice();
  assert.is(device.ready.waitsFor, 'provisioning');
  const [name = ''] = bluez.peripherals.names;
  assert.match(name, /^tillbell new-[0-9A-F]{4}$/);
  assert.is(statSync(label).mode & 0o777, 0o600);
  const there = ['--to', `ble:${name}`, '--code-file', label];

  const waiting = await type(1, 'doctor', ...there);
  assert.match(waiting.out, /FAULT +identity/);
  const told = await type(
    0,
    ...['provision', '--id', 'SPK-0001', '--roster', relay.url, '--token-file', relay.tokenFile],
    ...['--role', 'speaker', '--store', 'shop-42', '--terminals', 'T1', '--language', 'en'],
    ...['--mqtt', relay.mqtt, ...there],
  );
  assert.match(told.out, /told id, relay, language, shop, key; it restarts with it/);
  await until('its new name', () => bluez.peripherals.names[0] === 'tillbell SPK-0001');
  const api = ['--relay', relay.url, '--token-file', relay.tokenFile, '--json'];
  const isOnline = async () =>
    JSON.parse((await callCommand(['device', 'show', 'SPK-0001', ...api])).out).state.online === true;
  await until('its connection', isOnline);

  const here = ['--to', 'ble:SPK-0001', '--code-file', label];
  assert.match((await type(0, 'doctor', ...here)).out, /ok +link +1 of 1 paths live/);
  await type(0, 'say', ...here);
  const heard = join(folder, 'device', 'heard.jsonl');
  await until('the test', () => existsSync(heard) && readFileSync(heard, 'utf8').includes('"system"'));
  assert.match((await type(0, 'slots', ...here)).out, /a speaker has no slots/);
  const { out: log } = await type(0, 'logs', ...here);
  assert.match(log, /provisioned fields="deviceId, deviceKey/);

  const { key } = JSON.parse(readFileSync(join(folder, 'device', 'device.json'), 'utf8')) as { key: string };
  const code = readFileSync(label, 'utf8').trim();
  for (const text of [told.out, told.errors, log, readFileSync(device.logPath, 'utf8')]) {
    assert.not(text.includes(key), 'the key was shown');
    assert.not(text.includes(code), 'the code was shown');
  }
});

/** What a device is started with that was told long ago who it is. */
function identity(folder: string, relay = 'mqtt://127.0.0.1:9'): string[] {
  const keyFile = join(folder, 'spk.key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, Buffer.alloc(32, 5).toString('base64'), { mode: 0o600 });
  return ['--id', 'SPK-0001', '--key-file', keyFile, '--relay', relay];
}

inTheAir(
  'a stranger learns which device it is, and nothing else; with the code alone it is told nothing',
  async (air) => {
    const { type, folder, label } = air;
    const device = await air.startDevice(...identity(folder));
    const there = ['--to', 'ble:C0:FF:EE:00:00:01'];
    const wrong = join(folder, 'wrong.code');
    writeFileSync(wrong, 'ABCD-EFGH-JKMN-PQRS');
    for (const words of [['doctor'], ['logs'], ['provision', '--language', 'en']])
      assert.match((await type(3, ...words, ...there)).errors, /service code of its label: --code-file/);
    assert.match((await type(3, 'say', ...there, '--code-file', wrong)).errors, /not its service code/);
    await until('the warning', () => readFileSync(device.logPath, 'utf8').includes('wrong service code'));
    assert.match((await type(1, 'doctor', ...there, '--code-file', device.logPath)).errors, /16 letters/);
    assert.match((await type(2, 'doctor', '--to', '/dev/null', '--code-file', label)).errors, /no code/);
    assert.match((await type(0, 'ports', '--json', '--ble-seconds', '2')).out, /SPK-0001/);

    // A machine that runs these tests has mostly been on for longer; it may get there just now.
    const isLongOn = (): boolean => uptime() * 1_000 > limits.serviceWindowMs;
    const words = ['provision', '--store', 'shop-7', ...there, '--code-file', label];
    const wasLongOn = isLongOn();
    const { exitCode, errors } = await typeCommand(words, { env: air.env });
    const isRefused = exitCode === 3;
    if (wasLongOn) assert.ok(isRefused, errors);
    if (!isLongOn()) assert.is(exitCode, 0, errors);
    if (isRefused) assert.match(errors, /within 15 minutes of being switched on/);
    assert.is(existsSync(join(folder, 'device', 'device.json')), !isRefused);
  },
);

inTheAir('cut in the middle of what is told, or of the answer: the same command ends well', async (air) => {
  const { type, label, folder } = air;
  air.bluez.peripherals.settings.mtu = 23;
  await air.startDevice();
  const [, id = '', , keyFile = '', , relay = ''] = identity(folder);
  const words = ['provision', '--id', id, '--key-file', keyFile, '--mqtt', relay, '--code-file', label];
  const there = ['--to', 'ble:C0:FF:EE:00:00:01'];
  const config = join(folder, 'device', 'device.json');

  // Greeting, proof and the question who it is take less than 240 bytes, and what is told takes more than 120.
  const cutDown = air.bluez.peripherals.cutAfter(240, 'written');
  assert.match((await type(1, ...words, ...there)).errors, /lost|gone|answer/);
  await cutDown;
  assert.not(existsSync(config));

  const cutUp = air.bluez.peripherals.cutAfter(240, 'notified');
  assert.match((await type(1, ...words, ...there)).errors, /lost|gone|answer/);
  await cutUp;
  assert.is(JSON.parse(readFileSync(config, 'utf8')).id, id);
  const again = await type(0, ...words, ...there);
  assert.match(again.out, /it goes on with it/);
});

inTheAir(
  'BlueZ missing, restarted, its adapter off, the bus gone: payments go on, and the door opens again',
  async (air) => {
    const { folder, bluez, type } = air;
    const relay = await air.startRelay();
    const keys = ['--key-file', join(folder, 'spk.key')];
    const api = ['--relay', relay.url, '--token-file', relay.tokenFile];
    await type(0, 'device', 'put', 'SPK-0001', '--role', 'speaker', '--store', 's', ...keys, ...api);
    bluez.setPowered(false);
    const starting = air.startDevice(...identity(folder, relay.mqtt));
    const logPath = join(folder, 'device.log');
    const said = (text: string) => () => existsSync(logPath) && readFileSync(logPath, 'utf8').includes(text);
    await until('the reason', said('switched off: bluetoothctl power on'));
    bluez.setPowered(true);
    const device = await starting;
    bluez.setPowered(false);
    await until('the next reason', said('the Bluetooth adapter was switched off'));
    bluez.setPowered(true);
    await until('the door', () => bluez.peripherals.names.length === 1);
    await air.restartBluez();
    await until('the door at the new one', () => air.bluez.peripherals.names.length === 1);
    assert.ok(said('BlueZ has ended')());
    await type(0, 'say', '--to', 'ble:SPK-0001', '--code-file', air.label);
    await air.killBus();
    await until('the end of the bus', said('the system’s bus'));
    const { out } = await type(0, 'device', 'show', 'SPK-0001', ...api, '--json');
    assert.is(JSON.parse(out).state.online, true);
    assert.ok(device.process.isAlive);
  },
);

test.run();
