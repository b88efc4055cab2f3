import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import {
  answers,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  sessionWakeAtMs,
  startSession,
  stepSession,
} from './relay-session.ts';

const LOG = logId('00000000000000aa');

/** A session with its own clock and numbered nonces; every step keeps its effects. */
class Path {
  state: SessionState = startSession(0);
  nowMs = 0;
  effects: readonly SessionEffect[] = [];
  #nonces = 0;

  take(input: SessionInput, random = 0.5): string[] {
    this.#nonces += 1;
    const nonce = String(this.#nonces).padStart(16, '0');
    const step = stepSession(this.state, input, { nowMs: this.nowMs, random, nonce });
    this.state = step.state;
    this.effects = step.effects;
    return step.effects.map((effect) => effect.type);
  }

  at(nowMs: number): this {
    this.nowMs = nowMs;
    return this;
  }

  nonce(): string {
    const effect = this.effects.find((one) => 'nonce' in one);
    return effect !== undefined && 'nonce' in effect ? effect.nonce : '';
  }

  end(type: 'welcome' | 'pulse', nonce: string): SessionInput {
    const relayTimeMs = unixMs(1_800_000_000_000);
    return { type: 'message', message: { type, logId: LOG, lastSeq: seq(7), relayTimeMs, nonce } };
  }

  goLive(): this {
    this.take({ type: 'tick' });
    this.take({ type: 'subscribed' });
    this.take(this.end('welcome', this.nonce()));
    return this;
  }
}

const clockMessage = (nonce: string): SessionInput => ({
  type: 'message',
  message: { type: 'clock', relayTimeMs: unixMs(5_000), nonce },
});

test('a session greets after the subscription stands, and is live with its welcome', () => {
  const path = new Path();
  assert.equal(path.take({ type: 'tick' }), ['connect'], 'at once after power-on');
  assert.equal(path.at(20).take({ type: 'subscribed' }), ['say_hello']);
  assert.equal(path.at(30).take(path.end('welcome', path.nonce())), ['clock', 'log_end']);
  assert.equal(path.effects[0], {
    type: 'clock',
    sample: { relayTimeMs: 1_800_000_000_000, askedAtMs: 20, answeredAtMs: 30 },
  });
  assert.is(path.state.phase, 'live');
  assert.ok(answers(path.state, 30));
});

test('promise 9: a welcome, pulse or clock that answers another question is refused', () => {
  const path = new Path();
  path.take({ type: 'tick' });
  path.take({ type: 'subscribed' });
  assert.equal(path.take(path.end('welcome', 'ffffffffffffffff')), ['refused']);
  assert.is(path.state.phase, 'greeting');
  assert.equal(path.take(clockMessage('ffffffffffffffff')), ['refused']);
  path.take({ type: 'closed' });
  const live = new Path().goLive();
  assert.equal(live.take(live.end('pulse', 'ffffffffffffffff')), ['refused'], 'no heartbeat was sent');
  assert.equal(live.take(live.end('welcome', live.nonce())), ['refused'], 'a second welcome');
});

test('a heartbeat goes out every 10 s; its pulse counts once', () => {
  const path = new Path().goLive();
  assert.equal(path.at(9_999).take({ type: 'tick' }), []);
  assert.equal(path.at(10_000).take({ type: 'tick' }), ['say_heartbeat']);
  const { nonce } = { nonce: path.nonce() };
  assert.equal(path.at(10_040).take(path.end('pulse', nonce)), ['clock', 'log_end']);
  assert.equal(path.take(path.end('pulse', nonce)), ['refused']);
});

test('a relay that keeps the connection and says nothing is noticed, then given up', () => {
  const path = new Path().goLive();
  path.at(10_000).take({ type: 'tick' });
  assert.ok(answers(path.state, 10_000 + limits.pulseTimeoutMs - 1));
  assert.not.ok(answers(path.state, 10_000 + limits.pulseTimeoutMs));
  assert.equal(path.at(20_000).take({ type: 'tick' }), ['say_heartbeat']);
  assert.is(sessionWakeAtMs(path.state), limits.pulseSilenceMs);
  assert.equal(path.at(limits.pulseSilenceMs).take({ type: 'tick' }), ['disconnect']);
  assert.is(path.state.phase, 'waiting');
});

test('trap mqtt.js (no jitter, no retry of a refusal): attempts back off with full jitter up to the limit', () => {
  const path = new Path();
  const waits: number[] = [];
  for (let attempt = 0; attempt < limits.reconnectQuickAttempts + 5; attempt += 1) {
    path.take({ type: 'tick' });
    path.take({ type: 'closed' }, 0.999_999);
    const wakeAtMs = sessionWakeAtMs(path.state) ?? 0;
    waits.push(wakeAtMs - path.nowMs);
    path.at(wakeAtMs);
  }
  assert.equal(waits.slice(0, 4), [500, 1_000, 2_000, 2_000]);
  assert.is(waits.at(-1), limits.reconnectMaxMs);
  path.take({ type: 'tick' });
  path.take({ type: 'closed' }, 0);
  assert.is(sessionWakeAtMs(path.state), path.nowMs, 'the jitter is full');
});

test('a session that was good begins its backoff anew; one that is thrown out at once does not', () => {
  const path = new Path().goLive();
  path.at(1_000).take({ type: 'closed' }, 0);
  assert.is(path.state.phase === 'waiting' && path.state.attempt, 1);
  path.goLive();
  path.at(2_000).take({ type: 'closed' }, 0);
  assert.is(path.state.phase === 'waiting' && path.state.attempt, 2);
  path.goLive();
  path.at(2_000 + limits.sessionStableMs).take({ type: 'closed' }, 0);
  assert.is(path.state.phase === 'waiting' && path.state.attempt, 1);
});

test('a connection that hangs before its welcome is given up', () => {
  const path = new Path();
  path.take({ type: 'tick' });
  path.take({ type: 'subscribed' });
  assert.equal(path.at(limits.greetingMs - 1).take({ type: 'tick' }), []);
  assert.equal(path.at(limits.greetingMs).take({ type: 'tick' }), ['disconnect']);
});

test('told the time by the relay, it comes back at once, but not in a circle', () => {
  const path = new Path();
  path.take({ type: 'tick' });
  assert.equal(path.take(clockMessage(path.nonce())), ['clock', 'disconnect']);
  assert.equal(path.take({ type: 'closed' }), []);
  assert.equal(path.take({ type: 'tick' }), ['connect'], 'at once');
  assert.equal(path.take(clockMessage(path.nonce()), 1), ['clock', 'disconnect']);
  assert.equal(path.take({ type: 'tick' }), [], 'the second time it waits');
});

test('a command before the welcome is refused: whether it is late cannot be judged', () => {
  const path = new Path();
  path.take({ type: 'tick' });
  path.take({ type: 'subscribed' });
  const command: SessionInput = {
    type: 'message',
    message: { type: 'command', id: 'c1', expiresAtMs: unixMs(1), action: { do: 'say_test' } },
  };
  assert.equal(path.take(command), ['refused']);
  path.take({ type: 'closed' });
  assert.equal(new Path().goLive().take(command), ['deliver']);
});

test('a stopped session does nothing any more', () => {
  const path = new Path().goLive();
  assert.equal(path.take({ type: 'stop' }), ['disconnect']);
  assert.equal(path.at(1_000_000).take({ type: 'tick' }), []);
  assert.is(sessionWakeAtMs(path.state), undefined);
});

test.run();
