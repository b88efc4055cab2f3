import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { connectPassword, type DeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { describeThrown, type Failure, isFailure } from '../../shared/failure.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import { RelayLink } from '../relay-link.ts';
import type { RelayAddress } from '../settings.ts';
import { HeardFile } from './heard-store.ts';
import { openSpeakerStore, type SpeakerStore } from './inbox-store.ts';
import { Mouth } from './mouth-port.ts';
import type { PanelLights, PanelPort } from './panel.ts';
import { Speaker, type SpeakerOptions } from './speaker.ts';
import type { SpeakerEffect, SpeakerInput, SpeakerMoment } from './speaker-effects.ts';
import type { SpeakerMemory } from './speaker-operations.ts';
import type { SpokenLanguage } from './voice.ts';

export interface SpeakerRuntimeOptions extends Omit<SpeakerOptions, 'paths'> {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly relays: readonly RelayAddress[];
  /** Certificates (PEM) that the relay's is checked with. */
  readonly relayCa: Buffer | undefined;
  readonly data: string;
  readonly voice: string;
  readonly spoken: Omit<SpokenLanguage, 'language'>;
  /** The panel's serial port. */
  readonly panel: string | undefined;
  readonly log: Log;
  /** The store ended by itself: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
}

/** `performance.now()` begins with the process; the monotonic clock of the machine outlives it. */
const PROCESS_BEGAN_AT_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();
const monotonicMs = (): number => PROCESS_BEGAN_AT_MS + performance.now();

/** The speaker's hands: runs what {@link Speaker} decides, and tells it what came of it. */
export class SpeakerRuntime {
  readonly #options: SpeakerRuntimeOptions;
  readonly #store: SpeakerStore;
  readonly #mouth: Mouth;
  readonly #speaker: Speaker;
  readonly #links: readonly RelayLink[];
  readonly #quit: Promise<void>;
  #onQuit: () => void = () => {};
  #heardFile: HeardFile | undefined;
  #heardWrittenUpTo = 0;
  #panel: PanelPort | undefined;
  #lights: PanelLights | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    options: SpeakerRuntimeOptions,
    store: SpeakerStore,
    memory: SpeakerMemory,
    mouth: Mouth,
  ) {
    this.#options = options;
    this.#store = store;
    this.#mouth = mouth;
    this.#speaker = new Speaker({ ...options, paths: options.relays.length }, memory, this.#moment());
    this.#links = options.relays.map((address, path) => this.#linkOf(address, path));
    this.#quit = new Promise((resolve) => {
      this.#onQuit = resolve;
    });
  }

  /**
   * Opens everything that the first announcement needs, and says what is waiting. Relay and panel come after that:
   * neither is needed for it.
   *
   * @throws Failure when store, voice or heard.jsonl cannot be had
   */
  static async start(options: SpeakerRuntimeOptions): Promise<SpeakerRuntime> {
    const opening = openSpeakerStore(options.data, options.onDeath);
    // It may fail while the voice is being loaded, which takes longer.
    opening.catch(() => {});
    const mouth = new Mouth(options);
    const { store, memory } = await opening;
    const runtime = new SpeakerRuntime(options, store, memory, mouth);
    runtime.#heardFile = await HeardFile.open({
      file: join(options.data, 'heard.jsonl'),
      records: memory.heardRecords,
      onWritten: (id) => {
        runtime.#heardWrittenUpTo = id;
        runtime.#dispatch({ type: 'heard_file', works: true });
      },
      onProblem: (problem) => {
        options.log.error({ problem: problem.message }, 'heard.jsonl');
        runtime.#dispatch({ type: 'heard_file', works: false });
      },
    });
    runtime.#dispatch({ type: 'tick' });
    if (options.panel !== undefined) void runtime.#openPanel(options.panel);
    return runtime;
  }

  get unheard(): number {
    return this.#speaker.unheard;
  }

  /** Ends what is being said, within bounds, and closes everything. */
  async stop(): Promise<void> {
    this.#dispatch({ type: 'stop' });
    await this.#quit;
    clearTimeout(this.#timer);
    for (const link of this.#links) link.disconnect();
    await this.#mouth.close();
    await this.#heardFile?.close();
    await this.#panel?.close();
    await this.#store.close();
  }

  #moment(): SpeakerMoment {
    return {
      nowMs: monotonicMs(),
      wallMs: Date.now(),
      random: Math.random,
      nonce: () => nonceFrom(randomBytes(8)),
    };
  }

  #dispatch(input: SpeakerInput): void {
    const moment = this.#moment();
    for (const effect of this.#speaker.step(input, moment)) this.#run(effect);
    clearTimeout(this.#timer);
    const wakeAtMs = this.#speaker.wakeAtMs(moment.nowMs);
    if (wakeAtMs === undefined) return;
    const waitMs = Math.max(0, Math.ceil(wakeAtMs - moment.nowMs));
    this.#timer = setTimeout(() => this.#dispatch({ type: 'tick' }), waitMs);
  }

  #run(effect: SpeakerEffect): void {
    const { id, keys, log } = this.#options;
    switch (effect.type) {
      case 'connect': {
        const { issuedAtMs, nonce, path } = effect;
        this.#links[path]?.connect(connectPassword(keys, { deviceId: id, issuedAtMs, nonce }));
        return;
      }
      case 'disconnect':
        this.#links[effect.path]?.disconnect();
        return;
      case 'send':
        this.#links[effect.path]?.send(sealUp(keys, id, effect.message));
        return;
      case 'insert':
        this.#ask(this.#store.call('insert', effect.request), (result) => ({ type: 'inserted', result }), {
          type: 'insert_refused',
        });
        return;
      case 'record': {
        const { newsIds, releasedIds } = effect;
        this.#ask(this.#store.call('record', { newsIds, releasedIds }), () => ({ type: 'recorded' }), {
          type: 'record_refused',
        });
        return;
      }
      case 'settle': {
        const request = { settlements: effect.settlements, heardWrittenUpTo: this.#heardWrittenUpTo };
        this.#ask(this.#store.call('settle', request), (result) => ({ type: 'settled', result }), {
          type: 'settle_refused',
        });
        return;
      }
      case 'confirm':
        // Where it is refused the receipt is sent again after the next start: that changes nothing.
        this.#ask(this.#store.call('confirm', { logId: effect.logId, seqs: effect.seqs }));
        return;
      case 'remember':
        this.#remember(effect);
        return;
      case 'speak':
        void this.#speak(effect);
        return;
      case 'write_heard':
        this.#heardFile?.write(effect.records);
        return;
      case 'lights':
        this.#lights = effect.lights;
        this.#panel?.show(effect.lights);
        return;
      case 'log':
        log[effect.level](effect.detail, effect.event);
        return;
      case 'quit':
        this.#onQuit();
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
        if (onDone !== undefined) this.#dispatch(onDone(result));
      },
      (thrown: unknown) => {
        this.#options.log.error({ problem: describeThrown(thrown) }, 'the store refused');
        if (onRefused !== undefined) this.#dispatch(onRefused);
      },
    );
  }

  #remember({ facts, command }: Extract<SpeakerEffect, { type: 'remember' }>): void {
    const call = this.#store.call('remember', command === undefined ? { facts } : { facts, command });
    if (command === undefined) this.#ask(call);
    else {
      const { id } = command;
      this.#ask(call, () => ({ type: 'command_remembered', id }), { type: 'command_refused', id });
    }
  }

  async #speak(effect: Extract<SpeakerEffect, { type: 'speak' }>): Promise<void> {
    const end = await this.#mouth.say(effect.announcement, effect.language, effect.volumePercent);
    if (!end.wasHeard) {
      this.#options.log.warn({ reason: end.reason }, 'not spoken');
      this.#dispatch({ type: 'voice_failed', wasHeard: end.hadBegun });
      return;
    }
    const relayTime = (at: number) => this.#speaker.relayTimeAt(PROCESS_BEGAN_AT_MS + at);
    const { text, file } = end;
    const times = { startedAtMs: relayTime(end.startedAt), endedAtMs: relayTime(end.endedAt) };
    this.#dispatch({ type: 'heard', spoken: { text, ...times, ...(file === undefined ? {} : { file }) } });
  }

  #linkOf(address: RelayAddress, path: number): RelayLink {
    const { id, keys, relayCa, log } = this.#options;
    return new RelayLink({
      device: id,
      path,
      address,
      ca: relayCa,
      onSubscribed: () => this.#dispatch({ type: 'subscribed', path }),
      onClosed: (reason) => {
        log.info({ path, reason }, 'no connection');
        this.#dispatch({ type: 'closed', path });
      },
      onFrame: (frame) => {
        try {
          this.#dispatch({ type: 'message', path, message: openDown(keys, id, frame) });
        } catch (thrown) {
          if (!isFailure(thrown)) throw thrown;
          this.#dispatch({ type: 'frame_refused', why: thrown.code });
        }
      },
    });
  }

  async #openPanel(path: string): Promise<void> {
    const { openPanel } = await import('./panel-port.ts');
    this.#panel = openPanel({
      path,
      log: this.#options.log,
      onInput: (input) => this.#dispatch({ type: 'panel', input }),
    });
    if (this.#lights !== undefined) this.#panel.show(this.#lights);
  }
}
