import { deviceMachine } from '../machine-port.ts';
import { CabinetService } from '../service/cabinet-service.ts';
import { Stand, type StandOptions } from '../stand-link.ts';
import { type BusPort, openBus } from './bus/bus-port.ts';
import type { CabinetOptions } from './cabinet.ts';
import { CabinetLoop } from './cabinet-loop.ts';
import type { CabinetMemory } from './cabinet-operations.ts';
import { type CabinetStore, openCabinetStore } from './store/cabinet-store.ts';

export interface CabinetRuntimeOptions extends Omit<CabinetOptions, 'paths'>, StandOptions {
  /** The modules' serial port. */
  readonly bus: string;
}

/** A cabinet with its disk, its modules, its voice and its connections. */
export class CabinetRuntime {
  readonly #stand: Stand<CabinetStore>;
  readonly #loop: CabinetLoop;
  #bus: BusPort | undefined;

  private constructor(options: CabinetRuntimeOptions, stand: Stand<CabinetStore>, memory: CabinetMemory) {
    this.#stand = stand;
    this.#loop = new CabinetLoop(
      { ...options, paths: options.relays.length },
      { ...stand.ground, askBus: (request) => this.#bus?.request(request) },
      memory,
    );
  }

  /**
   * Opens what everything else needs; modules and relay may come later, and go.
   *
   * @throws Failure when store, voice or heard.jsonl cannot be had
   */
  static async start(options: CabinetRuntimeOptions): Promise<CabinetRuntime> {
    const { stand, memory } = await Stand.open(options, openCabinetStore);
    const runtime = new CabinetRuntime(options, stand, memory);
    await stand.openHeard(memory.heardRecords, {
      written: (id) => runtime.#loop.take({ type: 'heard_written', id }),
      failed: () => runtime.#loop.take({ type: 'heard_file_failed' }),
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
    await this.#stand.hasQuit;
    this.#loop.close();
    await this.#bus?.close();
    await this.#stand.close();
  }
}
