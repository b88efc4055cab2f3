import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { DeviceKeys } from './device-key.ts';
import { Failure } from './failure.ts';
import type { DeviceId } from './ids.ts';
import { limits } from './limits.ts';
import {
  type DownMessage,
  decodeDown,
  decodeUp,
  encodeDown,
  encodeUp,
  isDownType,
  isUpType,
  type UpMessage,
} from './messages.ts';

/**
 * One frame = one MQTT payload:
 *
 *     version u8 = 1 | type u8 | seal, 32 bytes | protobuf body
 *
 * The seal is HMAC-SHA256 over `"tillbell" 0 deviceId 0 version type body` with the device's key for that
 * direction. So any path may carry a frame, none can forge one, and one made for another device, for the
 * other direction or for another type does not open. Replays are harmless by meaning: seqs, receipts and
 * command ids are idempotent, and answers repeat the nonce of their question.
 */
const VERSION = 1;
const SEAL_BYTES = 32;
const HEADER_BYTES = 2 + SEAL_BYTES;

/** @returns its bytes as characters: a Buffer of its own for each would cost as much as the hash (docs/relay-cost.md) */
function seal(key: KeyObject, device: DeviceId, header: Uint8Array, body: Uint8Array): string {
  return createHmac('sha256', key)
    .update(`tillbell\0${device}\0`)
    .update(header)
    .update(body)
    .digest('binary');
}

function close(key: KeyObject, device: DeviceId, type: number, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  if (frame.length > limits.frameBytes)
    throw new Failure('too_large', `a frame of ${frame.length} bytes was built`);
  frame[0] = VERSION;
  frame[1] = type;
  frame.write(seal(key, device, frame.subarray(0, 2), body), 2, SEAL_BYTES, 'binary');
  frame.set(body, HEADER_BYTES);
  return frame;
}

function open(
  key: KeyObject,
  device: DeviceId,
  frame: Uint8Array,
  isKnown: (type: number) => boolean,
): { type: number; body: Uint8Array } {
  if (frame.length > limits.frameBytes) throw new Failure('too_large', `a frame of ${frame.length} bytes`);
  if (frame.length < HEADER_BYTES)
    throw new Failure('malformed', `a frame of ${frame.length} bytes is too short`);
  const [version, type] = frame as unknown as [number, number];
  if (version !== VERSION) throw new Failure('unknown_version', `frame version ${version} is not known here`);
  if (!isKnown(type)) throw new Failure('unknown_type', `frame type ${type} is not known here`);
  const body = frame.subarray(HEADER_BYTES);
  const fitting = Buffer.from(seal(key, device, frame.subarray(0, 2), body), 'binary');
  if (!timingSafeEqual(fitting, frame.subarray(2, HEADER_BYTES))) {
    throw new Failure('bad_seal', 'the seal does not fit');
  }
  return { type, body };
}

/** Seals what the relay says to `device`. */
export function sealDown(keys: DeviceKeys, device: DeviceId, message: DownMessage): Buffer {
  const { type, body } = encodeDown(message);
  return close(keys.down, device, type, body);
}

/** Seals what `device` says to the relay. */
export function sealUp(keys: DeviceKeys, device: DeviceId, message: UpMessage): Buffer {
  const { type, body } = encodeUp(message);
  return close(keys.up, device, type, body);
}

/** @throws Failure `too_large`, `malformed`, `unknown_version`, `unknown_type` or `bad_seal` */
export function openDown(keys: DeviceKeys, device: DeviceId, frame: Uint8Array): DownMessage {
  const { type, body } = open(keys.down, device, frame, isDownType);
  return decodeDown(type, body);
}

/** @throws Failure `too_large`, `malformed`, `unknown_version`, `unknown_type` or `bad_seal` */
export function openUp(keys: DeviceKeys, device: DeviceId, frame: Uint8Array): UpMessage {
  const { type, body } = open(keys.up, device, frame, isUpType);
  return decodeUp(type, body);
}
