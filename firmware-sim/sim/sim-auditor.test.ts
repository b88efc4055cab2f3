import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveThrough } from './run.ts';
import { auditSimulation } from './sim-auditor.ts';
import type { SimEvidence, Sounded } from './sim-evidence.ts';
import { World } from './world.ts';

/** A day without any fault, in which something was paid, and heard at once. */
async function quietDay(): Promise<SimEvidence> {
  for (let seed = 1; seed < 1_000; seed += 1) {
    const world = new World(seed, { isTraced: false });
    if (world.swarm.kinds.length > 0) continue;
    const evidence = await liveThrough(world, 1);
    if (evidence.sounded.filter(isPlain).length > 3) return evidence;
  }
  throw new Error('there is no quiet day');
}

const isPlain = ({ saidAs, notices, text }: Sounded): boolean =>
  saidAs === 'announced' && notices[0]?.kind === 'payment' && text.startsWith('微信到账');

const clean = await quietDay();
const plain = clean.sounded.findIndex(isPlain);
const found = (changed: Partial<SimEvidence>): string[] => [
  ...new Set(auditSimulation({ ...clean, ...changed }).map(({ finding }) => finding)),
];
/** The day with one utterance changed, left out, or said more than once. */
const sounded = (change: (one: Sounded) => readonly Sounded[]): Partial<SimEvidence> => ({
  sounded: clean.sounded.flatMap((one, index) => (index === plain ? change(one) : [one])),
});
const later = (one: Sounded, ms: number): Sounded => ({
  ...one,
  beganAtMs: one.beganAtMs + ms,
  endedAtMs: (one.endedAtMs ?? one.beganAtMs) + ms,
});

test('a quiet day is clean', () => assert.equal(auditSimulation(clean), []));

test('what was accepted and not heard is lost, also when it was cut off', () => {
  assert.ok(found(sounded(() => [])).includes('lost'));
  assert.ok(found(sounded((one) => [{ ...one, isWhole: false }])).includes('lost'));
});

test('what is heard twice must say so, and have a cause', () => {
  assert.ok(found(sounded((one) => [one, later(one, 10_000)])).includes('doubled'));
  const again = (one: Sounded): Sounded => ({ ...later(one, 10_000), text: `重播，${one.text}` });
  const marked = sounded((one) => [one, ...Array.from({ length: 20 }, () => again(one))]);
  assert.not(found(marked).includes('doubled'));
  assert.ok(found(marked).includes('repeat_without_cause'));
});

test('what comes after a minute must say so, and nothing is spoken after a day', () => {
  assert.ok(found(sounded((one) => [later(one, 90_000)])).includes('late_unmarked'));
  assert.ok(found(sounded((one) => [later(one, 25 * 3_600_000)])).includes('too_old_spoken'));
});

test('what is fresh is not called late, unless the button asks a speaker that does not know the time yet: seed 2027', () => {
  const late = (mark: string) => (one: Sounded) => [{ ...one, text: `${mark}补报，十点零六分，${one.text}` }];
  assert.ok(found(sounded(late(''))).includes('fresh_marked_late'));
  assert.not(found(sounded(late('重播，'))).includes('fresh_marked_late'));
});

test('words must be those of the payment', () => {
  assert.ok(found(sounded((one) => [{ ...one, text: '微信到账，一亿元' }])).includes('wrong_words'));
  assert.ok(found(sounded((one) => [{ ...one, text: '嗯' }])).includes('not_understood'));
});

test('what nobody paid, or another shop was paid, is no news here', () => {
  const other = sounded((one) => [
    { ...one, notices: one.notices.map((notice) => ({ ...notice, sn: '7899999999999999' })) },
  ]);
  assert.ok(found(other).includes('forged'));
  assert.ok(
    found({ roster: clean.roster.map((one) => ({ ...one, terminals: [] })) }).includes('wrong_speaker'),
  );
});

test('two utterances at once are noticed', () => {
  assert.ok(found(sounded((one) => [one, { ...one, beganAtMs: one.beganAtMs + 1 }])).includes('overlap'));
});

test('books that do not balance, stay open, or never settle are noticed', () => {
  const { ledger } = clean;
  assert.ok(found({ ledger: { ...ledger, balanced: false } }).includes('unbalanced'));
  assert.ok(found({ ledger: { ...ledger, open: { count: 1, sumFen: 0 } } }).includes('still_open'));
  const { settledAtMs: _never, ...open } = clean;
  assert.ok(auditSimulation({ ...open, unsettled: 'one' }).some(({ finding }) => finding === 'unsettled'));
  assert.ok(found({ accounts: new Map() }).includes('ledger_differs'));
});

test('a receipt must tell what was heard, and the log of the speaker no more than that', () => {
  assert.ok(found(sounded((one) => [{ ...one, saidAs: 'late' }])).includes('wrong_receipt'));
  const twice = new Map([...clean.heardLines].map(([id, lines]) => [id, [...lines, ...lines]] as const));
  assert.ok(found({ heardLines: twice }).includes('heard_line'));
});

test('where nothing is broken, a payment that is stored late is noticed', () => {
  assert.ok(
    found({ durable: clean.durable.map((one) => ({ ...one, atMs: one.atMs + 60_000 })) }).includes('slow'),
  );
});

test.run();
