import { join } from 'node:path';
import type { DeviceKeys } from '../../shared/device-key.ts';
import type { Failure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import { deviceMachine, steadyMsAt } from '../machine-port.ts';
import { RelayLink } from '../relay-link.ts';
import { Latencies } from '../service/latencies.ts';
import { SpeakerService } from '../service/speaker-service.ts';
import type { RelayAddress } from '../settings.ts';
import { HeardFile } from './heard-store.ts';
import { openSpeakerStore, type SpeakerStore } from './inbox-store.ts';
import { Mouth } from './mouth-port.ts';
import type { PanelLights, PanelPort } from './panel.ts';
import type { SpeakerOptions } from './speaker.ts';
import { type SpeakerGround, SpeakerLoop } from './speaker-loop.ts';
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

/** A speaker with its disk, its voice, its panel and its connections. */
export class SpeakerRuntime {
  readonly #options: SpeakerRuntimeOptions;
  readonly #store: SpeakerStore;
  readonly #mouth: Mouth;
  readonly #loop: SpeakerLoop;
  readonly #quit: Promise<void>;
  readonly #latencies = new Latencies();
  #onQuit: () => void = () => {};
  #heardFile: HeardFile | undefined;
  #panel: PanelPort | undefined;
  #lights: PanelLights | undefined;

  private constructor(
    options: SpeakerRuntimeOptions,
    store: SpeakerStore,
    memory: SpeakerMemory,
    mouth: Mouth,
  ) {
    this.#options = options;
    this.#store = store;
    this.#mouth = mouth;
    this.#quit = new Promise((resolve) => {
      this.#onQuit = resolve;
    });
    this.#loop = new SpeakerLoop({ ...options, paths: options.relays.length }, this.#ground(), memory);
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
      onWritten: (id) => runtime.#loop.heardWritten(id),
      onProblem: (problem) => {
        options.log.error({ problem: problem.message }, 'heard.jsonl');
        runtime.#loop.take({ type: 'heard_file', works: false });
      },
    });
    runtime.#loop.take({ type: 'tick' });
    if (options.panel !== undefined) void runtime.#openPanel(options.panel);
    return runtime;
  }

  /** What a technician sees of it. */
  get service(): SpeakerService {
    const loop = this.#loop;
    return new SpeakerService({
      condition: () => loop.speaker.condition(deviceMachine.steadyMs()),
      isQuiet: () => loop.speaker.isQuiet,
      surroundings: () => ({
        latencies: this.#latencies,
        wantsPanel: this.#options.panel !== undefined,
        wallMs: deviceMachine.wallMs(),
      }),
      take: (input) => loop.take(input),
    });
  }

  get unheard(): number {
    return this.#loop.unheard;
  }

  /** Ends what is being said, within bounds, and closes everything. */
  async stop(): Promise<void> {
    this.#loop.take({ type: 'stop' });
    await this.#quit;
    this.#loop.close();
    await this.#mouth.close();
    await this.#heardFile?.close();
    await this.#panel?.close();
    await this.#store.close();
  }

  #ground(): SpeakerGround {
    const { log, id, relays, relayCa } = this.#options;
    return {
      machine: deviceMachine,
      store: this.#store,
      log,
      say: async (announcement, language, volumePercent) => {
        const end = await this.#mouth.say(announcement, language, volumePercent);
        if (!end.wasHeard) return end;
        const startedAt = steadyMsAt(end.startedAt);
        const [notice] = announcement.notices;
        if (notice !== undefined && announcement.outcome === 'announced')
          this.#latencies.add(this.#loop.speaker.relayTimeAt(startedAt) - notice.paidAtMs);
        return { ...end, startedAt, endedAt: steadyMsAt(end.endedAt) };
      },
      writeHeard: (records) => this.#heardFile?.write(records),
      show: (lights) => {
        this.#lights = lights;
        this.#panel?.show(lights);
      },
      openPath: (path, events) => {
        const address = relays[path];
        if (address === undefined) throw new RangeError(`there is no path ${path}`);
        return new RelayLink({ device: id, path, address, ca: relayCa, ...events });
      },
      quit: () => this.#onQuit(),
    };
  }

  async #openPanel(path: string): Promise<void> {
    const { openPanel } = await import('./panel-port.ts');
    this.#panel = openPanel({
      path,
      log: this.#options.log,
      onInput: (input) => this.#loop.takePanel(input),
    });
    if (this.#lights !== undefined) this.#panel.show(this.#lights);
  }
}
