import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../../terminal-text.ts';
import { phaseFigures } from './drill-figures.ts';
import { type DrillReport, drillText } from './drill-report.ts';

const well: DrillReport = {
  drill: 'kill',
  injected: ['kill -9 of the relay', 'kill -9 of the speaker'],
  tookMs: 14_000,
  phases: phaseFigures(
    [{ sn: '7800000000000001', sentAtMs: 5, acceptedAtMs: 12, storedAtMs: 25, heardAtMs: 36 }],
    { beganAtMs: 10, endedAtMs: 20 },
  ),
  recovery: { serviceMs: 0, backlogMs: 31_600 },
  endedByThemselves: [],
  repeatsMarked: 1,
  findings: [],
  isNormal: true,
};
const text = (over: Partial<DrillReport>): string => drillText({ ...well, ...over }, painter(false));

test('what was injected, the service meanwhile, the recovery and the verdict', () => {
  const lines = text({}).split('\n');
  assert.ok(lines.includes('  injected     kill -9 of the relay'));
  assert.ok(lines.includes('               kill -9 of the speaker'));
  assert.ok(
    lines.some((line) => /^ {2}accepted +1 +0 +0$/.test(line)),
    lines.join('\n'),
  );
  assert.ok(lines.some((line) => /^ {2}to disk {4}p50 +20 ms +– +–$/.test(line)));
  assert.match(text({}), /new payments: heard at once as soon as the fault was over/);
  assert.match(text({}), /backlog: all heard 31\.6 s after it/);
  assert.match(text({}), /verdict +business as usual: nothing accepted was lost/);
});

test('what is not well is said, and the findings are not a flood', () => {
  const findings = Array.from({ length: 14 }, (_, index) => ({
    finding: 'lost',
    sn: `${index}`,
    detail: 'silence',
  }));
  const said = text({ findings, isNormal: false, recovery: { serviceMs: 700, backlogMs: null } });
  assert.match(said, /verdict +business is not as usual: 14 findings\n {4}lost 0: silence/);
  assert.match(said, /… and 4 more/);
  assert.match(said, /heard at once again 700 ms after/);
  assert.match(said, /not recovered, there are payments that were never heard/);
});

test('a program that ended by itself is told of', () => {
  const said = text({ endedByThemselves: ['relay with SIGBUS'] });
  assert.match(said, /by itself +relay with SIGBUS/);
});

test.run();
