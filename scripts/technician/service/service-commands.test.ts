import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { BoardRig, type RigMedium } from '../../../firmware-sim/smp/board-rig.ts';
import { sampleKey } from '../../../firmware-sim/smp/sample-images.ts';
import { callCommand } from '../called-command.ts';
import { PROGRAM, type TypedCommand, typeCommand } from '../typed-command.ts';
import { missingForPty } from './tried-device.ts';

/** The commands as somebody types them, at simulated boards on a cable and in the air. */
const folder = mkdtempSync(join(tmpdir(), 'tillbell-service-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const key = randomBytes(32);
const keyFile = join(folder, 'device.key');
writeFileSync(keyFile, `${key.toString('base64')}\n`, { mode: 0o600 });

/** Skipped by name where no serial line can be played. */
function onCable(name: string, work: () => Promise<void>): void {
  if (missingForPty === undefined) test(name, work);
  else console.log(`SKIP ${name}: ${missingForPty}`);
}

type Type = (exitCode: number, ...words: string[]) => Promise<TypedCommand>;

async function atBoard(medium: RigMedium, work: (rig: BoardRig, type: Type) => Promise<void>): Promise<void> {
  const own = mkdtempSync(join(folder, 'rig-'));
  const rig = await BoardRig.start({
    folder: own,
    medium,
    boards: 1,
    boardId: 'slots-6',
    version: '1.0.0',
    key: sampleKey(own),
  });
  let to = medium.kind === 'ble' ? 'ble:SN-0001' : join(own, 'board-0');
  let isFirst = true;
  const env = rig.busAddress === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: rig.busAddress };
  try {
    await work(rig, async (exitCode, ...words) => {
      const there = [...words, '--to', to];
      // The first as somebody types it, and in the air by its name: finding that takes a scan.
      const result = await (isFirst ? typeCommand(there, { env }) : callCommand(there, env));
      isFirst = false;
      if (medium.kind === 'ble') to = `ble:${rig.boards[0]?.address}`;
      assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
      return result;
    });
  } finally {
    await rig.close();
  }
}

const CABLE: RigMedium = { kind: 'serial', usb: 'bridge' };
const boardOf = (rig: BoardRig) => {
  const [live] = rig.boards;
  if (live === undefined) throw new Error('the rig has no board');
  return live.board;
};

async function allCommands(rig: BoardRig, type: Type): Promise<void> {
  const { desk, settings } = boardOf(rig);

  const well = await type(0, 'doctor');
  assert.match(well.out, /SN-0001: slots-6/);
  assert.match(well.out, /warning +slots +slot 5 is latched\n +→ look at it, then: tillbell slots --free 5/);
  desk.health.push({ name: 'voice', state: 'fault', text: 'no sound card', advice: 'plug it in' });
  const ill = await type(1, 'doctor', '--json');
  assert.match(ill.errors, /SN-0001: fault in voice/);
  assert.is(JSON.parse(ill.out).lines.at(-1).advice, 'plug it in');

  await type(0, 'say');
  await type(0, 'say', 'ready');
  assert.equal(desk.said, ['', 'ready']);
  await type(2, 'say', 'Alipay 100 yuan');

  assert.match((await type(0, 'slots')).out, /^5 +PB-1005 +80 % +latched$/m);
  assert.match(
    (await type(2, 'slots', '--free', '5')).errors,
    /looked at it\?.*no terminal to ask on: --yes/,
  );
  await type(0, 'slots', '--free', '5', '--yes');
  assert.is(desk.slots[4]?.state, 'bank');
  assert.match((await type(3, 'slots', '--free', '5', '--yes')).errors, /slot 5 is not latched/);
  await type(0, 'slots', '--eject', '1', '--yes');
  assert.equal([desk.slots[0]?.bank, desk.slots[2]?.bank], [undefined, 'PB-1003']);
  assert.match((await type(1, 'slots', '--eject', '77', '--yes')).errors, /has no slot 77/);
  assert.match((await type(2, 'slots', '--disable', '3', '--yes')).errors, /goes over the relay/);

  const { lines } = JSON.parse((await type(0, 'logs', '--lines', '2', '--json')).out);
  assert.equal(lines, ['relay: connected', 'slot 1: ejected by a technician']);

  const told = await type(
    0,
    ...['provision', '--id', 'SPK-0001', '--key-file', keyFile, '--store', 'shop-42', '--language', 'yue'],
    ...['--mqtt', 'mqtts://relay.example:8883', '--json'],
  );
  assert.equal(Buffer.compare(settings.get('tillbell/key') ?? Buffer.alloc(0), key), 0);
  assert.is(settings.get('tillbell/id')?.toString(), 'SPK-0001');
  assert.is(settings.get('tillbell/relay')?.toString(), 'mqtts://relay.example:8883');
  assert.equal(JSON.parse(told.out).told, ['id', 'key', 'relay', 'language', 'shop']);
  assert.not((told.out + told.errors).includes(key.toString('base64')));
}

onCable('by cable: doctor, say, slots, logs, provision', () => atBoard(CABLE, allCommands));

const missing = missingForPrivateBus();
const IN_THE_AIR = 'over Bluetooth: doctor, say, slots, logs, provision';
if (missing !== undefined) console.log(`SKIP ${IN_THE_AIR}: ${missing}`);
else {
  const timing = { intervalMs: 15, packetsPerEvent: 4 };
  test(IN_THE_AIR, () => atBoard({ kind: 'ble', mtu: 247, timing }, allCommands));
}

onCable('a log is followed until Ctrl-C, and that is no failure', () =>
  atBoard(CABLE, async (rig) => {
    const { desk } = boardOf(rig);
    const words = ['logs', '--follow', '--to', rig.boards[0]?.address ?? ''];
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const newest = desk.logs.at(-1) ?? '';
      if (!out.includes(`${newest}\n`)) return;
      // It has all that there is: more comes, and in the end Ctrl-C.
      if (desk.logs.length < 12) desk.logs.push(`line ${desk.logs.length}`);
      else child.kill('SIGINT');
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    assert.is(exitCode, 0);
    assert.equal(out.trim().split('\n'), desk.logs);
  }),
);

onCable('what cannot be told is refused before the board is touched, and never with the secret', () =>
  atBoard(CABLE, async (rig, type) => {
    const bad = join(folder, 'bad.key');
    writeFileSync(bad, 'c2VjcmV0');
    const settingsFile = join(folder, 'settings.json');
    writeFileSync(settingsFile, '{"id":"SPK-1","psk":"hunter2hunter2"}');
    const cases: [number, RegExp, ...string[]][] = [
      [2, /nothing to tell it/],
      [2, /--id "a\/b": a device id must look like/, '--id', 'a/b'],
      [1, /bad.key holds no device key/, '--key-file', bad],
      [1, /--key-file .*nowhere cannot be read/, '--key-file', join(folder, 'nowhere')],
      [2, /--mqtt "http:\/\/x": wants mqtt/, '--mqtt', 'http://x'],
      [2, /unknown setting "psk"; known are/, '--file', settingsFile],
      [2, /give one of them/, '--key-file', keyFile, '--roster', 'http://127.0.0.1:1'],
      [2, /wants --wifi NAME/, '--wifi-password-file', bad],
    ];
    for (const [exitCode, message, ...words] of cases) {
      const { errors, out } = await type(exitCode, 'provision', ...words);
      assert.match(errors, message);
      assert.not.match(errors + out, /c2VjcmV0|hunter2/);
    }
    assert.is(boardOf(rig).settings.size, 0);
  }),
);

test.run();
