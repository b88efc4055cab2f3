import { CabinetLoop } from '../../device/cabinet/cabinet-loop.ts';
import type { CabinetMemory, CabinetOperations } from '../../device/cabinet/cabinet-operations.ts';
import { CHARGING_DEFAULTS } from '../../device/cabinet/power/charging.ts';
import { THERMOSTAT_DEFAULTS } from '../../device/cabinet/power/thermostat.ts';
import type { BusEvent, BusRequest } from '../../device/cabinet/readings.ts';
import type { PathEvents, PathLink } from '../../device/path-runner.ts';
import { type DeviceKeys, deriveDeviceKeys } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import { SimHeardFile } from '../sim/sim-heard-file.ts';
import type { SimMouth } from '../sim/sim-mouth.ts';
import { SimPath } from '../sim/sim-path.ts';
import type { Trace } from '../sim/trace.ts';
import type { VirtualDisk } from '../sim/virtual-disk.ts';
import type { VirtualHost, VirtualProcess } from '../sim/virtual-host.ts';
import type { ConnectionEnd, Route } from '../sim/virtual-network.ts';
import { VirtualStore } from '../sim/virtual-store.ts';
import type { CabinetCanary } from './cabinet-canaries.ts';
import { SimBus } from './sim-bus.ts';
import type { SimWire } from './sim-wire.ts';

export interface SimCabinetParts {
  readonly id: DeviceId;
  readonly key: Uint8Array;
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<CabinetOperations>;
  readonly routes: readonly Route[];
  readonly relay: VirtualHost;
  readonly connect: (end: ConnectionEnd) => boolean;
  readonly wire: SimWire;
  readonly mouth: SimMouth;
  readonly log: Log;
  readonly trace: Trace;
  readonly canary: CabinetCanary | undefined;
  readonly isDozing: () => boolean;
  readonly budgetMilliwatts: number;
  readonly onBusRequest: (request: BusRequest) => void;
  /** What the bus tells the cabinet, before the cabinet hears it. */
  readonly onBusEvent: (event: BusEvent) => void;
  readonly onStart: () => void;
  readonly onDeath: () => void;
}

/** A controller of a cabinet: the product's own loop, bus master and tables, on a virtual machine. */
export class SimCabinet {
  readonly id: DeviceId;
  readonly host: VirtualHost;
  readonly disk: VirtualDisk<CabinetOperations>;
  readonly routes: readonly Route[];
  readonly mouth: SimMouth;
  readonly heardFile: SimHeardFile;
  readonly #keys: DeviceKeys;
  readonly #parts: SimCabinetParts;
  #loop: CabinetLoop | undefined;
  #bus: SimBus | undefined;
  /** The adapter of the bus is plugged in. */
  #hasAdapter = true;

  constructor(parts: SimCabinetParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.host = parts.host;
    this.disk = parts.disk;
    this.routes = parts.routes;
    this.mouth = parts.mouth;
    this.heardFile = new SimHeardFile(parts.host.chance);
    this.#keys = deriveDeviceKeys(parts.key);
  }

  get isOn(): boolean {
    return this.host.process !== undefined;
  }

  /** Not confirmed by the relay; undefined: it does not run. */
  get reportsWaiting(): number | undefined {
    return this.#loop?.cabinet.reportsWaiting;
  }

  get isQuiet(): boolean {
    return this.#loop?.cabinet.isQuiet === true;
  }

  /** Starts the program, on a machine that is switched on for it. */
  async start(): Promise<void> {
    const { host, disk, trace, wire } = this.#parts;
    if (this.isOn) return;
    host.powerOn();
    wire.restorePower();
    const process = host.start();
    trace.tell('cabinet', () => `starts (${host.bootId})`);
    this.#parts.onStart();
    process.atDeath(() => this.#died());
    const store = new VirtualStore(process, disk);
    const memory = await store.call('load', {});
    if (!process.isAlive) return;
    const loop = this.#openLoop(process, store, memory);
    this.#loop = loop;
    this.heardFile.open(process, memory.heardRecords, (id) => loop.take({ type: 'heard_written', id }));
    loop.take({ type: 'tick' });
    process.after(100, () => this.#openBus(process, loop));
  }

  #openBus(process: VirtualProcess, loop: CabinetLoop): void {
    const { wire, isDozing, onBusEvent, canary } = this.#parts;
    const bus = new SimBus({
      process,
      wire,
      isDozing,
      onEvent: (event) => {
        // It may have died over the event before, of the same moment.
        if (!process.isAlive) return;
        onBusEvent(event);
        loop.take({ type: 'bus', event: canary?.hearBus?.(event) ?? event });
      },
    });
    this.#bus = bus;
    if (this.#hasAdapter) bus.open();
  }

  #openLoop(
    process: VirtualProcess,
    store: VirtualStore<CabinetOperations>,
    memory: CabinetMemory,
  ): CabinetLoop {
    const { id, host, routes, mouth, log, canary, budgetMilliwatts } = this.#parts;
    const loop: CabinetLoop = new CabinetLoop(
      {
        id,
        keys: this.#keys,
        paths: routes.length,
        language: 'zh-CN',
        power: { charging: { ...CHARGING_DEFAULTS, budgetMilliwatts }, thermostat: THERMOSTAT_DEFAULTS },
        utcOffsetMinutes: 480,
        software: 'simulated',
        bootId: host.bootId,
      },
      {
        machine: process,
        store: canary?.store?.(process, store) ?? store,
        log,
        askBus: (request) => {
          if (process.isAlive && this.#bus !== undefined) this.#parts.onBusRequest(request);
          this.#bus?.request(request);
        },
        say: (announcement, language) =>
          process.mayAct() ? mouth.say(process, announcement, language) : new Promise(() => {}),
        writeHeard: (records) => {
          if (process.mayAct())
            this.heardFile.write(process, records, (heardId) =>
              loop.take({ type: 'heard_written', id: heardId }),
            );
        },
        openPath: (path, events) => this.#openPath(process, path, events),
        quit: () => {
          loop.close();
          process.die();
        },
      },
      memory,
    );
    return loop;
  }

  #openPath(process: VirtualProcess, path: number, events: PathEvents): PathLink {
    const { id, routes, relay, connect, trace, canary } = this.#parts;
    const route = routes[path];
    if (route === undefined) throw new RangeError(`there is no path ${path}`);
    const keys = this.#keys;
    const heard =
      canary?.hearDown === undefined
        ? events
        : { ...events, onFrame: canary.hearDown(keys, id, events.onFrame) };
    return new SimPath({ id, keys, path, route, process, relay, connect, trace, canary }, heard);
  }

  #died(): void {
    const { host, trace, mouth, wire, onDeath } = this.#parts;
    this.#loop = undefined;
    this.#bus = undefined;
    mouth.cut(host.time.nowMs);
    if (!host.isPowered) wire.cutPower();
    trace.tell('cabinet', () => (host.isPowered ? 'ends' : 'loses power'));
    onDeath();
  }

  /** A clean stop; it may take some seconds. */
  stop(): void {
    const loop = this.#loop;
    this.host.process?.turn(() => loop?.take({ type: 'stop' }));
  }

  /** SIGKILL, or with `power` everything at once: the controller and all modules. */
  kill(power: boolean): void {
    if (power) {
      this.host.powerOff();
      if (!this.isOn) this.#parts.wire.cutPower();
    }
    this.host.process?.die();
  }

  plugAdapter(isIn: boolean): void {
    if (this.#hasAdapter === isIn) return;
    this.#hasAdapter = isIn;
    const bus = this.#bus;
    this.host.process?.turn(() => {
      // A program that was frozen finds it as it is now.
      if (bus === undefined || bus.isOpen === this.#hasAdapter) return;
      if (this.#hasAdapter) bus.open();
      else bus.lose();
    });
  }
}
