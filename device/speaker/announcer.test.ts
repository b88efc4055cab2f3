import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { Announcement, HeldNotice } from './announcement.ts';
import type { AnnouncingMoment } from './announcement-choice.ts';
import { type AnnouncerInput, stepAnnouncer } from './announcer.ts';
import {
  type AnnouncerEffect,
  type AnnouncerState,
  announcerWakeAtMs,
  claim,
  isQuiet,
  startAnnouncer,
  unheardCount,
} from './announcer-state.ts';
import { heldNotice, TRIAL_NOW_MS } from './trial-held-notice.ts';

/** An announcer with a clock; the test plays disk and voice. */
class Shop {
  state: AnnouncerState;
  nowMs = 0;
  effects: AnnouncerEffect[] = [];

  constructor(left: { waiting?: HeldNotice[]; interrupted?: HeldNotice[]; heard?: HeldNotice[] } = {}) {
    this.state = startAnnouncer({ waiting: [], interrupted: [], heard: [], ...left });
  }

  get moment(): AnnouncingMoment {
    return {
      nowMs: this.nowMs,
      relayNowMs: TRIAL_NOW_MS + this.nowMs,
      clockConfirmed: true,
      hasRelay: true,
      rules: { freshMs: 60_000, summaryAbove: 5, tooOldMs: 86_400_000 },
    };
  }

  take(input: AnnouncerInput): string[] {
    const step = stepAnnouncer(this.state, input, this.moment);
    this.state = step.state;
    this.effects.push(...step.effects);
    return step.effects.map((effect) => effect.type);
  }

  at(nowMs: number): this {
    this.nowMs = nowMs;
    return this;
  }

  /** Plays disk and voice without a fault until nothing is left to do; tells what was heard. */
  heard(): Announcement[] {
    const heard: Announcement[] = [];
    for (let effect = this.effects.shift(); effect !== undefined; effect = this.effects.shift()) {
      if (effect.type === 'speak') heard.push(effect.announcement);
      this.take(answerTo(effect));
    }
    return heard;
  }
}

const SPOKEN = { text: 'said', startedAtMs: unixMs(TRIAL_NOW_MS), endedAtMs: unixMs(TRIAL_NOW_MS + 1) };
function answerTo(effect: AnnouncerEffect): AnnouncerInput {
  switch (effect.type) {
    case 'record':
      return { type: 'recorded' };
    case 'speak':
      return { type: 'heard', spoken: SPOKEN };
    case 'save':
      return { type: 'saved' };
  }
}

const seqsOf = (announcements: readonly Announcement[]): number[][] =>
  announcements.map((one) => one.notices.map((notice) => notice.seq));

test('promise 5: speaking is recorded before, and its receipt with the heard line after', () => {
  const shop = new Shop();
  assert.equal(shop.take({ type: 'added', notices: [heldNotice(1)] }), ['record']);
  assert.equal(shop.take({ type: 'recorded' }), ['speak']);
  assert.equal(shop.take({ type: 'heard', spoken: SPOKEN }), ['save']);
  const save = shop.effects.at(-1);
  const [settlement] = save?.type === 'save' ? save.settlements : [];
  assert.equal([settlement?.newsIds, settlement?.outcome, settlement?.repeat], [[1], 'announced', false]);
  assert.equal(JSON.parse(settlement?.line ?? '').receipt, 'announced');
  assert.not.ok(isQuiet(shop.state));
  shop.take({ type: 'saved' });
  assert.ok(isQuiet(shop.state));
});

test('one utterance at a time, in the order of the log, whatever the order of arrival', () => {
  const shop = new Shop();
  shop.take({ type: 'added', notices: [heldNotice(2)] });
  shop.take({ type: 'added', notices: [heldNotice(4), heldNotice(3)] });
  shop.take({ type: 'added', notices: [heldNotice(1)] });
  assert.is(unheardCount(shop.state), 4);
  assert.equal(seqsOf(shop.heard()), [[2], [1], [3], [4]]);
  assert.is(unheardCount(shop.state), 0);
});

test('the next money waits until the last settlement is on disk', () => {
  const shop = new Shop({ waiting: [heldNotice(1), heldNotice(2)] });
  shop.take({ type: 'tick' });
  shop.take({ type: 'recorded' });
  assert.equal(shop.take({ type: 'heard', spoken: SPOKEN }), ['save']);
  assert.equal(shop.take({ type: 'saved' }), ['record']);
});

test('promise 6: what grows late while it is recorded is said as late, and what grows too old is handed over', () => {
  const shop = new Shop();
  assert.equal(shop.take({ type: 'added', notices: [heldNotice(1, 59_000)] }), ['record']);
  shop.effects = [];
  shop.at(2_000).take({ type: 'recorded' });
  shop.at(2_000 + limits.lateGatherMaxMs).take({ type: 'tick' });
  const [late] = shop.heard();
  assert.equal([late?.outcome, late?.repeat], ['announced_late', false]);

  const old = new Shop({ waiting: [heldNotice(2, 86_399_000)] });
  old.take({ type: 'tick' });
  old.effects = [];
  old.at(2_000).take({ type: 'recorded' });
  assert.equal(
    old.heard().map((one) => one.utterance.kind),
    ['system'],
  );
});

test('promise 6: a payment whose own commit took a minute is not said as fresh; that it was to be is taken back', () => {
  const shop = new Shop();
  shop.state = claim(shop.state);
  assert.equal(shop.at(60_000).take({ type: 'added', notices: [], speaking: heldNotice(1, 1_000) }), [
    'record',
  ]);
  const [record] = shop.effects;
  assert.equal(record, { type: 'record', newsIds: [1], releasedIds: [] });
  assert.is(shop.heard()[0]?.outcome, 'announced_late');
});

test('the replay button and prompts do not get between a payment and the next, while its end is put on disk', () => {
  const shop = new Shop({ waiting: [heldNotice(1), heldNotice(2)] });
  shop.take({ type: 'tick' });
  shop.take({ type: 'recorded' });
  shop.take({ type: 'heard', spoken: SPOKEN });
  assert.equal(shop.take({ type: 'replay' }), []);
  assert.equal(shop.take({ type: 'prompt', prompt: 'test' }), []);
  assert.equal(shop.take({ type: 'saved' }), ['record']);
});

test('while a disk hangs what is wrong is said after a while, and while it refuses at once, money or not', () => {
  const waitingFor = (disk: 'a hanging disk' | 'a refusing disk'): string[] => {
    const shop = new Shop({ waiting: [heldNotice(1), heldNotice(2)] });
    shop.take({ type: 'tick' });
    shop.take({ type: 'recorded' });
    shop.take({ type: 'heard', spoken: SPOKEN });
    if (disk === 'a refusing disk') shop.take({ type: 'save_refused' });
    const atOnce = shop.take({ type: 'prompt', prompt: 'store_failed' });
    return [...atOnce, ...shop.at(limits.promptPatienceMs).take({ type: 'tick' })];
  };
  assert.equal(waitingFor('a hanging disk'), ['speak']);
  assert.equal(waitingFor('a refusing disk').slice(0, 1), ['speak']);
});

test('after a cut a summary is said again as a repeat, and its receipts say so', () => {
  const shop = new Shop({
    interrupted: [heldNotice(1, 90_000), heldNotice(2, 90_000)],
    waiting: [heldNotice(3)],
  });
  shop.take({ type: 'tick' });
  const heard = shop.heard();
  assert.equal(seqsOf(heard), [[1, 2], [3]]);
  assert.equal(
    heard.map((one) => [one.heardAs, one.repeat]),
    [
      ['summary', true],
      ['announced', false],
    ],
  );
});

test('a voice that never began leaves the notice waiting: no receipt, no repeat, tried again more and more slowly', () => {
  const shop = new Shop({ waiting: [heldNotice(1)] });
  shop.take({ type: 'tick' });
  for (const waitMs of [1_000, 2_000, 4_000]) {
    shop.take({ type: 'recorded' });
    assert.equal(shop.take({ type: 'voice_failed', wasHeard: false }), []);
    assert.is(unheardCount(shop.state), 1);
    assert.is(announcerWakeAtMs(shop.state, shop.nowMs), shop.nowMs + waitMs);
    shop.at(shop.nowMs + waitMs - 1);
    assert.equal(shop.take({ type: 'tick' }), []);
    shop.at(shop.nowMs + 1);
    assert.equal(shop.take({ type: 'tick' }), ['record']);
  }
  shop.effects = shop.effects.slice(-1);
  assert.equal(
    shop.heard().map((one) => one.repeat),
    [false],
  );
  assert.is(shop.state.voiceRetry.attempt, 0);
});

test('a voice that fails midway makes a repeat of it', () => {
  const shop = new Shop({ waiting: [heldNotice(1)] });
  shop.take({ type: 'tick' });
  shop.take({ type: 'recorded' });
  shop.take({ type: 'voice_failed', wasHeard: true });
  shop.effects = [];
  shop.at(1_000).take({ type: 'tick' });
  assert.equal(
    shop.heard().map((one) => [one.heardAs, one.repeat]),
    [['announced', true]],
  );
});

test('what was recorded as spoken and never was is taken back by the next record', () => {
  const shop = new Shop({ waiting: [heldNotice(2, 5_000)] });
  shop.take({ type: 'tick' });
  shop.take({ type: 'recorded' });
  shop.take({ type: 'voice_failed', wasHeard: false });
  shop.take({ type: 'added', notices: [heldNotice(1)] });
  shop.effects = [];
  shop.at(1_000).take({ type: 'tick' });
  assert.equal(shop.effects, [{ type: 'record', newsIds: [1], releasedIds: [2] }]);
  shop.heard();
  assert.equal(shop.state.releasedIds, []);
});

test('a disk that refuses the record: nothing is spoken as money, warnings are, and it recovers by itself', () => {
  const shop = new Shop({ waiting: [heldNotice(1)] });
  shop.take({ type: 'tick' });
  assert.equal(shop.take({ type: 'record_refused' }), []);
  assert.equal(shop.take({ type: 'prompt', prompt: 'store_failed' }), ['speak']);
  assert.equal(shop.take({ type: 'heard', spoken: SPOKEN }), []);
  assert.is(shop.state.unsaved.length, 1);
  assert.equal(shop.at(1_000).take({ type: 'tick' }), ['save']);
  assert.equal(shop.take({ type: 'save_refused' }), []);
  shop.effects = [];
  shop.at(10_000).take({ type: 'tick' });
  assert.equal(seqsOf(shop.heard()), [[1]]);
});

test('promise 15: what was heard and cannot be saved is bounded; then nothing more is said', () => {
  const shop = new Shop();
  for (let count = 0; count < 2 * limits.settlementsUnsaved; count += 1) {
    shop.take({ type: 'prompt', prompt: 'test' });
    shop.take({ type: 'heard', spoken: SPOKEN });
    shop.take({ type: 'save_refused' });
  }
  assert.is(shop.state.unsaved.length, limits.settlementsUnsaved);
});

test('too old: handed over at once, with one prompt for all of them after what is fresh', () => {
  const day = 86_400_001;
  const shop = new Shop({ waiting: [heldNotice(1, day), heldNotice(2, day), heldNotice(3)] });
  shop.take({ type: 'tick' });
  const save = shop.effects[0];
  const settlements = save?.type === 'save' ? save.settlements : [];
  assert.equal(
    settlements.map((one) => [one.newsIds, one.outcome, one.line]),
    [[[1, 2], 'handed_over', undefined]],
  );
  const heard = shop.heard();
  assert.equal(
    heard.map((one) => one.utterance.kind),
    ['payment', 'system'],
  );
});

test('the replay button walks back, begins anew after a pause, and says when there is nothing', () => {
  const shop = new Shop({ heard: [heldNotice(3), heldNotice(2)] });
  const press = (atMs: number): (number | string)[] => {
    shop.at(atMs).take({ type: 'replay' });
    return shop
      .heard()
      .map((one) => (one.utterance.kind === 'system' ? one.utterance.prompt : (one.notices[0]?.seq ?? 0)));
  };
  assert.equal(press(0), [3]);
  assert.equal(press(limits.replaySequenceMs), [2]);
  assert.equal(press(limits.replaySequenceMs + 1), ['nothing_to_replay']);
  assert.equal(press(60_000), [3]);
});

test('a replay is a repeat, earns no receipt, and leaves its line', () => {
  const shop = new Shop({ heard: [heldNotice(3, 600_000)] });
  shop.take({ type: 'replay' });
  shop.take({ type: 'heard', spoken: SPOKEN });
  const save = shop.effects.at(-1);
  const [settlement] = save?.type === 'save' ? save.settlements : [];
  assert.equal([settlement?.newsIds, settlement?.outcome], [[], undefined]);
  const line = JSON.parse(settlement?.line ?? '');
  assert.equal([line.receipt, line.repeat, line.seqs], ['late', true, [3]]);
});

test('each notice of a summary can be replayed, the newest first', () => {
  const shop = new Shop({ waiting: [1, 2, 3, 4, 5, 6].map((position) => heldNotice(position, 90_000)) });
  shop.take({ type: 'tick' });
  shop.heard();
  assert.equal(
    shop.state.heard.map((notice) => notice.seq),
    [6, 5, 4, 3, 2, 1],
  );
});

test('a stop ends what is being said and begins nothing new', () => {
  const shop = new Shop({ waiting: [heldNotice(1), heldNotice(2)] });
  shop.take({ type: 'tick' });
  shop.take({ type: 'stop' });
  assert.not.ok(isQuiet(shop.state));
  assert.equal(seqsOf(shop.heard()), [[1]]);
  assert.ok(isQuiet(shop.state));
});

test('late notices that come one after the other end in one summary', () => {
  const shop = new Shop();
  for (let position = 1; position <= 12; position += 1) {
    shop.at(position * 100).take({ type: 'added', notices: [heldNotice(position, 90_000)] });
  }
  assert.equal(shop.effects, []);
  const wakeAtMs = announcerWakeAtMs(shop.state, shop.nowMs) ?? 0;
  assert.is(wakeAtMs, 1_200 + limits.lateGatherMs);
  shop.at(wakeAtMs).take({ type: 'tick' });
  assert.is(shop.heard()[0]?.notices.length, 12);
});

test('gathering ends even if late notices never stop', () => {
  const shop = new Shop();
  for (let position = 1; position <= 100 && shop.effects.length === 0; position += 1) {
    shop.at(position * 900).take({ type: 'added', notices: [heldNotice(position, 90_000)] });
  }
  assert.ok(shop.nowMs <= 900 + limits.lateGatherMaxMs + 900, `${shop.nowMs} ms`);
});

test('what the relay has a receipt for is withdrawn unheard', () => {
  const shop = new Shop({ waiting: [heldNotice(1), heldNotice(2)] });
  shop.take({ type: 'withdrawn', newsIds: [1] });
  assert.equal(seqsOf(shop.heard()), [[2]]);
});

test.run();
