import { deviceMachine } from '../machine-port.ts';
import { Latencies } from '../service/latencies.ts';
import { SpeakerService } from '../service/speaker-service.ts';
import { Stand, type StandOptions } from '../stand-link.ts';
import { openSpeakerStore, type SpeakerStore } from './inbox-store.ts';
import type { PanelLights, PanelPort } from './panel.ts';
import type { SpeakerOptions } from './speaker.ts';
import { type SpeakerGround, SpeakerLoop } from './speaker-loop.ts';
import type { SpeakerMemory } from './speaker-operations.ts';

export interface SpeakerRuntimeOptions extends Omit<SpeakerOptions, 'paths'>, StandOptions {
  /** The panel's serial port. */
  readonly panel: string | undefined;
}

/** A speaker with its disk, its voice, its panel and its connections. */
export class SpeakerRuntime {
  readonly #options: SpeakerRuntimeOptions;
  readonly #stand: Stand<SpeakerStore>;
  readonly #loop: SpeakerLoop;
  readonly #latencies = new Latencies();
  #panel: PanelPort | undefined;
  #lights: PanelLights | undefined;

  private constructor(options: SpeakerRuntimeOptions, stand: Stand<SpeakerStore>, memory: SpeakerMemory) {
    this.#options = options;
    this.#stand = stand;
    this.#loop = new SpeakerLoop({ ...options, paths: options.relays.length }, this.#ground(), memory);
  }

  /**
   * Opens everything that the first announcement needs, and says what is waiting. Relay and panel come after that:
   * neither is needed for it.
   *
   * @throws Failure when store, voice or heard.jsonl cannot be had
   */
  static async start(options: SpeakerRuntimeOptions): Promise<SpeakerRuntime> {
    const { stand, memory } = await Stand.open(options, openSpeakerStore);
    const runtime = new SpeakerRuntime(options, stand, memory);
    await stand.openHeard(memory.heardRecords, {
      written: (id) => runtime.#loop.heardWritten(id),
      failed: () => runtime.#loop.take({ type: 'heard_file', works: false }),
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
    await this.#stand.hasQuit;
    this.#loop.close();
    await this.#panel?.close();
    await this.#stand.close();
  }

  #ground(): SpeakerGround {
    const ground = this.#stand.ground;
    return {
      ...ground,
      say: async (announcement, language, volumePercent) => {
        const end = await ground.say(announcement, language, volumePercent);
        const [notice] = announcement.notices;
        if (end.wasHeard && notice !== undefined && announcement.outcome === 'announced')
          this.#latencies.add(this.#loop.speaker.relayTimeAt(end.startedAt) - notice.paidAtMs);
        return end;
      },
      show: (lights) => {
        this.#lights = lights;
        this.#panel?.show(lights);
      },
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
