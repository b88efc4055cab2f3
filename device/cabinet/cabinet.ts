import type { SlotPlace } from '../../shared/cabinet-report.ts';
import { limits } from '../../shared/limits.ts';
import type { DownMessage } from '../../shared/messages.ts';
import { startClock } from '../clock.ts';
import type { CommandOutcome } from '../commands.ts';
import type { DeviceMoment } from '../device-moment.ts';
import { Paths } from '../paths.ts';
import type { SessionInput } from '../relay-session.ts';
import { CommandDesk } from '../speaker/command-desk.ts';
import type { Spoken } from '../speaker/heard.ts';
import { Refusals } from '../speaker/refusals.ts';
import { clockFrom, isLanguage, languageFrom, volumeFrom } from '../speaker/speaker-facts.ts';
import type { Language } from '../speaker/voice.ts';
import type { CabinetCondition } from './cabinet-condition.ts';
import {
  CabinetConversation,
  type CabinetConversationContext,
  type CabinetConversationEffect,
} from './cabinet-conversation.ts';
import type { CabinetEffect, CabinetInput } from './cabinet-effects.ts';
import type { CabinetChange, CabinetMemory } from './cabinet-operations.ts';
import { cabinetStatus } from './cabinet-status.ts';
import { CabinetVoice } from './cabinet-voice.ts';
import type { BusEvent } from './readings.ts';
import { type FloorEffect, SlotFloor, type SlotFloorOptions } from './slot/slot-floor.ts';
import { Books, type BooksMoment, type Deed } from './store/books.ts';
import { WarningWatch } from './warning-watch.ts';

export interface CabinetOptions extends SlotFloorOptions {
  /** How many ways to the relay there are. */
  readonly paths: number;
  /** As it is set on the device; a command may have changed it since. */
  readonly language: Language;
  /** Version, for the relay. */
  readonly software: string;
  /** Names this boot of the machine; empty where it cannot be known. */
  readonly bootId: string;
}

/**
 * The cabinet without its hands: takes what happens, answers with what is to be done, in order. It joins the slots
 * (slot-floor.ts) with the relay, the disk and the voice. Whatever moves, is said or is told waits for the disk
 * (journal.ts).
 */
export class Cabinet {
  readonly #options: CabinetOptions;
  readonly #books: Books;
  readonly #floor: SlotFloor;
  readonly #voice: CabinetVoice;
  readonly #paths: Paths;
  readonly #conversation: CabinetConversation;
  readonly #desk: CommandDesk;
  readonly #refusals = new Refusals();
  readonly #warnings = new WarningWatch();
  #volumePercent: number;
  #language: Language;
  #heardFileFails = false;
  #quitAtMs: number | undefined;
  #hasQuit = false;

  constructor(options: CabinetOptions, memory: CabinetMemory, moment: DeviceMoment) {
    const { nowMs, wallMs } = moment;
    this.#options = options;
    // Where no boot has a name, each run of the program counts as one.
    const bootId = options.bootId === '' ? `run-${moment.nonce()}` : options.bootId;
    this.#books = new Books(memory, bootId, moment.nonce());
    const clock = startClock({
      bootId,
      monotonicMs: nowMs,
      wallMs,
      remembered: clockFrom(memory.facts),
      newestKnownMs: memory.newestKnownMs,
    });
    this.#paths = new Paths(clock, options.paths, nowMs);
    this.#conversation = new CabinetConversation(this.#paths, this.#books.reports);
    this.#floor = new SlotFloor(options, memory, this.#books, nowMs);
    this.#voice = new CabinetVoice(memory.lastHeardId);
    const hasSlot = (at: SlotPlace) => this.#floor.slots.bay(at) !== undefined;
    this.#desk = new CommandDesk(memory.commands, options.language, hasSlot);
    this.#volumePercent = volumeFrom(memory.facts);
    this.#language = languageFrom(memory.facts, options.language);
  }

  /** What was refused since the start, by reason. */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals.counts;
  }

  /** Everything that happened is on disk, and nothing is being said. */
  get isQuiet(): boolean {
    return this.#books.journal.isQuiet && this.#voice.isQuiet;
  }

  /** What became of a command; undefined: nothing is on disk of it. */
  outcomeOf(commandId: string): CommandOutcome | undefined {
    return this.#desk.outcomeOf(commandId);
  }

  /** For a technician's doctor. */
  condition(moment: DeviceMoment): CabinetCondition {
    return {
      status: this.#context(moment).status(),
      link: this.#paths.condition(moment.nowMs),
      isStoreRefused: this.#books.journal.isRefused || this.#heardFileFails,
      coolingProblems: [...this.#floor.power.coolingProblems.keys()],
      refusals: this.#refusals.counts,
    };
  }

  /** What is in the slots; to be looked at only. */
  get floor(): SlotFloor {
    return this.#floor;
  }

  /** Reports that the relay has not confirmed. */
  get reportsWaiting(): number {
    return this.#books.reports.size;
  }

  /** The relay's time at a monotonic one, as far as the cabinet knows. */
  relayTimeAt(monotonicMs: number) {
    return this.#paths.relayTimeAt(monotonicMs);
  }

  step(input: CabinetInput, moment: DeviceMoment): CabinetEffect[] {
    if (this.#hasQuit) return [];
    const effects = this.#take(input, moment);
    effects.push(...this.#watch(moment));
    const changes = this.#books.journal.next(moment.nowMs);
    if (changes !== undefined) effects.push({ type: 'record', changes });
    effects.push(...this.#speak(moment.nowMs));
    if (this.#quitAtMs !== undefined && (this.isQuiet || moment.nowMs >= this.#quitAtMs)) {
      this.#hasQuit = true;
      effects.push({ type: 'quit' });
    }
    return effects;
  }

  /** When a `tick` is due. */
  wakeAtMs(nowMs: number): number | undefined {
    const times = [
      this.#conversation.wakeAtMs(nowMs),
      this.#floor.wakeAtMs(nowMs),
      this.#books.journal.wakeAtMs,
      this.#voice.wakeAtMs,
      this.#quitAtMs,
    ].filter((atMs) => atMs !== undefined);
    return times.length === 0 || this.#hasQuit ? undefined : Math.min(...times);
  }

  #take(input: CabinetInput, moment: DeviceMoment): CabinetEffect[] {
    switch (input.type) {
      case 'tick':
        return [
          ...this.#converse(this.#conversation.tick(this.#context(moment)), moment),
          ...this.#follow(this.#floor.tick(this.#booksAt(moment)), moment),
        ];
      case 'stop':
        this.#quitAtMs ??= moment.nowMs + limits.stopMs;
        return [];
      case 'bus':
        return this.#takeBus(input.event, moment);
      case 'subscribed':
      case 'closed':
        return this.#takePath(input.path, { type: input.type }, moment);
      case 'message':
        return this.#takePath(input.path, { type: 'message', message: input.message }, moment);
      case 'frame_refused':
        return this.#refuse(input.why);
      case 'recorded':
        return this.#books.journal.recorded().flatMap((deed) => this.#do(deed, moment));
      case 'record_refused':
        this.#books.journal.refused(moment.nowMs);
        return [];
      case 'heard':
        this.#takeHeard(input.spoken, moment);
        return [];
      case 'voice_failed':
        this.#voice.failed(moment.nowMs);
        return [];
      case 'heard_written': {
        this.#heardFileFails = false;
        const changes: CabinetChange[] = [{ type: 'heard_written', upTo: input.id }];
        this.#books.write({ changes }, this.#booksAt(moment));
        return [];
      }
      case 'service': {
        const { id, action } = input;
        const expiresAtMs = this.relayTimeAt(moment.nowMs);
        return this.#takeCommand({ type: 'command', id, expiresAtMs, action }, moment);
      }
      case 'say_prompt':
        this.#voice.say(input.prompt, moment.nowMs);
        return [];
      case 'heard_file_failed':
        this.#heardFileFails = true;
        return [];
    }
  }

  #booksAt({ nowMs, wallMs }: DeviceMoment): BooksMoment {
    return { nowMs, wallMs, clock: this.#paths.clock };
  }

  #takeBus(event: BusEvent, moment: DeviceMoment): CabinetEffect[] {
    if (event.type === 'trouble') {
      this.#warnings.busTrouble(event.code, moment.nowMs);
      return this.#refuse(`bus_${event.code}`);
    }
    const effects = this.#floor.take(event, this.#booksAt(moment));
    return effects === undefined ? this.#refuse('unfit_module') : this.#follow(effects, moment);
  }

  // ---- the relay ----

  #takePath(path: number, input: SessionInput, moment: DeviceMoment): CabinetEffect[] {
    return this.#converse(this.#conversation.take(path, input, this.#context(moment)), moment);
  }

  #context({ nowMs, random, nonce }: DeviceMoment): CabinetConversationContext {
    const status = () =>
      cabinetStatus({
        floor: this.#floor,
        reportsWaiting: this.reportsWaiting,
        volumePercent: this.#volumePercent,
        language: this.#language,
        software: this.#options.software,
        warnings: this.#warnings.active,
        nowMs,
      });
    return { nowMs, random, nonce, status };
  }

  #converse(effects: readonly CabinetConversationEffect[], moment: DeviceMoment): CabinetEffect[] {
    return effects.flatMap((effect) => this.#converseOne(effect, moment));
  }

  #converseOne(effect: CabinetConversationEffect, moment: DeviceMoment): CabinetEffect[] {
    switch (effect.type) {
      case 'connect':
      case 'disconnect':
      case 'send':
        return [effect];
      case 'clock_adopted':
        this.#books.clockAdopted(this.#booksAt(moment));
        return [];
      case 'rent': {
        const isStopping = this.#quitAtMs !== undefined;
        const { rent, path } = effect;
        return this.#follow(this.#floor.rent(rent, path, isStopping, this.#booksAt(moment)), moment);
      }
      case 'reports_confirmed':
        this.#books.confirmed(effect.message.reportLog, effect.message.seqs);
        return this.#converse(this.#conversation.sendReports(moment.nowMs), moment);
      case 'command':
        return this.#takeCommand(effect.command, moment);
      case 'refused':
        return this.#refuse(effect.why);
    }
  }

  #refuse(why: string): CabinetEffect[] {
    const count = this.#refusals.add(why);
    return count === undefined
      ? []
      : [{ type: 'log', level: 'warn', event: 'refused', detail: { why, count } }];
  }

  #takeCommand(command: Extract<DownMessage, { type: 'command' }>, moment: DeviceMoment): CabinetEffect[] {
    const answer = this.#desk.take(command, this.relayTimeAt(moment.nowMs));
    switch (answer.is) {
      case 'answer':
        return this.#paths.send({ type: 'command_result', ...answer.outcome });
      case 'remember': {
        const { facts, outcome } = answer;
        const { volume, language } = facts;
        const changes: CabinetChange[] = [{ type: 'command', outcome }];
        if (volume !== undefined) changes.push({ type: 'fact', name: 'volume', value: volume });
        if (language !== undefined) changes.push({ type: 'fact', name: 'language', value: language });
        const now = this.#booksAt(moment);
        this.#books.write({ changes, deeds: [{ do: 'obey', commandId: outcome.id }] }, now);
        return 'at' in command.action ? this.#follow(this.#floor.serve(command.action, now), moment) : [];
      }
      case 'under_way':
        return [];
      case 'overloaded':
        return this.#refuse('too_many_commands');
    }
  }

  // ---- what waited for the disk ----

  #do(deed: Deed, moment: DeviceMoment): CabinetEffect[] {
    switch (deed.do) {
      case 'begin_motion':
      case 'lock':
      case 'show_returned':
      case 'answer_rent':
        return this.#follow(this.#floor.do(deed, this.#booksAt(moment)), moment);
      case 'say':
        this.#voice.say(deed.prompt, moment.nowMs);
        return [];
      case 'obey':
        return this.#obey(deed.commandId, moment);
      case 'send_report':
        this.#books.reports.stored(deed.seq);
        return this.#converse(this.#conversation.sendReports(moment.nowMs), moment);
      case 'write_heard':
        return [{ type: 'write_heard', records: [deed.record] }];
    }
  }

  #obey(commandId: string, moment: DeviceMoment): CabinetEffect[] {
    const command = this.#desk.remembered(commandId);
    if (command === undefined) return [];
    const { outcome, action } = command;
    if (action.do === 'set_volume') this.#volumePercent = action.volumePercent;
    if (action.do === 'set_language' && isLanguage(action.language)) this.#language = action.language;
    if (action.do === 'say_test') this.#voice.say('test', moment.nowMs);
    return this.#paths.send({ type: 'command_result', ...outcome });
  }

  #follow(effects: readonly FloorEffect[], moment: DeviceMoment): CabinetEffect[] {
    return effects.flatMap((effect) => this.#followOne(effect, moment));
  }

  #followOne(effect: FloorEffect, moment: DeviceMoment): CabinetEffect[] {
    switch (effect.type) {
      case 'send':
        return this.#paths.send(effect.message, effect.path);
      case 'bus':
      case 'log':
        return [effect];
      case 'say':
        this.#voice.say(effect.prompt, moment.nowMs);
        return [];
    }
  }

  // ---- the voice ----

  #takeHeard(spoken: Spoken, moment: DeviceMoment): void {
    const record = this.#voice.heard(spoken);
    if (record === undefined) return;
    const changes: CabinetChange[] = [{ type: 'heard', record }];
    this.#books.write({ changes, deeds: [{ do: 'write_heard', record }] }, this.#booksAt(moment));
  }

  #speak(nowMs: number): CabinetEffect[] {
    // From a stop on nothing new is begun.
    const announcement = this.#quitAtMs === undefined ? this.#voice.next(nowMs) : undefined;
    if (announcement === undefined) return [];
    const volumePercent = this.#volumePercent;
    return [{ type: 'speak', announcement, volumePercent, language: this.#language }];
  }

  #watch({ nowMs }: DeviceMoment): CabinetEffect[] {
    return this.#warnings.look(
      {
        storeRefuses: this.#books.journal.isRefused || this.#heardFileFails,
        voiceFails: this.#voice.fails,
        reportsFull: this.#books.isFull,
        isCooled: this.#floor.power.coolingProblems.size === 0,
        hasModules: this.#floor.slots.modules.size > 0,
      },
      nowMs,
    );
  }
}
