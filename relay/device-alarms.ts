import { type DeviceId, deviceId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { UnixMs } from '../shared/quantities.ts';
import type { DeviceState } from './device-state.ts';
import type { Alarm, AlarmKind, DeviceEntry, NewAlarm } from './store.ts';

/** Alarms that hold for a device until they end, as opposed to events. */
export const DEVICE_ALARMS = [
  'device_offline',
  'device_volume_zero',
  'device_battery_low',
  'device_inbox_near_full',
  'device_store_failed',
  'notices_overdue',
] as const satisfies readonly AlarmKind[];
export type DeviceAlarm = (typeof DEVICE_ALARMS)[number];

export interface AlarmMemory {
  /** What the store was last told to hold. */
  readonly held: ReadonlyMap<DeviceId, ReadonlySet<DeviceAlarm>>;
  /** Since when each device of the roster is waited for: it cannot be late before. */
  readonly awaitedSinceMs: ReadonlyMap<DeviceId, UnixMs>;
}

/** How each device is; asked one by one. */
export type DeviceStates = Pick<ReadonlyMap<DeviceId, DeviceState>, 'get'>;

export interface DeviceRound {
  readonly roster: readonly DeviceEntry[];
  readonly states: DeviceStates;
  /** Notices that each device has stored but given no receipt for in time. */
  readonly overdue: ReadonlyMap<DeviceId, number>;
}

export interface AlarmRound {
  readonly raise: readonly NewAlarm[];
  readonly clear: readonly { readonly kind: DeviceAlarm; readonly subject: DeviceId }[];
  /** Valid once both were recorded. */
  readonly memory: AlarmMemory;
}

const deviceAlarmOf = (kind: AlarmKind): DeviceAlarm | undefined => DEVICE_ALARMS.find((one) => one === kind);

/** What a relay that just started has to go on: the alarms that the one before it raised and did not clear. */
export function rememberAlarms(alarms: readonly Alarm[]): AlarmMemory {
  const held = new Map<DeviceId, Set<DeviceAlarm>>();
  for (const alarm of alarms) {
    const kind = deviceAlarmOf(alarm.kind);
    if (alarm.clearedAtMs !== undefined || kind === undefined) continue;
    const subject = deviceId(alarm.subject);
    held.set(subject, (held.get(subject) ?? new Set()).add(kind));
  }
  return { held, awaitedSinceMs: new Map() };
}

/** A round that is not at its end: thousands of devices are not judged in one turn of the event loop. */
export interface RoundUnderWay {
  readonly raise: NewAlarm[];
  readonly clear: AlarmRound['clear'][number][];
  readonly held: Map<DeviceId, ReadonlySet<DeviceAlarm>>;
  readonly awaitedSinceMs: Map<DeviceId, UnixMs>;
}

export const beginRound = (): RoundUnderWay => ({
  raise: [],
  clear: [],
  held: new Map(),
  awaitedSinceMs: new Map(),
});

/**
 * Promise 10 from the relay's side: what is wrong with a device is raised once when it begins and cleared when it
 * ends. What cannot be known (the volume of a device that is not there) stays as it was.
 *
 * @param memory of the round before
 * @param some with a part of the roster; changes `underWay` in place
 */
export function judgeSome(
  underWay: RoundUnderWay,
  memory: AlarmMemory,
  some: DeviceRound,
  nowMs: UnixMs,
): void {
  const { raise, clear, held, awaitedSinceMs } = underWay;
  for (const { id } of some.roster) {
    const before = memory.held.get(id);
    const awaitedMs = memory.awaitedSinceMs.get(id) ?? nowMs;
    awaitedSinceMs.set(id, awaitedMs);
    const state = some.states.get(id);
    const overdue = some.overdue.get(id) ?? 0;
    const holding = DEVICE_ALARMS.filter((kind) => {
      const detail = judge(kind, state, awaitedMs, overdue, nowMs);
      const heldBefore = before?.has(kind) === true;
      if (typeof detail === 'string' && !heldBefore) raise.push({ kind, subject: id, detail });
      if (detail === false && heldBefore) clear.push({ kind, subject: id });
      return detail === undefined ? heldBefore : detail !== false;
    });
    if (holding.length > 0) held.set(id, new Set(holding));
  }
}

/** When the whole roster has been judged. */
export function endRound(
  { raise, clear, held, awaitedSinceMs }: RoundUnderWay,
  before: AlarmMemory,
): AlarmRound {
  for (const [subject, kinds] of before.held) {
    // It is on the roster no more.
    if (!awaitedSinceMs.has(subject)) clear.push(...[...kinds].map((kind) => ({ kind, subject })));
  }
  return { raise, clear, memory: { held, awaitedSinceMs } };
}

/** @returns why it holds, `false` when it does not, `undefined` when nobody can know */
function judge(
  kind: DeviceAlarm,
  state: DeviceState | undefined,
  awaitedMs: UnixMs,
  overdue: number,
  nowMs: UnixMs,
): string | false | undefined {
  if (kind === 'notices_overdue') {
    return (
      overdue > 0 && `${overdue} notices are stored in the device, and nobody knows whether they were heard`
    );
  }
  if (kind === 'device_offline') {
    if (state?.online === true) return false;
    const silentMs = nowMs - Math.max(awaitedMs, state?.lastHeardAtMs ?? 0);
    return silentMs > limits.deviceSilenceMs ? 'the device has no connection to the relay' : undefined;
  }
  const status = state?.online === true ? state.status : undefined;
  if (status === undefined) return undefined;
  const warned = status.warnings.includes(kind.slice('device_'.length));
  switch (kind) {
    case 'device_volume_zero':
      return (warned || status.volumePercent === 0) && 'the volume is at zero: nothing can be heard';
    case 'device_battery_low':
      return warned && `the battery is low: ${status.batteryMillivolts} mV`;
    case 'device_inbox_near_full':
      return (
        (warned || status.inboxNotices >= limits.inboxNearFullNotices) &&
        `the inbox is nearly full: ${status.inboxNotices} notices, at most ${limits.inboxNotices}`
      );
    case 'device_store_failed':
      return warned && 'the device cannot store what it is told';
  }
}
