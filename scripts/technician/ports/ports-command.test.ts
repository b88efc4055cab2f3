import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { lockPlace } from '../board/board-place.ts';
import { startRigProcess } from '../board/rig-process.ts';
import { callCommand } from '../called-command.ts';
import { typeCommand } from '../typed-command.ts';

const rig = await startRigProcess('--boards', '3', '--stock', '2');
// The locks that these tests take are where the commands look for them.
process.env.TILLBELL_LOCKS = rig.env.TILLBELL_LOCKS;
test.after(() => rig.close());
const { env } = rig;
const NO_AIR = ['--ble-seconds', '0'];

test('what is connected, which board it is, and what is wrong with each of the others', async () => {
  const file = join(rig.folder, 'a-file');
  writeFileSync(file, '');
  const words = ['ports', `${rig.folder}/board-?`, '/dev/nope', file, ...NO_AIR];
  const { exitCode, out } = await typeCommand(words, { env });
  assert.is(exitCode, 0);
  assert.match(out, /board-0\n {6}slots-6 SN-0001 \(slots\), runs 1\.0\.0\n/);
  assert.match(out, /board-1\n {6}slots-6 SN-0002/);
  assert.match(out, /board-2\n {6}something answers, .*; npx tillbell info \S+board-2 shows what it has\n/);
  assert.match(out, /\/dev\/nope\n {6}there is no such port; is the cable in/);
  assert.match(out, /a-file\n {6}it is no serial port; /);
  assert.match(out, /air\n {2}not listened to/);
});

test('a board that is off, one that somebody is at, and a list that opens nothing', async () => {
  await rig.tell(1, { power: 'off' });
  const lock = lockPlace({ kind: 'serial', path: rig.board(0), baudRate: 115_200 }, 'flashing');
  const words = ['ports', rig.board(0), rig.board(1), ...NO_AIR, '--json'];
  const { exitCode, out } = await typeCommand(words, { env });
  lock.release();
  await rig.tell(1, { power: 'on' });
  assert.is(exitCode, 0);
  const [first, second] = JSON.parse(out).ports as { problem: string; board: unknown }[];
  assert.match(first?.problem ?? '', /^another tillbell is at it \(flashing, process \d+\)/);
  assert.match(second?.problem ?? '', /^nothing answers: is the board switched on, and 115200 baud/);
  const listed = await callCommand(['ports', rig.board(0), '--list-only'], env);
  assert.match(listed.out, /board-0\n {6}can be opened/);
});

test('a port that another program has: it is named, with what ends it', async () => {
  // As every program that uses serialport, minicom or picocom does: flock.
  const args = ['-nx', rig.board(0), '-c', 'echo locked; sleep 30'];
  const other = spawn('flock', args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  await new Promise((done) => other.stdout.once('data', done));
  const { exitCode, out, errors } = await typeCommand(['info', rig.board(0)], { env });
  if (other.pid !== undefined) process.kill(-other.pid);
  assert.is(exitCode, 1);
  assert.is(out, '');
  assert.match(errors, /board-0: .*process \d+ \(.*\) has it open; end it, e\.g\. kill [\d ]+\n$/);
  assert.ok(errors.includes(`process ${other.pid} (`), errors);
});

test('info: the board, its slots and its bootloader', async () => {
  const { exitCode, out } = await callCommand(['info', '--to', rig.board(0), '--json'], env);
  assert.is(exitCode, 0);
  const info = JSON.parse(out);
  assert.is(info.board.boardId, 'slots-6');
  assert.is(info.bootloader, 'MCUboot');
  assert.equal(info.slots[0].state, ['runs', 'confirmed']);
  assert.equal(info.slots[1].state, ['empty']);
  const nobody = await callCommand(['info', rig.board(0), '--baud', '1'], env);
  assert.is(nobody.exitCode, 2);
  const text = await callCommand(['info', rig.board(0)], env);
  assert.match(text.out, /^board +slots-6 SN-0001\nrole/);
});

test('info: a plain Zephyr server, which does not know our group, is shown all the same, with the way to flash it', async () => {
  const { exitCode, out } = await callCommand(['info', rig.board(2)], env);
  assert.is(exitCode, 0);
  assert.match(out, /^board +does not say what it is\nplace/);
  assert.match(out, /\nslot 0 of 256 kB +1\.0\.0 runs, confirmed {2}[0-9a-f]{12}\n/);
  assert.match(
    out,
    /\nflash it, .* npx tillbell flash FILE --to \S+board-2 --force-unidentified "how you know"\n?$/,
  );
  const { out: json } = await callCommand(['info', rig.board(2), '--json'], env);
  assert.is(JSON.parse(json).board, null);
});

test('no Bluetooth is told, and is no failure', async () => {
  const noBus = { ...env, DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/no/bus' };
  const { exitCode, out } = await typeCommand(['ports', rig.board(0), '--ble-seconds', '1'], { env: noBus });
  assert.is(exitCode, 0);
  assert.match(out, /air\n {2}the system's Bluetooth service cannot be reached \(is bluetoothd running\?\)/);
});

const missingBus = missingForPrivateBus();
const IN_AIR = 'boards in the air are listed with their signal, and asked like those on a cable';
if (missingBus !== undefined) console.log(`SKIP ${IN_AIR}: ${missingBus}`);
else
  test(IN_AIR, async () => {
    const air = await startRigProcess('--ble', '--boards', '2');
    try {
      const list = await typeCommand(['ports', '--ble-seconds', '1', '/dev/nope'], { env: air.env });
      assert.match(
        list.out,
        /ble:AA:BB:CC:00:00:01 {2}slots-6 SN-0001 {2}-50 dBm\n {2}ble:AA:BB:CC:00:00:02/,
      );
      const one = await typeCommand(['info', 'ble:SN-0002', '--json'], { env: air.env });
      assert.is(one.exitCode, 0, one.errors);
      assert.is(JSON.parse(one.out).board.serial, 'SN-0002');
      const both = await typeCommand(['info', 'ble:slots-6'], { env: air.env });
      assert.is(both.exitCode, 2);
      assert.match(
        both.errors,
        /ble:slots-6 fits several boards: "ble:slots-6 SN-0001", "ble:slots-6 SN-0002"/,
      );
    } finally {
      await air.close();
    }
  });

test.run();
