import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../../shared/limits.ts';
import { PROTECTION_RULES, type ProtectionRule } from './protections.ts';

const DOCS = new URL('../../../docs/cabinet-safety.md', import.meta.url);

const SCALES: Readonly<Record<string, readonly [number, string]>> = {
  mV: [1_000, ' V'],
  mA: [1_000, ' A'],
  mW: [1_000, ' W'],
  ms: [1_000, ' s'],
  '0.1 °C': [10, ' °C'],
  '0.1 K': [10, ' K'],
  '0.1 K/min': [10, ' K/min'],
  '%': [1, ' %'],
  s: [1, ' s'],
  min: [1, ' min'],
  '': [1, ''],
};

const LATCHES = {
  at_once: 'at once',
  on_repeat: `at the ${limits.tripsUntilLatch}rd trip in ${limits.tripWindowMs / 3_600_000} h`,
  never: 'no',
};

const seconds = (ms: number): string => (ms === 0 ? 'at once' : `${ms / 1_000} s`);

function lineOf(rule: ProtectionRule): string {
  const [scale, unit] = SCALES[rule.unit] ?? [Number.NaN, ''];
  const value = (raw: number): string => `${raw / scale}${unit}`;
  const trips = `${rule.measured} ${rule.trips} ${value(rule.limit)}`;
  const clears = `${value(rule.clearsAt)} for ${seconds(rule.clearMs)}`;
  return `| \`${rule.name}\` | ${trips} | ${seconds(rule.delayMs)} | ${clears} | ${LATCHES[rule.latch]} |`;
}

test('the table of protections in the documentation is the one in the code', () => {
  const documented = readFileSync(DOCS, 'utf8')
    .split('\n')
    .filter((line) => /^\| `\w+\.\w+` \|/.test(line));
  const expected = PROTECTION_RULES.map(lineOf);
  assert.equal(documented, expected, `the table should be:\n${expected.join('\n')}`);
});

test.run();
