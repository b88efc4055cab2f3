import type { DeviceKeys } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine } from '../../shared/machine.ts';
import { type DeviceMoment, momentOf } from '../device-moment.ts';
import { type PathEvents, type PathLink, PathRunner } from '../path-runner.ts';
import type { HeardRecord } from '../speaker/heard.ts';
import type { SpeakingEnd } from '../speaker/mouth-port.ts';
import type { Language } from '../speaker/voice.ts';
import { StepLoop } from '../step-loop.ts';
import { StoreComplaint } from '../store-complaint.ts';
import { Cabinet, type CabinetOptions } from './cabinet.ts';
import type { CabinetEffect, CabinetInput } from './cabinet-effects.ts';
import type { CabinetMemory } from './cabinet-operations.ts';
import type { BusRequest } from './readings.ts';
import type { CabinetStore } from './store/cabinet-store.ts';

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
  readonly #ground: CabinetGround;
  readonly #cabinet: Cabinet;
  readonly #loop: StepLoop<CabinetInput, CabinetEffect>;
  readonly #paths: PathRunner;
  readonly #storeComplaint: StoreComplaint;

  constructor(options: CabinetLoopOptions, ground: CabinetGround, memory: CabinetMemory) {
    const { machine, log } = ground;
    this.#ground = ground;
    this.#storeComplaint = new StoreComplaint(log);
    this.#cabinet = new Cabinet(options, memory, momentOf(machine));
    this.#loop = new StepLoop(machine, this.#cabinet, (effect) => this.#run(effect));
    this.#paths = new PathRunner({
      ...options,
      log,
      openPath: (path, events) => ground.openPath(path, events),
      take: (input) => this.take(input),
    });
  }

  /** To be looked at only. */
  get cabinet(): Cabinet {
    return this.#cabinet;
  }

  take(input: CabinetInput): void {
    this.#loop.take(input);
  }

  /** Ends all paths and its timer. */
  close(): void {
    this.#loop.close();
    this.#paths.close();
  }

  /** Time and chance of now. */
  moment(): DeviceMoment {
    return momentOf(this.#ground.machine);
  }

  #run(effect: CabinetEffect): void {
    switch (effect.type) {
      case 'connect':
      case 'disconnect':
      case 'send':
        this.#paths.run(effect);
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
      this.#storeComplaint.refused(thrown);
      this.take({ type: 'record_refused' });
      return;
    }
    this.#storeComplaint.took();
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
}
