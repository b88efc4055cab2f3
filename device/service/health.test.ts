import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bankId, moduleSerial } from '../../shared/ids.ts';
import type { DeviceStatus } from '../../shared/notice.ts';
import type { HealthLine } from '../../shared/smp/service.ts';
import type { Bay } from '../cabinet/slot/slot-book.ts';
import { cabinetHealth, slotLines } from './cabinet-health.ts';
import { Latencies } from './latencies.ts';
import { speakerHealth } from './speaker-health.ts';

const status: DeviceStatus = {
  volumePercent: 60,
  batteryMillivolts: 0,
  waiting: 0,
  inboxNotices: 3,
  language: 'zh-CN',
  software: 'tillbell 0.1.0',
  panel: true,
  warnings: [],
};
const link = {
  paths: 2,
  livePaths: 2,
  relayAnswers: true,
  roundTripMs: 12.4,
  clockConfirmed: true,
  relayNowMs: 1_000_000,
};
const refusals: ReadonlyMap<string, number> = new Map();

function speaker(
  change: object = {},
  more: { wantsPanel?: boolean; latencies?: Latencies; wallMs?: number } = {},
) {
  const condition = { status, link, isFileRefused: false, entryCount: 3, refusals, ...change };
  return speakerHealth(condition, {
    latencies: new Latencies(),
    wantsPanel: true,
    wallMs: 1_000_003,
    ...more,
  });
}
const stateOf = (lines: readonly HealthLine[], name: string): string | undefined =>
  lines.find((line) => line.name === name)?.state;

test('a speaker that is well has nothing but ok, and nothing to do', () => {
  const lines = speaker();
  assert.equal(
    lines.map(({ name, state, advice }) => [name, state, advice]),
    ['store', 'clock', 'link', 'latency', 'voice', 'panel'].map((name) => [name, 'ok', '']),
  );
});

test('each thing that is wrong with a speaker has its line, and says what to do', () => {
  const late = new Latencies();
  late.add(4_000);
  const warned = (warning: string) => ({ status: { ...status, warnings: [warning] } });
  const cases: [string, string, HealthLine[]][] = [
    ['store', 'fault', speaker({ isFileRefused: true })],
    ['store', 'fault', speaker(warned('inbox_near_full'))],
    ['clock', 'warning', speaker({ link: { ...link, clockConfirmed: false } })],
    ['clock', 'warning', speaker({}, { wallMs: 1_000_000 + 600_000 })],
    ['link', 'fault', speaker({ link: { ...link, livePaths: 0, relayAnswers: false } })],
    ['link', 'warning', speaker({ link: { ...link, livePaths: 1 } })],
    ['link', 'warning', speaker({ link: { ...link, roundTripMs: 900 } })],
    ['latency', 'warning', speaker({}, { latencies: late })],
    ['voice', 'fault', speaker(warned('voice_failed'))],
    ['voice', 'fault', speaker({ status: { ...status, volumePercent: 0 } })],
    ['panel', 'fault', speaker({ status: { ...status, panel: false } })],
    ['panel', 'warning', speaker(warned('battery_low'))],
    ['seal', 'fault', speaker({ refusals: new Map([['bad_seal', 2]]) })],
  ];
  for (const [name, state, lines] of cases) {
    assert.is(stateOf(lines, name), state, name);
    for (const line of lines)
      assert.is(line.advice === '', line.state === 'ok', `${line.name}: ${line.advice}`);
    assert.is(lines.filter((line) => line.state !== 'ok').length, 1, name);
  }
  assert.is(stateOf(speaker({ status: { ...status, panel: false } }, { wantsPanel: false }), 'panel'), 'ok');
});

function bay(module: string, slot: number, change: Partial<Bay> = {}): Bay {
  const at = { module: moduleSerial(module), slot };
  return {
    key: `${module}/${slot}`,
    at,
    content: { is: 'empty' },
    readAtMs: 0,
    mark: { at, bars: {}, latched: [] },
    returnedUntilMs: 0,
    ...change,
  };
}

test('slots are numbered through all modules in the order of their serial numbers, whatever the bus found first', () => {
  const at = { module: moduleSerial('0a1b2c3d'), slot: 2 };
  const bays = [
    bay('ffffffff', 1, { content: { is: 'locked', bankId: bankId('PB-1') } }),
    bay('0a1b2c3d', 2, { mark: { at, bars: { jammed: 'motor' }, latched: ['over_temperature'] } }),
    bay('0a1b2c3d', 1),
    bay('ffffffff', 2, { mark: { at, bars: { disabled: 'x' }, latched: [] } }),
  ];
  const lines = slotLines(bays, (key) => key === '0a1b2c3d/1');
  assert.equal(
    lines.map(({ slot, place, state, bankId: id }) => [slot, place, state, id]),
    [
      [1, '0a1b2c3d/1', 'protected', undefined],
      [2, '0a1b2c3d/2', 'latched', undefined],
      [3, 'ffffffff/1', 'bank', 'PB-1'],
      [4, 'ffffffff/2', 'disabled', undefined],
    ],
  );
  const cabinet = { modules: 2, slots: 4, banksReady: 1, empty: 1, faulted: 2, reportsWaiting: 0 };
  const condition = {
    status: { ...status, cabinet },
    link,
    isStoreRefused: false,
    coolingProblems: [],
    refusals,
  };
  const [slots] = cabinetHealth(condition, lines, 1_000_000).filter(({ name }) => name === 'slots');
  assert.equal([slots?.state, slots?.advice], ['fault', 'look at it, then: tillbell slots --free 2']);
  const hot = cabinetHealth({ ...condition, coolingProblems: ['0a1b2c3d'] }, [], 1_000_000);
  assert.is(stateOf(hot, 'cooling'), 'fault');
  const none = cabinetHealth(
    { ...condition, status: { ...status, cabinet: { ...cabinet, modules: 0 } } },
    [],
    0,
  );
  assert.is(stateOf(none, 'slots'), 'fault');
});

test.run();
