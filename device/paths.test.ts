import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { DownMessage } from '../shared/messages.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { type PathEffect, type PathMatter, Paths } from './paths.ts';

const LOG = logId('00000000000000aa');
const RELAY_MS = 1_800_000_000_000;
const SYNC = { type: 'sync', logId: LOG, ranges: [] } as const;

/** Three ways to a relay that answers each question at once, or not at all. */
class Trial {
  nowMs = 1_000;
  readonly paths = new Paths({ offsetMs: 0, confirmed: false }, 3, 1_000);
  #nonces = 0;

  get moment() {
    return {
      nowMs: this.nowMs,
      random: () => 0.5,
      nonce: () => {
        this.#nonces += 1;
        return String(this.#nonces).padStart(16, '0');
      },
    };
  }

  goLive(path: number): (PathEffect | PathMatter)[] {
    const [hello] = this.paths.take(path, { type: 'subscribed' }, this.moment);
    assert.is(hello?.type, 'say_hello');
    return this.answer(path, 'welcome', hello);
  }

  answer(path: number, type: 'welcome' | 'pulse', question: PathEffect | PathMatter | undefined) {
    const nonce = question !== undefined && 'nonce' in question ? question.nonce : '';
    const message: DownMessage = {
      type,
      logId: LOG,
      lastSeq: seq(7),
      relayTimeMs: unixMs(RELAY_MS + this.nowMs),
      nonce,
    };
    return this.paths.take(path, { type: 'message', message }, this.moment);
  }

  /** Which path a message takes. */
  sends(path?: number): number | undefined {
    return this.paths.send(SYNC, path)[0]?.path;
  }
}

const typesOf = (effects: readonly { readonly type: string }[]) => effects.map(({ type }) => type);

test('each path connects by itself, with a nonce of its own and the time as the device knows it', () => {
  const trial = new Trial();
  const connects = trial.paths.tick(trial.moment);
  assert.equal(
    connects.map((effect) => (effect.type === 'connect' ? [effect.path, effect.issuedAtMs] : effect)),
    [
      [0, unixMs(1_000)],
      [1, unixMs(1_000)],
      [2, unixMs(1_000)],
    ],
  );
  assert.is(new Set(connects.map((effect) => 'nonce' in effect && effect.nonce)).size, 3);
  assert.equal(trial.paths.tick(trial.moment), [], 'nothing new: no second connect');
});

test('a welcome tells the time first, then the end of the log, and is a path to send on', () => {
  const trial = new Trial();
  trial.paths.tick(trial.moment);
  assert.is(trial.paths.hasLive, false);
  assert.equal(trial.paths.send(SYNC), [], 'nothing goes out before a path is live');
  const told = trial.goLive(1);
  assert.equal(typesOf(told), ['clock_adopted', 'log_end']);
  assert.equal(
    told.map((effect) => 'path' in effect && effect.path),
    [false, 1],
  );
  assert.is(trial.paths.clock.confirmed, true);
  assert.is(trial.paths.relayTimeAt(5_000), RELAY_MS + 5_000);
  assert.is(trial.sends(), 1);
  const { livePaths, paths, relayAnswers, roundTripMs, clockConfirmed, relayNowMs } = trial.paths.condition(
    trial.nowMs,
  );
  assert.equal(
    { livePaths, paths, relayAnswers, roundTripMs, clockConfirmed, relayNowMs },
    {
      livePaths: 1,
      paths: 3,
      relayAnswers: true,
      roundTripMs: 0,
      clockConfirmed: true,
      relayNowMs: RELAY_MS + 1_000,
    },
  );
});

test('an answer to no question of ours changes neither clock nor paths', () => {
  const trial = new Trial();
  trial.paths.tick(trial.moment);
  const replayed = trial.answer(0, 'welcome', undefined);
  assert.equal(replayed, [{ type: 'refused', why: 'replayed_answer' }]);
  assert.is(trial.paths.clock.confirmed, false);
  assert.is(trial.paths.hasLive, false);
});

test('an input of a path that there is not changes nothing', () => {
  const trial = new Trial();
  assert.equal(trial.paths.take(3, { type: 'subscribed' }, trial.moment), []);
});

test('what came on a path is answered there while it lives, else where the turn is', () => {
  const trial = new Trial();
  trial.paths.tick(trial.moment);
  trial.goLive(0);
  trial.goLive(2);
  assert.is(trial.sends(2), 2);
  assert.is(trial.sends(1), 0, 'path 1 is not live');
  trial.paths.take(2, { type: 'closed' }, trial.moment);
  assert.is(trial.sends(2), 0);
});

test('the turn goes round the live paths only', () => {
  const trial = new Trial();
  trial.paths.tick(trial.moment);
  trial.goLive(0);
  trial.goLive(2);
  const taken = [0, 1, 2, 3].map(() => {
    const path = trial.sends();
    trial.paths.turn();
    return path;
  });
  assert.equal(taken, [0, 2, 0, 2]);
  trial.paths.take(0, { type: 'closed' }, trial.moment);
  assert.is(trial.sends(), 2);
});

test('a heartbeat without a pulse: it wakes when the answer is overdue, and then no relay answers', () => {
  const trial = new Trial();
  trial.paths.tick(trial.moment);
  trial.goLive(0);
  for (const path of [1, 2]) trial.paths.take(path, { type: 'stop' }, trial.moment);
  const beatAtMs = trial.nowMs + limits.heartbeatIntervalMs;
  assert.is(trial.paths.wakeAtMs(trial.nowMs, []), beatAtMs);
  trial.nowMs = beatAtMs;
  assert.equal(typesOf(trial.paths.tick(trial.moment)), ['say_heartbeat']);
  assert.is(trial.paths.answers(beatAtMs), true);
  const overdueAtMs = beatAtMs + limits.pulseTimeoutMs;
  const wakeAtMs = trial.paths.wakeAtMs(beatAtMs, []);
  assert.is(wakeAtMs, Math.min(overdueAtMs, beatAtMs + limits.heartbeatIntervalMs));
  assert.is(trial.paths.answers(overdueAtMs), false);
  assert.is(trial.paths.hasLive, true, 'it may still be only slow');
});

test('times of what is to be sent again count only while something can be sent', () => {
  const trial = new Trial();
  for (const path of [1, 2]) trial.paths.take(path, { type: 'stop' }, trial.moment);
  trial.paths.tick(trial.moment);
  const greetingEndsAtMs = trial.nowMs + limits.greetingMs;
  assert.is(trial.paths.wakeAtMs(trial.nowMs, [trial.nowMs + 1]), greetingEndsAtMs);
  trial.goLive(0);
  assert.is(trial.paths.wakeAtMs(trial.nowMs, [undefined, trial.nowMs + 1]), trial.nowMs + 1);
  trial.paths.take(0, { type: 'stop' }, trial.moment);
  assert.is(trial.paths.wakeAtMs(trial.nowMs, [trial.nowMs + 1]), undefined, 'all are stopped');
});

test.run();
