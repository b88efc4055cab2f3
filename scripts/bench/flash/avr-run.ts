import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  BootableUno,
  flashWithOptiboot,
  missingForOptiboot,
} from '../../../firmware-sim/panel/bootable-uno.ts';
import { Failure } from '../../../shared/failure.ts';
import { parseImageVersion } from '../../../shared/smp/image-version.ts';
import { flashAvrBoard } from '../../../shared/stk500/avr-flash-port.ts';
import { openAvrPackage, packAvrFirmware } from '../../../shared/stk500/avr-package.ts';
import type { Workspace } from '../workspace.ts';

const FIRMWARE = 'stk500/arduino-1.0.6/uno/StandardFirmata.cpp.hex';
const BEFORE = 'stk500/arduino-1.0.6/uno/BareMinimum.cpp.hex';

export interface AvrRun {
  readonly firmwareBytes: number;
  readonly tookMs: number;
}

/** What this machine lacks, and how it gets it; undefined: nothing. */
export function missingForAvrdude(): string | undefined {
  const { error } = spawnSync('avrdude', ['-?'], { stdio: 'ignore' });
  return missingForOptiboot() ?? (error === undefined ? undefined : 'apt-get install avrdude');
}
export { missingForOptiboot };

const firmwareHex = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(name), 'latin1');

/** Writes and reads back the panel's firmware through the genuine bootloader on the emulated chip. */
async function onUno(work: (uno: BootableUno, hex: string) => Promise<void>): Promise<AvrRun> {
  const hex = firmwareHex(FIRMWARE);
  const uno = await BootableUno.start(flashWithOptiboot(firmwareHex(BEFORE)));
  try {
    const begunAtMs = performance.now();
    await work(uno, hex);
    const tookMs = performance.now() - begunAtMs;
    return { firmwareBytes: uno.firmware.findLastIndex((byte) => byte !== 0xff) + 1, tookMs };
  } finally {
    await uno.close();
  }
}

export function flashWithOurs(): Promise<AvrRun> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return onUno((uno, hex) => {
    const packed = packAvrFirmware(hex, 'panel-uno', parseImageVersion('1.0.0'), privateKey);
    return flashAvrBoard(uno.path, openAvrPackage(packed, [publicKey]), () => {});
  });
}

export function flashWithAvrdude(workspace: Workspace): Promise<AvrRun> {
  return onUno(async (uno, hex) => {
    const folder = workspace.newFolder('avrdude');
    const file = join(folder, 'firmware.hex');
    writeFileSync(file, hex);
    const words = ['-q', '-q', '-p', 'm328p', '-c', 'arduino', '-P', uno.path, '-b', '115200', '-D'];
    const child = workspace.start('avrdude', [...words, '-U', `flash:w:${file}:i`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    await new Promise((ended) => child.once('close', ended));
    if (child.exitCode !== 0)
      throw new Failure('conflict', `avrdude: ${said.trim().split('\n').at(-1) ?? 'no reason'}`);
  });
}
