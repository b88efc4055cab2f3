import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeTestFile } from './test-verdict.ts';

const uvuOutput = (total: number, passed: number, skipped = 0): string =>
  `• •\n\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n`;

const judge = (run: Partial<Parameters<typeof judgeTestFile>[0]>) =>
  judgeTestFile({ file: 'x.test.ts', output: '', exitCode: 0, timedOut: false, ...run });

test('a file whose every test passed is passed', () => {
  const verdict = judge({ output: uvuOutput(3, 3) });
  assert.is(verdict.problem, undefined);
  assert.equal([verdict.passed, verdict.failed], [3, 0]);
});

test('trap uvu: a file without test.run() fails', () => {
  assert.match(judge({ output: '' }).problem ?? '', /ran no test/);
});

test('trap uvu: a throwing before hook, which passes with exit code 0, fails', () => {
  assert.match(judge({ output: uvuOutput(4, 0) }).problem ?? '', /4 of 4 failed/);
  assert.match(judge({ output: uvuOutput(0, 0) }).problem ?? '', /ran no test/);
});

test('trap uvu: a throwing after.each, which turns red into green, fails by its count', () => {
  const verdict = judge({ output: uvuOutput(4, 3) });
  assert.is(verdict.failed, 1);
});

test('trap uvu: a hanging test fails', () => {
  const verdict = judge({ output: uvuOutput(1, 1), timedOut: true });
  assert.is(verdict.failed, 1);
  assert.match(verdict.problem ?? '', /did not end/);
});

test('a crash after the last test fails', () => {
  assert.match(judge({ output: uvuOutput(2, 2), exitCode: 1 }).problem ?? '', /exit code 1/);
});

test('skips count by name and reason only', () => {
  assert.match(judge({ output: uvuOutput(2, 1, 1) }).problem ?? '', /without a name/);
  const verdict = judge({ output: `SKIP a power cut: needs root\n${uvuOutput(1, 1)}` });
  assert.is(verdict.problem, undefined);
  assert.equal(verdict.skips, ['x.test.ts: a power cut: needs root']);
  assert.is(judge({ output: `SKIP a power cut: needs root\n${uvuOutput(0, 0)}` }).problem, undefined);
});

test.run();
