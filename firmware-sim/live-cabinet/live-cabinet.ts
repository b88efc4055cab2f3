import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NO_ADDRESS } from '../../shared/bus-messages.ts';
import { Failure } from '../../shared/failure.ts';
import type { Processes, RunningProcess } from '../processes.ts';
import type { RelayApi } from '../relay-api.ts';
import { type BoardsLine, readBoardsLine, type SeenModule } from './boards-line.ts';

export interface LiveCabinetSettings {
  /** Everything that is kept. */
  readonly folder: string;
  readonly id: string;
  readonly mqttPort: number;
  /** As `--voice` takes it. */
  readonly voice: string;
  /** Flags of the device program beside the necessary ones. */
  readonly controllerArgs?: readonly string[];
  /** The program that the controller runs in; default the product's own. */
  readonly controllerFile?: string;
  /** Written before the controller's command ({@link ProcessSpec.entrance}). */
  readonly controllerEntrance?: readonly string[];
  /** Of the process with the simulated boards; absent: the caller has boards of its own, at this serial port. */
  readonly boards:
    | { readonly modules: number; readonly slots: number; readonly banks: number; readonly lapse: number }
    | { readonly busPath: string };
  readonly onLine?: (line: BoardsLine) => void;
}

const READY_MS = 60_000;
const STOP_MS = 15_000;
const ONLINE_LOOKS = 300;
const ONLINE_LOOK_MS = 100;

/** A cabinet of real processes beside a relay that runs already: the controller, and the simulated boards on a pty. */
export class LiveCabinet {
  readonly settings: LiveCabinetSettings;
  /** As the boards have told last. */
  modules: readonly SeenModule[] = [];
  readonly #processes: Processes;
  #controller: RunningProcess | undefined;
  #boards: RunningProcess | undefined;

  private constructor(settings: LiveCabinetSettings, processes: Processes) {
    this.settings = settings;
    this.#processes = processes;
  }

  /** Resolves when the relay has the cabinet online with all of its modules. */
  static async open(
    settings: LiveCabinetSettings,
    relay: RelayApi,
    processes: Processes,
  ): Promise<LiveCabinet> {
    const cabinet = new LiveCabinet(settings, processes);
    mkdirSync(cabinet.#folder, { recursive: true });
    await Promise.all([cabinet.#register(relay), cabinet.startBoards()]);
    await cabinet.startController();
    await cabinet.untilOnline(relay);
    return cabinet;
  }

  get controller(): RunningProcess {
    if (this.#controller === undefined) throw new Failure('not_found', 'the controller has not started yet');
    return this.#controller;
  }

  get heardPath(): string {
    return join(this.#folder, 'heard.jsonl');
  }

  /** Number of a module in the orders to its boards, by its serial number. */
  numberOf(serial: string): number {
    return this.modules.findIndex((module) => module.serial === serial) + 1;
  }

  /** One order to the boards' process (firmware-sim/cabinet/cabinet-order.ts). */
  order(order: object): void {
    this.#boards?.tell(order);
  }

  async startController(): Promise<void> {
    const { id, mqttPort, voice, controllerArgs = [], controllerFile = 'device/main.ts' } = this.settings;
    this.#controller = await this.#start('controller', controllerFile, [
      ...['--role', 'cabinet', '--id', id, '--key-file', resolve(this.#keyPath), '--bus', this.#busPath],
      ...['--relay', `mqtt://127.0.0.1:${mqttPort}`, '--data', resolve(this.#folder), '--voice', voice],
      ...controllerArgs,
    ]);
  }

  async startBoards(): Promise<void> {
    const { boards, onLine } = this.settings;
    if ('busPath' in boards) return;
    const { modules, slots, banks, lapse } = boards;
    const args = ['--modules', modules, '--slots', slots, '--banks', banks, '--lapse', lapse, '--link'];
    const file = 'firmware-sim/cabinet/cabinet-main.ts';
    this.#boards = await this.#start('boards', file, [...args.map(String), this.#busPath], (text) => {
      const line = readBoardsLine(text);
      if (line?.is === 'state') this.modules = line.modules;
      if (line !== undefined) onLine?.(line);
    });
  }

  /** Not an error when it does not come about in its time: whoever rents will see. */
  async untilOnline(relay: RelayApi): Promise<void> {
    const { id } = this.settings;
    for (let look = 0; look < ONLINE_LOOKS; look++) {
      const { state } = (await relay.call('GET', `/v1/devices/${id}`)) as { state?: { online?: unknown } };
      if (state?.online === true && this.modules.every(({ address }) => address !== NO_ADDRESS)) return;
      await new Promise((wake) => setTimeout(wake, ONLINE_LOOK_MS));
    }
  }

  /** @returns what did not stop as it should */
  async close(): Promise<string[]> {
    const wrong: string[] = [];
    // The controller first: a cabinet whose bus goes away has something to report.
    for (const running of [this.#controller, this.#boards]) {
      if (running?.isAlive !== true) continue;
      const { code, signal } = await running.stop(STOP_MS);
      if (code !== 0)
        wrong.push(`${running.spec.name} ended with ${signal ?? `exit code ${code}`} on SIGTERM`);
    }
    return wrong;
  }

  get #folder(): string {
    return join(this.settings.folder, this.settings.id);
  }

  get #keyPath(): string {
    return join(this.settings.folder, `${this.settings.id}.key`);
  }

  get #busPath(): string {
    const { boards } = this.settings;
    // Beside the controller's folder: its disk may lose power, and a serial port is on none.
    return 'busPath' in boards ? boards.busPath : resolve(this.settings.folder, `${this.settings.id}.bus`);
  }

  async #register(relay: RelayApi): Promise<void> {
    const entry = { role: 'cabinet', terminals: [], store: 'shop-1', language: 'zh-CN' };
    const made = (await relay.call('PUT', `/v1/devices/${this.settings.id}`, entry)) as { key?: string };
    if (made.key === undefined && existsSync(this.#keyPath)) return;
    const { key = '' } =
      made.key === undefined
        ? ((await relay.call('POST', `/v1/devices/${this.settings.id}/key`)) as { key?: string })
        : made;
    writeFileSync(this.#keyPath, `${key}\n`, { mode: 0o600 });
  }

  #start(
    name: string,
    file: string,
    args: readonly string[],
    onLine?: (line: unknown) => void,
  ): Promise<RunningProcess> {
    return this.#processes.start({
      name: `${name} of ${this.settings.id}`,
      file,
      args,
      entrance: name === 'controller' ? (this.settings.controllerEntrance ?? []) : [],
      logPath: resolve(this.settings.folder, 'logs', `${name}-${this.settings.id}.log`),
      isReady: (line) => {
        const { ready, path } = line as { ready?: unknown; path?: unknown };
        return ready === true || typeof path === 'string';
      },
      readyTimeoutMs: READY_MS,
      ...(onLine === undefined ? {} : { onLine }),
    });
  }
}
