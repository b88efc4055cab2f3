import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { fingerprint, noticeFingerprint } from '../../shared/log-fingerprint.ts';
import type { CommandAction } from '../../shared/messages.ts';
import { fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { LOG, NOON, OTHER_LOG, only, TrialSpeaker, trialNotice } from './trial-speaker-store.ts';

const seqsHeard = (trial: TrialSpeaker): number[][] =>
  trial.heard.map((one) => one.notices.map((notice) => notice.seq));
const promptsHeard = (trial: TrialSpeaker): string[] =>
  trial.heard.flatMap(({ utterance }) => (utterance.kind === 'system' ? [utterance.prompt] : []));

test('a fresh payment: stored, spoken and receipted; the voice begins after one commit', () => {
  const trial = new TrialSpeaker().online();
  assert.equal(only(trial.takeSent('hello')).upTo, 0);
  assert.equal(only(trial.takeSent('sync')).ranges, []);
  trial.effects.length = 0;
  trial.notices(trialNotice(1));
  const order = trial.effects.map((effect) =>
    effect.type === 'send' ? `send ${effect.message.type}` : effect.type,
  );
  assert.equal(
    order.filter((one) => one !== 'lights' && one !== 'log'),
    ['insert', 'send stored', 'speak', 'settle', 'send receipts', 'write_heard'],
  );
  assert.equal(only(trial.takeSent('stored')).seqs, [1]);
  const { logId: log, receipts } = only(trial.takeSent('receipts'));
  assert.is(log, LOG);
  assert.equal(only(receipts), { seq: 1, outcome: 'announced', repeat: false, atMs: NOON });
  assert.equal(JSON.parse(only(trial.heardLines)).sns, ['0000000000000001']);
});

test('promise 3: on connect exactly the holes are asked for, and a gap at once', () => {
  const trial = new TrialSpeaker().online().notices(trialNotice(1), trialNotice(4));
  assert.equal(trial.takeSent('sync').at(-1)?.ranges, [{ first: 2, last: 3 }]);
  trial.notices(trialNotice(6));
  assert.equal(only(trial.takeSent('sync')).ranges, [{ first: 5, last: 5 }]);
  trial.take({ type: 'closed', path: 0 }).pass(limits.reconnectFirstMs).answer('welcome', 8);
  assert.equal(only(trial.takeSent('sync')).ranges, [
    { first: 2, last: 3 },
    { first: 5, last: 5 },
    { first: 7, last: 8 },
  ]);
});

test('promise 3: the heartbeat carries count, sum and what is spoken; a lost tail is seen by its pulse', () => {
  const trial = new TrialSpeaker().online().notices(trialNotice(1), trialNotice(2));
  trial.pass(limits.heartbeatIntervalMs);
  const beat = only(trial.takeSent('heartbeat'));
  assert.equal([beat.logId, beat.upTo, beat.sumFen, beat.spokenUpTo], [LOG, 2, 200, 2]);
  trial.sent.push({ path: 0, message: beat });
  trial.answer('pulse', 5);
  assert.equal(trial.takeSent('sync').at(-1)?.ranges, [{ first: 3, last: 5 }]);
});

test('promise 4: a full disk: nothing is called stored, the shop is warned once, and it recovers by itself', () => {
  const trial = new TrialSpeaker().online();
  trial.disk = 'full';
  trial.notices(trialNotice(1)).pass(3_000);
  assert.equal(trial.takeSent('stored'), []);
  assert.equal(promptsHeard(trial), ['store_failed']);
  trial.disk = 'works';
  trial.notices(trialNotice(1)).pass(20_000);
  assert.equal(only(trial.takeSent('stored')).seqs, [1]);
  assert.equal(seqsHeard(trial), [[], [1]]);
  assert.is(trial.heardLines.length, 2, 'what was said while the disk was full has its line too');
});

test('promise 5: killed while speaking: the same again, marked, and the receipt says so', () => {
  const trial = new TrialSpeaker().online();
  trial.voice = 'slow';
  trial.notices(trialNotice(1));
  assert.ok(trial.speaking);
  trial.voice = 'works';
  trial.restart();
  assert.equal(
    trial.heard.map((one) => [one.heardAs, one.repeat]),
    [['announced', true]],
  );
  trial.answer('welcome', 1);
  assert.is(only(only(trial.takeSent('receipts')).receipts).repeat, true);
  trial.restart();
  assert.is(trial.heard.length, 1, 'and never again');
});

test('promise 5: killed with a receipt that nobody confirmed: it is sent again, nothing is said again', () => {
  const trial = new TrialSpeaker().online().notices(trialNotice(1));
  trial.takeSent('receipts');
  trial.restart().answer('welcome', 1);
  assert.equal(only(trial.takeSent('receipts')).receipts[0]?.seq, 1);
  trial.message({ type: 'receipt_confirmation', logId: LOG, seqs: [seq(1)] });
  trial.restart().answer('welcome', 1);
  assert.equal(trial.takeSent('receipts'), []);
  assert.is(trial.heard.length, 1);
});

test('promise 6: what came while nobody listened is one summary; what is too old goes to a human', () => {
  const trial = new TrialSpeaker().online();
  const late = (position: number, ageMs: number) => trialNotice(position, { paidAtMs: unixMs(NOON - ageMs) });
  for (let position = 1; position <= 7; position += 1) trial.notices(late(position, 600_000));
  trial.notices(late(8, 86_400_001), trialNotice(9)).pass(limits.lateGatherMs);
  assert.equal(promptsHeard(trial), ['handed_over']);
  assert.equal(
    seqsHeard(trial).filter((seqs) => seqs.length > 0),
    [[9], [1, 2, 3, 4, 5, 6, 7]],
  );
  const outcomes = trial
    .takeSent('receipts')
    .flatMap(({ receipts }) => receipts)
    .map((receipt) => `${receipt.seq} ${receipt.outcome}`);
  assert.ok(outcomes.includes('8 handed_over') && outcomes.includes('9 announced'));
  assert.ok(outcomes.includes('1 summarised') && outcomes.includes('7 summarised'));
});

test('promise 6: switched on with a wrong clock and no relay, it waits for the time: then one is late, and one too old', () => {
  const trial = new TrialSpeaker().online();
  trial.voice = 'missing';
  trial.notices(trialNotice(1), trialNotice(2, { paidAtMs: unixMs(NOON - 90_000_000) }));
  trial.voice = 'works';
  trial.network = false;
  trial.wallMs = 5_000;
  trial.restart({ bootId: 'next boot' });
  const moneyHeard = (): string[] =>
    trial.heard.filter(({ utterance }) => utterance.kind !== 'system').map((one) => one.heardAs);
  trial.pass(3_600_000);
  assert.equal(moneyHeard(), []);
  assert.ok(promptsHeard(trial).includes('no_relay'));
  trial.network = true;
  trial.relayMs += 3_000;
  trial.pass(limits.reconnectMaxMs).answer('welcome', 2).pass(limits.lateGatherMaxMs);
  assert.equal(moneyHeard(), ['late']);
  assert.equal(
    promptsHeard(trial).filter((one) => one === 'handed_over'),
    ['handed_over'],
  );
});

test('promise 9: a notice of another log is refused and counted; a repeat is acknowledged again', () => {
  const trial = new TrialSpeaker().online();
  trial.notices(trialNotice(1, { logId: OTHER_LOG }), trialNotice(1));
  trial.takeSent('stored');
  trial.notices(trialNotice(1));
  assert.equal(only(trial.takeSent('stored')).seqs, [1]);
  assert.is(trial.heard.length, 1);
  assert.equal(Object.fromEntries(trial.speaker.refusals), { wrong_log: 1, repeated_notice: 1 });
});

test('a new log: what is open stays, what was heard is not heard again, and each entry has its receipt', () => {
  const trial = new TrialSpeaker().online();
  trial.notices(trialNotice(1));
  trial.voice = 'missing';
  trial.notices(trialNotice(2));
  trial.takeSent('receipts');
  trial.restart().answer('welcome', 3, OTHER_LOG);
  const again = (position: number, sn: number) =>
    trialNotice(position, { logId: OTHER_LOG, sn: trialNotice(sn).sn });
  trial.notices(again(1, 1), again(2, 2), again(3, 3));
  trial.voice = 'works';
  trial.pass(60_000);
  assert.equal(
    trial.heard.flatMap((one) => one.notices.map((notice) => Number(notice.sn))).sort(),
    [1, 2, 3],
  );
  const receipts = new Set(
    trial
      .takeSent('receipts')
      .flatMap(({ logId: log, receipts }) =>
        receipts.map((receipt) => `${log === LOG ? 'old' : 'new'} ${receipt.seq}`),
      ),
  );
  assert.equal([...receipts].sort(), ['new 1', 'new 2', 'new 3', 'old 1', 'old 2']);
});

test('a notice whose receipt the relay holds already is stored and not spoken, and withdraws one that waits', () => {
  const trial = new TrialSpeaker().online().notices(trialNotice(1, { settled: 'announced' }));
  trial.voice = 'missing';
  trial.notices(trialNotice(2)).answer('welcome', 2);
  trial.restart().answer('welcome', 1, OTHER_LOG);
  const settled = trialNotice(1, { logId: OTHER_LOG, sn: trialNotice(2).sn, settled: 'handed_over' });
  trial.notices({ ...settled, sumFen: fenSum(100) });
  trial.voice = 'works';
  trial.pass(60_000);
  assert.equal(
    trial.heard.filter((one) => one.notices.length > 0),
    [],
  );
  assert.is(trial.speaker.unheard, 0);
});

test('promise 10: warned once when nobody answers for 10 s, and once when the relay is back', () => {
  const trial = new TrialSpeaker();
  trial.network = false;
  trial.tick().pass(60_000);
  assert.equal(promptsHeard(trial), ['no_relay']);
  trial.network = true;
  trial.pass(limits.reconnectMaxMs).answer('welcome', 0).pass(limits.relayBackMs);
  assert.equal(promptsHeard(trial), ['no_relay', 'relay_back']);
});

test('promise 10: volume at zero is said and told to the relay; the volume outlives the process', () => {
  const trial = new TrialSpeaker().online();
  const press = { type: 'panel', input: { type: 'button', button: 'volume_down' } } as const;
  for (let count = 0; count < 9; count += 1) trial.take(press);
  trial.pass(limits.heartbeatIntervalMs);
  const { status } = only(trial.takeSent('heartbeat'));
  assert.equal([status.volumePercent, status.warnings], [0, ['volume_zero']]);
  assert.equal(promptsHeard(trial), ['volume_zero']);
  trial.restart();
  assert.is(trial.takeSent('hello').at(-1)?.status.volumePercent, 0);
});

test('commands: done once, answered each time, refused when late, nothing done that is not on disk', () => {
  const trial = new TrialSpeaker().online();
  const command = (id: string, action: CommandAction, expiresAtMs = NOON + 60_000) =>
    trial.message({ type: 'command', id, expiresAtMs: unixMs(expiresAtMs), action });
  command('a', { do: 'say_test' });
  command('a', { do: 'say_test' });
  command('b', { do: 'set_volume', volumePercent: 30 }, NOON - 1);
  command('c', { do: 'set_language', language: 'en' });
  assert.equal(
    trial.takeSent('command_result').map(({ id, done }) => `${id} ${done}`),
    ['a true', 'a true', 'b false', 'c true'],
  );
  assert.equal(promptsHeard(trial), ['test']);
  trial.disk = 'full';
  command('d', { do: 'set_volume', volumePercent: 10 });
  assert.equal(trial.takeSent('command_result'), []);
  trial.disk = 'works';
  trial.restart();
  const { status } = only(trial.takeSent('hello').slice(-1));
  assert.equal([status.language, status.volumePercent], ['en', 70]);
  trial.answer('welcome', 0);
  command('a', { do: 'say_test' });
  assert.equal(promptsHeard(trial), ['test'], 'not even after a restart');
});

test('a sum or a fingerprint that differs is told aloud, and the heartbeat carries ours', () => {
  const trial = new TrialSpeaker().online();
  trial.notices(trialNotice(1, { sumFen: fenSum(999) }));
  assert.is(trial.speaker.refusals.get('log_differs'), 1);
  trial.pass(limits.heartbeatIntervalMs);
  assert.is(only(trial.takeSent('heartbeat')).sumFen, 100);
  const other = new TrialSpeaker().online().notices(trialNotice(1, { fingerprint: fingerprint(9) }));
  assert.is(other.speaker.refusals.get('log_differs'), 1);
  other.pass(limits.heartbeatIntervalMs);
  assert.is(only(other.takeSent('heartbeat')).fingerprint, noticeFingerprint(trialNotice(1)));
});

test('two paths: stored goes back where the notice came from, on both where both brought it', () => {
  const trial = new TrialSpeaker({ paths: 2 }).tick().answer('welcome', 0);
  trial.answer('welcome', 0, LOG, 1);
  trial.sent.length = 0;
  trial.message({ type: 'notice', ...trialNotice(1) }, 1);
  const stored = (): number[] => {
    const paths = trial.sent.filter(({ message }) => message.type === 'stored').map(({ path }) => path);
    trial.sent.length = 0;
    return paths;
  };
  assert.equal(stored(), [1]);
  trial.message({ type: 'notice', ...trialNotice(1) }, 0);
  assert.equal(stored(), [0], 'a hedge that came too late is answered on its own path');
  trial.take({ type: 'closed', path: 1 }).message({ type: 'notice', ...trialNotice(2) }, 0);
  assert.equal(stored(), [0]);
  assert.is(trial.heard.length, 2);
});

test('two paths: a relay that answers on one of them is no reason for a warning', () => {
  const trial = new TrialSpeaker({ paths: 2 }).tick().answer('welcome', 0);
  for (let count = 0; count < 4; count += 1) trial.pass(limits.heartbeatIntervalMs).answer('pulse', 0);
  assert.equal(promptsHeard(trial), []);
});

test('what was heard and cannot be saved is not reported as spoken', () => {
  const trial = new TrialSpeaker().online().notices(trialNotice(1));
  trial.pass(limits.heartbeatIntervalMs).answer('pulse', 1);
  assert.is(only(trial.takeSent('heartbeat')).spokenUpTo, 1);
  trial.voice = 'slow';
  trial.notices(trialNotice(2));
  trial.disk = 'full';
  trial.endSpeaking().pass(limits.heartbeatIntervalMs).answer('pulse', 2);
  assert.is(only(trial.takeSent('heartbeat')).spokenUpTo, 1);
  trial.disk = 'works';
  trial.pass(2 * limits.heartbeatIntervalMs);
  assert.is(trial.takeSent('heartbeat').at(-1)?.spokenUpTo, 2);
});

test('a clean stop ends what is being said, takes nothing new, and quits', () => {
  const trial = new TrialSpeaker().online();
  trial.voice = 'slow';
  trial.notices(trialNotice(1), trialNotice(2)).take({ type: 'stop' }).notices(trialNotice(3));
  assert.not.ok(trial.effects.some((effect) => effect.type === 'quit'));
  trial.endSpeaking();
  assert.ok(trial.effects.some((effect) => effect.type === 'quit'));
  assert.is(trial.speaking, undefined);
  assert.is(trial.restart().speaker.unheard, 1, 'the second waits on disk; the third stays with the relay');
});

test('a clean stop does not wait for a voice that never ends', () => {
  const trial = new TrialSpeaker().online();
  trial.voice = 'slow';
  trial.notices(trialNotice(1)).take({ type: 'stop' }).pass(limits.stopMs);
  assert.ok(trial.effects.some((effect) => effect.type === 'quit'));
});

test.run();
