import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import type { PanelButton } from './panel.ts';
import {
  type ButtonsInput,
  DEBOUNCE_MS,
  HOLD_FIRST_MS,
  HOLD_REPEAT_MS,
  initialButtons,
  stepButtons,
} from './panel-buttons.ts';

type Script = readonly (readonly [number, ButtonsInput])[];

const down = (button: PanelButton): ButtonsInput => ({ type: 'level', button, down: true });
const up = (button: PanelButton): ButtonsInput => ({ type: 'level', button, down: false });

/** Plays levels at their times, with a tick at each moment that was asked for, until `endMs`. */
function play(script: Script, endMs = 60_000): { presses: PanelButton[]; atMs: number[]; asleep: boolean } {
  const queue = [...script];
  const presses: PanelButton[] = [];
  const atMs: number[] = [];
  let state = initialButtons;
  let wakeAtMs: number | undefined;
  for (;;) {
    const next = queue[0];
    const nowMs = Math.min(next?.[0] ?? Infinity, wakeAtMs ?? Infinity);
    if (nowMs > endMs) return { presses, atMs, asleep: wakeAtMs === undefined };
    const isLevel = next !== undefined && next[0] === nowMs;
    if (isLevel) queue.shift();
    const step = stepButtons(state, isLevel ? next[1] : { type: 'tick' }, nowMs);
    state = step.state;
    wakeAtMs = step.wakeAtMs;
    if (step.presses.length > 0) atMs.push(nowMs);
    presses.push(...step.presses);
  }
}

const released: Script = [
  [0, up('volume_up')],
  [0, up('volume_down')],
  [0, up('replay')],
];

test('one press is one press, and nothing is left pending', () => {
  assert.equal(play([...released, [100, down('replay')], [180, up('replay')]]), {
    presses: ['replay'],
    atMs: [100 + DEBOUNCE_MS],
    asleep: true,
  });
});

test('bouncing at both ends is still one press', () => {
  const bounces = [0, 1, 2, 3, 5, 6, 9].map((ms, index): readonly [number, ButtonsInput] => [
    ms,
    index % 2 === 0 ? down('replay') : up('replay'),
  ]);
  const press = bounces.map(([ms, input]) => [100 + ms, input] as const);
  const release = bounces.map(
    ([ms, input]) => [200 + ms, input.type === 'level' ? { ...input, down: !input.down } : input] as const,
  );
  assert.equal(play([...released, ...press, ...release]).presses, ['replay']);
});

test('a spark shorter than the debounce time presses nothing', () => {
  assert.equal(play([...released, [100, down('replay')], [100 + DEBOUNCE_MS - 1, up('replay')]]).presses, []);
});

test('a contact that opens for a moment while held is not a second press', () => {
  const script: Script = [
    ...released,
    [100, down('replay')],
    [300, up('replay')],
    [303, down('replay')],
    [500, up('replay')],
  ];
  assert.equal(play(script).presses, ['replay']);
});

test('a late loop does not lose a press whose time was long over', () => {
  const first = stepButtons(stepButtons(initialButtons, up('replay'), 0).state, down('replay'), 100);
  assert.equal(stepButtons(first.state, up('replay'), 190).presses, ['replay']);
});

test('holding volume repeats it, first after a pause; holding replay does not', () => {
  const held = play([...released, [0, down('volume_up')], [1_000, up('volume_up')]]);
  const firstMs = DEBOUNCE_MS;
  assert.equal(held.atMs, [firstMs, firstMs + HOLD_FIRST_MS, firstMs + HOLD_FIRST_MS + HOLD_REPEAT_MS]);
  assert.equal(play([...released, [0, down('replay')], [5_000, up('replay')]]).presses, ['replay']);
});

test('a stuck volume button stops at its bound', () => {
  const stuck = play([...released, [0, down('volume_down')]]);
  assert.is(stuck.presses.length, 1 + limits.panelHoldRepeats);
  assert.ok(stuck.asleep);
});

test('a loop that slept through many repeats gives one, not a burst', () => {
  let state = stepButtons(stepButtons(initialButtons, up('volume_up'), 0).state, down('volume_up'), 0).state;
  state = stepButtons(state, { type: 'tick' }, DEBOUNCE_MS).state;
  const late = stepButtons(state, { type: 'tick' }, 10_000);
  assert.equal(late.presses, ['volume_up']);
  assert.is(late.wakeAtMs, 10_000 + HOLD_REPEAT_MS);
});

test('a button held when the board is plugged in presses nothing until it was released', () => {
  assert.equal(play([[0, down('volume_up')]]), { presses: [], atMs: [], asleep: true });
  const afterwards: Script = [
    [0, down('volume_up')],
    [100, up('volume_up')],
    [200, down('volume_up')],
    [300, up('volume_up')],
  ];
  assert.equal(play(afterwards).presses, ['volume_up']);
});

test('the buttons do not disturb each other', () => {
  const script: Script = [
    ...released,
    [0, down('volume_up')],
    [5, down('replay')],
    [60, up('volume_up')],
    [70, up('replay')],
  ];
  assert.equal(play(script).presses, ['volume_up', 'replay']);
});

test('a level that is told again changes nothing', () => {
  const script: Script = [
    ...released,
    [0, down('replay')],
    [10, down('replay')],
    [19, down('replay')],
    [200, up('replay')],
  ];
  assert.equal(play(script).atMs, [DEBOUNCE_MS]);
});

test.run();
