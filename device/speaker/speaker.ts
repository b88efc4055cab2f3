import { limits } from '../../shared/limits.ts';
import { clockToRemember, type RememberedClock, startClock } from '../clock.ts';
import type { CommandOutcome } from '../commands.ts';
import type { DeviceMoment } from '../device-moment.ts';
import { Paths } from '../paths.ts';
import type { SessionInput } from '../relay-session.ts';
import type { AnnouncementRules } from './announcement.ts';
import type { AnnouncingMoment } from './announcement-choice.ts';
import type { AnnouncerInput } from './announcer.ts';
import { CommandDesk } from './command-desk.ts';
import { Conversation, type ConversationContext, type ConversationEffect } from './conversation.ts';
import { Inbox } from './inbox.ts';
import { Receipts } from './receipts.ts';
import { Refusals } from './refusals.ts';
import { Shopfront } from './shopfront.ts';
import type { SpeakerCondition } from './speaker-condition.ts';
import type { SpeakerEffect, SpeakerInput } from './speaker-effects.ts';
import { clockFact, clockFrom, isLanguage } from './speaker-facts.ts';
import type { InsertResult, SettleResult, SpeakerMemory } from './speaker-operations.ts';
import type { Language } from './voice.ts';

export interface SpeakerOptions {
  /** How many ways to the relay there are. */
  readonly paths: number;
  /** As it is set on the device; a command may have changed it since. */
  readonly language: Language;
  readonly rules: AnnouncementRules;
  /** Version, for the relay. */
  readonly software: string;
  /** Names this boot of the machine; empty where it cannot be known. */
  readonly bootId: string;
}

/**
 * The speaker without its hands: takes what happens, answers with what is to be done, in order. It joins conversation
 * (relay), inbox (disk) and shopfront (voice, warnings, panel), none of which knows the others.
 */
export class Speaker {
  readonly #options: SpeakerOptions;
  readonly #inbox: Inbox;
  readonly #receipts: Receipts;
  readonly #paths: Paths;
  readonly #conversation: Conversation;
  readonly #desk: CommandDesk;
  readonly #shop: Shopfront;
  readonly #refusals = new Refusals();
  #rememberedClock: RememberedClock | undefined;
  #entryCount: number;
  #insertRefused = false;
  #heardFileFails = false;
  #quitAtMs: number | undefined;
  #hasQuit = false;

  constructor(options: SpeakerOptions, memory: SpeakerMemory, moment: DeviceMoment) {
    this.#options = options;
    this.#inbox = new Inbox(memory.logs, memory.currentLog);
    this.#receipts = new Receipts(memory.owed);
    this.#rememberedClock = clockFrom(memory.facts);
    const clock = startClock({
      bootId: options.bootId,
      monotonicMs: moment.nowMs,
      wallMs: moment.wallMs,
      remembered: this.#rememberedClock,
      newestKnownMs: memory.newestKnownMs,
    });
    this.#paths = new Paths(clock, options.paths, moment.nowMs);
    this.#conversation = new Conversation(this.#paths, this.#inbox, this.#receipts);
    this.#desk = new CommandDesk(memory.commands, options.language);
    this.#shop = new Shopfront(memory, options.language, options.software);
    this.#entryCount = memory.entryCount;
  }

  /** What was refused since the start, by reason (promise 9). */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals.counts;
  }

  /** Stored and not heard to the end. */
  get unheard(): number {
    return this.#shop.unheard;
  }

  /** The relay's time at a monotonic one, as far as the device knows. */
  relayTimeAt(monotonicMs: number) {
    return this.#paths.relayTimeAt(monotonicMs);
  }

  /** Nothing is said, nothing waits to be said, and all is on disk. */
  get isQuiet(): boolean {
    return this.#shop.isQuiet && this.#shop.unheard === 0;
  }

  /** For a technician's doctor. */
  condition(nowMs: number): SpeakerCondition {
    return {
      status: this.#shop.status(),
      link: this.#paths.condition(nowMs),
      isFileRefused: this.#insertRefused || this.#heardFileFails,
      entryCount: this.#entryCount,
      refusals: this.#refusals.counts,
    };
  }

  step(input: SpeakerInput, moment: DeviceMoment): SpeakerEffect[] {
    if (this.#hasQuit) return [];
    const effects = this.#take(input, moment);
    effects.push(...this.#commitArrivals(moment));
    const view = {
      relayAnswers: this.#paths.answers(moment.nowMs),
      fileRefuses: this.#insertRefused || this.#heardFileFails,
      entryCount: this.#entryCount,
    };
    effects.push(...this.#shop.watch(view, this.#announcing(moment)));
    if (this.#quitAtMs !== undefined && (this.#shop.isQuiet || moment.nowMs >= this.#quitAtMs)) {
      this.#hasQuit = true;
      effects.push({ type: 'quit' });
    }
    return effects;
  }

  /** When a `tick` is due. */
  wakeAtMs(nowMs: number): number | undefined {
    const times = [this.#conversation.wakeAtMs(nowMs), this.#shop.wakeAtMs(nowMs), this.#quitAtMs].filter(
      (atMs) => atMs !== undefined,
    );
    return times.length === 0 || this.#hasQuit ? undefined : Math.min(...times);
  }

  #take(input: SpeakerInput, moment: DeviceMoment): SpeakerEffect[] {
    switch (input.type) {
      case 'tick':
        return [
          ...this.#follow(this.#conversation.tick(this.#context(moment)), moment),
          ...this.#announce({ type: 'tick' }, moment),
        ];
      case 'stop':
        this.#quitAtMs ??= moment.nowMs + limits.stopMs;
        return this.#announce({ type: 'stop' }, moment);
      case 'subscribed':
      case 'closed':
        return this.#converse(input.path, { type: input.type }, moment);
      case 'message':
        // From a stop on nothing new is begun: it stays with the relay.
        if (this.#quitAtMs !== undefined && input.message.type !== 'receipt_confirmation') return [];
        return this.#converse(input.path, { type: 'message', message: input.message }, moment);
      case 'frame_refused':
        return this.#refuse(input.why);
      case 'inserted':
        return this.#takeInserted(input.result, moment);
      case 'insert_refused':
        this.#insertRefused = true;
        this.#inbox.batchRefused();
        return this.#shop.hasClaim ? this.#announce({ type: 'claim_refused' }, moment) : [];
      case 'settled':
        return this.#takeSettled(input.result, moment);
      case 'settle_refused':
        return this.#announce({ type: 'save_refused' }, moment);
      case 'command_remembered':
        return this.#doCommand(input.id, moment);
      case 'command_refused':
        this.#desk.forgotten(input.id);
        return [];
      case 'recorded':
      case 'record_refused':
        return this.#announce({ type: input.type }, moment);
      case 'heard':
      case 'voice_failed':
        return this.#announce(input, moment);
      case 'heard_file':
        this.#heardFileFails = !input.works;
        return [];
      case 'panel':
        return this.#shop.takePanel(input.input, this.#announcing(moment));
      case 'say_prompt':
        return this.#announce({ type: 'prompt', prompt: input.prompt }, moment);
    }
  }

  #announce(input: AnnouncerInput, moment: DeviceMoment): SpeakerEffect[] {
    return this.#shop.announce(input, this.#announcing(moment));
  }

  #announcing({ nowMs }: DeviceMoment): AnnouncingMoment {
    const gapless = this.#inbox.position;
    return {
      ...(gapless === undefined ? {} : { gapless }),
      nowMs,
      relayNowMs: this.relayTimeAt(nowMs),
      clockConfirmed: this.#paths.clock.confirmed,
      rules: this.#options.rules,
      hasRelay: this.#paths.hasLive,
    };
  }

  // ---- the relay ----

  #converse(path: number, input: SessionInput, moment: DeviceMoment): SpeakerEffect[] {
    return this.#follow(this.#conversation.take(path, input, this.#context(moment)), moment);
  }

  #context(moment: DeviceMoment): ConversationContext {
    return {
      nowMs: moment.nowMs,
      random: moment.random,
      nonce: moment.nonce,
      status: () => this.#shop.status(),
      spokenUpTo: () => this.#shop.spokenUpTo(this.#inbox.position),
      room: () => limits.inboxNotices - this.unheard - this.#receipts.size,
    };
  }

  #follow(effects: readonly ConversationEffect[], moment: DeviceMoment): SpeakerEffect[] {
    return effects.flatMap((effect) => this.#followOne(effect, moment));
  }

  #followOne(effect: ConversationEffect, moment: DeviceMoment): SpeakerEffect[] {
    switch (effect.type) {
      case 'connect':
      case 'disconnect':
      case 'send':
      case 'confirm':
        return [effect];
      case 'clock_adopted':
        return [...this.#rememberClock(moment), ...this.#announce({ type: 'tick' }, moment)];
      case 'log_begun':
        return [{ type: 'log', level: 'info', event: 'log begun', detail: { logId: effect.logId } }];
      case 'command':
        return this.#takeCommand(effect.command, moment);
      case 'refused':
        return this.#refuse(effect.why);
    }
  }

  #rememberClock({ nowMs, wallMs }: DeviceMoment): SpeakerEffect[] {
    const now = { bootId: this.#options.bootId, monotonicMs: nowMs, wallMs };
    const remembering = clockToRemember(this.#paths.clock, now, this.#rememberedClock);
    if (remembering === undefined) return [];
    this.#rememberedClock = remembering;
    return [{ type: 'remember', facts: { clock: clockFact(remembering) } }];
  }

  #refuse(why: string): SpeakerEffect[] {
    const count = this.#refusals.add(why);
    return count === undefined
      ? []
      : [{ type: 'log', level: 'warn', event: 'refused', detail: { why, count } }];
  }

  #takeCommand(
    command: Extract<ConversationEffect, { type: 'command' }>['command'],
    moment: DeviceMoment,
  ): SpeakerEffect[] {
    const answer = this.#desk.take(command, this.relayTimeAt(moment.nowMs));
    switch (answer.is) {
      case 'answer':
        return this.#answerCommand(answer.outcome);
      case 'remember':
        return [{ type: 'remember', facts: answer.facts, command: answer.outcome }];
      case 'under_way':
        return [];
      case 'overloaded':
        return this.#refuse('too_many_commands');
    }
  }

  #answerCommand(outcome: CommandOutcome): SpeakerEffect[] {
    return this.#paths.send({ type: 'command_result', ...outcome });
  }

  #doCommand(id: string, moment: DeviceMoment): SpeakerEffect[] {
    const command = this.#desk.remembered(id);
    if (command === undefined) return [];
    const { outcome, action } = command;
    const effects = this.#answerCommand(outcome);
    if (action.do === 'set_volume') this.#shop.volumePercent = action.volumePercent;
    if (action.do === 'set_language' && isLanguage(action.language)) this.#shop.language = action.language;
    if (action.do === 'say_test') effects.push(...this.#announce({ type: 'prompt', prompt: 'test' }, moment));
    return effects;
  }

  // ---- the disk ----

  #commitArrivals(moment: DeviceMoment): SpeakerEffect[] {
    const batch = this.#inbox.takeBatch();
    if (batch === undefined) return [];
    const { differsAt, ...position } = batch;
    const { notices } = position;
    const [first] = notices;
    const announcing = this.#announcing(moment);
    const isClaimed = notices.length === 1 && first !== undefined && this.#shop.claim(first, announcing);
    const prune = Math.max(0, this.#entryCount + notices.length - limits.inboxNotices);
    const nowMs = announcing.relayNowMs;
    return [
      { type: 'insert', request: { ...position, isClaimed, nowMs, prune } },
      // The next heartbeat carries our sums, and the relay settles whose are right.
      ...(differsAt === undefined ? [] : this.#refuse('log_differs')),
    ];
  }

  #takeInserted({ inserted, pruned }: InsertResult, moment: DeviceMoment): SpeakerEffect[] {
    this.#insertRefused = false;
    this.#entryCount += inserted.length - pruned;
    const { nowMs } = moment;
    // Stored is said first: the relay waits for it, and the voice takes longer to begin.
    const stored = this.#conversation.acknowledge(this.#inbox.batchCommitted(nowMs), nowMs);
    const effects = this.#follow(stored, moment);
    const notices = inserted.flatMap((one) => (one.is === 'waiting' ? [one.notice] : []));
    const [speaking] = inserted.flatMap((one) => (one.is === 'speaking' ? [one.notice] : []));
    const newsIds = inserted.flatMap((one) => (one.is === 'withdrawn' ? [one.newsId] : []));
    for (const one of inserted) {
      if (one.is === 'settled') this.#receipts.add(one.owed);
      if ('differs' in one && one.differs) effects.push(...this.#refuse('contradicts_earlier_notice'));
    }
    if (newsIds.length > 0) effects.push(...this.#announce({ type: 'withdrawn', newsIds }, moment));
    const added = { type: 'added', notices, ...(speaking === undefined ? {} : { speaking }) } as const;
    effects.push(
      ...this.#announce(added, moment),
      ...this.#follow(this.#conversation.askForHoles(nowMs), moment),
      ...this.#follow(this.#conversation.sendReceipts(nowMs), moment),
    );
    return effects;
  }

  #takeSettled({ owed, heardRecords }: SettleResult, moment: DeviceMoment): SpeakerEffect[] {
    for (const one of owed) this.#receipts.add(one);
    return [
      ...this.#follow(this.#conversation.sendReceipts(moment.nowMs), moment),
      ...(heardRecords.length === 0 ? [] : [{ type: 'write_heard', records: heardRecords } as const]),
      ...this.#announce({ type: 'saved' }, moment),
    ];
  }
}
