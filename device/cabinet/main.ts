import { join } from 'node:path';
import type { DeviceKeys } from '../../shared/device-key.ts';
import type { Failure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import { deviceMachine, steadyMsAt } from '../machine-port.ts';
import { RelayLink } from '../relay-link.ts';
import { CabinetService } from '../service/cabinet-service.ts';
import type { RelayAddress } from '../settings.ts';
import { HeardFile } from '../speaker/heard-store.ts';
import { Mouth } from '../speaker/mouth-port.ts';
import type { SpokenLanguage } from '../speaker/voice.ts';
import { type BusPort, openBus } from './bus/bus-port.ts';
import type { CabinetOptions } from './cabinet.ts';
import { type CabinetGround, CabinetLoop } from './cabinet-loop.ts';
import type { CabinetMemory } from './cabinet-operations.ts';
import { type CabinetStore, openCabinetStore } from './store/cabinet-store.ts';

export interface CabinetRuntimeOptions extends Omit<CabinetOptions, 'paths'> {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly relays: readonly RelayAddress[];
  /** Certificates (PEM) that the relay's is checked with. */
  readonly relayCa: Buffer | undefined;
  readonly data: string;
  readonly voice: string;
  readonly spoken: Omit<SpokenLanguage, 'language'>;
  /** The modules' serial port. */
  readonly bus: string;
  readonly log: Log;
  /** The store ended by itself: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
}

/** A cabinet with its disk, its modules, its voice and its connections. */
export class CabinetRuntime {
  readonly #options: CabinetRuntimeOptions;
  readonly #store: CabinetStore;
  readonly #mouth: Mouth;
  readonly #loop: CabinetLoop;
  readonly #quit: Promise<void>;
  #onQuit: () => void = () => {};
  #heardFile: HeardFile | undefined;
  #bus: BusPort | undefined;

  private constructor(
    options: CabinetRuntimeOptions,
    store: CabinetStore,
    memory: CabinetMemory,
    mouth: Mouth,
  ) {
    this.#options = options;
    this.#store = store;
    this.#mouth = mouth;
    this.#quit = new Promise((resolve) => {
      this.#onQuit = resolve;
    });
    this.#loop = new CabinetLoop({ ...options, paths: options.relays.length }, this.#ground(), memory);
  }

  /**
   * Opens what everything else needs; modules and relay may come later, and go.
   *
   * @throws Failure when store, voice or heard.jsonl cannot be had
   */
  static async start(options: CabinetRuntimeOptions): Promise<CabinetRuntime> {
    const opening = openCabinetStore(options.data, options.onDeath);
    // It may fail while the voice is being loaded, which takes longer.
    opening.catch(() => {});
    const mouth = new Mouth(options);
    const { store, memory } = await opening;
    const runtime = new CabinetRuntime(options, store, memory, mouth);
    runtime.#heardFile = await HeardFile.open({
      file: join(options.data, 'heard.jsonl'),
      records: memory.heardRecords,
      onWritten: (id) => runtime.#loop.take({ type: 'heard_written', id }),
      onProblem: (problem) => {
        options.log.error({ problem: problem.message }, 'heard.jsonl');
        runtime.#loop.take({ type: 'heard_file_failed' });
      },
    });
    runtime.#loop.take({ type: 'tick' });
    runtime.#bus = openBus({
      path: options.bus,
      log: options.log,
      machine: deviceMachine,
      onEvent: (event) => runtime.#loop.take({ type: 'bus', event }),
    });
    return runtime;
  }

  /** What a technician sees of it. */
  get service(): CabinetService {
    const loop = this.#loop;
    return new CabinetService({
      cabinet: loop.cabinet,
      machine: deviceMachine,
      moment: () => loop.moment(),
      take: (input) => loop.take(input),
    });
  }

  get reportsWaiting(): number {
    return this.#loop.cabinet.reportsWaiting;
  }

  /** Brings to disk what happened, ends what is being said, within bounds, and closes everything. */
  async stop(): Promise<void> {
    this.#loop.take({ type: 'stop' });
    await this.#quit;
    this.#loop.close();
    await this.#bus?.close();
    await this.#mouth.close();
    await this.#heardFile?.close();
    await this.#store.close();
  }

  #ground(): CabinetGround {
    const { log, id, relays, relayCa } = this.#options;
    return {
      machine: deviceMachine,
      store: this.#store,
      log,
      askBus: (request) => this.#bus?.request(request),
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
}
