import type { PathEvents, PathLink } from '../../device/path-runner.ts';
import type { PanelInput } from '../../device/speaker/panel.ts';
import { SpeakerLoop } from '../../device/speaker/speaker-loop.ts';
import type { SpeakerOperations } from '../../device/speaker/speaker-operations.ts';
import { type DeviceKeys, deriveDeviceKeys } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { StoreRequest } from '../../shared/store-operations.ts';
import type { Canary } from './canaries.ts';
import { SimHeardFile } from './sim-heard-file.ts';
import type { SimMouth } from './sim-mouth.ts';
import { SimPath } from './sim-path.ts';
import type { Trace } from './trace.ts';
import type { VirtualDisk } from './virtual-disk.ts';
import type { VirtualHost, VirtualProcess } from './virtual-host.ts';
import type { ConnectionEnd, Route } from './virtual-network.ts';
import { VirtualStore } from './virtual-store.ts';

export interface SimDeviceParts {
  readonly id: DeviceId;
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<SpeakerOperations>;
  readonly routes: readonly Route[];
  readonly relay: VirtualHost;
  readonly connect: (end: ConnectionEnd) => boolean;
  readonly mouth: SimMouth;
  readonly log: Log;
  readonly trace: Trace;
  readonly canary: Canary | undefined;
  readonly onDurable: (requests: readonly StoreRequest[]) => void;
  readonly onStart: () => void;
  readonly onDeath: () => void;
}

const RULES = { freshMs: 60_000, summaryAbove: 5, tooOldMs: 86_400_000 };

/** A speaker: the product's own loop and tables, on a virtual machine. */
export class SimDevice {
  readonly id: DeviceId;
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<SpeakerOperations>;
  readonly routes: readonly Route[];
  readonly mouth: SimMouth;
  readonly heardFile: SimHeardFile;
  key: Uint8Array;
  #loop: SpeakerLoop | undefined;
  readonly #parts: SimDeviceParts;

  constructor(parts: SimDeviceParts, key: Uint8Array) {
    this.#parts = parts;
    this.id = parts.id;
    this.host = parts.host;
    this.disk = parts.disk;
    this.routes = parts.routes;
    this.mouth = parts.mouth;
    this.heardFile = new SimHeardFile(parts.host.chance);
    this.key = key;
  }

  get isOn(): boolean {
    return this.host.process !== undefined;
  }

  /** Stored and not heard. */
  get unheard(): number {
    return this.#loop?.unheard ?? 0;
  }

  /** Starts the program, on a machine that is switched on for it. */
  async start(): Promise<void> {
    const { host, disk, trace } = this.#parts;
    if (this.isOn) return;
    host.powerOn();
    const process = host.start();
    trace.tell(host.name, () => `starts (${host.bootId})`);
    this.#parts.onStart();
    process.atDeath(() => this.#died());
    const store = new VirtualStore(process, disk);
    store.onDurable = this.#parts.onDurable;
    const memory = await store.call('load', { replayNotices: limits.replayNotices });
    if (!process.isAlive) return;
    const keys = deriveDeviceKeys(this.key);
    const loop: SpeakerLoop = this.#openLoop(process, keys, store, memory);
    this.#loop = loop;
    this.heardFile.open(process, memory.heardRecords, (id) => loop.heardWritten(id));
    loop.take({ type: 'tick' });
    process.after(2_000, () => loop.takePanel({ type: 'connected' }));
  }

  #openLoop(
    process: VirtualProcess,
    keys: DeviceKeys,
    store: VirtualStore<SpeakerOperations>,
    memory: ConstructorParameters<typeof SpeakerLoop>[2],
  ): SpeakerLoop {
    const { id, host, routes, mouth, log, trace, canary } = this.#parts;
    const loop: SpeakerLoop = new SpeakerLoop(
      {
        id,
        keys,
        paths: routes.length,
        language: 'zh-CN',
        rules: RULES,
        software: 'simulated',
        bootId: host.bootId,
      },
      {
        machine: process,
        store,
        log,
        say: (announcement, language) => {
          if (!process.mayAct()) return new Promise(() => {});
          const said = canary?.say?.(announcement) ?? announcement;
          trace.tell(
            host.name,
            () => `says ${said.repeat ? 'again ' : ''}${announcement.heardAs}`,
            () => announcement.notices.map(({ sn }) => sn),
          );
          return mouth.say(process, said, language);
        },
        writeHeard: (records) => {
          if (process.mayAct())
            this.heardFile.write(process, records, (heardId) => loop.heardWritten(heardId));
        },
        show: () => {},
        openPath: (path, events) => this.#openPath(process, keys, path, events),
        quit: () => {
          loop.close();
          process.die();
        },
      },
      memory,
    );
    return loop;
  }

  #openPath(process: VirtualProcess, keys: DeviceKeys, path: number, events: PathEvents): PathLink {
    const { id, routes, relay, connect, trace, canary } = this.#parts;
    const route = routes[path];
    if (route === undefined) throw new RangeError(`there is no path ${path}`);
    return new SimPath({ id, keys, path, route, process, relay, connect, trace, canary }, events);
  }

  #died(): void {
    const { host, trace, mouth, onDeath } = this.#parts;
    this.#loop = undefined;
    mouth.cut(host.time.nowMs);
    trace.tell(host.name, () => (host.isPowered ? 'ends' : 'loses power'));
    onDeath();
  }

  /** A clean stop; it may take some seconds. */
  stop(): void {
    const loop = this.#loop;
    this.host.process?.turn(() => loop?.take({ type: 'stop' }));
  }

  /** SIGKILL, or with `power` everything at once. */
  kill(power: boolean): void {
    if (power) this.host.powerOff();
    this.host.process?.die();
  }

  press(input: PanelInput): void {
    const loop = this.#loop;
    this.host.process?.turn(() => loop?.takePanel(input));
  }
}
