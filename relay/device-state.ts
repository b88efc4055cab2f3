import type { DeviceStatus } from '../shared/notice.ts';
import type { Seq, UnixMs } from '../shared/quantities.ts';

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
