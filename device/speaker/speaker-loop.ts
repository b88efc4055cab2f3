import type { DeviceKeys } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine } from '../../shared/machine.ts';
import { momentOf } from '../device-moment.ts';
import { type PathEvents, type PathLink, PathRunner } from '../path-runner.ts';
import { StepLoop } from '../step-loop.ts';
import { StoreComplaint } from '../store-complaint.ts';
import type { HeardRecord } from './heard.ts';
import type { SpeakerStore } from './inbox-store.ts';
import type { SpeakingEnd } from './mouth-port.ts';
import type { PanelInput, PanelLights } from './panel.ts';
import { Speaker, type SpeakerOptions } from './speaker.ts';
import type { SpeakerEffect, SpeakerInput } from './speaker-effects.ts';
import type { SpeakerMemory } from './speaker-operations.ts';
import type { Language } from './voice.ts';

/** The world around one speaker. */
export interface SpeakerGround {
  readonly machine: Machine;
  readonly store: Pick<SpeakerStore, 'call'>;
  readonly log: Log;
  /** Times are those of `machine.steadyMs`. */
  say(
    announcement: Extract<SpeakerEffect, { type: 'speak' }>['announcement'],
    language: Language,
    volumePercent: number,
  ): Promise<SpeakingEnd>;
  writeHeard(records: readonly HeardRecord[]): void;
  show(lights: PanelLights): void;
  openPath(path: number, events: PathEvents): PathLink;
  /** Everything that was under way has ended, or there is no more time for it. */
  quit(): void;
}

export interface SpeakerLoopOptions extends SpeakerOptions {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
}

/** Runs what {@link Speaker} decides, in order, and tells it what came of it. One step at a time. */
export class SpeakerLoop {
  readonly #ground: SpeakerGround;
  readonly #speaker: Speaker;
  readonly #loop: StepLoop<SpeakerInput, SpeakerEffect>;
  readonly #paths: PathRunner;
  readonly #storeComplaint: StoreComplaint;
  #heardWrittenUpTo = 0;

  constructor(options: SpeakerLoopOptions, ground: SpeakerGround, memory: SpeakerMemory) {
    const { machine, log } = ground;
    this.#ground = ground;
    this.#storeComplaint = new StoreComplaint(log);
    this.#speaker = new Speaker(options, memory, momentOf(machine));
    this.#loop = new StepLoop(machine, this.#speaker, (effect) => this.#run(effect));
    this.#paths = new PathRunner({
      ...options,
      log,
      openPath: (path, events) => ground.openPath(path, events),
      take: (input) => this.take(input),
    });
  }

  /** To be looked at only. */
  get speaker(): Speaker {
    return this.#speaker;
  }

  get unheard(): number {
    return this.#speaker.unheard;
  }

  take(input: SpeakerInput): void {
    this.#loop.take(input);
  }

  takePanel(input: PanelInput): void {
    this.take({ type: 'panel', input });
  }

  /** Records up to `id` are in heard.jsonl, for good. */
  heardWritten(id: number): void {
    this.#heardWrittenUpTo = id;
    this.take({ type: 'heard_file', works: true });
  }

  /** Ends all paths and its timer. */
  close(): void {
    this.#loop.close();
    this.#paths.close();
  }

  #run(effect: SpeakerEffect): void {
    const { store, log, writeHeard, show, quit } = this.#ground;
    switch (effect.type) {
      case 'connect':
      case 'disconnect':
      case 'send':
        this.#paths.run(effect);
        return;
      case 'insert':
        this.#ask(store.call('insert', effect.request), (result) => ({ type: 'inserted', result }), {
          type: 'insert_refused',
        });
        return;
      case 'record': {
        const { newsIds, releasedIds } = effect;
        this.#ask(store.call('record', { newsIds, releasedIds }), () => ({ type: 'recorded' }), {
          type: 'record_refused',
        });
        return;
      }
      case 'settle': {
        const request = { settlements: effect.settlements, heardWrittenUpTo: this.#heardWrittenUpTo };
        this.#ask(store.call('settle', request), (result) => ({ type: 'settled', result }), {
          type: 'settle_refused',
        });
        return;
      }
      case 'confirm':
        // Where it is refused the receipt is sent again after the next start: that changes nothing.
        this.#ask(store.call('confirm', { logId: effect.logId, seqs: effect.seqs }));
        return;
      case 'remember':
        this.#remember(effect);
        return;
      case 'speak':
        void this.#speak(effect);
        return;
      case 'write_heard':
        writeHeard(effect.records);
        return;
      case 'lights':
        show(effect.lights);
        return;
      case 'log':
        log[effect.level](effect.detail, effect.event);
        return;
      case 'quit':
        quit();
        return;
    }
  }

  /** Tells the speaker how a call of the store ended. */
  #ask<Result>(
    call: Promise<Result>,
    onDone?: (result: Result) => SpeakerInput,
    onRefused?: SpeakerInput,
  ): void {
    call.then(
      (result) => {
        this.#storeComplaint.took();
        if (onDone !== undefined) this.take(onDone(result));
      },
      (thrown: unknown) => {
        this.#storeComplaint.refused(thrown);
        if (onRefused !== undefined) this.take(onRefused);
      },
    );
  }

  #remember({ facts, command }: Extract<SpeakerEffect, { type: 'remember' }>): void {
    const call = this.#ground.store.call('remember', command === undefined ? { facts } : { facts, command });
    if (command === undefined) this.#ask(call);
    else {
      const { id } = command;
      this.#ask(call, () => ({ type: 'command_remembered', id }), { type: 'command_refused', id });
    }
  }

  async #speak(effect: Extract<SpeakerEffect, { type: 'speak' }>): Promise<void> {
    const end = await this.#ground.say(effect.announcement, effect.language, effect.volumePercent);
    if (!end.wasHeard) {
      this.#ground.log.warn({ reason: end.reason }, 'not spoken');
      this.take({ type: 'voice_failed', wasHeard: end.hadBegun });
      return;
    }
    const relayTime = (at: number) => this.#speaker.relayTimeAt(at);
    const { text, file } = end;
    const times = { startedAtMs: relayTime(end.startedAt), endedAtMs: relayTime(end.endedAt) };
    this.take({ type: 'heard', spoken: { text, ...times, ...(file === undefined ? {} : { file }) } });
  }
}
