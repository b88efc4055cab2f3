import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Failure } from './failure.ts';
import { type DeviceId, deviceId } from './ids.ts';
import { type UnixMs, unixMs } from './quantities.ts';

/** Length of a device key and of a seal, in bytes (HMAC-SHA256, RFC 2104 and FIPS 198-1). */
export const DEVICE_KEY_BYTES = 32;

/**
 * What is derived from a device's 32-byte key. The key itself never crosses the wire and never signs
 * anything: each use has a key of its own, so that no message of one kind can pass as another.
 */
export interface DeviceKeys {
  /** Proves who connects. */
  readonly connect: KeyObject;
  /** Seals what the relay sends. */
  readonly down: KeyObject;
  /** Seals what the device sends. */
  readonly up: KeyObject;
}

/** @throws Failure `malformed` unless `key` is 32 bytes long. */
export function deriveDeviceKeys(key: Uint8Array): DeviceKeys {
  if (key.length !== DEVICE_KEY_BYTES)
    throw new Failure('malformed', `a device key has ${DEVICE_KEY_BYTES} bytes`);
  const derive = (use: string): KeyObject =>
    createSecretKey(createHmac('sha256', key).update(`tillbell/1/${use}`).digest());
  return { connect: derive('connect'), down: derive('down'), up: derive('up') };
}

/** Reads a key as it is handed out: base64 of 32 bytes, with white space around it. */
export function parseDeviceKey(base64: string): Uint8Array {
  const text = base64.trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== DEVICE_KEY_BYTES || key.toString('base64') !== text) {
    throw new Failure('malformed', `a device key is the base64 of ${DEVICE_KEY_BYTES} bytes`);
  }
  return key;
}

const NONCE_FORM = /^[0-9a-f]{16}$/;

/** 16 hex digits from 8 random bytes; ties an answer to its question. */
export function nonceFrom(random8: Uint8Array): string {
  return Buffer.from(random8.subarray(0, 8)).toString('hex');
}

export interface ConnectToken {
  readonly deviceId: DeviceId;
  /** The device's belief of the relay's time. */
  readonly issuedAtMs: UnixMs;
  readonly nonce: string;
}

const connectProof = (keys: DeviceKeys, token: ConnectToken): Buffer =>
  createHmac('sha256', keys.connect)
    .update(`${token.deviceId}\0${token.issuedAtMs}\0${token.nonce}`)
    .digest();

/**
 * The MQTT password of a connection: `1.{issuedAtMs}.{nonce}.{base64url HMAC}`. It is good once and for two
 * minutes, so that a listener on an unencrypted network gains nothing by repeating it.
 */
export function connectPassword(keys: DeviceKeys, token: ConnectToken): string {
  return `1.${token.issuedAtMs}.${token.nonce}.${connectProof(keys, token).toString('base64url')}`;
}

/**
 * Checks who made a connect password. Whether its time is right and its nonce new is the caller's to judge.
 *
 * @throws Failure `malformed`, `unknown_version`, or `unauthorized` when the key does not fit
 */
export function openConnectPassword(keys: DeviceKeys, username: string, password: string): ConnectToken {
  const [version, issuedAt, nonce, proof, ...rest] = password.slice(0, 256).split('.');
  if (version !== '1') throw new Failure('unknown_version', 'the connect token has an unknown version');
  if (issuedAt === undefined || nonce === undefined || proof === undefined || rest.length > 0) {
    throw new Failure('malformed', 'the connect token is malformed');
  }
  if (!/^\d{1,15}$/.test(issuedAt) || !NONCE_FORM.test(nonce)) {
    throw new Failure('malformed', 'the connect token is malformed');
  }
  const token = { deviceId: deviceId(username), issuedAtMs: unixMs(Number(issuedAt)), nonce };
  const claimed = Buffer.from(proof, 'base64url');
  const expected = connectProof(keys, token);
  if (claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) {
    throw new Failure('unauthorized', 'the connect token was not made with this device’s key');
  }
  return token;
}
