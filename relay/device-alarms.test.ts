import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, storeId, terminalSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { DeviceStatus } from '../shared/notice.ts';
import { seq, type UnixMs, unixMs } from '../shared/quantities.ts';
import {
  type AlarmMemory,
  type AlarmRound,
  beginRound,
  type DeviceRound,
  endRound,
  judgeSome,
  rememberAlarms,
} from './device-alarms.ts';
import type { DeviceState } from './device-state.ts';
import type { Alarm, DeviceEntry } from './store.ts';

const id = deviceId('SPK-1');
const beginMs = 1_751_241_600_000;
const at = (ms: number): UnixMs => unixMs(beginMs + ms);
const entry: DeviceEntry = {
  id,
  role: 'speaker',
  terminals: [terminalSn('T1')],
  store: storeId('shop'),
  language: 'zh-CN',
};
const status: DeviceStatus = {
  volumePercent: 80,
  batteryMillivolts: 3_900,
  waiting: 0,
  inboxNotices: 10,
  language: 'zh-CN',
  software: '0.1.0',
  panel: true,
  warnings: [],
};
const online = (says: Partial<DeviceStatus> = {}): DeviceState => ({
  online: true,
  paths: 1,
  storedUpTo: seq(0),
  spokenUpTo: seq(0),
  lastHeardAtMs: at(0),
  status: { ...status, ...says },
});
const offline = (lastHeardAtMs: UnixMs): DeviceState => ({
  ...online(),
  online: false,
  paths: 0,
  lastHeardAtMs,
});
const round = (state?: DeviceState, overdue = 0): DeviceRound => ({
  roster: [entry],
  states: new Map(state === undefined ? [] : [[id, state]]),
  overdue: new Map(overdue > 0 ? [[id, overdue]] : []),
});
/** A whole round, a device at a time. */
function judgeDevices(memory: AlarmMemory, whole: DeviceRound, nowMs: UnixMs): AlarmRound {
  const underWay = beginRound();
  for (const device of whole.roster) judgeSome(underWay, memory, { ...whole, roster: [device] }, nowMs);
  return endRound(underWay, memory);
}
const fresh = (): AlarmMemory => rememberAlarms([]);
const kinds = (list: readonly { kind: string }[]): string[] => list.map(({ kind }) => kind);

test('a device that is well raises nothing, round after round', () => {
  let memory = fresh();
  for (let minute = 0; minute < 5; minute += 1) {
    const judged = judgeDevices(memory, round(online()), at(minute * 60_000));
    assert.equal([judged.raise, judged.clear], [[], []]);
    memory = judged.memory;
  }
});

test('silence is raised once when it is long enough, and cleared once when the device is back', () => {
  const first = judgeDevices(fresh(), round(online()), at(0));
  const soon = judgeDevices(first.memory, round(offline(at(0))), at(limits.deviceSilenceMs));
  assert.equal(soon.raise, []);
  const late = judgeDevices(soon.memory, round(offline(at(0))), at(limits.deviceSilenceMs + 1));
  assert.equal(kinds(late.raise), ['device_offline']);
  const still = judgeDevices(late.memory, round(offline(at(0))), at(3_600_000));
  assert.equal([still.raise, still.clear], [[], []]);
  const back = judgeDevices(still.memory, round(online()), at(3_601_000));
  assert.equal([kinds(back.raise), kinds(back.clear)], [[], ['device_offline']]);
  assert.equal(judgeDevices(back.memory, round(online()), at(3_602_000)).clear, []);
});

test('a device that never came is missed too, but not before it had time to come', () => {
  const first = judgeDevices(fresh(), round(), at(0));
  assert.equal(first.raise, []);
  const later = judgeDevices(first.memory, round(), at(limits.deviceSilenceMs + 1));
  assert.equal(kinds(later.raise), ['device_offline']);
});

test('a relay that was restarted gives every device time to come back', () => {
  const stale = offline(unixMs(1));
  assert.equal(judgeDevices(fresh(), round(stale), at(0)).raise, []);
});

test('what a device warns of, or plainly shows, is raised by kind and cleared by itself', () => {
  const cases: readonly [Partial<DeviceStatus>, string][] = [
    [{ volumePercent: 0 }, 'device_volume_zero'],
    [{ warnings: ['volume_zero'] }, 'device_volume_zero'],
    [{ warnings: ['battery_low'], batteryMillivolts: 3_300 }, 'device_battery_low'],
    [{ warnings: ['inbox_near_full'] }, 'device_inbox_near_full'],
    [{ inboxNotices: limits.inboxNearFullNotices }, 'device_inbox_near_full'],
    [{ warnings: ['store_failed'] }, 'device_store_failed'],
  ];
  for (const [says, kind] of cases) {
    const judged = judgeDevices(fresh(), round(online(says)), at(0));
    assert.equal(kinds(judged.raise), [kind], JSON.stringify(says));
    assert.equal(judgeDevices(judged.memory, round(online(says)), at(1)).raise, []);
    assert.equal(kinds(judgeDevices(judged.memory, round(online()), at(2)).clear), [kind]);
  }
});

test('a warning that the relay does not know is no alarm', () => {
  const says = { warnings: ['no_relay', 'coffee_cold', '__proto__'] };
  assert.equal(judgeDevices(fresh(), round(online(says)), at(0)).raise, []);
});

test('of a device that is gone nobody can say that its volume is back', () => {
  const zero = judgeDevices(fresh(), round(online({ volumePercent: 0 })), at(0));
  const gone = judgeDevices(zero.memory, round(offline(at(0))), at(3_600_000));
  assert.equal([kinds(gone.raise), gone.clear], [['device_offline'], []]);
});

test('notices without a receipt are an alarm, online or not', () => {
  const late = judgeDevices(fresh(), round(online(), 3), at(0));
  assert.equal(kinds(late.raise), ['notices_overdue']);
  assert.match(late.raise[0]?.detail ?? '', '3 notices');
  assert.equal(kinds(judgeDevices(late.memory, round(online()), at(1)).clear), ['notices_overdue']);
});

test('what an earlier relay raised is neither raised again nor left standing', () => {
  const alarm = (kind: Alarm['kind'], more: Partial<Alarm> = {}): Alarm => ({
    id: 1,
    kind,
    subject: id,
    detail: '',
    raisedAtMs: at(0),
    ...more,
  });
  const memory = rememberAlarms([
    alarm('device_volume_zero'),
    alarm('device_battery_low', { clearedAtMs: at(1) }),
    alarm('order_conflict', { subject: '7895259485469125' }),
  ]);
  assert.equal(judgeDevices(memory, round(online({ volumePercent: 0 })), at(0)).raise, []);
  assert.equal(kinds(judgeDevices(memory, round(online()), at(0)).clear), ['device_volume_zero']);
});

test('a device that was deleted takes its alarms with it', () => {
  const zero = judgeDevices(fresh(), round(online({ volumePercent: 0 })), at(0));
  const deleted = judgeDevices(zero.memory, { roster: [], states: new Map(), overdue: new Map() }, at(1));
  assert.equal(deleted.clear, [{ kind: 'device_volume_zero', subject: id }]);
  assert.is(deleted.memory.held.size, 0);
});

test.run();
