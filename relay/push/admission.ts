import { type DeviceKeys, deriveDeviceKeys, openConnectPassword } from '../../shared/device-key.ts';
import { Failure, type FailureCode, isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import { clientId } from '../../shared/topics.ts';

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const REFUSED = { identifier: 2, credentials: 4 } as const;

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

interface SeenTokens {
  /** `{issuedAtMs}.{nonce}` of the newest, with their times. */
  readonly recent: Map<string, UnixMs>;
  /** Everything issued up to here counts as seen: the price of a bounded memory. */
  floorMs: number;
}

export interface AdmissionState {
  /** Tokens from before are told the time: which of them were used is not known any more. */
  readonly startedAtMs: UnixMs;
  /** Stands in for the key of a device that does not exist, so that asking takes as long. */
  readonly decoyKey: Uint8Array;
  readonly seen: Map<DeviceId, SeenTokens>;
}

export function createAdmission(startedAtMs: UnixMs, decoyKey: Uint8Array): AdmissionState {
  return { startedAtMs, decoyKey, seen: new Map() };
}

/**
 * Judges who connects. An unknown device, a wrong key and a used token get the same answer after the same work, so that
 * nobody learns which devices exist. Remembers admitted tokens in `state`, in place.
 *
 * @param keyOf the roster's secrets
 */
export function judgeConnect(
  state: AdmissionState,
  request: ConnectRequest,
  keyOf: (device: string) => Uint8Array | undefined,
  nowMs: UnixMs,
): ConnectVerdict {
  try {
    const key = keyOf(request.username);
    const keys = deriveDeviceKeys(key ?? state.decoyKey);
    const token = openConnectPassword(keys, request.username, request.password);
    if (key === undefined) throw new Failure('unauthorized', 'there is no such device');
    const device = token.deviceId;
    const isOff = Math.abs(nowMs - token.issuedAtMs) > limits.connectTokenAgeMs;
    if (isOff || token.issuedAtMs < state.startedAtMs)
      return { verdict: 'tell_time', device, keys, nonce: token.nonce };
    if (!isPathOf(device, request.clientId))
      return { verdict: 'refuse', code: 'forbidden', returnCode: REFUSED.identifier };
    if (!isNew(state, device, `${token.issuedAtMs}.${token.nonce}`, token.issuedAtMs))
      throw new Failure('unauthorized', 'the token was used before');
    return { verdict: 'admit', device, keys, key };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    return { verdict: 'refuse', code: thrown.code, returnCode: REFUSED.credentials };
  }
}

/** The device has gone from the roster, or has another key. */
export function forgetTokens(state: AdmissionState, device: DeviceId): void {
  state.seen.delete(device);
}

/** So that one device can hold a few connections only: a second one of the same name ends the first (3.1.4-2). */
function isPathOf(device: DeviceId, wanted: string): boolean {
  for (let path = 0; path < limits.pathsPerDevice; path += 1)
    if (clientId(device, path) === wanted) return true;
  return false;
}

function isNew(state: AdmissionState, device: DeviceId, token: string, issuedAtMs: UnixMs): boolean {
  const seen = state.seen.get(device) ?? { recent: new Map(), floorMs: 0 };
  state.seen.set(device, seen);
  if (issuedAtMs <= seen.floorMs || seen.recent.has(token)) return false;
  seen.recent.set(token, issuedAtMs);
  if (seen.recent.size > limits.connectTokensKept) {
    let oldest: [string, UnixMs] = [token, issuedAtMs];
    for (const entry of seen.recent) if (entry[1] < oldest[1]) oldest = entry;
    seen.recent.delete(oldest[0]);
    seen.floorMs = oldest[1];
  }
  return true;
}
