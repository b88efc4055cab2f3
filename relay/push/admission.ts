import { type DeviceKeys, deriveDeviceKeys, openConnectPassword } from '../../shared/device-key.ts';
import { Failure, type FailureCode, isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import { clientId } from '../../shared/topics.ts';

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
export const REFUSED = { identifier: 2, unavailable: 3, credentials: 4 } as const;

/** The parts of a CONNECT that are looked at; as untrusted as anything. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** The form of a CONNECT, before anybody is asked who it is. */
export interface ConnectForm extends ConnectRequest {
  readonly clean: boolean;
  readonly hasWill: boolean;
  /** Seconds; 0: never. */
  readonly keepaliveS: number;
}

/**
 * Refuses what no device of ours sends: sessions that outlive their connection, wills, endless keepalives.
 *
 * @throws Failure `malformed` or `forbidden`
 */
export function checkConnectForm(form: ConnectForm): void {
  const { username, password } = form;
  if (username.length > 64 || password.length > 256 || form.clientId.length > 64)
    throw new Failure('malformed', 'the CONNECT holds a name or a password that is too long');
  if (!form.clean) throw new Failure('forbidden', 'only clean sessions: what is lost is fetched by sync');
  if (form.hasWill) throw new Failure('forbidden', 'there is nobody to tell a will to');
  if (form.keepaliveS < 1 || form.keepaliveS > 2 * limits.mqttKeepaliveS)
    throw new Failure('forbidden', `keepalive must be 1 to ${2 * limits.mqttKeepaliveS} s`);
}

export type ConnectVerdict =
  | {
      readonly verdict: 'admit';
      readonly device: DeviceId;
      readonly keys: DeviceKeys;
      /** The roster's key that it was admitted with. */
      readonly key: Uint8Array;
    }
  /** Genuine, but made by a wrong clock: tell the time, and end. */
  | {
      readonly verdict: 'tell_time';
      readonly device: DeviceId;
      readonly keys: DeviceKeys;
      readonly nonce: string;
    }
  | { readonly verdict: 'refuse'; readonly code: FailureCode; readonly returnCode: number };

interface ProvedKeys {
  readonly key: Uint8Array;
  readonly keys: DeviceKeys;
}

export interface AdmissionState {
  /** Tokens from before are told the time: which of them were used is not known any more. */
  readonly startedAtMs: UnixMs;
  /** Stands in for the key of a device that does not exist, so that asking takes as long. */
  readonly decoyKey: Uint8Array;
  /** Of devices that have proved themselves since the start: to derive them costs as much as to judge the proof. */
  readonly proved: Map<DeviceId, ProvedKeys>;
  /** `{issuedAtMs}.{nonce}` of what was admitted and would still be good, with its time. */
  readonly used: Map<DeviceId, Map<string, UnixMs>>;
}

export function createAdmission(startedAtMs: UnixMs, decoyKey: Uint8Array): AdmissionState {
  return { startedAtMs, decoyKey, proved: new Map(), used: new Map() };
}

/**
 * Judges who connects. An unknown device, a wrong key and a used token get the same answer after the same work, so that
 * nobody learns which devices exist or have been here. Remembers admitted tokens and derived keys in `state`, in place.
 *
 * @param keyOf the roster's secrets
 */
export function judgeConnect(
  state: AdmissionState,
  request: ConnectRequest,
  keyOf: (device: string) => Uint8Array | undefined,
  nowMs: UnixMs,
): ConnectVerdict {
  const key = keyOf(request.username);
  const known = key === undefined ? undefined : provedKeys(state, request.username, key);
  try {
    const keys = known ?? deriveDeviceKeys(key ?? state.decoyKey);
    const token = openConnectPassword(keys, request.username, request.password);
    if (key === undefined) throw new Failure('unauthorized', 'there is no such device');
    const device = token.deviceId;
    if (known === undefined) state.proved.set(device, { key, keys });
    const isOff = Math.abs(nowMs - token.issuedAtMs) > limits.connectTokenAgeMs;
    // Not when our own clock was set back meanwhile: then nobody could connect until it caught up.
    const isFromBefore = nowMs >= state.startedAtMs && token.issuedAtMs < state.startedAtMs;
    if (isOff || isFromBefore) return { verdict: 'tell_time', device, keys, nonce: token.nonce };
    if (!isPathOf(device, request.clientId))
      return { verdict: 'refuse', code: 'forbidden', returnCode: REFUSED.identifier };
    const used = stillGood(state, device, nowMs);
    const name = `${token.issuedAtMs}.${token.nonce}`;
    if (used.has(name)) throw new Failure('unauthorized', 'the token was used before');
    if (used.size >= limits.connectTokensKept)
      return { verdict: 'refuse', code: 'overloaded', returnCode: REFUSED.unavailable };
    used.set(name, token.issuedAtMs);
    return { verdict: 'admit', device, keys, key };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    // A refusal takes as long whether its keys were at hand or not.
    if (known !== undefined) deriveDeviceKeys(state.decoyKey);
    return { verdict: 'refuse', code: thrown.code, returnCode: REFUSED.credentials };
  }
}

/** The device has gone from the roster, or has another key. */
export function forgetDevice(state: AdmissionState, device: DeviceId): void {
  state.proved.delete(device);
  state.used.delete(device);
}

function provedKeys(state: AdmissionState, name: string, key: Uint8Array): DeviceKeys | undefined {
  const proved = state.proved.get(name as DeviceId);
  return proved !== undefined && Buffer.compare(proved.key, key) === 0 ? proved.keys : undefined;
}

/** So that one device can hold a few connections only: a second one of the same name ends the first (3.1.4-2). */
function isPathOf(device: DeviceId, wanted: string): boolean {
  for (let path = 0; path < limits.pathsPerDevice; path += 1)
    if (clientId(device, path) === wanted) return true;
  return false;
}

/** The device's used tokens without those that have expired meanwhile. */
function stillGood(state: AdmissionState, device: DeviceId, nowMs: UnixMs): Map<string, UnixMs> {
  const used = state.used.get(device) ?? new Map<string, UnixMs>();
  state.used.set(device, used);
  for (const [name, issuedAtMs] of used) if (nowMs - issuedAtMs > limits.connectTokenAgeMs) used.delete(name);
  return used;
}
