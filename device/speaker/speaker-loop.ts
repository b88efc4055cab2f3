import { connectPassword, type DeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import type { HeardRecord } from './heard.ts';
import type { SpeakerStore } from './inbox-store.ts';
import type { SpeakingEnd } from './mouth-port.ts';
import type { PanelInput, PanelLights } from './panel.ts';
import { Speaker, type SpeakerOptions } from './speaker.ts';
import type { SpeakerEffect, SpeakerInput, SpeakerMoment } from './speaker-effects.ts';
import type { SpeakerMemory } from './speaker-operations.ts';
import type { Language } from './voice.ts';

/** One path to the relay: one connection at a time, or none. */
export interface PathLink {
  connect(password: string): void;
  disconnect(): void;
  send(frame: Buffer): unknown;
}

/** What a path tells the loop. */
export interface PathEvents {
  onSubscribed(): void;
  onClosed(reason: string): void;
  onFrame(frame: Buffer): void;
}

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
  readonly #options: SpeakerLoopOptions;
  readonly #ground: SpeakerGround;
  readonly #speaker: Speaker;
  readonly #paths: readonly PathLink[];
  #heardWrittenUpTo = 0;
  /** Why the store refused last; absent since it took something. */
  #storeProblem: string | undefined;
  #timer: Timer | undefined;

  constructor(options: SpeakerLoopOptions, ground: SpeakerGround, memory: SpeakerMemory) {
    this.#options = options;
    this.#ground = ground;
    this.#speaker = new Speaker(options, memory, this.#moment());
    this.#paths = Array.from({ length: options.paths }, (_, path) =>
      ground.openPath(path, this.#eventsOf(path)),
    );
  }

  /** To be looked at only. */
  get speaker(): Speaker {
    return this.#speaker;
  }

  get unheard(): number {
    return this.#speaker.unheard;
  }

  take(input: SpeakerInput): void {
    const moment = this.#moment();
    for (const effect of this.#speaker.step(input, moment)) this.#run(effect);
    this.#timer?.cancel();
    const wakeAtMs = this.#speaker.wakeAtMs(moment.nowMs);
    if (wakeAtMs === undefined) return;
    const waitMs = Math.max(0, Math.ceil(wakeAtMs - moment.nowMs));
    this.#timer = this.#ground.machine.after(waitMs, () => this.take({ type: 'tick' }));
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
    this.#timer?.cancel();
    for (const path of this.#paths) path.disconnect();
  }

  #moment(): SpeakerMoment {
    const { machine } = this.#ground;
    return {
      nowMs: machine.steadyMs(),
      wallMs: machine.wallMs(),
      random: machine.random,
      nonce: () => nonceFrom(machine.drawBytes(8)),
    };
  }

  #run(effect: SpeakerEffect): void {
    const { id, keys } = this.#options;
    const { store, log, writeHeard, show, quit } = this.#ground;
    switch (effect.type) {
      case 'connect': {
        const { issuedAtMs, nonce, path } = effect;
        this.#paths[path]?.connect(connectPassword(keys, { deviceId: id, issuedAtMs, nonce }));
        return;
      }
      case 'disconnect':
        this.#paths[effect.path]?.disconnect();
        return;
      case 'send':
        this.#paths[effect.path]?.send(sealUp(keys, id, effect.message));
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
        this.#storeProblem = undefined;
        if (onDone !== undefined) this.take(onDone(result));
      },
      (thrown: unknown) => {
        // Once for each occurrence: on a full disk every line makes it worse.
        const problem = describeThrown(thrown);
        if (problem !== this.#storeProblem) this.#ground.log.error({ problem }, 'the store refuses');
        this.#storeProblem = problem;
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

  #eventsOf(path: number): PathEvents {
    const { log } = this.#ground;
    const { id, keys } = this.#options;
    return {
      onSubscribed: () => this.take({ type: 'subscribed', path }),
      onClosed: (reason) => {
        log.info({ path, reason }, 'no connection');
        this.take({ type: 'closed', path });
      },
      onFrame: (frame) => {
        try {
          this.take({ type: 'message', path, message: openDown(keys, id, frame) });
        } catch (thrown) {
          if (!isFailure(thrown)) throw thrown;
          this.take({ type: 'frame_refused', why: thrown.code });
        }
      },
    };
  }
}
