import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  initialPanel,
  isLit,
  nextBlinkInMs,
  type PanelEffect,
  type PanelInput,
  type PanelLight,
  type PanelView,
  panelLights,
  stepPanel,
} from './panel.ts';

const calm: PanelView = {
  relay: 'connected',
  unheardNotices: 0,
  inboxNearFull: false,
  volumeZero: false,
  batteryLow: false,
};
const battery = (millivolts: number): PanelInput[] =>
  Array.from({ length: 20 }, () => ({ type: 'battery', millivolts }));

function play(...inputs: PanelInput[]): {
  effects: PanelEffect[];
  percent: number | null;
  connected: boolean;
} {
  let state = initialPanel;
  const effects: PanelEffect[] = [];
  for (const input of inputs) {
    const step = stepPanel(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { effects, percent: state.battery.percent, connected: state.connected };
}

test('each button does its own thing', () => {
  const press = (button: 'volume_up' | 'volume_down' | 'replay') => play({ type: 'button', button }).effects;
  assert.equal(press('volume_up'), [{ type: 'volume', step: 1 }]);
  assert.equal(press('volume_down'), [{ type: 'volume', step: -1 }]);
  assert.equal(press('replay'), [{ type: 'replay' }]);
});

test('an empty battery is told once, its recovery once', () => {
  const { effects } = play(
    { type: 'connected' },
    ...battery(3_600),
    ...battery(3_600),
    ...battery(4_000),
    ...battery(4_000),
  );
  assert.equal(effects, [
    { type: 'battery_low', percent: 5 },
    { type: 'battery_recovered', percent: 77 },
  ]);
});

test('a loose plug does not repeat the battery warning', () => {
  const loose: PanelInput[] = [
    { type: 'disconnected', reason: 'unplugged' },
    { type: 'connected' },
    ...battery(3_600),
  ];
  const { effects } = play({ type: 'connected' }, ...battery(3_600), ...loose, ...loose);
  assert.equal(effects, [{ type: 'battery_low', percent: 5 }]);
});

test('without a panel nothing is known of the battery', () => {
  const gone = play({ type: 'connected' }, ...battery(4_000), { type: 'disconnected', reason: 'unplugged' });
  assert.equal(gone, { effects: [], percent: null, connected: false });
  const back = play(
    { type: 'connected' },
    ...battery(4_000),
    { type: 'disconnected', reason: '' },
    { type: 'connected' },
  );
  assert.equal(back, { effects: [], percent: null, connected: true });
});

test('the link light follows the relay', () => {
  assert.is(panelLights(calm).link, 'on');
  assert.is(panelLights({ ...calm, relay: 'connecting' }).link, 'blink_slow');
  assert.is(panelLights({ ...calm, relay: 'lost' }).link, 'blink_fast');
});

test('the unheard light tells the gravest thing', () => {
  assert.is(panelLights(calm).unheard, 'off');
  assert.is(panelLights({ ...calm, unheardNotices: 1 }).unheard, 'on');
  assert.is(panelLights({ ...calm, unheardNotices: 1, volumeZero: true }).unheard, 'blink_slow');
  assert.is(panelLights({ ...calm, unheardNotices: 1, batteryLow: true }).unheard, 'blink_slow');
  assert.is(panelLights({ ...calm, volumeZero: true, inboxNearFull: true }).unheard, 'blink_fast');
});

test('steady lamps never change; blinking ones are lit half of the time and say when they change', () => {
  assert.is(nextBlinkInMs({ link: 'on', unheard: 'off' }, 123), undefined);
  assert.is(nextBlinkInMs({ link: 'blink_slow', unheard: 'off' }, 100), 400);
  assert.is(nextBlinkInMs({ link: 'blink_slow', unheard: 'blink_fast' }, 100), 25);
  const litShare = (light: PanelLight): number =>
    Array.from({ length: 1_000 }, (_, ms) => isLit(light, ms)).filter(Boolean).length / 1_000;
  assert.equal((['on', 'off', 'blink_slow', 'blink_fast'] as const).map(litShare), [1, 0, 0.5, 0.5]);
  for (let nowMs = 0; nowMs < 2_000; nowMs += 1) {
    const inMs = nextBlinkInMs({ link: 'blink_fast', unheard: 'off' }, nowMs);
    assert.ok(inMs !== undefined && inMs > 0);
    assert.is.not(isLit('blink_fast', nowMs), isLit('blink_fast', nowMs + (inMs ?? 0)));
  }
});

test.run();
