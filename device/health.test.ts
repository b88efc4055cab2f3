import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { activeWarnings, type HealthView, healthWakeAtMs, initialHealth, stepHealth } from './health.ts';
import type { SystemPrompt } from './speaker/voice.ts';

const WELL: HealthView = {
  relayAnswers: true,
  volumePercent: 70,
  batteryLow: false,
  unheardNotices: 0,
  storeRefuses: false,
  voiceFails: false,
};

/** Plays a story of [time, what differs from well] and tells what is said when. */
function said(story: readonly (readonly [number, Partial<HealthView>])[]): [number, SystemPrompt][] {
  let state = initialHealth;
  const heard: [number, SystemPrompt][] = [];
  for (const [atMs, differing] of story) {
    const step = stepHealth(state, { ...WELL, ...differing }, atMs);
    state = step.state;
    for (const prompt of step.prompts) heard.push([atMs, prompt]);
  }
  return heard;
}

const LOST = { relayAnswers: false };

test('promise 10: no relay for 10 s is said once, and its return once', () => {
  assert.equal(
    said([
      [0, LOST],
      [9_999, LOST],
      [10_000, LOST],
      [70_000, LOST],
      [80_000, {}],
      [84_999, {}],
      [85_000, {}],
      [200_000, {}],
    ]),
    [
      [10_000, 'no_relay'],
      [85_000, 'relay_back'],
    ],
  );
});

test('a short loss is not said, and a flapping path is one occurrence', () => {
  assert.equal(
    said([
      [0, LOST],
      [9_000, {}],
      [10_000, LOST],
      [19_000, LOST],
    ]),
    [],
  );
  assert.equal(
    said([
      [0, LOST],
      [10_000, LOST],
      [12_000, {}],
      [14_000, LOST],
      [30_000, LOST],
      [31_000, {}],
      [36_000, {}],
    ]).map(([, prompt]) => prompt),
    ['no_relay', 'relay_back'],
  );
});

test('promise 10: volume at zero, low battery, inbox near full and a refusing disk are said once each', () => {
  const near = limits.inboxNearFullNotices;
  const rows: [Partial<HealthView>, SystemPrompt][] = [
    [{ volumePercent: 0 }, 'volume_zero'],
    [{ batteryLow: true }, 'battery_low'],
    [{ unheardNotices: near }, 'inbox_near_full'],
    [{ storeRefuses: true }, 'store_failed'],
  ];
  for (const [view, prompt] of rows) {
    const heard = said([
      [0, view],
      [1_000, view],
      [60_000, view],
      [120_000, view],
    ]);
    assert.equal(
      heard.map(([, one]) => one),
      [prompt],
    );
  }
});

test('a second occurrence is said again', () => {
  const zero = { volumePercent: 0 };
  assert.equal(
    said([
      [0, zero],
      [1_000, zero],
      [2_000, {}],
      [3_000, zero],
      [4_000, zero],
    ]),
    [
      [1_000, 'volume_zero'],
      [4_000, 'volume_zero'],
    ],
  );
});

test('stepping through zero in less than a second is no warning', () => {
  assert.equal(
    said([
      [0, { volumePercent: 0 }],
      [900, {}],
      [2_000, {}],
    ]),
    [],
  );
});

test('near full ends only well below where it began', () => {
  const near = limits.inboxNearFullNotices;
  assert.equal(
    said([
      [0, { unheardNotices: near }],
      [1, { unheardNotices: near - 1 }],
      [60_000, { unheardNotices: near - 1 }],
      [60_001, { unheardNotices: near }],
    ]),
    [[0, 'inbox_near_full']],
  );
});

test('a voice that fails cannot be said, but stands among the warnings', () => {
  const { state, prompts } = stepHealth(initialHealth, { ...WELL, voiceFails: true }, 0);
  assert.equal(prompts, []);
  assert.equal(activeWarnings(state), ['voice_failed']);
});

test('it asks to be woken when a change will count', () => {
  assert.is(healthWakeAtMs(initialHealth), undefined);
  const lost = stepHealth(initialHealth, { ...WELL, ...LOST }, 500).state;
  assert.is(healthWakeAtMs(lost), 500 + limits.relayLostMs);
  const warned = stepHealth(lost, { ...WELL, ...LOST }, 500 + limits.relayLostMs).state;
  assert.is(healthWakeAtMs(warned), undefined);
  assert.is(healthWakeAtMs(stepHealth(warned, WELL, 20_000).state), 20_000 + limits.relayBackMs);
});

test.run();
