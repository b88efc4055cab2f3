import type { SpeakerOperations } from '../../device/speaker/speaker-operations.ts';
import { schema as speakerSchema } from '../../device/speaker/tables-store.ts';
import type { RelayOperations } from '../../relay/outbox/tables-store.ts';
import { schema as relaySchema } from '../../relay/outbox/tables-store.ts';
import type { DeviceEntry } from '../../relay/store.ts';
import { deviceId, logId, storeId, terminalSn } from '../../shared/ids.ts';
import { createLog } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import type { StoreRequest } from '../../shared/store-operations.ts';
import { type Canary, type CanaryName, canaryOf } from './canaries.ts';
import { SimCore } from './sim-core.ts';
import { SimDevice } from './sim-device.ts';
import type { Broken, DeviceEvent, DurableNotice, RosterEvent, Sounded } from './sim-evidence.ts';
import { SimMouth } from './sim-mouth.ts';
import { SimRelay } from './sim-relay.ts';
import { drawSwarm, type Swarm } from './swarm.ts';
import { Trace } from './trace.ts';
import { VirtualDisk } from './virtual-disk.ts';
import { VirtualHost } from './virtual-host.ts';
import { CLEAN, Route, type RouteCondition } from './virtual-network.ts';
import { VirtualTime } from './virtual-time.ts';

const SILENT = createLog('simulated', 'silent', { write: () => {} });
const FIRST_DAY_MS = Date.UTC(2027, 0, 15);

/** Disks are kept from run to run and wiped: making their tables costs more than a whole day. */
const disks: { relay?: VirtualDisk<RelayOperations>; devices: VirtualDisk<SpeakerOperations>[] } = {
  devices: [],
};

function relayDisk(chance: Chance): VirtualDisk<RelayOperations> {
  disks.relay ??= new VirtualDisk(relaySchema, chance);
  disks.relay.reset(chance);
  return disks.relay;
}

function deviceDisk(index: number, chance: Chance): VirtualDisk<SpeakerOperations> {
  const disk = disks.devices[index] ?? new VirtualDisk(speakerSchema, chance);
  disks.devices[index] = disk;
  disk.reset(chance);
  return disk;
}

/** One relay, its speakers, the payment core and everything between them. One at a time, since they share disks. */
export class World {
  readonly seed: number;
  readonly chance: Chance;
  readonly swarm: Swarm;
  readonly time: VirtualTime;
  readonly startMs: number;
  readonly trace: Trace;
  readonly relay: SimRelay;
  readonly devices: readonly SimDevice[];
  readonly core: SimCore;
  readonly terminals: readonly string[];
  readonly sounded: Sounded[] = [];
  readonly deviceEvents: DeviceEvent[] = [];
  readonly roster: RosterEvent[] = [];
  readonly durable: DurableNotice[] = [];
  readonly broken: Broken[] = [];
  readonly relayRestores: { readonly sinceMs: number; readonly atMs: number }[] = [];
  readonly cleanRoute: RouteCondition;
  relayClockErrorMs = 0;
  /** No more faults, also not those that were only planned. */
  isCalm = false;
  /** Whether dead programs are started again by themselves, as a service manager does. */
  isSupervised = true;
  readonly #canary: Canary | undefined;

  constructor(seed: number, options: { readonly isTraced: boolean; readonly canary?: CanaryName }) {
    this.seed = seed;
    this.chance = seededChance(seed);
    this.#canary = canaryOf(options.canary);
    this.swarm = drawSwarm(this.chance.fork());
    this.startMs = FIRST_DAY_MS + this.chance.integer(0, 86_399) * 1_000;
    this.time = new VirtualTime(this.startMs);
    this.trace = new Trace(this.time, options.isTraced);
    this.cleanRoute = { ...CLEAN, delayMs: this.swarm.delayMs, jitterMs: this.swarm.delayMs / 3 };
    this.relay = this.#makeRelay();
    this.terminals = ['T-1', 'T-2', 'T-3', 'T-9'];
    this.devices = this.swarm.paths.map((paths, index) => this.#makeDevice(index, paths));
    this.core = new SimCore(this.time, this.chance.fork(), this.relay, this.trace);
  }

  #makeRelay(): SimRelay {
    const host = new VirtualHost('relay', this.time, this.chance.fork());
    return new SimRelay({
      host,
      disk: relayDisk(this.chance.fork()),
      trace: this.trace,
      canary: this.#canary,
      onBroken: (what) => this.broken.push({ what, atMs: this.time.nowMs }),
      onDeath: () => this.#restartLater(() => this.relay.start()),
    });
  }

  #makeDevice(index: number, paths: number): SimDevice {
    const id = deviceId(`SPK-${index + 1}`);
    const host = new VirtualHost(id, this.time, this.chance.fork());
    const note = (event: DeviceEvent['event']): void => {
      this.deviceEvents.push({ device: id, event, atMs: this.time.nowMs });
    };
    const device: SimDevice = new SimDevice(
      {
        id,
        host,
        disk: deviceDisk(index, this.chance.fork()),
        routes: Array.from({ length: paths }, () => {
          const route = new Route(this.time, this.chance.fork());
          route.condition = this.cleanRoute;
          return route;
        }),
        relay: this.relay.host,
        connect: (end) => this.relay.accept(end),
        mouth: new SimMouth(
          id,
          this.chance.fork(),
          (sounded) => this.#hear(sounded),
          () => note('voice_failed'),
        ),
        log: SILENT,
        trace: this.trace,
        canary: this.#canary,
        onDurable: (requests) => this.#noteDurable(id, requests),
        onStart: () => note('started'),
        onDeath: () => {
          note('died');
          this.#restartLater(() => device.start());
        },
      },
      this.drawKey(),
    );
    return device;
  }

  drawKey(): Uint8Array {
    return Uint8Array.from({ length: 32 }, () => this.chance.integer(0, 255));
  }

  entryOf(device: SimDevice, terminals: readonly string[]): DeviceEntry {
    return {
      id: device.id,
      role: 'speaker',
      terminals: terminals.map((terminal) => terminalSn(terminal)),
      store: storeId('shop-1'),
      language: 'zh-CN',
    };
  }

  /** Device n serves terminal n, and all of them serve the second. */
  terminalsOf(index: number): string[] {
    return [...new Set([`T-${index + 1}`, 'T-2'])];
  }

  /** Puts every device on the roster, past the relay's door, before anything begins. */
  furnish(): void {
    for (const [index, device] of this.devices.entries()) {
      const terminals = this.terminalsOf(index);
      const newLog = logId(String(index + 1).padStart(16, '0'));
      const argument = {
        entry: this.entryOf(device, terminals),
        key: device.key,
        newLog,
        nowMs: unixMs(this.time.nowMs),
      };
      this.relay.disk.run([{ name: 'putDevice', argument }]);
      this.roster.push({
        device: device.id,
        terminals,
        askedAtMs: this.time.nowMs,
        doneAtMs: this.time.nowMs,
      });
    }
  }

  #restartLater(start: () => Promise<void>): void {
    if (!this.isSupervised) return;
    this.time.after(200 + this.chance.next() ** 3 * 20_000, () => {
      if (this.isSupervised) this.begin(start);
    });
  }

  /** Starts something that goes on by itself. */
  begin(start: () => Promise<unknown>): void {
    void start();
    this.time.promised();
  }

  #hear(sounded: Sounded): void {
    this.sounded.push(sounded);
    this.trace.tell(
      sounded.device,
      () => `sounds: ${sounded.text}`,
      () => sounded.notices.map(({ sn }) => sn),
    );
  }

  #noteDurable(device: string, requests: readonly StoreRequest[]): void {
    for (const { name, argument } of requests) {
      if (name !== 'insert') continue;
      const { notices } = argument as Parameters<SpeakerOperations['insert']>[0];
      for (const { logId: log, seq, sn, event } of notices) {
        this.durable.push({ device, sn, logId: log, seq, atMs: this.time.nowMs });
        this.trace.tell(
          device,
          () => `stores ${log.slice(0, 4)}/${seq} ${event}`,
          () => [sn],
        );
      }
    }
  }
}
