import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { parseImageVersion } from '../smp/image-version.ts';
import { PANEL_UNO } from './avr-chips.ts';
import { type AvrFlashEffect, startAvrFlash, stepAvrFlash } from './avr-flash.ts';
import { type AvrPackage, openAvrPackage, packAvrFirmware } from './avr-package.ts';

const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const { publicKey: otherKey } = generateKeyPairSync('ed25519');
const PAGE = PANEL_UNO.pageBytes;

const record = (address: number, data: Buffer): string => {
  const bytes = Buffer.from([data.length, address >> 8, address & 0xff, 0, ...data]);
  const sum = (0x100 - (bytes.reduce((all, byte) => all + byte, 0) & 0xff)) & 0xff;
  return `:${bytes.toString('hex')}${sum.toString(16).padStart(2, '0')}`;
};
const hex = (length: number, from = 1): string =>
  [...Array(length / 32).keys()]
    .map((line) => record(line * 32, Buffer.alloc(32, from + line)))
    .concat(':00000001FF')
    .join('\n');

const firmware: AvrPackage = openAvrPackage(
  packAvrFirmware(hex(3 * PAGE), 'panel-uno', parseImageVersion('1.0.0'), key),
  [publicKey],
);

/** A bootloader as optiboot is, byte by byte; what it writes, in order. */
class Bootloader {
  readonly flash = new Uint8Array(PANEL_UNO.bootStart).fill(0xee);
  readonly writes: number[] = [];
  isLeft = false;
  signature: readonly number[] = PANEL_UNO.signature;
  #address = 0;
  receive(bytes: Uint8Array): Uint8Array {
    const [command, second = 0, third = 0] = bytes;
    if (bytes.at(-1) !== 0x20) return new Uint8Array();
    switch (command) {
      case 0x30:
        return Uint8Array.of(0x14, 0x10);
      case 0x75:
        return Uint8Array.of(0x14, ...this.signature, 0x10);
      case 0x55:
        this.#address = (second | (third << 8)) * 2;
        return Uint8Array.of(0x14, 0x10);
      case 0x64:
        this.flash.set(bytes.subarray(4, -1), this.#address);
        this.writes.push(this.#address / PAGE);
        return Uint8Array.of(0x14, 0x10);
      case 0x74:
        return Uint8Array.of(0x14, ...this.flash.subarray(this.#address, this.#address + PAGE), 0x10);
      default:
        this.isLeft = command === 0x51;
        return Uint8Array.of(0x14, 0x10);
    }
  }
}

type Fault = 'none' | 'command_lost' | 'answer_lost' | 'answer_cut' | 'byte_too_many' | 'power';

/** Flashes to the end; something happens at the `faultAt`-th command. @returns the verdict and the number of commands */
function flash(
  boot: Bootloader,
  fault: Fault = 'none',
  faultAt = -1,
): { verdict: AvrFlashEffect | undefined; commands: number } {
  let nowMs = 0;
  let step = startAvrFlash(firmware, nowMs);
  for (let commands = 0; ; commands += 1) {
    const verdict = step.effects.find(({ kind }) => kind === 'done' || kind === 'failed');
    if (verdict !== undefined) return { verdict, commands };
    const write = step.effects.find((effect) => effect.kind === 'write');
    const isFault = commands === faultAt;
    if (isFault && fault === 'power') return { verdict: undefined, commands };
    const answer =
      write === undefined || (isFault && fault === 'command_lost')
        ? new Uint8Array()
        : boot.receive(write.bytes);
    const heard =
      isFault && fault === 'answer_lost'
        ? new Uint8Array()
        : isFault && fault === 'answer_cut'
          ? answer.subarray(0, -1)
          : isFault && fault === 'byte_too_many'
            ? Uint8Array.of(...answer, 0x55)
            : answer;
    if (heard.length > 0) step = stepAvrFlash(step.state, { kind: 'bytes', bytes: heard }, nowMs);
    if (heard.length === 0 || !step.effects.some(({ kind }) => kind !== 'progress')) {
      nowMs = step.state.deadlineMs;
      step = stepAvrFlash(step.state, { kind: 'time' }, nowMs);
    }
  }
}

test('a lost, cut or doubled answer at every command: the firmware is right in the end', () => {
  const { commands } = flash(new Bootloader());
  assert.ok(commands > 15);
  for (const fault of ['command_lost', 'answer_lost', 'answer_cut', 'byte_too_many'] as const)
    for (let at = 0; at < commands; at += 1) {
      const boot = new Bootloader();
      const { verdict } = flash(boot, fault, at);
      assert.is(verdict?.kind, 'done', `${fault} at ${at}`);
      assert.equal(boot.flash.subarray(0, firmware.firmware.length), firmware.firmware, `${fault} at ${at}`);
    }
});

test('a power cut at every command: page 0 is old, or a trap, or new with all the rest right; then the same again works', () => {
  const { commands } = flash(new Bootloader());
  const trap = Buffer.from('ffcfffff', 'hex');
  for (let at = 0; at < commands; at += 1) {
    const boot = new Bootloader();
    flash(boot, 'power', at);
    const first = Buffer.from(boot.flash.subarray(0, 4));
    const isNew = Buffer.compare(boot.flash.subarray(0, PAGE), firmware.firmware.subarray(0, PAGE)) === 0;
    if (isNew) assert.equal(boot.flash.subarray(0, firmware.firmware.length), firmware.firmware);
    else if (!first.equals(trap)) assert.equal(boot.writes, [], 'nothing was written yet');
    assert.is(flash(boot).verdict?.kind, 'done');
    assert.equal(boot.flash.subarray(0, firmware.firmware.length), firmware.firmware);
  }
});

test('another chip is refused before a byte is written, and silence ends', () => {
  const boot = new Bootloader();
  boot.signature = [0x1e, 0x98, 0x01];
  const { verdict } = flash(boot);
  assert.ok(verdict?.kind === 'failed' && verdict.failure.code === 'conflict');
  assert.equal(boot.writes, []);
  let step = startAvrFlash(firmware, 0);
  let tries = 1;
  while (!step.effects.some(({ kind }) => kind === 'failed')) {
    step = stepAvrFlash(step.state, { kind: 'time' }, step.state.deadlineMs);
    tries += 1;
  }
  assert.ok(tries < 40);
});

test('a package is opened only with a trusted key, for an AVR board, and whole', () => {
  const version = parseImageVersion('1.0.0');
  const file = packAvrFirmware(hex(PAGE), 'panel-uno', version, key);
  assert.is(openAvrPackage(file, [publicKey]).version, '1.0.0');
  const refuses = (code: string, work: () => unknown): void =>
    assert.throws(work, (thrown: unknown) => isFailure(thrown) && thrown.code === code);
  refuses('bad_seal', () => openAvrPackage(file, [otherKey]));
  const damaged = Uint8Array.from(file);
  damaged[100] = (damaged[100] ?? 0) ^ 1;
  refuses('bad_seal', () => openAvrPackage(damaged, [publicKey]));
  refuses('not_found', () => packAvrFirmware(hex(PAGE), 'slots-6', version, key));
  refuses('malformed', () => packAvrFirmware(':00000001FF', 'panel-uno', version, key));
  refuses('too_large', () => packAvrFirmware(record(0x7c00, Buffer.alloc(16)), 'panel-uno', version, key));
});

test.run();
