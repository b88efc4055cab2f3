import { limits } from '../shared/limits.ts';
import type { DeviceStatus } from '../shared/notice.ts';
import { type Seq, seq, type UnixMs } from '../shared/quantities.ts';

/** What the relay knows of a device from what it said last; `GET /v1/devices` shows it. Not kept over a restart. */
export interface DeviceState {
  /** It has a connection that greeted, and was heard within `limits.deviceSilenceMs`. */
  readonly online: boolean;
  /** Connections that greeted. */
  readonly paths: number;
  /** Highest contiguous seq that it says is on its disk. */
  readonly storedUpTo: Seq;
  readonly spokenUpTo: Seq;
  /** Absent: it has not spoken since the relay started. */
  readonly status?: DeviceStatus;
  /** Smoothed round trip of its best path. */
  readonly roundTripMs?: number;
  readonly lastHeardAtMs: UnixMs;
}

/** What a device said of itself last. */
export interface DeviceReport {
  readonly spokenUpTo: Seq;
  readonly status?: DeviceStatus;
  readonly lastHeardAtMs: UnixMs;
}

/** A frame of the device came whose seal was good. */
export function heard(
  before: DeviceReport | undefined,
  said: { readonly status?: DeviceStatus; readonly spokenUpTo?: Seq },
  nowMs: UnixMs,
): DeviceReport {
  const status = said.status ?? before?.status;
  return {
    spokenUpTo: said.spokenUpTo ?? before?.spokenUpTo ?? seq(0),
    ...(status === undefined ? {} : { status }),
    lastHeardAtMs: nowMs,
  };
}

/** What the connections know of it now. */
export interface DeviceLinkState {
  readonly paths: number;
  readonly storedUpTo: Seq;
  readonly roundTripMs?: number;
}

export function describeDevice(
  report: DeviceReport,
  link: DeviceLinkState | undefined,
  nowMs: UnixMs,
): DeviceState {
  const paths = link?.paths ?? 0;
  return {
    ...report,
    ...link,
    online: paths > 0 && nowMs - report.lastHeardAtMs <= limits.deviceSilenceMs,
    paths,
    storedUpTo: link?.storedUpTo ?? seq(0),
  };
}
