import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SMP_CHARACTERISTIC_UUID, SMP_SERVICE_UUID } from '../../../shared/smp/ble-framing.ts';
import { typeAtTerminal } from '../typed-answer.ts';
import { typeCommand } from '../typed-command.ts';
import { inTheAir, type TriedAir, until } from './tried-air.ts';
import { missingForPty } from './tried-device.ts';

/** A cabinet's program, its modules, the commands and BlueZ in processes of their own, on one private bus. */
const READY_MS = 60_000;
const MODULES = 3;
const SLOTS = 8;

interface Slot {
  readonly name: string;
  readonly place: string;
  readonly state: string;
  readonly bankId: string | null;
}

interface Modules {
  readonly bus: string;
  /** Each motor that has started. */
  readonly motors: readonly { readonly move: string }[];
  order(line: object): void;
}

async function startModules({ folder, processes }: TriedAir): Promise<Modules> {
  const bus = join(folder, 'bus');
  const motors: { move: string }[] = [];
  const modules = await processes.start({
    name: 'modules',
    file: 'firmware-sim/cabinet/cabinet-main.ts',
    args: ['--modules', `${MODULES}`, '--slots', `${SLOTS}`, '--banks', '2', '--link', bus],
    logPath: join(folder, 'modules.log'),
    isReady: (line) => typeof line === 'object' && line !== null && 'path' in line,
    readyTimeoutMs: READY_MS,
    onLine: (line) => {
      if (typeof line === 'object' && line !== null && 'motor' in line)
        motors.push(line.motor as { move: string });
    },
  });
  return { bus, motors, order: (line) => modules.tell(line) };
}

const statesOf = (slots: readonly Slot[]): Record<string, string> =>
  Object.fromEntries(slots.map(({ place, state }) => [place, state]));

function cabinetInTheAir(name: string, work: (air: TriedAir, modules: Modules) => Promise<void>): void {
  inTheAir(name, async (air) => work(air, await startModules(air)), missingForPty);
}

cabinetInTheAir(
  'a new cabinet is provisioned and looked over by Bluetooth; a latched slot is freed by who has the code and says yes',
  async (air, { bus, motors, order }) => {
    const { type, label, bluez, env, folder } = air;
    // The least that Bluetooth offers: the grid takes several pages, each page many packets.
    bluez.peripherals.settings.mtu = 23;
    const relay = await air.startRelay();
    const device = await air.startDevice('--role', 'cabinet', '--bus', bus);
    assert.is(device.ready.waitsFor, 'provisioning');
    const [name = ''] = bluez.peripherals.names;
    assert.match(name, /^tillbell new-[0-9A-F]{4}$/);
    const there = ['--to', `ble:${name}`, '--code-file', label];
    assert.match((await type(1, 'doctor', ...there)).out, /FAULT +identity/);
    const told = await type(
      0,
      ...['provision', '--id', 'CAB-0001', '--roster', relay.url, '--token-file', relay.tokenFile],
      ...['--role', 'cabinet', '--store', 'shop-42', '--language', 'zh-CN', '--mqtt', relay.mqtt, ...there],
    );
    assert.match(told.out, /told id, relay, language, shop, key; it restarts with it/);
    await until('its new name', () => bluez.peripherals.names[0] === 'tillbell CAB-0001');
    const api = ['--relay', relay.url, '--token-file', relay.tokenFile, '--json'];
    await until('its connection', async () => {
      const { out } = await typeCommand(['device', 'show', 'CAB-0001', ...api]);
      return JSON.parse(out).state.online === true;
    });

    // By its address: a name takes a scan each time.
    const here = ['--to', 'ble:C0:FF:EE:00:00:01', '--code-file', label];
    const grid = async (): Promise<Slot[]> =>
      JSON.parse((await type(0, 'slots', '--json', ...here)).out).slots;
    await until('its banks', async () => {
      const slots = await grid();
      return slots.filter(({ bankId }) => bankId !== null).length === 2 * MODULES;
    });
    const slots = await grid();
    assert.equal(
      slots.map(({ name: number, place }) => [number, place]),
      Array.from({ length: MODULES * SLOTS }, (_, index) => [
        `${index + 1}`,
        `0001a00${Math.floor(index / SLOTS)}/${(index % SLOTS) + 1}`,
      ]),
    );
    const well = (await type(0, 'doctor', '--to', 'ble:CAB-0001', '--code-file', label)).out;
    assert.match(well, /CAB-0001: tillbell-device \(cabinet\)/);
    for (const line of [
      /ok +store +\d+ reports wait/,
      /ok +clock/,
      /ok +link +1 of 1 paths live/,
      /ok +slots +24 slots in 3 modules/,
      /ok +cooling +fans follow/,
      /ok +voice +zh-CN/,
    ])
      assert.match(well, line);

    // The bank in the second slot of the second module, number 10, has a short circuit: latched at once.
    order({ do: 'bank_fault', module: 2, slot: 2, fault: 'short_circuit' });
    await until('its latch', async () => statesOf(await grid())['0001a001/2'] === 'latched');
    const ill = await type(1, 'doctor', ...here);
    assert.match(ill.out, /FAULT +slots +24 slots in 3 modules.*latched: 10\n +→.*slots --free 10/);
    const { out: shown } = await type(0, 'slots', ...here);
    assert.match(shown, /^10 +0001a001\/2 +0000000000BA0012 +\d+ % +latched/m);
    assert.match(shown, /latched until somebody has looked at it: 10; then: --free SLOT/);

    // Neither a stranger, nor a script that nobody has told so, nor a no, nor Ctrl-C frees it.
    const free = ['slots', '--free', '10'];
    assert.match((await type(3, ...free, '--yes', '--to', 'ble:CAB-0001')).errors, /--code-file/);
    assert.match((await type(2, ...free, ...here)).errors, /looked at it\?.*no terminal to ask on: --yes/);
    for (const keys of ['\r', 'n\r', '\u0003']) {
      const no = await typeAtTerminal([...free, ...here], keys, env);
      assert.is(no.exitCode, 1, no.errors);
      assert.match(no.errors, /Slot 10 of CAB-0001 \(latched, bank 0000000000BA0012\)/);
      assert.match(no.errors, /nothing was changed/);
    }
    assert.is(statesOf(await grid())['0001a001/2'], 'latched');
    order({ do: 'bank_fault', module: 2, slot: 2, fault: 'short_circuit', on: false });
    const yes = await typeAtTerminal([...free, ...here], 'y\r', env);
    assert.is(yes.exitCode, 0, yes.errors);
    assert.match(yes.out, /CAB-0001 slot 10: freed/);
    await until('its charge', async () => statesOf(await grid())['0001a001/2'] === 'charging');

    // A bank leaves by a rental only, also for somebody who has the code and says yes.
    const eject = await typeAtTerminal(['slots', '--eject', '10', ...here], 'y\r', env);
    assert.is(eject.exitCode, 3, eject.errors);
    assert.match(eject.errors, /nobody pays for it. Eject it\?/);
    assert.match(eject.errors, /by a rental only/);
    assert.match((await type(1, 'slots', '--free', '25', '--yes', ...here)).errors, /has no slot 25/);
    assert.match((await type(2, 'slots', '--disable', '3', '--yes', ...here)).errors, /goes over the relay/);
    assert.equal(
      motors.filter(({ move }) => move === 'eject'),
      [],
    );

    await type(0, 'say', ...here);
    const heard = join(folder, 'device', 'heard.jsonl');
    await until('the test', () => existsSync(heard) && readFileSync(heard, 'utf8').includes('"system"'));
    const { out: log } = await type(0, 'logs', ...here);
    assert.match(log, /provisioned fields="deviceId, deviceKey/);
    const { key } = JSON.parse(readFileSync(join(folder, 'device', 'device.json'), 'utf8')) as {
      key: string;
    };
    const code = readFileSync(label, 'utf8').trim();
    for (const text of [told.out, told.errors, log, readFileSync(device.logPath, 'utf8')]) {
      assert.not(text.includes(key), 'the key was shown');
      assert.not(text.includes(code), 'the code was shown');
    }
  },
);

cabinetInTheAir(
  'cut while a slot is freed, or its answer: the same command ends well; the latch outlives a power cut until then',
  async (air, { bus, order }) => {
    const { type, label, folder, bluez } = air;
    const keyFile = join(folder, 'cab.key');
    writeFileSync(keyFile, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
    const start = ['--role', 'cabinet', '--bus', bus, '--id', 'CAB-0001', '--key-file', keyFile];
    const device = await air.startDevice(...start, '--relay', 'mqtt://127.0.0.1:9');
    let here = ['--to', 'ble:C0:FF:EE:00:00:01', '--code-file', label];
    const stateOf10 = async (): Promise<string | undefined> =>
      statesOf(JSON.parse((await type(0, 'slots', '--json', ...here)).out).slots)['0001a001/2'];
    order({ do: 'bank_fault', module: 2, slot: 2, fault: 'short_circuit' });
    await until('its latch', async () => (await stateOf10()) === 'latched');
    order({ do: 'bank_fault', module: 2, slot: 2, fault: 'short_circuit', on: false });

    device.process.signal('SIGKILL');
    await device.process.ended;
    await until('the end of its advertisement', () => bluez.peripherals.names.length === 0);
    await air.startDevice(...start, '--relay', 'mqtt://127.0.0.1:9');
    here = ['--to', 'ble:C0:FF:EE:00:00:02', '--code-file', label];
    await until('its modules', async () => (await stateOf10()) !== undefined);

    // To free a slot the grid is asked for first: what is written after that is the order.
    const { peripherals } = bluez;
    const beforeBytes = peripherals.writtenBytes;
    assert.is(await stateOf10(), 'latched');
    const orderBegins = peripherals.writtenBytes - beforeBytes + 1;
    const free = ['slots', '--free', '10', '--yes', ...here];
    const cutOrder = peripherals.cutAfter(orderBegins, 'written');
    assert.match((await type(1, ...free)).errors, /lost|gone|answer/);
    await cutOrder;
    assert.is(await stateOf10(), 'latched');
    const cutAnswer = peripherals.cutAfter(orderBegins, 'notified');
    assert.match((await type(1, ...free)).errors, /lost|gone|answer/);
    await cutAnswer;
    assert.is.not(await stateOf10(), 'latched');
    assert.match((await type(0, ...free)).out, /slot 10: freed/);
    await until('its charge', async () => (await stateOf10()) === 'charging');
  },
);

inTheAir(
  'two of one name are told apart by their addresses, and neither is touched',
  async ({ bluez, type }) => {
    let visits = 0;
    for (const last of [1, 2]) {
      bluez.add({
        address: `AA:BB:CC:00:00:0${last}`,
        name: 'tillbell CAB-0001',
        rssi: -50,
        serviceUuid: SMP_SERVICE_UUID,
        characteristicUuid: SMP_CHARACTERISTIC_UUID,
        ...bluez.peripherals.settings,
        onConnected: () => {
          visits += 1;
        },
        onDisconnected: () => {},
        onWrite: () => {},
      });
    }
    const { errors } = await type(2, 'slots', '--to', 'ble:CAB-0001');
    const each = [1, 2].map((last) => `ble:AA:BB:CC:00:00:0${last} \\(tillbell CAB-0001\\)`);
    assert.match(errors, new RegExp(`fits several boards: ${each.join(', ')}`));
    assert.is(visits, 0);
  },
);

test.run();
