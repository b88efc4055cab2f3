import { join } from 'node:path';
import type { DeviceKeys } from '../shared/device-key.ts';
import type { Failure } from '../shared/failure.ts';
import type { DeviceId } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { Machine } from '../shared/machine.ts';
import { deviceMachine, steadyMsAt } from './machine-port.ts';
import type { PathEvents, PathLink } from './path-runner.ts';
import { RelayLink } from './relay-link.ts';
import type { RelayAddress } from './settings.ts';
import type { HeardRecord } from './speaker/heard.ts';
import { HeardFile } from './speaker/heard-store.ts';
import { Mouth, type MouthOptions } from './speaker/mouth-port.ts';
import type { SpokenLanguage } from './speaker/voice.ts';

export interface StandOptions {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly relays: readonly RelayAddress[];
  /** Certificates (PEM) that the relay's is checked with. */
  readonly relayCa: Buffer | undefined;
  readonly data: string;
  readonly voice: string;
  readonly spoken: Omit<SpokenLanguage, 'language'>;
  readonly log: Log;
  /** The store ended by itself: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
}

/** What the loops of a speaker and of a cabinet have in common to act with. */
export interface Ground<Store> {
  readonly machine: Machine;
  readonly store: Store;
  readonly log: Log;
  /** Times are those of `machine.steadyMs`. */
  readonly say: Mouth['say'];
  readonly writeHeard: (records: readonly HeardRecord[]) => void;
  readonly openPath: (path: number, events: PathEvents) => PathLink;
  /** Everything that was under way has ended, or there is no more time for it. */
  readonly quit: () => void;
}

/** What a speaker and a cabinet stand on alike: a disk, a voice, heard.jsonl, connections to relays, and an end. */
export class Stand<Store extends { close(): Promise<void> }> {
  readonly #options: StandOptions;
  readonly #store: Store;
  readonly #mouth: Mouth;
  #heardFile: HeardFile | undefined;
  #onQuit: () => void = () => {};
  /** Once the loop has said `quit`. */
  readonly hasQuit: Promise<void>;

  private constructor(options: StandOptions, store: Store, mouth: Mouth) {
    this.#options = options;
    this.#store = store;
    this.#mouth = mouth;
    this.hasQuit = new Promise((resolve) => {
      this.#onQuit = resolve;
    });
  }

  /** @throws Failure when store or voice cannot be had */
  static async open<Store extends { close(): Promise<void> }, Memory>(
    options: StandOptions & MouthOptions,
    openStore: (
      folder: string,
      onDeath: (failure: Failure) => void,
    ) => Promise<{ readonly store: Store; readonly memory: Memory }>,
  ): Promise<{ readonly stand: Stand<Store>; readonly memory: Memory }> {
    const opening = openStore(options.data, options.onDeath);
    // It may fail while the voice is being loaded, which takes longer.
    opening.catch(() => {});
    const mouth = new Mouth(options);
    const { store, memory } = await opening;
    return { stand: new Stand(options, store, mouth), memory };
  }

  /** @throws Failure when heard.jsonl cannot be had */
  async openHeard(
    records: readonly HeardRecord[],
    on: { readonly written: (id: number) => void; readonly failed: () => void },
  ): Promise<void> {
    this.#heardFile = await HeardFile.open({
      file: join(this.#options.data, 'heard.jsonl'),
      records,
      onWritten: on.written,
      onProblem: (problem) => {
        this.#options.log.error({ problem: problem.message }, 'heard.jsonl');
        on.failed();
      },
    });
  }

  get ground(): Ground<Store> {
    const { log, id, relays, relayCa } = this.#options;
    return {
      machine: deviceMachine,
      store: this.#store,
      log,
      say: async (announcement, language, volumePercent) => {
        const end = await this.#mouth.say(announcement, language, volumePercent);
        if (!end.wasHeard) return end;
        return { ...end, startedAt: steadyMsAt(end.startedAt), endedAt: steadyMsAt(end.endedAt) };
      },
      writeHeard: (records) => this.#heardFile?.write(records),
      openPath: (path, events) => {
        const address = relays[path];
        if (address === undefined) throw new RangeError(`there is no path ${path}`);
        return new RelayLink({ device: id, path, address, ca: relayCa, ...events });
      },
      quit: () => this.#onQuit(),
    };
  }

  async close(): Promise<void> {
    await this.#mouth.close();
    await this.#heardFile?.close();
    await this.#store.close();
  }
}
