import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SeenModule, SeenSlot } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import { columnsOf, painter } from '../../terminal-text.ts';
import { CabinetPicture, keyLines } from './cabinet-picture.ts';
import { CabinetRows } from './cabinet-rows.ts';
import { keysOf } from './cabinet-screen.ts';
import { KEY_LINES, KEYS } from './fault-keys.ts';
import { levelBar, moduleLine, moduleLines, stateWord } from './slot-grid.ts';

const plain = painter(false);
const bank = { bankId: '0000000000BA0006', level: 0.5, celsius: 31.4 };
const empty: SeenSlot = { place: 'none', locked: false, light: 'off', watts: 0 };
const charging: SeenSlot = { place: 'back', locked: true, light: 'charging', watts: 17.95, bank };
const module: SeenModule = {
  serial: '0001a000',
  address: 1,
  boots: 1,
  fanRpm: 1_200,
  slots: [charging, empty, { ...charging, light: 'fault', watts: 0 }],
};

test('a slot in one word: what stands out most', () => {
  const words: readonly [Partial<SeenSlot>, string][] = [
    [{}, '17.9 W'],
    [{ watts: 0, light: 'ready' }, 'ready'],
    [{ watts: 0, light: 'off' }, 'locked'],
    [{ watts: 0, locked: false, light: 'off' }, 'unlocked'],
    [{ light: 'fault' }, 'FAULT'],
    [{ light: 'returned' }, 'returned'],
    [{ light: 'take' }, 'opening'],
    [{ light: 'take', place: 'mouth' }, 'take it'],
    [{ light: 'fault', place: 'mouth' }, 'half in'],
  ];
  for (const [change, word] of words) {
    const told = stateWord({ ...charging, ...change });
    assert.is(told.replace('18.0', '17.9'), word);
    assert.ok(columnsOf(told) <= 8, told);
  }
  assert.is(stateWord(empty), 'empty');
});

test('the grid: a title and four lines, cells under each other, the chosen slot marked', () => {
  const lines = moduleLines(module, 3, plain);
  assert.is(lines.length, 5);
  assert.match(lines[0] ?? '', /^module A000 {2}fan 1200 rpm, 1[78]\.\d W$/);
  assert.is(lines[1], '   1 0006   2       ▶3 0006');
  assert.is(lines[2], '  ████░░░           ████░░░');
  assert.is(lines[3], '  50% 31°C          50% 31°C');
  assert.match(moduleLines({ ...module, address: 0 }, undefined, plain)[0] ?? '', /not on the bus/);
  assert.equal([levelBar(0), levelBar(1), levelBar(7)], ['░░░░░░░', '███████', '███████']);
  assert.match(moduleLine(module), /^A000: 1 0006 50% 1[78]\.\d W · 2 empty · 3 0006 50% FAULT$/);
});

test('the picture fits 80 columns, and lists every key', () => {
  const facts = { modules: [module], selected: { module: '0001a000', slot: 3 } };
  const { above, below } = new CabinetPicture(plain).of({ ...facts, rentals: 3, open: 1, returned: 2 });
  for (const line of [...above, ...below]) assert.ok(columnsOf(line) <= 80, line);
  assert.is(KEY_LINES.map(([, keys]) => keys).join('').length, Object.keys(KEYS).length);
  for (const [key, does] of Object.entries(KEYS)) {
    assert.ok(
      keyLines('A000/3', plain).some((line) => line.includes(`${key} ${does}`)),
      does,
    );
  }
});

test('keys of a terminal: arrows are one key, Ctrl-C is q', () => {
  assert.equal(keysOf('r\u001b[A\u001b[Cq'), ['r', 'up', 'right', 'q']);
  assert.equal(keysOf('\u0003'), ['q']);
});

test('rows tell how long each took', () => {
  const rows = new CabinetRows();
  const at = { module: '0001a000', slot: 6 };
  const call = { rentalId: 'R-1', askedAtMs: 1_000, expiresAtMs: 9_000, status: 202, answeredAtMs: 1_004 };
  rows.asking(call);
  assert.is(rows.asked(call).text, 'R-1: asks for a bank: 202 in 4.0 ms');
  const motor = { ...at, bankId: bank.bankId, commandId: 1, move: 'eject', atMs: 1_012 } as const;
  const started = rows.line({ is: 'motor', motor });
  assert.is(started?.text, 'A000/6 lets out bank 0006, 12 ms after it was asked for');
  rows.line({ is: 'put', put: { ...at, bankId: bank.bankId, how: 'fully', atMs: 5_000 } });
  const data = { ...at, ...bank, rentalId: 'R-1', levelPercent: 50, at: new Date(5_040).toISOString() };
  const delivery = { webhookId: 'w', type: 'bank.returned', data, cameAtMs: 5_300 };
  assert.match(rows.delivery(delivery)?.text ?? '', /R-1 ends; clicked in 300 ms ago, noted 40 ms after$/);
  const alarm = { ...delivery, type: 'alarm.cabinet_bank_missing', data: { detail: 'gone' } };
  assert.equal([rows.delivery(alarm)?.text, rows.delivery(alarm)?.style], ['bank missing: gone', 'red']);
  const detail = 'over_temperature in 0001a000/6 with F00000000000F001 at 2026-11-23T12:58:37.965Z';
  const trip = { ...alarm, type: 'alarm.cabinet_protection_tripped', data: { detail } };
  assert.is(rows.delivery(trip)?.text, 'protection tripped: over_temperature in A000/6 with bank F001');
});

test.run();
