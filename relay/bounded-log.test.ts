import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { createLog, type Log } from '../shared/log.ts';
import { boundLog } from './bounded-log.ts';

interface Line {
  readonly msg: string;
  readonly device?: string;
  readonly leftOut?: number;
}

interface Desk {
  log: Log;
  lines: Line[];
  nowMs: number;
}

const test = suite<Desk>('bounded log');

test.before.each((desk) => {
  const lines: Line[] = [];
  const whole = createLog('test', 'info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  Object.assign(desk, { lines, nowMs: 0, log: boundLog(whole, () => desk.nowMs) });
});

test('one device cannot fill the disk with lines, nor keep another’s out', ({ log, lines }) => {
  for (let count = 0; count < 10_000; count += 1)
    log.error({ device: 'SPK-1', seq: count }, 'a receipt is unknown');
  log.error({ device: 'SPK-2', seq: 1 }, 'a receipt is unknown');
  log.info({ device: 'SPK-1' }, 'command answered');
  assert.is(lines.length, limits.logLinesAtOnce + 2);
  assert.equal(
    lines.slice(-2).map(({ msg, device }) => [msg, device]),
    [
      ['a receipt is unknown', 'SPK-2'],
      ['command answered', 'SPK-1'],
    ],
  );
});

test('the next line says how many were left out, once', (desk) => {
  for (let count = 0; count < limits.logLinesAtOnce + 7; count += 1)
    desk.log.warn({ device: 'SPK-1' }, 'again');
  desk.nowMs += 60_000;
  desk.log.warn({ device: 'SPK-1' }, 'again');
  desk.log.warn({ device: 'SPK-1' }, 'again');
  assert.equal(
    desk.lines.slice(-2).map(({ leftOut }) => leftOut),
    [7, undefined],
  );
});

test('what is counted is bounded, whatever devices there are', (desk) => {
  const write = (name: number): void => desk.log.info({ device: `${name}` }, 'here');
  for (let name = 0; name <= limits.logKindsKept; name += 1) {
    for (let count = 0; count < (name === 0 ? limits.logLinesAtOnce : 1); count += 1) write(name);
  }
  // The first one was forgotten, and may speak again.
  const before = desk.lines.length;
  write(0);
  assert.is(desk.lines.length, before + 1);
});

test('a line without fields, and another level, go their way', ({ log, lines }) => {
  log.info('plain');
  log.debug({ device: 'SPK-1' }, 'not wanted');
  assert.equal(
    lines.map(({ msg }) => msg),
    ['plain'],
  );
});

test.run();
