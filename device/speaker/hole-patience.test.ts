import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { TrialSpeaker, trialNotice } from './trial-speaker-store.ts';

const sn = trialNotice(1).sn;
const refund = trialNotice(2, { kind: 'refund', event: 'REFUNDED', sn });
const kinds = (trial: TrialSpeaker): string[] =>
  trial.heard.map(({ utterance }) => (utterance.kind === 'system' ? utterance.prompt : utterance.kind));

test('a refund that came before its own payment is heard after it, once the hole is filled', () => {
  const trial = new TrialSpeaker().online(2).notices(refund);
  assert.equal(kinds(trial), []);
  trial.pass(200).notices(trialNotice(1));
  assert.equal(kinds(trial), ['payment', 'refund']);
});

test('also after a restart, for the hole is still there', () => {
  const trial = new TrialSpeaker().online(2).notices(refund).restart();
  trial.answer('welcome', 2).notices(trialNotice(1));
  assert.equal(kinds(trial), ['payment', 'refund']);
});

test('a payment beyond a hole waits for nobody: its customer stands at the counter', () => {
  const trial = new TrialSpeaker().online(2).notices(trialNotice(2));
  assert.equal(kinds(trial), ['payment']);
});

test('a hole that is not filled holds a refund up for a while only', () => {
  const trial = new TrialSpeaker().online(2).notices(refund);
  for (let waitedMs = 0; waitedMs < limits.holePatienceMs; waitedMs += limits.heartbeatIntervalMs) {
    assert.not(kinds(trial).includes('refund'));
    trial.pass(limits.heartbeatIntervalMs).answer('pulse', 2);
  }
  assert.ok(kinds(trial).includes('refund'));
});

test('while no relay is there to fill it, for as long as that lasts', () => {
  const trial = new TrialSpeaker().online(2).notices(refund);
  trial.network = false;
  trial.take({ type: 'closed', path: 0 }).pass(2 * limits.holePatienceMs);
  assert.not(kinds(trial).includes('refund'));
  trial.network = true;
  trial.pass(limits.reconnectMaxMs).answer('welcome', 2).notices(trialNotice(1));
  assert.equal(
    kinds(trial).filter((kind) => kind === 'payment' || kind === 'refund'),
    ['payment', 'refund'],
  );
});

test.run();
