import Database from 'better-sqlite3';
import { Failure } from '../../shared/failure.ts';
import { type LogId, logId, orderSn } from '../../shared/ids.ts';
import type { DownMessage, UpMessage } from '../../shared/messages.ts';
import type { Notice } from '../../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import type { DeviceMoment } from '../device-moment.ts';
import type { Announcement } from './announcement.ts';
import { Speaker, type SpeakerOptions } from './speaker.ts';
import type { SpeakerEffect, SpeakerInput } from './speaker-effects.ts';
import { schema } from './tables-store.ts';

export const LOG = logId('00000000000000aa');
export const OTHER_LOG = logId('00000000000000bb');
/** The relay's time when a trial begins. */
export const NOON = 1_800_000_000_000;

const OPTIONS: SpeakerOptions = {
  paths: 1,
  language: 'zh-CN',
  rules: { freshMs: 60_000, summaryAbove: 5, tooOldMs: 86_400_000 },
  software: 'trial',
  bootId: 'boot',
};

/** A notice of 1.00, paid at the beginning of the trial. */
export function trialNotice(position: number, other: Partial<Notice> = {}): Notice {
  return {
    logId: LOG,
    seq: seq(position),
    kind: 'payment',
    sn: orderSn(String(position).padStart(16, '0')),
    event: 'PAID',
    amountFen: fen(100),
    payway: '3',
    paidAtMs: unixMs(NOON),
    sumFen: fenSum(position * 100),
    ...other,
  };
}

/**
 * A speaker on a real database in memory, with a clock, a relay and a voice that the test plays. For tests only.
 * Effects that need the world are run at once, in their order, unless the test switches that part of the world off.
 */
export class TrialSpeaker {
  readonly database: Database.Database;
  readonly heard: Announcement[] = [];
  readonly heardLines: string[] = [];
  readonly sent: { path: number; message: UpMessage }[] = [];
  readonly effects: SpeakerEffect[] = [];
  /** Utterances begun and not ended, when `voice` is `slow`. */
  speaking: Announcement | undefined;
  nowMs = 1_000;
  wallMs = NOON;
  relayMs = NOON;
  disk: 'works' | 'full' = 'works';
  voice: 'works' | 'slow' | 'missing' = 'works';
  /** Whether connects succeed. */
  network = true;
  speaker: Speaker;
  readonly #handlers: ReturnType<typeof schema.createHandlers>;
  readonly #options: SpeakerOptions;
  readonly #queue: SpeakerInput[] = [];
  #running = false;
  #nonces = 0;

  constructor(options: Partial<SpeakerOptions> = {}) {
    this.#options = { ...OPTIONS, ...options };
    this.database = new Database(':memory:');
    for (const migration of schema.migrations) this.database.exec(migration);
    this.#handlers = schema.createHandlers(this.database);
    this.speaker = this.#boot();
  }

  #boot(): Speaker {
    const memory = this.#handlers.load.run({ replayNotices: 10 });
    return new Speaker(this.#options, memory, this.#moment());
  }

  /** kill -9 and a new start on the same disk. */
  restart(options: Partial<SpeakerOptions> = {}): this {
    Object.assign(this.#options, options);
    this.#queue.length = 0;
    this.speaking = undefined;
    this.speaker = this.#boot();
    return this.tick();
  }

  #moment(): DeviceMoment {
    return {
      nowMs: this.nowMs,
      wallMs: this.wallMs,
      random: () => 0.5,
      nonce: () => {
        this.#nonces += 1;
        return String(this.#nonces).padStart(16, '0');
      },
    };
  }

  take(input: SpeakerInput): this {
    this.#queue.push(input);
    if (this.#running) return this;
    this.#running = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      for (const effect of this.speaker.step(next, this.#moment())) this.#run(effect);
    }
    this.#running = false;
    return this;
  }

  tick(): this {
    return this.take({ type: 'tick' });
  }

  /** Lets time pass, waking the speaker whenever it wants. */
  pass(ms: number): this {
    const endMs = this.nowMs + ms;
    for (;;) {
      const wakeAtMs = Math.max(this.nowMs, this.speaker.wakeAtMs(this.nowMs) ?? Number.POSITIVE_INFINITY);
      if (wakeAtMs > endMs) break;
      this.#advance(wakeAtMs - this.nowMs);
      this.tick();
      // A wake-up that leaves nothing to do until later must not come again at once.
      if (this.speaker.wakeAtMs(this.nowMs) === this.nowMs) this.#advance(1);
    }
    if (endMs > this.nowMs) this.#advance(endMs - this.nowMs);
    return this.tick();
  }

  #advance(ms: number): void {
    this.nowMs += ms;
    this.relayMs += ms;
    this.wallMs += ms;
  }

  message(message: DownMessage, path = 0): this {
    return this.take({ type: 'message', path, message });
  }

  notices(...notices: readonly Notice[]): this {
    for (const notice of notices) this.message({ type: 'notice', ...notice });
    return this;
  }

  /** Answers the last hello (or heartbeat) of `path`. */
  answer(type: 'welcome' | 'pulse', lastSeq: number, log: LogId = LOG, path = 0): this {
    const question = this.sent.findLast(
      (one) => one.path === path && one.message.type === (type === 'welcome' ? 'hello' : 'heartbeat'),
    )?.message;
    const nonce = question !== undefined && 'nonce' in question ? question.nonce : '';
    const relayTimeMs = unixMs(this.relayMs);
    return this.message({ type, logId: log, lastSeq: seq(lastSeq), relayTimeMs, nonce }, path);
  }

  /** Power on, connected and welcomed. */
  online(lastSeq = 0, log: LogId = LOG): this {
    return this.tick().answer('welcome', lastSeq, log);
  }

  /** What was sent of one type since the last call of this for the type. */
  takeSent<Type extends UpMessage['type']>(type: Type): Extract<UpMessage, { type: Type }>[] {
    const wanted = this.sent.filter((one) => one.message.type === type);
    for (const one of wanted) this.sent.splice(this.sent.indexOf(one), 1);
    return wanted.map((one) => one.message as Extract<UpMessage, { type: Type }>);
  }

  /** The utterance that is being said ends, or the player dies in the middle of it. */
  endSpeaking(wasHeard = true): this {
    const announcement = this.speaking;
    if (announcement === undefined) throw new Error('nothing is being said');
    this.speaking = undefined;
    if (!wasHeard) return this.take({ type: 'voice_failed', wasHeard: true });
    this.heard.push(announcement);
    const atMs = this.speaker.relayTimeAt(this.nowMs);
    return this.take({ type: 'heard', spoken: { text: '…', startedAtMs: atMs, endedAtMs: atMs } });
  }

  #run(effect: SpeakerEffect): void {
    this.effects.push(effect);
    switch (effect.type) {
      case 'connect':
        this.take({ type: this.network ? 'subscribed' : 'closed', path: effect.path });
        return;
      case 'send':
        this.sent.push({ path: effect.path, message: effect.message });
        return;
      case 'speak':
        if (this.voice === 'missing') {
          this.take({ type: 'voice_failed', wasHeard: false });
          return;
        }
        this.speaking = effect.announcement;
        if (this.voice === 'works') this.endSpeaking();
        return;
      case 'write_heard':
        this.heardLines.push(...effect.records.map((record) => record.line));
        return;
      case 'insert':
      case 'record':
      case 'settle':
      case 'confirm':
      case 'remember':
        this.#write(effect);
        return;
      case 'disconnect':
      case 'lights':
      case 'log':
      case 'quit':
        return;
    }
  }

  #write(effect: Extract<SpeakerEffect, { type: 'insert' | 'record' | 'settle' | 'confirm' | 'remember' }>) {
    const handlers = this.#handlers;
    const whole = <Result>(run: () => Result): Result | undefined => {
      if (this.disk === 'full') return undefined;
      return this.database.transaction(run)();
    };
    switch (effect.type) {
      case 'insert': {
        const result = whole(() => handlers.insert.run(effect.request));
        this.take(result === undefined ? { type: 'insert_refused' } : { type: 'inserted', result });
        return;
      }
      case 'record':
        whole(() => handlers.record.run(effect));
        this.take({ type: this.disk === 'full' ? 'record_refused' : 'recorded' });
        return;
      case 'settle': {
        const request = { settlements: effect.settlements, heardWrittenUpTo: 0 };
        const result = whole(() => handlers.settle.run(request));
        this.take(result === undefined ? { type: 'settle_refused' } : { type: 'settled', result });
        return;
      }
      case 'confirm':
        whole(() => handlers.confirm.run(effect));
        return;
      case 'remember': {
        whole(() => handlers.remember.run(effect));
        if (effect.command === undefined) return;
        const { id } = effect.command;
        this.take({ type: this.disk === 'full' ? 'command_refused' : 'command_remembered', id });
        return;
      }
    }
  }
}

/** @throws Failure when a test asks for what is not there */
export function only<Item>(items: readonly Item[]): Item {
  const [item, ...more] = items;
  if (item === undefined || more.length > 0) throw new Failure('not_found', `${items.length} instead of one`);
  return item;
}
