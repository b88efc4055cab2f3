import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dataRoom, uploadPacketBytes } from './chunk-size.ts';
import { uploadChunk } from './image-requests.ts';
import { encodeRequest } from './request.ts';
import { serialFrameBytes } from './serial-framing.ts';
import type { SmpMtu } from './smp-link.ts';

const first = { imageBytes: 1_000_000, sha: new Uint8Array(32), isUpgradeOnly: true };
const serial: SmpMtu = { medium: 'serial', lineBytes: 127 };
const ble = (attMtuBytes: number): SmpMtu => ({ medium: 'ble', attMtuBytes });

test('a packet with that much data is never larger than its room, and hardly smaller', () => {
  for (let room = 90; room <= 600; room++)
    for (const [offset, head] of [
      [0, first],
      [23, undefined],
      [300, undefined],
      [16_000_000, undefined],
    ] as const) {
      const data = new Uint8Array(dataRoom(room, offset, head));
      const chunk = uploadChunk({ offset, data, ...(head === undefined ? {} : { first: head }) });
      const bytes = encodeRequest(chunk, 0).length;
      assert.ok(bytes <= room, `${bytes} of ${room} at ${offset}`);
      assert.ok(bytes > room - 11, `${bytes} of ${room} at ${offset}`);
    }
});

test('pieces are whole units of flash', () => {
  assert.is(dataRoom(400, 300) % 8, 0);
});

test('a console: length and checksum fit the board’s buffer too', () => {
  for (const bufferBytes of [128, 256, 384, 512, 1_024])
    assert.ok(uploadPacketBytes(serial, { bufferBytes, bufferCount: 4 }, first) + 4 <= bufferBytes);
});

test('a board that tells no parameters gets two lines, or one write', () => {
  assert.ok(serialFrameBytes(uploadPacketBytes(serial, undefined, first)) <= 2 * 127);
  assert.is(uploadPacketBytes(ble(247), undefined, first), 244);
});

test('data is at least 85 % of what the framing alone allows, at Zephyr’s own buffer sizes', () => {
  // A full line carries 93 bytes in 127; a full BLE write MTU − 3 in MTU.
  for (const bufferBytes of [384, 512, 1_024, 2_048]) {
    const bytes = uploadPacketBytes(serial, { bufferBytes, bufferCount: 4 }, first);
    const share = dataRoom(bytes, 500_000) / serialFrameBytes(bytes) / (93 / 127);
    assert.ok(share >= 0.85, `serial ${bufferBytes}: ${share}`);
    for (const mtu of [23, 185, 247]) {
      const packet = uploadPacketBytes(ble(mtu), { bufferBytes, bufferCount: 4 }, first);
      const inWrites = dataRoom(packet, 500_000) / (Math.ceil(packet / (mtu - 3)) * (mtu - 3));
      assert.ok(inWrites >= 0.85, `ble ${mtu} ${bufferBytes}: ${inWrites}`);
    }
  }
});

test('a buffer that cannot hold the image’s header is refused with its size', () => {
  assert.throws(
    () => uploadPacketBytes(serial, { bufferBytes: 96, bufferCount: 1 }, first),
    /buffer of 92 bytes/,
  );
  assert.throws(() => uploadPacketBytes(ble(23), undefined, first), /buffer of 20 bytes/);
});

test.run();
