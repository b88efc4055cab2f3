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

export type ConnectVerdict =
  | { readonly verdict: 'admit'; readonly device: DeviceId; readonly path: number; readonly keys: DeviceKeys }
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
    const path = pathOf(device, request.clientId);
    if (path === undefined) return { verdict: 'refuse', code: 'forbidden', returnCode: REFUSED.identifier };
    if (!isNew(state, device, `${token.issuedAtMs}.${token.nonce}`, token.issuedAtMs))
      throw new Failure('unauthorized', 'the token was used before');
    return { verdict: 'admit', device, path, keys };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    return { verdict: 'refuse', code: thrown.code, returnCode: REFUSED.credentials };
  }
}

/** The device has gone from the roster, or has another key. */
export function forgetTokens(state: AdmissionState, device: DeviceId): void {
  state.seen.delete(device);
}

function pathOf(device: DeviceId, wanted: string): number | undefined {
  for (let path = 0; path < limits.pathsPerDevice; path += 1)
    if (clientId(device, path) === wanted) return path;
  return undefined;
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
