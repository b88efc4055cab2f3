import { connectPassword, type DeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import type { HeardRecord } from '../speaker/heard.ts';
import type { SpeakingEnd } from '../speaker/mouth-port.ts';
import type { PathEvents, PathLink } from '../speaker/speaker-loop.ts';
import type { Language } from '../speaker/voice.ts';
import { Cabinet, type CabinetOptions } from './cabinet.ts';
import type { CabinetEffect, CabinetInput, CabinetMoment } from './cabinet-effects.ts';
import type { CabinetMemory } from './cabinet-operations.ts';
import type { CabinetStore } from './cabinet-store.ts';
import type { BusRequest } from './readings.ts';

/** The world around one cabinet. */
export interface CabinetGround {
  readonly machine: Machine;
  readonly store: Pick<CabinetStore, 'call'>;
  readonly log: Log;
  /** Returns at once; what comes of it is told by {@link CabinetLoop.take}. */
  askBus(request: BusRequest): void;
  /** Times are those of `machine.steadyMs`. */
  say(
    announcement: Extract<CabinetEffect, { type: 'speak' }>['announcement'],
    language: Language,
    volumePercent: number,
  ): Promise<SpeakingEnd>;
  writeHeard(records: readonly HeardRecord[]): void;
  openPath(path: number, events: PathEvents): PathLink;
  /** Everything that was under way has ended, or there is no more time for it. */
  quit(): void;
}

export interface CabinetLoopOptions extends CabinetOptions {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
}

/** Runs what {@link Cabinet} decides, in order, and tells it what came of it. One step at a time. */
export class CabinetLoop {
  readonly #options: CabinetLoopOptions;
  readonly #ground: CabinetGround;
  readonly #cabinet: Cabinet;
  readonly #paths: readonly PathLink[];
  /** Why the store refused last; absent since it took something. */
  #storeProblem: string | undefined;
  #timer: Timer | undefined;

  constructor(options: CabinetLoopOptions, ground: CabinetGround, memory: CabinetMemory) {
    this.#options = options;
    this.#ground = ground;
    this.#cabinet = new Cabinet(options, memory, this.moment());
    this.#paths = Array.from({ length: options.paths }, (_, path) =>
      ground.openPath(path, this.#eventsOf(path)),
    );
  }

  /** To be looked at only. */
  get cabinet(): Cabinet {
    return this.#cabinet;
  }

  take(input: CabinetInput): void {
    const moment = this.moment();
    for (const effect of this.#cabinet.step(input, moment)) this.#run(effect);
    this.#timer?.cancel();
    const wakeAtMs = this.#cabinet.wakeAtMs(moment.nowMs);
    if (wakeAtMs === undefined) return;
    const waitMs = Math.max(0, Math.ceil(wakeAtMs - moment.nowMs));
    this.#timer = this.#ground.machine.after(waitMs, () => this.take({ type: 'tick' }));
  }

  /** Ends all paths and its timer. */
  close(): void {
    this.#timer?.cancel();
    for (const path of this.#paths) path.disconnect();
  }

  /** Time and chance of now. */
  moment(): CabinetMoment {
    const { machine } = this.#ground;
    return {
      nowMs: machine.steadyMs(),
      wallMs: machine.wallMs(),
      random: machine.random,
      nonce: () => nonceFrom(machine.drawBytes(8)),
    };
  }

  #run(effect: CabinetEffect): void {
    const { id, keys } = this.#options;
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
      case 'bus':
        this.#ground.askBus(effect.request);
        return;
      case 'record':
        void this.#record(effect);
        return;
      case 'speak':
        void this.#speak(effect);
        return;
      case 'write_heard':
        this.#ground.writeHeard(effect.records);
        return;
      case 'log':
        this.#ground.log[effect.level](effect.detail, effect.event);
        return;
      case 'quit':
        this.#ground.quit();
        return;
    }
  }

  async #record({ changes }: Extract<CabinetEffect, { type: 'record' }>): Promise<void> {
    try {
      await this.#ground.store.call('record', { changes });
    } catch (thrown) {
      // Once for each occurrence: on a full disk every line makes it worse.
      const problem = describeThrown(thrown);
      if (problem !== this.#storeProblem) this.#ground.log.error({ problem }, 'the store refuses');
      this.#storeProblem = problem;
      this.take({ type: 'record_refused' });
      return;
    }
    this.#storeProblem = undefined;
    this.take({ type: 'recorded' });
  }

  async #speak(effect: Extract<CabinetEffect, { type: 'speak' }>): Promise<void> {
    const end = await this.#ground.say(effect.announcement, effect.language, effect.volumePercent);
    if (!end.wasHeard) {
      const { reason } = end;
      this.#ground.log.warn({ reason }, 'not spoken');
      this.take({ type: 'voice_failed', reason });
      return;
    }
    const { text, file } = end;
    const startedAtMs = this.#cabinet.relayTimeAt(end.startedAt);
    const endedAtMs = this.#cabinet.relayTimeAt(end.endedAt);
    const spoken = { text, startedAtMs, endedAtMs, ...(file === undefined ? {} : { file }) };
    this.take({ type: 'heard', spoken });
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
