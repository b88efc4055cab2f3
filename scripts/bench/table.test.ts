import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figure, joinTables, markdownTable, textTable } from './table.ts';

const table = {
  columns: ['server', 'p50 ms', 'lost'],
  rows: [
    ['ours', '1.20', '0'],
    ['mosquitto', 'not installed: apt-get install mosquitto'],
  ],
};

test('a text table stands in columns, and a short row leaves the rest empty', () => {
  assert.equal(textTable(table).split('\n'), [
    'server     p50 ms  lost',
    'ours         1.20     0',
    'mosquitto  not installed: apt-get install mosquitto',
  ]);
});

test('a markdown table keeps every cell, even one with a bar in it', () => {
  assert.equal(markdownTable({ columns: ['a', 'b'], rows: [['x|y', '1'], ['z']] }).split('\n'), [
    '| a | b |',
    '|---|---:|',
    '| x\\|y | 1 |',
    '| z |  |',
  ]);
});

test('tables under one another keep their reasons, and lose a column that says nothing', () => {
  const columns = ['situation', 'server', 'p50 ms', 'KiB', 'besides'];
  const joined = joinTables([
    { columns, rows: [['clean', 'ours', '1.2', '–', '']] },
    {
      columns,
      rows: [
        ['storm', 'ours', '3.4', '–', 'all back'],
        ['storm', 'nats', 'skipped: not installed'],
      ],
    },
  ]);
  assert.equal(joined.columns, ['situation', 'server', 'p50 ms', 'besides']);
  assert.equal(joined.rows, [
    ['clean', 'ours', '1.2', ''],
    ['storm', 'ours', '3.4', 'all back'],
    ['storm', 'nats', 'skipped: not installed'],
  ]);
});

test('figures say no more than was measured', () => {
  assert.equal([0, 0.18349, 1.5, 12.345, 172.4, 4321.9].map(figure), [
    '0',
    '0.183',
    '1.50',
    '12.3',
    '172',
    '4322',
  ]);
  assert.is(figure(Number.POSITIVE_INFINITY), 'never');
  assert.is(figure(Number.NaN), '–');
});

test.run();
