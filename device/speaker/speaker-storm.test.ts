import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LogId, logId } from '../../shared/ids.ts';
import type { Notice, Outcome, SeqRange } from '../../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { TrialSpeaker, trialNotice } from './trial-speaker-store.ts';

/** The relay as far as a speaker can tell: one log, and what it was told. */
class TrialRelay {
  log: LogId = logId('0000000000000001');
  notices: Notice[] = [];
  readonly outcomes = new Map<string, Set<Outcome>>();
  readonly repeats = new Map<string, boolean>();
  #logs = 1;

  order(sn: number, paidAtMs: number): void {
    this.#append(trialNotice(sn, { paidAtMs: unixMs(paidAtMs), amountFen: fen(sn) }));
  }

  #append(notice: Notice): void {
    const { settled, ...rest } = notice;
    const sumFen = fenSum((this.notices.at(-1)?.sumFen ?? 0) + notice.amountFen);
    this.notices.push({ ...rest, logId: this.log, seq: seq(this.notices.length + 1), sumFen });
  }

  /** Its disk was restored from an old copy: a new log with what has no receipt, as far as it knows. */
  rebuild(forgets: (notice: Notice) => boolean): void {
    this.#logs += 1;
    this.log = logId(String(this.#logs).padStart(16, '0'));
    const before = this.notices;
    this.notices = [];
    for (const notice of before) if (!this.outcomes.has(notice.sn) || forgets(notice)) this.#append(notice);
  }

  between(ranges: readonly SeqRange[]): Notice[] {
    return ranges.flatMap(({ first, last }) => this.notices.slice(first - 1, last));
  }
}

/**
 * One seed draws every fault: lost, doubled and reordered frames, broken connections, kill -9 at any moment, a full disk,
 * a missing player, a log that is rebuilt. Then a calm phase, in which everything must heal; an auditor judges.
 */
class Storm {
  readonly relay = new TrialRelay();
  readonly speaker = new TrialSpeaker();
  readonly random: () => number;
  readonly #air: Notice[] = [];
  #sent = 0;
  calm = false;

  constructor(seed: number) {
    this.random = seededChance(seed).next;
    this.speaker.voice = 'slow';
  }

  step(): void {
    const { speaker, relay, random } = this;
    if (!this.calm) this.#misfortune();
    if (!this.calm && random() < 0.4) {
      this.#sent += 1;
      const isLate = random() < 0.3;
      relay.order(this.#sent, speaker.relayMs - (isLate ? Math.floor(random() * 90_000_000) : 0));
      const newest = relay.notices.at(-1);
      if (newest !== undefined) this.#air.push(newest);
    }
    this.#deliver();
    this.#read();
    if (speaker.speaking !== undefined && random() < 0.6) speaker.endSpeaking();
    speaker.pass(Math.floor(random() * 800));
  }

  #misfortune(): void {
    const { speaker, random } = this;
    if (random() < 0.03) speaker.restart(random() < 0.3 ? { bootId: `boot ${random()}` } : {});
    if (random() < 0.05) speaker.network = !speaker.network;
    if (random() < 0.05) speaker.take({ type: 'closed', path: 0 });
    if (random() < 0.04) speaker.disk = speaker.disk === 'full' ? 'works' : 'full';
    if (random() < 0.04) speaker.voice = speaker.voice === 'missing' ? 'slow' : 'missing';
    if (random() < 0.02 && speaker.speaking !== undefined) speaker.endSpeaking(false);
    if (random() < 0.01) this.relay.rebuild(() => random() < 0.2);
    if (random() < 0.02) speaker.wallMs += Math.floor((random() - 0.5) * 1e9);
    if (random() < 0.1) speaker.take({ type: 'panel', input: { type: 'button', button: 'replay' } });
  }

  #deliver(): void {
    for (let count = 0; count < 4 && this.#air.length > 0; count += 1) {
      const at = this.calm ? 0 : Math.floor(this.random() * this.#air.length);
      const [notice] = this.#air.splice(at, 1);
      if (notice === undefined || (!this.calm && this.random() < 0.2)) continue;
      if (!this.calm && this.random() < 0.1) this.#air.push(notice);
      this.speaker.notices(notice);
    }
  }

  /** What the speaker said since the last step; some of it is lost. */
  #read(): void {
    const { speaker, relay, random } = this;
    const heard = speaker.sent.splice(0).filter(() => this.calm || random() < 0.85);
    for (const one of heard) {
      const { message } = one;
      switch (message.type) {
        case 'hello':
        case 'heartbeat':
          speaker.sent.push(one);
          speaker.answer(message.type === 'hello' ? 'welcome' : 'pulse', relay.notices.length, relay.log);
          speaker.sent.splice(speaker.sent.indexOf(one), 1);
          break;
        case 'sync':
          if (message.logId === relay.log) this.#air.push(...relay.between(message.ranges));
          break;
        case 'receipts':
          this.#receipt(message);
          break;
        case 'stored':
        case 'command_result':
          break;
      }
    }
  }

  #receipt(message: {
    logId: LogId;
    receipts: readonly { seq: number; outcome: Outcome; repeat: boolean }[];
  }) {
    const { relay, speaker } = this;
    for (const { seq: position, outcome, repeat } of message.receipts) {
      const notice = message.logId === relay.log ? relay.notices[position - 1] : undefined;
      if (notice === undefined) continue;
      const outcomes = relay.outcomes.get(notice.sn) ?? new Set();
      relay.outcomes.set(notice.sn, outcomes.add(outcome));
      relay.repeats.set(notice.sn, repeat);
    }
    const seqs = message.receipts.map((receipt) => seq(receipt.seq));
    if (this.calm || this.random() < 0.8) {
      speaker.message({ type: 'receipt_confirmation', logId: message.logId, seqs });
    }
  }

  heal(): void {
    this.calm = true;
    Object.assign(this.speaker, { network: true, disk: 'works', voice: 'slow' });
    for (let step = 0; step < 400; step += 1) this.step();
  }
}

function audit({ relay, speaker }: Storm, what: string): void {
  const told = (sn: string) => speaker.heard.filter((one) => one.notices.some((notice) => notice.sn === sn));
  for (const { sn } of relay.notices) {
    const outcomes = [...(relay.outcomes.get(sn) ?? [])];
    assert.is(outcomes.length, 1, `${what}: ${sn} ended in ${outcomes.join(' and ') || 'nothing'}`);
    const receipted = told(sn).filter((one) => one.outcome !== undefined);
    if (outcomes[0] === 'handed_over') {
      assert.is(receipted.length, 0, `${what}: ${sn} was handed over and heard`);
      continue;
    }
    // Heard to its end and cut before that was on disk: again, and marked.
    assert.ok(receipted.length >= 1, `${what}: ${sn} was never heard`);
    assert.ok(
      receipted.slice(1).every((one) => one.repeat),
      `${what}: ${sn} was heard twice and not marked`,
    );
    const last = receipted.at(-1);
    assert.is(last?.outcome, outcomes[0], `${what}: ${sn}`);
    assert.is(relay.repeats.get(sn), last?.repeat, `${what}: the repeat of ${sn}`);
    assert.ok(
      speaker.heardLines.some((line) => line.includes(sn)),
      `${what}: ${sn} has no line`,
    );
    for (const replay of told(sn).filter((one) => one.outcome === undefined)) {
      assert.ok(replay.repeat, `${what}: the button says that it repeats`);
    }
  }
  assert.is(speaker.speaker.unheard, 0, what);
}

test('promises 3 to 7: after any storm everything heals, each payment heard to its end once, one receipt each (40 seeds)', () => {
  let orders = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const storm = new Storm(seed);
    storm.speaker.tick();
    for (let step = 0; step < 150; step += 1) storm.step();
    storm.heal();
    audit(storm, `seed ${seed}`);
    orders += storm.relay.notices.length;
  }
  assert.ok(orders > 800, `only ${orders} orders were played`);
});

test.run();
