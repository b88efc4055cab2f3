import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { understand } from './heard-text.ts';
import { auditSentence } from './sentence.ts';

/** What is found of a payment of 45.08 yuan, made so long after 3:25, that was told late as one of 3:24. */
function found(afterMs: number, clockDoubtMs: number): string[] {
  const paidAtMs = Date.parse('2026-11-24T03:25:00+08:00') + afterMs;
  const text = '补报，三点二十四分，微信到账，四十五点零八元';
  const meaning = understand(text);
  if (meaning === undefined) throw new Error('the sentence is not understood');
  const saying = { state: 'PAID', kind: 'payment', amountFen: 4_508, paidAtMs, tooOld: false } as const;
  const startedAtMs = paidAtMs + 72_000;
  const times = { startedAtMs, endedAtMs: startedAtMs + 5_000 };
  const line = { seqs: [753], sns: ['1'], text, receipt: 'late', repeat: false, ...times } as const;
  const findings: string[] = [];
  const order = { sn: '1', terminalSn: 'T', payway: '3', ways: [[saying]] };
  auditSentence(order, saying, { line, meaning }, clockDoubtMs, (finding) => findings.push(finding));
  return findings;
}

test('a relay with a slow clock may date a payment by as much too early, and no more', () => {
  assert.equal(found(66, 5_000), []);
  assert.equal(found(5_001, 5_000), ['wrong_time']);
  assert.equal(found(66, 0), ['wrong_time']);
});

test.run();
