import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { callCommand } from '../called-command.ts';
import { startTriedRelay } from '../roster/tried-relay.ts';
import { typeCommand } from '../typed-command.ts';
import { missingForPty, openTriedCable, startTriedDevice } from './tried-device.ts';

const LOOK_MS = 200;
const PATIENCE_MS = 180_000;

/** Real I/O takes its time; what never comes fails the test. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} never came`);
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

/** Skipped by name where no serial line can be played. */
function onCable(name: string, work: () => Promise<void>): void {
  if (missingForPty === undefined) test(name, work);
  else console.log(`SKIP ${name}: ${missingForPty}`);
}

const SPEAKER =
  'a device without an identity is provisioned from the roster, works, is looked over, and is still itself after a kill';
onCable(SPEAKER, async () => {
  const relay = await startTriedRelay();
  const cable = await openTriedCable();
  try {
    const { folder, processes } = relay;
    const type = async (exitCode: number, ...words: string[]) => {
      const result = await callCommand([...words, '--to', cable.technician]);
      assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
      return result;
    };
    const device = await startTriedDevice(processes, folder, ['--service', cable.device]);
    assert.is(device.ready.waitsFor, 'provisioning');
    const waiting = await type(1, 'doctor');
    assert.match(waiting.out, /FAULT +identity +without id and key\n +→ npx tillbell provision/);
    assert.match((await type(3, 'say')).errors, /no identity yet/);
    assert.match((await type(3, 'provision', '--language', 'fr')).errors, /this device speaks/);

    const roster = ['--roster', relay.url, '--token-file', relay.tokenFile, '--role', 'speaker'];
    const place = ['--store', 'shop-42', '--terminals', 'T1', '--language', 'en', '--mqtt', relay.mqtt];
    const wifiFile = join(folder, 'core', 'terminal.key');
    const told = await type(
      0,
      ...[
        'provision',
        '--id',
        'SPK-0001',
        ...roster,
        ...place,
        '--wifi',
        'shop',
        '--wifi-password-file',
        wifiFile,
      ],
    );
    assert.match(told.out, /told id, relay, Wi-Fi, Wi-Fi password, language, shop, key; it restarts with it/);

    const api = ['--relay', relay.url, '--token-file', relay.tokenFile, '--json'];
    const isOnline = async () => {
      const { out } = await callCommand(['device', 'show', 'SPK-0001', ...api]);
      return JSON.parse(out).state.online === true;
    };
    await until('its connection', isOnline);
    const config = join(folder, 'device', 'device.json');
    assert.is(statSync(config).mode & 0o777, 0o600);
    const { key } = JSON.parse(readFileSync(config, 'utf8')) as { key: string };
    const password = readFileSync(wifiFile, 'utf8').trim();

    const well = await type(0, 'doctor');
    assert.match(well.out, /SPK-0001: tillbell-device \(speaker\)/);
    for (const line of [
      /ok +store/,
      /ok +link +1 of 1 paths live/,
      /ok +clock/,
      /ok +voice +en, volume/,
      /ok +panel +none/,
    ])
      assert.match(well.out, line);
    await type(0, 'say');
    const heard = join(folder, 'device', 'heard.jsonl');
    await until(
      'the test announcement',
      () => existsSync(heard) && readFileSync(heard, 'utf8').includes('"system"'),
    );
    assert.match((await type(2, 'slots', '--free', 'x', '--yes')).errors, /number of a slot/);
    assert.match((await type(0, 'slots')).out, /a speaker has no slots/);
    const { out: log } = await type(0, 'logs');
    assert.match(log, /provisioned fields="deviceId, deviceKey/);

    // The power goes: it is the same device when it comes back, without being told again.
    device.process.signal('SIGKILL');
    await device.process.ended;
    const again = await startTriedDevice(processes, folder, ['--service', cable.device]);
    assert.is(again.ready.id, 'SPK-0001');
    await until('its second connection', isOnline);
    assert.match(
      (
        await type(
          1,
          'provision',
          '--id',
          'SPK-0001',
          '--roster',
          'http://127.0.0.1:9',
          '--token-file',
          relay.tokenFile,
        )
      ).errors,
      /no relay answers/,
    );

    // The key was on the cable once, as bytes, and nowhere else.
    const said = [
      told.out,
      told.errors,
      log,
      readFileSync(device.logPath, 'utf8'),
      readFileSync(join(folder, 'relay.log'), 'utf8'),
    ];
    for (const text of said) {
      assert.not(text.includes(key), 'the key was shown');
      assert.not(text.includes(password), 'the password was shown');
    }
    assert.not(cable.bytes().includes(key));
  } finally {
    await cable.close();
    await relay.close();
  }
});

onCable(
  'a cabinet: its slots by number, one freed, a bank only by a rental, the doctor of its modules',
  async () => {
    const relay = await startTriedRelay();
    const cable = await openTriedCable();
    try {
      const { folder, processes } = relay;
      const bus = join(folder, 'bus');
      await processes.start({
        name: 'cabinet',
        file: 'firmware-sim/cabinet/cabinet-main.ts',
        args: ['--modules', '1', '--slots', '4', '--banks', '2', '--link', bus],
        logPath: join(folder, 'cabinet.log'),
        isReady: (line) => typeof line === 'object' && line !== null && 'path' in line,
        readyTimeoutMs: PATIENCE_MS,
      });
      const type = (...words: string[]) => callCommand([...words, '--to', cable.technician]);
      await startTriedDevice(
        processes,
        folder,
        ['--service', cable.device],
        '--role',
        'cabinet',
        '--bus',
        bus,
      );
      const keyFile = join(folder, 'cabinet.key');
      writeFileSync(keyFile, Buffer.alloc(32, 3).toString('base64'), { mode: 0o600 });
      const provision = ['provision', '--id', 'CAB-0001', '--key-file', keyFile, '--mqtt', relay.mqtt];
      const told = await typeCommand([...provision, '--to', cable.technician]);
      assert.is(told.exitCode, 0, told.errors);
      const grid = async (): Promise<{ place: string; bankId: string | null; state: string }[]> =>
        JSON.parse((await type('slots', '--json')).out || '{"slots":[]}').slots;
      await until(
        'its banks',
        async () => (await grid()).filter(({ bankId }) => bankId !== null).length === 2,
      );
      assert.equal(
        (await grid()).map(({ place }) => place),
        [1, 2, 3, 4].map((slot) => `0001a000/${slot}`),
      );
      const freed = await type('slots', '--free', '2', '--yes');
      assert.is(freed.exitCode, 0, freed.errors);
      const eject = await type('slots', '--eject', '1', '--yes');
      assert.is(eject.exitCode, 3);
      assert.match(eject.errors, /by a rental only/);
      const doctor = await type('doctor');
      assert.match(doctor.out, /ok +slots +4 slots in 1 modules/);
      // It is not on the roster: the relay does not let it in.
      assert.is(doctor.exitCode, 1);
      assert.match(doctor.errors, /fault in link/);
    } finally {
      await cable.close();
      await relay.close();
    }
  },
);

test.run();
