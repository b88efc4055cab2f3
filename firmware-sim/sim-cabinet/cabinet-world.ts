import type { CabinetOperations } from '../../device/cabinet/cabinet-operations.ts';
import { schema as cabinetSchema } from '../../device/cabinet/store/cabinet-tables-store.ts';
import type { RelayOperations } from '../../relay/outbox/tables-store.ts';
import { schema as relaySchema } from '../../relay/outbox/tables-store.ts';
import { deviceId, logId, storeId } from '../../shared/ids.ts';
import { createLog } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import { Bank } from '../cabinet/bank.ts';
import { ModuleBoard } from '../cabinet/module-board.ts';
import { SimMouth } from '../sim/sim-mouth.ts';
import { Trace } from '../sim/trace.ts';
import { SSD, VirtualDisk } from '../sim/virtual-disk.ts';
import { VirtualHost } from '../sim/virtual-host.ts';
import { CLEAN, Route, type RouteCondition } from '../sim/virtual-network.ts';
import { VirtualTime } from '../sim/virtual-time.ts';
import { type CabinetCanaryName, cabinetCanaryOf } from './cabinet-canaries.ts';
import { CabinetCore } from './cabinet-core.ts';
import {
  type Arrival,
  type BankPlace,
  BusEvidence,
  type CabinetFinding,
  type ControllerDeath,
  type Departure,
  type DiskRestore,
  type ServiceCall,
} from './cabinet-evidence.ts';
import { CabinetPeople } from './cabinet-people.ts';
import { type CabinetFault, type CabinetSwarm, drawCabinetSwarm, STEADY_FAULTS } from './cabinet-swarm.ts';
import { CabinetWatch } from './cabinet-watch.ts';
import { SimCabinet } from './sim-cabinet.ts';
import { SimCabinetRelay } from './sim-cabinet-relay.ts';
import { type SimModule, SimWire } from './sim-wire.ts';

const SILENT = createLog('simulated', 'silent', { write: () => {} });
const FIRST_DAY_MS = Date.UTC(2027, 0, 15);
const CABINET = deviceId('CAB-1');
/** After anything that somebody does the cabinet is at full speed for so long. */
const STIR_MS = 3_000;

/** Disks are kept from run to run and wiped: making their tables costs more than a whole run. */
const disks: { relay?: VirtualDisk<RelayOperations>; cabinet?: VirtualDisk<CabinetOperations> } = {};

function relayDisk(chance: Chance): VirtualDisk<RelayOperations> {
  disks.relay ??= new VirtualDisk(relaySchema, chance);
  disks.relay.reset(chance);
  return disks.relay;
}

function cabinetDisk(chance: Chance): VirtualDisk<CabinetOperations> {
  disks.cabinet ??= new VirtualDisk(cabinetSchema, chance);
  disks.cabinet.reset(chance);
  return disks.cabinet;
}

export interface CabinetWorldOptions {
  readonly isTraced: boolean;
  readonly canary?: CabinetCanaryName;
  readonly kinds?: readonly CabinetFault[];
}

/** One cabinet with its relay, rental core, billing and people. One at a time, since they share disks. */
export class CabinetWorld {
  readonly chance: Chance;
  readonly swarm: CabinetSwarm;
  readonly time: VirtualTime;
  readonly startMs: number;
  readonly trace: Trace;
  readonly wire: SimWire;
  readonly relay: SimCabinetRelay;
  readonly cabinet: SimCabinet;
  readonly core: CabinetCore;
  readonly people: CabinetPeople;
  readonly watch: CabinetWatch;
  readonly banks: Bank[] = [];
  readonly departures: Departure[] = [];
  readonly arrivals: Arrival[] = [];
  /** Where and when somebody put in what is no bank of ours. */
  readonly foreignArrivals: Pick<Arrival, 'at' | 'atMs'>[] = [];
  readonly services: ServiceCall[] = [];
  readonly broken: CabinetFinding[] = [];
  readonly controllerDeaths: ControllerDeath[] = [];
  readonly relayDeathsMs: number[] = [];
  readonly restores: DiskRestore[] = [];
  readonly bus = new BusEvidence();
  /** When the cabinet's disk refused, or was slow, last. */
  cabinetDiskFailedAtMs = 0;
  readonly cleanRoute: RouteCondition;
  isCalm = false;
  isSupervised = true;
  readonly #key: Uint8Array;
  #stirredUntilMs = 0;

  constructor(seed: number, options: CabinetWorldOptions) {
    this.chance = seededChance(seed);
    this.swarm = drawCabinetSwarm(this.chance.fork(), options.kinds);
    this.startMs = FIRST_DAY_MS + this.chance.integer(0, 86_399) * 1_000;
    this.time = new VirtualTime(this.startMs);
    this.trace = new Trace(this.time, options.isTraced);
    const { delayMs } = this.swarm;
    this.cleanRoute = { ...CLEAN, delayMs, jitterMs: delayMs / 3 };
    this.#key = Uint8Array.from({ length: 32 }, () => this.chance.integer(0, 255));
    this.wire = new SimWire(this.time, this.chance.fork(), this.#makeBoards());
    const isSteady = this.swarm.kinds.every((kind) => STEADY_FAULTS.includes(kind));
    const { budgetMilliwatts } = this.swarm;
    this.watch = new CabinetWatch(this.wire, isSteady, budgetMilliwatts / 1_000, (finding, detail, subject) =>
      this.#find(finding, detail, subject),
    );
    this.watch.onPulledIn = (module, { slot, bank }) => {
      // Whoever was about to take it has other plans by the time that it comes out again.
      if (bank !== undefined) this.people.forget(bank);
      const isReversed = module.board.bay(slot).state(this.time.nowMs).contactProblem === 'reversed';
      if (bank !== undefined && !isReversed && this.isOut(bank)) this.cameIn(module, slot, bank);
    };
    this.watch.onLook = () => {
      const { state, pace } = this.cabinet.disk;
      if (state !== 'works' || pace !== SSD) this.cabinetDiskFailedAtMs = this.time.nowMs;
    };
    this.relay = this.#makeRelay();
    this.core = new CabinetCore({
      time: this.time,
      chance: this.chance.fork(),
      relay: this.relay,
      trace: this.trace,
      cabinet: CABINET,
      name: `R${seed}`,
      isDisorderly: () => !this.isCalm && this.swarm.kinds.includes('core_disorder'),
      stir: () => this.stir(),
    });
    this.cabinet = this.#makeCabinet(options);
    this.people = new CabinetPeople(this, this.chance.fork());
  }

  #makeBoards(): ModuleBoard[] {
    return this.swarm.modules.map((slots, index) => {
      const serial = (0x2b + index * 0x100).toString(16).padStart(8, '0');
      const { ambientCelsius } = this.swarm;
      return new ModuleBoard({
        serial,
        slots,
        chance: this.chance.fork(),
        ambientCelsius,
        nowMs: this.time.nowMs - 1_000,
      });
    });
  }

  #makeRelay(): SimCabinetRelay {
    return new SimCabinetRelay({
      host: new VirtualHost('relay', this.time, this.chance.fork()),
      disk: relayDisk(this.chance.fork()),
      trace: this.trace,
      deliver: (delivery, answer) => this.core.hear(delivery, answer),
      onBroken: (what) => this.#find('bound_broken', what),
      onDeath: () => {
        this.relayDeathsMs.push(this.time.nowMs);
        this.#restartLater(() => this.relay.start());
      },
    });
  }

  #makeCabinet({ canary }: CabinetWorldOptions): SimCabinet {
    const host = new VirtualHost('cabinet', this.time, this.chance.fork());
    const mouth = new SimMouth(
      CABINET,
      this.chance.fork(),
      ({ text }) => this.trace.tell('cabinet', () => `says ${text}`),
      () => {},
    );
    return new SimCabinet({
      id: CABINET,
      key: this.#key,
      host,
      disk: cabinetDisk(this.chance.fork()),
      routes: Array.from({ length: this.swarm.paths }, () => {
        const route = new Route(this.time, this.chance.fork());
        route.condition = this.cleanRoute;
        return route;
      }),
      relay: this.relay.host,
      connect: (end) => this.relay.accept(end),
      wire: this.wire,
      mouth,
      log: SILENT,
      trace: this.trace,
      canary: cabinetCanaryOf(canary),
      isDozing: () => this.time.nowMs > this.#stirredUntilMs,
      budgetMilliwatts: this.swarm.budgetMilliwatts,
      onBusRequest: (request) => {
        if (request.type !== 'move') return;
        const { commandId, at } = request.order;
        const { rentals } = this.cabinet.disk.look('load', {});
        const owner = rentals.find(({ motion }) => motion?.commandId === commandId);
        this.bus.ordered({
          commandId,
          at,
          atMs: this.time.nowMs,
          rentalId: owner?.rentalId,
          life: this.controllerDeaths.length,
        });
      },
      onBusEvent: (event) => {
        if (event.type === 'moved') this.bus.answered(event.commandId, this.controllerDeaths.length);
        if (event.type !== 'reading') this.trace.tell('bus', () => JSON.stringify(event));
      },
      onStart: () => this.stir(),
      onDeath: () => {
        this.controllerDeaths.push({
          atMs: this.time.nowMs,
          diskFailedAtMs: this.cabinetDiskFailedAtMs,
          visibleMs: new Map(this.wire.modules.map(({ board, visibleMs }) => [board.serial, visibleMs])),
        });
        this.watch.controllerDied();
        this.#restartLater(() => this.cabinet.start());
      },
    });
  }

  /** Puts the cabinet on the roster and banks into its slots, before anything begins. */
  furnish(): void {
    const entry = {
      id: CABINET,
      role: 'cabinet',
      terminals: [],
      store: storeId('shop-1'),
      language: 'zh-CN',
    } as const;
    const argument = {
      entry,
      key: this.#key,
      newLog: logId('0000000000000001'),
      nowMs: unixMs(this.time.nowMs),
    };
    this.relay.disk.run([{ name: 'putDevice', argument }]);
    for (const { board } of this.wire.modules)
      for (const { slot } of board.slots) {
        if (slot === board.slots.length && this.chance.happens(0.6)) continue;
        const number = this.banks.length + 1;
        const bank = new Bank({
          bankId: number.toString(16).toUpperCase().padStart(16, '0'),
          level: this.chance.pick([0.3, 0.7, 0.95, 1]) - this.chance.next() * 0.1,
          celsius: this.swarm.ambientCelsius,
          cycles: this.chance.integer(0, 600),
        });
        this.banks.push(bank);
        board.stock(slot, bank, this.time.nowMs);
      }
    this.begin(() => this.relay.start());
    this.begin(() => this.cabinet.start());
    this.watch.begin();
    this.people.begin();
  }

  /** Somebody does something: what dozes wakes up. */
  stir(): void {
    this.#stirredUntilMs = this.time.nowMs + STIR_MS;
  }

  stirred(what: string, bankId: string): void {
    this.stir();
    this.trace.tell(
      'people',
      () => what,
      () => [bankId],
    );
  }

  freeSlots(): { readonly module: SimModule; readonly slot: number }[] {
    return this.wire.modules.flatMap((module) =>
      module.board.slots
        .filter(({ bank, isLocked, isMoving }) => bank === undefined && !isLocked && !isMoving)
        .map(({ slot }) => ({ module, slot })),
    );
  }

  /** How warm a bank is that somebody has carried about. */
  handCelsius(): number {
    return Math.max(-8, Math.min(50, this.swarm.ambientCelsius + this.chance.integer(-3, 14)));
  }

  /** A bank left in somebody's hand. */
  left(module: SimModule, slot: number, bank: Bank, isForced: boolean): void {
    const at: BankPlace = { module: module.board.serial, slot };
    const { bankId } = bank;
    const cameAtMs = this.arrivals.findLast((arrival) => arrival.bankId === bankId)?.atMs ?? this.startMs;
    const ejection = module.board.motorStarts.findLast(
      (start) => start.slot === slot && start.move === 'eject' && start.atMs >= cameAtMs,
    );
    const how = isForced ? 'pried' : ejection !== undefined ? 'let_out' : 'withdrawn';
    const rentalId = how === 'let_out' && ejection ? this.bus.rentalOf(ejection.commandId, at) : undefined;
    // What was only half in, or upside down, was never in.
    if (!bank.isForeign && !this.isOut(bank))
      this.departures.push({
        bankId,
        at,
        atMs: this.time.nowMs,
        how,
        visibleMs: module.visibleMs,
        readableMs: this.watch.readableMs(at, bankId),
        ...(rentalId === undefined ? {} : { rentalId }),
      });
    this.stirred(`${how}: ${bankId} from ${at.module}/${slot}`, bankId);
  }

  /** It left, and has not stood all the way in since. */
  isOut({ bankId }: Bank): boolean {
    const leftAtMs = this.departures.findLast((departure) => departure.bankId === bankId)?.atMs ?? 0;
    const cameAtMs = this.arrivals.findLast((arrival) => arrival.bankId === bankId)?.atMs ?? this.startMs;
    return leftAtMs > cameAtMs;
  }

  /** A bank stands all the way in, the right way. */
  cameIn(module: SimModule, slot: number, bank: Bank): void {
    const at: BankPlace = { module: module.board.serial, slot };
    const { bankId } = bank;
    if (!bank.isForeign && this.isOut(bank))
      this.arrivals.push({ bankId, at, atMs: this.time.nowMs, visibleMs: module.visibleMs });
    this.people.forget(bank);
    this.stirred(`in: ${bankId} in ${at.module}/${slot}`, bankId);
  }

  serve(action: ServiceCall['action'], at: BankPlace): void {
    const isHeard = this.relay.isOn;
    const call: ServiceCall = { action, at, atMs: this.time.nowMs, answers: 0, isHeard };
    this.services.push(call);
    this.stir();
    this.trace.tell('technician', () => `${action} ${at.module}/${at.slot}`);
    this.relay.serveSlot(
      CABINET,
      { do: action, at } as Parameters<SimCabinetRelay['serveSlot']>[1],
      (answer) => {
        call.answers += 1;
        call.answeredAtMs = this.time.nowMs;
        call.isDone = answer.status === 200 && answer.text.startsWith('done');
        this.trace.tell(
          'technician',
          () => `${action} ${at.module}/${at.slot}: ${answer.status} ${answer.text}`,
        );
      },
    );
  }

  /** An older copy of the controller's disk, kept now, is put in place of it. */
  restoreCabinetAfter(forMs: number): void {
    const sinceMs = this.time.nowMs;
    const { disk } = this.cabinet;
    disk.keepCopy();
    this.time.after(forMs, () => {
      if (this.isCalm) return;
      this.cabinet.kill(true);
      disk.restoreCopy();
      this.restores.push({ sinceMs, atMs: this.time.nowMs });
      this.trace.tell('world', () => `the cabinet's disk is what it was ${forMs} ms ago`);
    });
  }

  #find(finding: string, detail: string, subject?: string): void {
    this.broken.push({ finding, detail, ...(subject === undefined ? {} : { subject }) });
    this.trace.tell(
      'auditor',
      () => `${finding}: ${detail}`,
      () => (subject === undefined ? [] : [subject]),
    );
  }

  #restartLater(start: () => Promise<void>): void {
    if (!this.isSupervised) return;
    this.time.after(200 + this.chance.next() ** 3 * 15_000, () => {
      if (this.isSupervised) this.begin(start);
    });
  }

  /** Starts something that goes on by itself. */
  begin(start: () => Promise<unknown>): void {
    void start();
    this.time.promised();
  }
}
