import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../seeded-chance.ts';
import { type CborRecord, decodeCbor, encodeCbor, FieldReader } from './cbor.ts';
import { planFlash } from './flash-plan.ts';
import { buildImage } from './image-build.ts';
import { IMAGE_COMMAND } from './image-requests.ts';
import { parseImageVersion } from './image-version.ts';
import { OS_COMMAND } from './os-requests.ts';
import { decodePacket, encodePacket, replyOperation } from './packet.ts';
import { PretendedBoard } from './pretended-board.ts';
import { flashPretended } from './pretended-flash.ts';
import { GROUP } from './request.ts';
import { SMP_ERRORS } from './smp-error.ts';
import type { SmpMtu } from './smp-link.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const imageOf = (version: string): Uint8Array =>
  buildImage({
    body: new Uint8Array(1_000).fill(7),
    version: parseImageVersion(version),
    headerBytes: 32,
    hasHeaderRoom: false,
    boardId: 'panel-a',
    key: privateKey,
  });
const update = imageOf('1.1.0');

/**
 * MCUboot's serial recovery, boot_serial.c of 2023 before its issue 1748: only version 1, only images and reset,
 * `rc` in each reply, no hashes, strict about what an upload names, the upload goes to slot 0.
 */
class RecoveryBoard extends PretendedBoard {
  isInRecovery = true;
  private gathered: Uint8Array[] = [];

  override boot(): void {
    super.boot();
    this.isInRecovery = false;
  }

  override handle(bytes: Uint8Array): Uint8Array | undefined {
    if (!this.isInRecovery) return super.handle(bytes);
    if (bytes[0] !== 0 && bytes[0] !== 2) return undefined;
    const packet = decodePacket(bytes);
    const fields = new FieldReader(decodeCbor(packet.payload), 'request');
    const body = this.recover(packet.group, packet.command, fields);
    return encodePacket({
      ...packet,
      operation: replyOperation(packet.operation),
      payload: encodeCbor(body),
    });
  }

  private recover(group: number, command: number, fields: FieldReader): CborRecord {
    if (group === GROUP.image && command === IMAGE_COMMAND.state)
      return { images: [{ slot: 0, version: '1.0.0.0' }] };
    if (group === GROUP.os && command === OS_COMMAND.reset) {
      this.wantsReset = true;
      return { rc: 0 };
    }
    if (group !== GROUP.image || command !== IMAGE_COMMAND.upload) return { rc: SMP_ERRORS.notSupported };
    if (fields.has('upgrade')) return { rc: SMP_ERRORS.invalidValue };
    const offset = fields.count('off');
    if (offset === 0) this.gathered = [];
    const known = this.gathered.reduce((sum, piece) => sum + piece.length, 0);
    if (offset !== known) return { rc: 0, off: known };
    this.gathered.push(fields.bytes('data'));
    const whole = new Uint8Array(Buffer.concat(this.gathered));
    if (whole.length === update.length)
      this.slots[0] = new PretendedBoard({ ...this.options, running: whole }).slots[0];
    return { rc: 0, off: whole.length };
  }
}

test('MCUboot’s serial recovery of version 1, without parameters and hashes, is flashed and then runs the image', () => {
  const plan = planFlash(update, [publicKey], { unidentified: 'it is in its bootloader' });
  if ('kind' in plan) throw new Error(plan.text);
  const board = new RecoveryBoard({ boardId: 'panel-a', key: publicKey, running: imageOf('1.0.0') });
  board.isInRecovery = true;
  const { verdict } = flashPretended(plan, board, { chance: seededChance(1) });
  assert.equal(verdict, { kind: 'flashed', version: '1.1.0', from: undefined });
  assert.is(board.running, '1.1.0');
});

/** Zephyr without CONFIG_IMG_ENABLE_IMAGE_CHECK, whose first upload comes damaged without anybody seeing it. */
class UncheckingBoard extends PretendedBoard {
  private hasDamaged = false;

  override handle(bytes: Uint8Array): Uint8Array | undefined {
    const reply = super.handle(bytes);
    const isUpload = bytes[5] === GROUP.image && bytes[7] === IMAGE_COMMAND.upload;
    const [, slot] = this.slots;
    if (reply === undefined || !isUpload || slot === undefined) return reply;
    const damaged = Uint8Array.from(slot.bytes, (byte, at) => (at === 500 ? byte ^ 1 : byte));
    if (!this.hasDamaged) this.slots[1] = { ...slot, bytes: damaged };
    this.hasDamaged = true;
    const packet = decodePacket(reply);
    return encodePacket({ ...packet, payload: encodeCbor({ off: update.length }) });
  }
}

test('what came damaged over BLE, which has no checksum, and is refused by the bootloader is sent once more; on a cable it is not', () => {
  const plan = planFlash(update, [publicKey]);
  if ('kind' in plan) throw new Error(plan.text);
  const flashed = (mtu: SmpMtu): string => {
    const board = new UncheckingBoard({ boardId: 'panel-a', key: publicKey, running: imageOf('1.0.0') });
    return flashPretended(plan, board, { chance: seededChance(1), mtu }).verdict.kind;
  };
  assert.is(flashed({ medium: 'ble', attMtuBytes: 185 }), 'flashed');
  assert.is(flashed({ medium: 'serial', lineBytes: 127 }), 'reverted');
});

test.run();
