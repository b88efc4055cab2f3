import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bluez } from '../../../firmware-sim/ble/bluez.ts';
import { missingForPrivateBus, startPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { startTriedRelay, type TriedRelay } from '../roster/tried-relay.ts';
import { type TypedCommand, typeCommand } from '../typed-command.ts';
import { startTriedDevice, type TriedDevice } from './tried-device.ts';

/** The device's program, the commands and BlueZ in processes of their own, all on one private bus. */
const LOOK_MS = 200;
const PATIENCE_MS = 60_000;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} never came`);
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

interface Air {
  readonly relay: TriedRelay;
  readonly bluez: Bluez;
  /** BlueZ ends and comes again, as `systemctl restart bluetooth` does it. */
  restartBluez(): Promise<void>;
  startDevice(...more: readonly string[]): Promise<TriedDevice>;
  /** `exitCode` is wanted. */
  type(exitCode: number, ...words: readonly string[]): Promise<TypedCommand>;
  /** The label, as somebody has copied it from the device. */
  readonly label: string;
}

const missing = missingForPrivateBus();

function inTheAir(name: string, work: (air: Air) => Promise<void>): void {
  if (missing !== undefined) {
    console.log(`SKIP ${name}: ${missing}`);
    return;
  }
  test(name, async () => {
    const bus = await startPrivateBus();
    process.env.DBUS_SYSTEM_BUS_ADDRESS = bus.address;
    const relay = await startTriedRelay();
    const { folder, processes } = relay;
    let bluez = await Bluez.start(bus.address);
    const env = { DBUS_SYSTEM_BUS_ADDRESS: bus.address, TILLBELL_PORTS: '', TMPDIR: folder };
    try {
      await work({
        relay,
        get bluez() {
          return bluez;
        },
        restartBluez: async () => {
          bluez.close();
          bluez = await Bluez.start(bus.address);
        },
        startDevice: async (...more) => {
          const device = await startTriedDevice(processes, folder, ['--service-ble', 'any'], ...more);
          await until('its advertisement', () => bluez.peripherals.names.length > 0);
          return device;
        },
        type: async (exitCode, ...words) => {
          const result = await typeCommand(words, { env });
          assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
          return result;
        },
        label: join(folder, 'device', 'service.code'),
      });
    } finally {
      await relay.close();
      bluez.close();
      await bus.close();
    }
  });
}

inTheAir('a new device is provisioned, looked over and heard over Bluetooth', async (air) => {
  const { relay, type, label, bluez } = air;
  const { folder } = relay;
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
    JSON.parse((await typeCommand(['device', 'show', 'SPK-0001', ...api])).out).state.online === true;
  await until('its connection', isOnline);

  const here = ['--to', 'ble:SPK-0001', '--code-file', label];
  assert.match((await type(0, 'doctor', ...here)).out, /ok +link +1 of 1 paths live/);
  await type(0, 'say', ...here);
  const heard = join(folder, 'device', 'heard.jsonl');
  await until('the test', () => existsSync(heard) && readFileSync(heard, 'utf8').includes('"system"'));
  assert.match((await type(0, 'slots', ...here)).out, /has no slots/);
  const { out: log } = await type(0, 'logs', ...here);
  assert.match(log, /provisioned fields="deviceId, deviceKey/);

  const { key } = JSON.parse(readFileSync(join(folder, 'device', 'device.json'), 'utf8')) as { key: string };
  const code = readFileSync(label, 'utf8').trim();
  for (const text of [told.out, told.errors, log, readFileSync(device.logPath, 'utf8')]) {
    assert.not(text.includes(key), 'the key was shown');
    assert.not(text.includes(code), 'the code was shown');
  }
});

test.run();
