import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fingerprint } from '../../shared/log-fingerprint.ts';
import { fenSum, seq } from '../../shared/quantities.ts';
import type { LogEnd } from '../store.ts';
import {
  createSession,
  type Question,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  step,
} from './session.ts';

const OURS = logId('0123456789abcdef');
const end: LogEnd = { logId: OURS, lastSeq: seq(10), sumFen: fenSum(1_000) };
const question = (fields: Partial<Question> = {}): Question => ({
  connection: 1,
  asks: 'hello',
  logId: OURS,
  upTo: seq(10),
  sumFen: fenSum(1_000),
  nonce: '00000000000000aa',
  ...fields,
});

/** Runs inputs one after the other and gives the effects of each. */
function run(inputs: readonly SessionInput[], nowMs = 0, from = createSession()) {
  let state: SessionState = from;
  const effects = inputs.map((input) => {
    const result = step(state, input, nowMs);
    state = result.state;
    return result.effects;
  });
  return { state, effects, last: effects.at(-1) ?? [] };
}

const kinds = (effects: readonly SessionEffect[]): string[] => effects.map((effect) => effect.effect);
const named: SessionInput = { input: 'end_read', end: { ...end, fingerprint: fingerprint(7) } };
const asked = (fields?: Partial<Question>): SessionInput => ({ input: 'asked', question: question(fields) });
const endRead: SessionInput = { input: 'end_read', end };

test('a device that has everything is answered after one read', () => {
  const { effects, last } = run([asked(), endRead]);
  assert.equal(effects[0], [{ effect: 'read_end' }]);
  assert.equal(last, [{ effect: 'answer', question: question(), end, upTo: 10 }]);
});

test('a device that lacks something is answered when its sum up to there is ours', () => {
  const behind = { upTo: seq(4), sumFen: fenSum(400) };
  const { effects, last } = run([
    asked(behind),
    endRead,
    { input: 'sums_read', sums: { sumFen: fenSum(400) } },
  ]);
  assert.equal(effects[1], [{ effect: 'read_sums', upTo: 4 }]);
  assert.equal(kinds(last), ['answer']);
});

test('a new device, and one of another log, hear where this log ends', () => {
  const { logId: _none, ...blank } = question({ upTo: seq(0), sumFen: fenSum(0) });
  assert.equal(kinds(run([{ input: 'asked', question: blank }, endRead]).last), ['answer']);
  const { last } = run([asked({ logId: logId('ffffffffffffffff'), upTo: seq(99) }), endRead]);
  assert.equal(last, [
    {
      effect: 'answer',
      question: question({ logId: logId('ffffffffffffffff'), upTo: seq(99) }),
      end,
      upTo: 0,
    },
  ]);
});

for (const [name, inputs] of [
  ['is ahead', [asked({ upTo: seq(11) }), endRead]],
  ['differs at its end', [asked({ sumFen: fenSum(999) }), endRead]],
  ['has other notices of as much money', [asked({ fingerprint: fingerprint(8) }), named]],
  [
    'has others in the middle',
    [
      asked({ upTo: seq(4), sumFen: fenSum(400), fingerprint: fingerprint(8) }),
      endRead,
      { input: 'sums_read', sums: { sumFen: fenSum(400), fingerprint: fingerprint(7) } },
    ],
  ],
  ['has money without notices', [asked({ upTo: seq(0), sumFen: fenSum(1) }), endRead]],
  [
    'differs in the middle',
    [
      asked({ upTo: seq(4), sumFen: fenSum(399) }),
      endRead,
      { input: 'sums_read', sums: { sumFen: fenSum(400) } },
    ],
  ],
  [
    'has what we cannot sum',
    [asked({ upTo: seq(4), sumFen: fenSum(400) }), endRead, { input: 'sums_read', sums: undefined }],
  ],
] as const) {
  test(`a copy that ${name} ends the log`, () => {
    const { state, last } = run(inputs);
    assert.equal(kinds(last), ['rebuild']);
    const rebuilt = { ...end, logId: logId('ffffffffffffffff'), lastSeq: seq(3) };
    const after = run([{ input: 'rebuilt', end: rebuilt }], 0, state);
    const [answer] = after.last;
    assert.ok(answer?.effect === 'answer' && answer.end.logId === rebuilt.logId && answer.upTo === 0);
  });
}

test('a fingerprint that only one side knows is not compared: the notice is older than fingerprints are', () => {
  for (const inputs of [
    [asked({ fingerprint: fingerprint(8) }), endRead],
    [asked(), named],
    [asked({ fingerprint: fingerprint(7) }), named],
  ])
    assert.equal(kinds(run(inputs).last), ['answer']);
});

test('a device that disagrees again too soon is closed, later it is believed again', () => {
  const wrong = [asked({ sumFen: fenSum(1) }), endRead];
  const { state } = run([...wrong, { input: 'rebuilt', end }], 1_000);
  const soon = run(wrong, 1_000 + limits.logRebuildIntervalMs - 1, state);
  assert.equal(soon.last, [{ effect: 'close', connection: 1, code: 'log_disagrees_again' }]);
  assert.equal(kinds(run(wrong, 1_000 + limits.logRebuildIntervalMs, state).last), ['rebuild']);
});

test('two paths that greet at once are answered one after the other', () => {
  const { effects } = run([asked(), asked({ connection: 2 }), endRead, endRead]);
  assert.equal(effects.map(kinds), [['read_end'], [], ['answer', 'read_end'], ['answer']]);
});

test('of one connection the newest question counts, but a heartbeat never pushes out a hello', () => {
  const { state } = run([
    asked({ connection: 9 }),
    asked({ connection: 2, nonce: '1' }),
    asked({ connection: 2, asks: 'heartbeat', nonce: '2' }),
    asked({ connection: 3, asks: 'heartbeat', nonce: '3' }),
    asked({ connection: 3, asks: 'heartbeat', nonce: '4' }),
  ]);
  assert.equal(
    state.waiting.map((waiting) => waiting.nonce),
    ['1', '4'],
  );
});

test('the questions of a closed connection are forgotten', () => {
  const { state } = run([asked(), asked({ connection: 2 }), { input: 'closed', connection: 2 }]);
  assert.equal(state.waiting, []);
});

test('without the store a hello ends its connection and a heartbeat waits for the next', () => {
  assert.equal(run([asked(), { input: 'failed' }]).last, [
    { effect: 'close', connection: 1, code: 'store_unavailable' },
  ]);
  assert.equal(run([asked({ asks: 'heartbeat' }), { input: 'failed' }]).last, []);
  const deleted = run([asked(), { input: 'end_read', end: undefined }]);
  assert.equal(deleted.last, [{ effect: 'close', connection: 1, code: 'not_found' }]);
  assert.is(deleted.state.asking, undefined);
});

test('an answer that nobody waits for changes nothing', () => {
  for (const input of [
    endRead,
    { input: 'sums_read', sums: { sumFen: fenSum(0) } },
    { input: 'rebuilt', end },
  ] as const)
    assert.equal(run([input]).last, []);
});

test('a receipt that the device has given and we have lost is asked for by a new log, after minutes', () => {
  const owing = { ...end, oldestOpen: seq(7) };
  const beat = (spokenUpTo: number, nowMs: number, from = createSession()) =>
    run(
      [asked({ asks: 'heartbeat', spokenUpTo: seq(spokenUpTo) }), { input: 'end_read', end: owing }],
      nowMs,
      from,
    );
  const first = beat(7, 0);
  assert.equal(kinds(first.last), ['answer']);
  const early = beat(7, limits.receiptOverdueMs - 1, first.state);
  assert.equal(kinds(early.last), ['answer']);
  assert.equal(kinds(beat(7, limits.receiptOverdueMs, early.state).last), ['rebuild']);
  // Not heard yet: its receipt is not due.
  assert.equal(kinds(beat(6, limits.receiptOverdueMs, early.state).last), ['answer']);
  // Another one is the oldest now: receipts do come.
  const moved = run(
    [
      asked({ asks: 'heartbeat', spokenUpTo: seq(9) }),
      { input: 'end_read', end: { ...owing, oldestOpen: seq(8) } },
    ],
    limits.receiptOverdueMs,
    early.state,
  );
  assert.equal(kinds(moved.last), ['answer']);
});

test.run();
