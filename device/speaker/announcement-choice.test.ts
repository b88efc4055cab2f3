import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fen } from '../../shared/quantities.ts';
import { type AnnouncingMoment, chooseAnnouncement, type Sayable } from './announcement-choice.ts';
import { heldNotice, TRIAL_NOW_MS } from './trial-held-notice.ts';

const S = 1_000;
const H = 3_600 * S;

const NOTHING: Sayable = {
  interrupted: [],
  waiting: [],
  prompts: [],
  replay: undefined,
  gatherUntilMs: 0,
};
const MOMENT: AnnouncingMoment = {
  nowMs: 50_000,
  relayNowMs: TRIAL_NOW_MS,
  clockConfirmed: true,
  hasRelay: true,
  rules: { freshMs: 60 * S, summaryAbove: 5, tooOldMs: 24 * H },
};

/** What is chosen, in short: `announced 1`, `late 1 repeat`, `summary 1-6`, `hand over 1,2`, `prompt test`, `nothing`. */
function chosen(sayable: Partial<Sayable>, moment: Partial<AnnouncingMoment> = {}): string {
  const choice = chooseAnnouncement({ ...NOTHING, ...sayable }, { ...MOMENT, ...moment });
  if (choice.choose === 'nothing') return 'nothing';
  if (choice.choose === 'hand_over') return `hand over ${choice.notices.map(({ seq }) => seq).join(',')}`;
  const { utterance, heardAs, notices, repeat } = choice.announcement;
  if (utterance.kind === 'system') return `prompt ${utterance.prompt}`;
  assert.is(utterance.repeat, repeat, 'what is said and what is recorded agree');
  if (utterance.kind !== 'summary') {
    const [notice] = notices;
    assert.equal(
      utterance.late,
      heardAs === 'late' ? { paidAtMs: notice?.paidAtMs } : undefined,
      'late is said as late',
    );
  }
  return `${heardAs} ${notices.map(({ seq }) => seq).join(',')}${repeat ? ' repeat' : ''}`;
}

const six = [1, 2, 3, 4, 5, 6].map((position) => heldNotice(position, 300 * S));

test('promise 6: fresh up to 60 s, late above, never as money above 24 h', () => {
  const rows: [number, string][] = [
    [-5 * S, 'announced 1'],
    [0, 'announced 1'],
    [60 * S, 'announced 1'],
    [60 * S + 1, 'late 1'],
    [24 * H, 'late 1'],
    [24 * H + 1, 'hand over 1'],
  ];
  for (const [ageMs, expected] of rows)
    assert.is(chosen({ waiting: [heldNotice(1, ageMs)] }), expected, `${ageMs} ms`);
});

test('promise 6: up to 5 late ones are said one by one, more as one summary of all of them', () => {
  assert.is(chosen({ waiting: six.slice(0, 5) }), 'late 1');
  assert.is(chosen({ waiting: six }), 'summary 1,2,3,4,5,6');
  assert.is(chosen({ waiting: [...six, heldNotice(7, 0)] }), 'announced 7', 'a fresh one goes before');
});

test('the limits are settings', () => {
  const rules = { freshMs: 10 * S, summaryAbove: 1, tooOldMs: H };
  assert.is(chosen({ waiting: [heldNotice(1, 11 * S)] }, { rules }), 'late 1');
  assert.is(chosen({ waiting: six.slice(0, 2) }, { rules }), 'summary 1,2');
  assert.is(chosen({ waiting: [heldNotice(1, H + 1)] }, { rules }), 'hand over 1');
});

test('a summary tells count and sum, refunds and cancellations apart', () => {
  const waiting = [
    ...six,
    heldNotice(7, 300 * S, { kind: 'refund', amountFen: fen(50) }),
    heldNotice(8, 300 * S, { kind: 'cancel', amountFen: fen(25) }),
  ];
  const choice = chooseAnnouncement({ ...NOTHING, waiting }, MOMENT);
  assert.equal(choice.choose === 'say' && choice.announcement.utterance, {
    kind: 'summary',
    count: 8,
    sumFen: 2_100,
    refundCount: 2,
    refundSumFen: 75,
    repeat: false,
  });
});

test('a summary is bounded; the rest is said after it', () => {
  const waiting = Array.from({ length: limits.summaryNotices + 3 }, (_, index) =>
    heldNotice(index + 1, 300 * S),
  );
  const choice = chooseAnnouncement({ ...NOTHING, waiting }, MOMENT);
  assert.is(choice.choose === 'say' && choice.announcement.notices.length, limits.summaryNotices);
});

test('a waiting payment and its refund are both spoken, in order', () => {
  const sn = orderSn('7000000000000001');
  const payment = heldNotice(1, 90 * S, { sn });
  const refund = heldNotice(2, 5 * S, { sn, kind: 'refund' });
  assert.is(chosen({ waiting: [payment, refund] }), 'late 1');
  assert.is(chosen({ waiting: [payment, refund, heldNotice(3, 0)] }), 'announced 3', 'others need not wait');
  assert.is(chosen({ waiting: [refund] }), 'announced 2');
  const bothFresh = [heldNotice(1, 9 * S, { sn }), refund];
  assert.is(chosen({ waiting: bothFresh }), 'announced 1');
});

test('promise 5: what was cut off is said again first, marked as a repeat', () => {
  assert.is(
    chosen({ interrupted: [heldNotice(1, 5 * S)], waiting: [heldNotice(2, 0)] }),
    'announced 1 repeat',
  );
  assert.is(chosen({ interrupted: [heldNotice(1, 90 * S)] }), 'late 1 repeat');
  assert.is(chosen({ interrupted: six }), 'summary 1,2,3,4,5,6 repeat');
  assert.is(chosen({ interrupted: [heldNotice(1, 25 * H)] }), 'hand over 1');
});

test('while the clock is a guess no money is announced, and nothing is given up; what the shop asks for is said', () => {
  const guess = { clockConfirmed: false };
  for (const ageMs of [0, 90 * S, 25 * H]) {
    assert.is(chosen({ waiting: [heldNotice(1, ageMs)] }, guess), 'nothing');
    assert.is(chosen({ interrupted: [heldNotice(1, ageMs)] }, guess), 'nothing');
  }
  assert.is(chosen({ waiting: six }, guess), 'nothing');
  assert.is(
    chosen({ waiting: six, prompts: [{ prompt: 'no_relay', sinceMs: 50_000 }] }, guess),
    'prompt no_relay',
  );
  assert.is(chosen({ waiting: six, replay: heldNotice(7, 0) }, guess), 'late 7 repeat');
});

test('late ones that are still coming in wait for each other; fresh ones do not', () => {
  assert.is(chosen({ waiting: six, gatherUntilMs: 50_001 }), 'nothing');
  assert.is(chosen({ waiting: six, gatherUntilMs: 50_000 }), 'summary 1,2,3,4,5,6');
  assert.is(chosen({ waiting: [...six, heldNotice(7, 0)], gatherUntilMs: 50_001 }), 'announced 7');
});

test('promise 17: a system prompt gives way to fresh payments, but not for ever', () => {
  const waiting = [heldNotice(1, 0)];
  assert.is(chosen({ waiting, prompts: [{ prompt: 'no_relay', sinceMs: 49_000 }] }), 'announced 1');
  assert.is(chosen({ waiting, prompts: [{ prompt: 'no_relay', sinceMs: 40_000 }] }), 'prompt no_relay');
  assert.is(chosen({ waiting: six, prompts: [{ prompt: 'no_relay', sinceMs: 49_000 }] }), 'prompt no_relay');
});

test('the replay button goes before late ones and after fresh ones', () => {
  const replay = heldNotice(9, 10 * S);
  assert.is(chosen({ replay, waiting: six }), 'announced 9 repeat');
  assert.is(chosen({ replay: heldNotice(9, 600 * S) }), 'late 9 repeat');
  assert.is(chosen({ replay, waiting: [heldNotice(1, 0)] }), 'announced 1');
});

test('with nothing to say nothing is said', () => {
  assert.is(chosen({}), 'nothing');
});

test.run();
