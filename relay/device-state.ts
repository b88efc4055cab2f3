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
  /** Each path that greeted. */
  readonly links?: readonly PathState[];
}

/** What the relay knows of one path to a device. Times in ms. */
export interface PathState {
  /** How long it has been open. */
  readonly ageMs: number;
  /** Since its last answer; absent: none yet. */
  readonly answeredAgoMs?: number;
  readonly roundTripMs?: number;
  readonly spreadMs?: number;
  /** Share of notices whose answer was overdue or never came, lately. */
  readonly lateShare: number;
}

/** What a device said of itself last. */
export interface DeviceReport {
  readonly spokenUpTo: Seq;
  readonly status?: DeviceStatus;
  readonly lastHeardAtMs: UnixMs;
  /** The same on a clock that only goes forward: a wall clock that is set makes nobody offline. */
  readonly steadyHeardAtMs: number;
}

/** The two clocks of one moment. */
export interface Moment {
  readonly wallMs: UnixMs;
  readonly steadyMs: number;
}

/** A frame of the device came whose seal was good. */
export function heard(
  before: DeviceReport | undefined,
  said: { readonly status?: DeviceStatus; readonly spokenUpTo?: Seq },
  now: Moment,
): DeviceReport {
  const status = said.status ?? before?.status;
  return {
    spokenUpTo: said.spokenUpTo ?? before?.spokenUpTo ?? seq(0),
    ...(status === undefined ? {} : { status }),
    lastHeardAtMs: now.wallMs,
    steadyHeardAtMs: now.steadyMs,
  };
}

/** What the connections know of it now. */
export interface DeviceLinkState {
  readonly paths: number;
  readonly storedUpTo: Seq;
  readonly roundTripMs?: number;
  readonly links?: readonly PathState[];
}

export function describeDevice(
  report: DeviceReport,
  link: DeviceLinkState | undefined,
  steadyMs: number,
): DeviceState {
  const { steadyHeardAtMs, ...shown } = report;
  const paths = link?.paths ?? 0;
  return {
    ...shown,
    ...link,
    online: paths > 0 && steadyMs - steadyHeardAtMs <= limits.deviceSilenceMs,
    paths,
    storedUpTo: link?.storedUpTo ?? seq(0),
  };
}
