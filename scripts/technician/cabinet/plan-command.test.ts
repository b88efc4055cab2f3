import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { callCommand } from '../called-command.ts';
import { typeCommand } from '../typed-command.ts';
import type { DaySummary } from './plan-day.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-plan-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const planned = async (...words: string[]): Promise<DaySummary> => {
  const { exitCode, out, errors } = await callCommand(['cabinet', 'plan', ...words, '--json']);
  assert.is(exitCode, 0, errors);
  return JSON.parse(out) as DaySummary;
};

test('a plan is a plot with three panels, a summary, and progress on stderr', async () => {
  const path = join(folder, 'plan.svg');
  const { exitCode, out, errors } = await typeCommand([
    'cabinet',
    'plan',
    '--hours',
    '3',
    '--slots',
    '8',
    '--out',
    path,
  ]);
  assert.is(exitCode, 0, errors);
  assert.match(out, /rented +\d+, turned away \d+/);
  assert.match(out, /energy +\d+ Wh, at most [\d.]+ W of 200 W/);
  assert.match(errors, /3 of 3 h planned/);
  const svg = readFileSync(path, 'utf8');
  assert.match(svg, /^<svg /);
  for (const words of [
    'level of each bank, %',
    'power of all slots, W',
    'temperature of each bank, °C',
    'budget 200 W',
    '45 °C: charging ends',
  ]) {
    assert.ok(svg.includes(words), words);
  }
});

test('the same seed plans the same day, another one another; the budget is kept', async () => {
  const words = ['--hours', '3', '--slots', '8', '--budget', '20'];
  const [one, again, other] = await Promise.all([
    planned(...words, '--seed', '1'),
    planned(...words, '--seed', '1'),
    planned(...words, '--seed', '2'),
  ]);
  assert.equal(one, again);
  assert.is.not(one?.wattHours, other?.wattHours);
  assert.ok((one?.peakWatts ?? 99) <= 20.001);
});

test('what cannot be planned or written is said before anything is planned', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const mistakes: [string[], number, RegExp][] = [
    [['--hours', '0'], 2, /--hours "0": wants a whole number from 1 to 72 hours/],
    [['--hours', '73'], 2, /--hours/],
    [['--hours', '1.5'], 2, /--hours/],
    [['--slots', '81'], 2, /--slots "81": wants a whole number from 1 to 80/],
    [['--budget', '5'], 2, /--budget/],
    [['--ambient', 'warm'], 2, /--ambient/],
    [['--out', 'plan.png'], 2, /--out "plan.png": wants a file that ends in .svg/],
    [['--out', join(folder, 'no', 'such', 'plan.svg')], 1, /cannot write .*ENOENT/],
    [['--out', join(file, 'plan.svg')], 1, /cannot write .*ENOTDIR/],
  ];
  for (const [words, code, message] of mistakes) {
    const { exitCode, out, errors } = await callCommand(['cabinet', 'plan', ...words]);
    assert.is(exitCode, code, `${words.join(' ')}: ${errors}`);
    assert.match(errors, message);
    assert.not.match(errors, /planned$/m);
    assert.is(out, '');
  }
});

test('Ctrl-C ends it, and leaves no half plot', async () => {
  const path = join(folder, 'stopped.svg');
  const words = ['cabinet', 'plan', '--hours', '72', '--slots', '24', '--out', path];
  const { exitCode, errors } = await typeCommand(words, { interruptAt: 'planning' });
  assert.is(exitCode, 1);
  assert.match(errors, /stopped; nothing is written/);
  assert.not.ok(existing(path).includes('<svg'));
});

const existing = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

test.run();
