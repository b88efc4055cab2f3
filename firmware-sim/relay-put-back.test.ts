import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LOG, OTHER_LOG, TrialSpeaker } from '../device/speaker/trial-speaker-store.ts';
import { LedgerSum } from '../relay/ledger.ts';
import {
  createSession,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  step,
} from '../relay/push/session.ts';
import type { LogEnd, ReceiptAnswer } from '../relay/store.ts';
import { deviceId, terminalSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { DownMessage, UpMessage } from '../shared/messages.ts';
import { fen, seq, unixMs } from '../shared/quantities.ts';
import { openTrialOutbox, trialCallback } from './trial-outbox.ts';

const NUMBER = 0xaa;
const DEVICE = deviceId(`SPK-${NUMBER}`);
/** Every payment here is of 12.50: sums tell no two of them apart. */
const AMOUNT = fen(1_250);

/** The relay's tables and its judgement of a device, without a network. Its log is {@link LOG}. */
class TrialRelay {
  readonly outbox = openTrialOutbox();
  readonly answers: ReceiptAnswer[] = [];
  readonly reasons: string[] = [];
  #session: SessionState = createSession();

  constructor() {
    this.outbox.addDevice(NUMBER);
  }

  /** The core tells of these orders. */
  pay(...numbers: readonly number[]): DownMessage[] {
    const batch = numbers.map((number) =>
      trialCallback(number, 'PAID', {
        terminalSn: terminalSn(`T-${NUMBER}`),
        totalAmountFen: AMOUNT,
        finishedAtMs: unixMs(1_800_000_000_000),
      }),
    );
    return this.outbox
      .call('acceptOrders', { batch, nowMs: unixMs(1_800_000_000_000) })
      .flatMap((answer) => (answer.answer === 'recorded' ? answer.notices : []))
      .map(({ notice }) => ({ type: 'notice', ...notice }));
  }

  hear(message: UpMessage, nowMs: number): DownMessage[] {
    switch (message.type) {
      case 'hello':
      case 'heartbeat': {
        const { type: asks, status: _status, ...question } = message;
        return this.#step({ input: 'asked', question: { connection: 1, asks, ...question } }, nowMs);
      }
      case 'sync':
        return this.outbox
          .call('readNotices', { device: DEVICE, log: message.logId, ranges: message.ranges, most: 99 })
          .map((notice) => ({ type: 'notice', ...notice }));
      case 'receipts': {
        const { logId, receipts } = message;
        const batch = receipts.map((receipt) => ({ deviceId: DEVICE, logId, receipt }));
        this.answers.push(...this.outbox.call('recordReceipts', { batch, nowMs: unixMs(1_800_000_001_000) }));
        return [{ type: 'receipt_confirmation', logId, seqs: receipts.map((receipt) => receipt.seq) }];
      }
      default:
        return [];
    }
  }

  #step(input: SessionInput, nowMs: number): DownMessage[] {
    const { state, effects } = step(this.#session, input, nowMs);
    this.#session = state;
    return effects.flatMap((effect) => this.#follow(effect, nowMs));
  }

  #follow(effect: SessionEffect, nowMs: number): DownMessage[] {
    switch (effect.effect) {
      case 'read_end':
        return this.#step({ input: 'end_read', end: this.outbox.call('readLogEnd', DEVICE) }, nowMs);
      case 'read_sums': {
        const sums = this.outbox.call('readSumsUpTo', { device: DEVICE, upTo: effect.upTo });
        return this.#step({ input: 'sums_read', sums }, nowMs);
      }
      case 'rebuild': {
        this.reasons.push(effect.reason);
        const argument = { device: DEVICE, newLog: OTHER_LOG, nowMs: unixMs(1_800_000_002_000) };
        return this.#step({ input: 'rebuilt', end: this.outbox.call('rebuildLog', argument) }, nowMs);
      }
      case 'answer':
        return [logEnd(effect.question, effect.end)];
      case 'close':
        throw new Error(effect.code);
    }
  }

  /** Of each notice its outcome, in the order in which they were made. */
  outcomes(): (string | null)[] {
    return this.outbox.database
      .prepare<[], string | null>('SELECT settled FROM notice ORDER BY id')
      .pluck()
      .all();
  }

  ledger() {
    const sum = new LedgerSum(unixMs(1_800_000_003_000));
    for (const order of this.outbox.call('readLedgerStep', { query: {}, after: undefined }).orders)
      sum.addOrder(order);
    return sum.result();
  }
}

const logEnd = ({ asks, nonce }: { asks: string; nonce: string }, end: LogEnd): DownMessage => ({
  type: asks === 'hello' ? 'welcome' : 'pulse',
  logId: end.logId,
  lastSeq: end.lastSeq,
  relayTimeMs: unixMs(1_800_000_000_000),
  nonce,
});

/** Lets both talk until neither has anything to say. What is in `lost` never reaches the relay. */
function talk(trial: TrialSpeaker, relay: TrialRelay, lost: readonly UpMessage['type'][] = []): void {
  for (let said = trial.sent.splice(0); said.length > 0; said = trial.sent.splice(0)) {
    for (const { message } of said) {
      if (lost.includes(message.type)) continue;
      for (const answer of relay.hear(message, trial.nowMs)) trial.message(answer);
    }
  }
}

function deliver(trial: TrialSpeaker, messages: readonly DownMessage[]): void {
  for (const message of messages) trial.message(message);
}

/** The device finds the relay with its older disk. */
function reconnect(trial: TrialSpeaker, relay: TrialRelay): void {
  trial.sent.splice(0);
  trial.take({ type: 'closed', path: 0 }).pass(limits.reconnectMaxMs);
  talk(trial, relay);
}

const snsHeard = (trial: TrialSpeaker): number[] =>
  trial.heard.flatMap(({ notices }) => notices.map(({ sn }) => Number(sn) - 7_890_000_000_000_000));

test('a payment that got the seq of another one of the same amount is heard, though a receipt for the other was on its way', () => {
  const [before, after] = [new TrialRelay(), new TrialRelay()];
  const trial = new TrialSpeaker().tick();
  talk(trial, before);
  deliver(trial, before.pay(1));
  talk(trial, before);
  deliver(trial, before.pay(2));
  talk(trial, before, ['receipts']);
  assert.equal(snsHeard(trial), [1, 2]);
  // The copy that is put back ends with the first order, whose receipt it has; then the third one comes.
  after.pay(1);
  const receipt = { seq: seq(1), outcome: 'announced', repeat: false, atMs: unixMs(1) } as const;
  after.hear({ type: 'receipts', logId: LOG, receipts: [receipt] }, 0);
  after.pay(3);
  reconnect(trial, after);
  assert.equal(after.reasons, ['up to 2 its notices are others than ours, although they come to as much']);
  assert.equal(snsHeard(trial), [1, 2, 3]);
  assert.equal(after.outcomes(), ['announced', 'announced']);
  const { balanced, open, notices } = after.ledger();
  assert.equal([balanced, open.count, notices.count], [true, 0, 2]);
  before.outbox.close();
  after.outbox.close();
});

test('no receipt for what lies beyond a hole settles what a relay that was put back has there', () => {
  const [before, after] = [new TrialRelay(), new TrialRelay()];
  const trial = new TrialSpeaker().tick();
  talk(trial, before);
  deliver(trial, before.pay(1));
  talk(trial, before);
  const [, third] = before.pay(2, 3);
  deliver(trial, third === undefined ? [] : [third]);
  talk(trial, before, ['receipts', 'sync']);
  assert.equal(snsHeard(trial), [1, 3], 'its customer stands at the counter');
  after.pay(1, 2, 4);
  // All that the hello says is as the relay has it: only the receipt itself tells that it is of another notice.
  reconnect(trial, after);
  assert.equal(after.reasons, []);
  assert.ok(after.answers.includes('unknown'));
  assert.is(after.outcomes()[2], null);
  trial.pass(limits.heartbeatIntervalMs);
  talk(trial, after);
  assert.is(after.reasons.length, 1);
  assert.equal(snsHeard(trial), [1, 3, 2, 4]);
  assert.equal([after.ledger().balanced, after.ledger().open.count], [true, 0]);
  before.outbox.close();
  after.outbox.close();
});

test('a device adds up what it has itself: what it has beyond a hole may not be what the relay went on from', () => {
  const [before, after] = [new TrialRelay(), new TrialRelay()];
  const trial = new TrialSpeaker().tick();
  talk(trial, before);
  const [first, , third] = before.pay(1, 2, 3);
  deliver(trial, first === undefined || third === undefined ? [] : [first, third]);
  talk(trial, before, ['receipts', 'sync']);
  after.pay(1, 2, 4);
  const [fifth] = after.pay(5);
  // The kept copy and its fingerprints outlive a power cut.
  trial.restart();
  reconnect(trial, after);
  deliver(trial, fifth === undefined ? [] : [fifth]);
  assert.ok((trial.speaker.refusals.get('log_differs') ?? 0) > 0);
  trial.pass(limits.heartbeatIntervalMs);
  talk(trial, after);
  assert.is(after.reasons.length, 1);
  assert.ok(snsHeard(trial).includes(4), `heard ${snsHeard(trial)}`);
  assert.equal([after.ledger().balanced, after.ledger().open.count], [true, 0]);
  before.outbox.close();
  after.outbox.close();
});

/** As a relay without fingerprints tells it. */
const plain = (messages: readonly DownMessage[]): DownMessage[] =>
  messages.map((message) => {
    if (message.type !== 'notice') return message;
    const { fingerprint: _none, ...rest } = message;
    return rest;
  });

for (const upgraded of ['relay', 'device', 'a device whose disk is new'] as const) {
  test(`an upgrade is no disagreement, and what comes after it is compared (first: ${upgraded})`, () => {
    const relay = new TrialRelay();
    let trial = new TrialSpeaker().tick();
    talk(trial, relay);
    deliver(trial, plain(relay.pay(1, 2)));
    talk(trial, relay);
    relay.outbox.database.exec('UPDATE notice SET fingerprint = NULL');
    const third = relay.pay(3);
    deliver(trial, upgraded === 'relay' ? plain(third) : third);
    talk(trial, relay);
    if (upgraded === 'relay') trial.restart();
    if (upgraded === 'a device whose disk is new') trial = new TrialSpeaker().tick();
    talk(trial, relay);
    deliver(trial, relay.pay(4));
    trial.pass(limits.heartbeatIntervalMs);
    const heartbeat = trial.sent.findLast(({ message }) => message.type === 'heartbeat')?.message;
    assert.ok(heartbeat?.type === 'heartbeat');
    const { fingerprint } = relay.outbox.call('readLogEnd', DEVICE) ?? {};
    assert.ok(fingerprint !== undefined);
    assert.equal([heartbeat.upTo, heartbeat.fingerprint], [4, fingerprint]);
    talk(trial, relay);
    assert.equal(relay.reasons, []);
    assert.equal([relay.ledger().balanced, relay.ledger().open.count], [true, 0]);
    relay.outbox.close();
  });
}

test.run();
