import { Cabinet } from '../../device/cabinet/cabinet.ts';
import type { CabinetEffect, CabinetInput } from '../../device/cabinet/cabinet-effects.ts';
import type { CabinetOperations } from '../../device/cabinet/cabinet-operations.ts';
import { CHARGING_DEFAULTS } from '../../device/cabinet/power/charging.ts';
import { THERMOSTAT_DEFAULTS } from '../../device/cabinet/power/thermostat.ts';
import { schema } from '../../device/cabinet/store/cabinet-tables-store.ts';
import type { DeviceMoment } from '../../device/device-moment.ts';
import { phrase } from '../../device/speaker/phrase.ts';
import type { CabinetReport } from '../../shared/cabinet-report.ts';
import { logId, type RentalId, rentalId } from '../../shared/ids.ts';
import type { DownMessage, UpMessage } from '../../shared/messages.ts';
import { type Seq, seq, unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import type { StoreRequest } from '../../shared/store-operations.ts';
import { VirtualDisk } from '../sim/virtual-disk.ts';
import type { ModuleBoard } from './module-board.ts';
import { VirtualBus } from './virtual-bus.ts';

/** What the network and the process do to the cabinet; all 0: nothing. */
export interface TrialWeather {
  /** Share of the messages, each way, that are lost. */
  readonly messageLoss: number;
  /** Chance of dying at each boundary between two effects. */
  readonly death: number;
  /** Of the deaths, those that take the power of controller and boards with them. */
  readonly powerCut: number;
}

export const CALM: TrialWeather = { messageLoss: 0, death: 0, powerCut: 0 };

/** True time when the trial begins; the wall clock of the cabinet is wrong by a day. */
export const TRIAL_BEGINS_MS = 1_750_000_000_000;
const WALL_IS_WRONG_BY_MS = -86_400_000;
const SLICE_MS = 10;
const SPOKEN = { language: 'zh-CN', amountStyle: 'point', utcOffsetMinutes: 480, currency: 'CNY' } as const;

interface Pending {
  readonly atMs: number;
  readonly life: number;
  readonly run: () => void;
}

interface Rent {
  readonly message: Extract<DownMessage, { type: 'rent' }>;
  nextAtMs: number;
}

/** The product's whole cabinet on the real bus machine, simulated boards, a disk and a relay, on virtual time. */
export class CabinetTrial {
  readonly bus: VirtualBus;
  readonly disk: VirtualDisk<CabinetOperations>;
  weather: TrialWeather = CALM;
  /** False: there is no way to the relay. */
  isOnline = true;
  /** What was said to its end. */
  readonly heard: string[] = [];
  /** What the relay has, by log and seq; each once. */
  readonly reports = new Map<string, CabinetReport>();
  /** Reports that came again with other content. */
  readonly contradictions: string[] = [];
  readonly answers: UpMessage[] = [];
  readonly stored = new Set<RentalId>();
  deaths = 0;
  readonly #chance: Chance;
  readonly #rents = new Map<RentalId, Rent>();
  #cabinet: Cabinet | undefined;
  /** Of controller and boards: a number for each boot of the machine. */
  #boot = 1;
  #life = 0;
  #pending: Pending[] = [];
  #eventsTaken = 0;
  #writing: StoreRequest | undefined;
  readonly #deliveredUntilMs = { up: 0, down: 0 };

  constructor(seed: number) {
    this.#chance = seededChance(seed);
    this.bus = new VirtualBus(this.#chance.integer(1, 1_000_000));
    this.disk = new VirtualDisk(schema, this.#chance.fork());
  }

  get nowMs(): number {
    return this.bus.nowMs;
  }

  get trueMs(): number {
    return TRIAL_BEGINS_MS + this.nowMs;
  }

  get cabinet(): Cabinet {
    if (this.#cabinet === undefined) throw new Error('the cabinet is off');
    return this.#cabinet;
  }

  get isRunning(): boolean {
    return this.#cabinet !== undefined;
  }

  get boards(): ModuleBoard[] {
    return [...this.bus.wire.boards];
  }

  get events(): CabinetReport['event'][] {
    return [...this.reports.values()].map(({ event }) => event);
  }

  start(): void {
    this.#life += 1;
    const memory = this.disk.look('load', {});
    this.#eventsTaken = this.bus.events.length;
    this.#cabinet = new Cabinet(
      {
        paths: 1,
        language: 'zh-CN',
        power: { charging: CHARGING_DEFAULTS, thermostat: THERMOSTAT_DEFAULTS },
        utcOffsetMinutes: 480,
        software: 'trial',
        bootId: `boot-${this.#boot}`,
      },
      memory,
      this.#moment(),
    );
    this.bus.open();
    this.#take({ type: 'tick' });
  }

  /** The process ends; with `isPowerCut` the boards start anew, too. */
  die(isPowerCut: boolean): void {
    if (this.#cabinet === undefined) return;
    this.deaths += 1;
    this.#cabinet = undefined;
    this.#pending = [];
    this.disk.crash(this.#writing === undefined ? [] : [this.#writing]);
    this.#writing = undefined;
    this.bus.close('the controller died');
    if (!isPowerCut) return;
    this.#boot += 1;
    for (const board of this.boards) board.restart(this.nowMs);
  }

  /** Sends it until the cabinet has it or refuses it for good. */
  rent(id: string, forMs = 30_000, minimumLevelPercent = 20): RentalId {
    const message = {
      type: 'rent',
      rentalId: rentalId(id),
      expiresAtMs: unixMs(this.trueMs + forMs),
      minimumLevelPercent,
      askedAtMs: unixMs(this.trueMs),
    } as const;
    this.#rents.set(message.rentalId, { message, nextAtMs: this.nowMs });
    return message.rentalId;
  }

  /** As it comes, once. */
  send(message: DownMessage): void {
    this.#later(this.#delayMs('down'), () => this.#take({ type: 'message', path: 0, message }));
  }

  /** @param between each slice of time, what people do */
  run(ms: number, between: () => void = () => {}): void {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      this.bus.runFor(SLICE_MS);
      if (this.#cabinet === undefined) this.#eventsTaken = this.bus.events.length;
      this.#takeBusEvents();
      this.#runPending();
      this.#sendRents();
      const wakeAtMs = this.#cabinet?.wakeAtMs(this.nowMs);
      if (wakeAtMs !== undefined && wakeAtMs <= this.nowMs) this.#take({ type: 'tick' });
      between();
    }
  }

  #moment(): DeviceMoment {
    const nonce = (): string =>
      Math.floor(this.#chance.next() * 2 ** 48)
        .toString(16)
        .padStart(16, '0');
    return {
      // Each boot has a monotonic clock of its own.
      nowMs: this.nowMs,
      wallMs: this.trueMs + WALL_IS_WRONG_BY_MS,
      random: () => this.#chance.next(),
      nonce,
    };
  }

  #takeBusEvents(): void {
    while (this.#cabinet !== undefined && this.#eventsTaken < this.bus.events.length) {
      const timed = this.bus.events[this.#eventsTaken];
      this.#eventsTaken += 1;
      if (timed !== undefined) this.#take({ type: 'bus', event: timed.event });
    }
  }

  #take(input: CabinetInput): void {
    const life = this.#life;
    const effects = this.#cabinet?.step(input, this.#moment()) ?? [];
    for (const effect of effects) {
      if (this.#chance.happens(this.weather.death)) this.die(this.#chance.happens(this.weather.powerCut));
      if (this.#cabinet === undefined || life !== this.#life) return;
      this.#run(effect);
    }
  }

  #run(effect: CabinetEffect): void {
    switch (effect.type) {
      case 'bus':
        this.bus.request(effect.request);
        return;
      case 'record': {
        this.#writing = { name: 'record', argument: { changes: effect.changes } };
        this.#later(this.#chance.integer(1, 25), () => this.#commit());
        return;
      }
      case 'speak': {
        const { text } = phrase(effect.announcement.utterance, SPOKEN);
        this.#later(700, () => {
          this.heard.push(text);
          const times = { startedAtMs: unixMs(this.trueMs - 700), endedAtMs: unixMs(this.trueMs) };
          this.#take({ type: 'heard', spoken: { text, ...times } });
        });
        return;
      }
      case 'write_heard': {
        const last = effect.records.at(-1);
        if (last !== undefined) this.#later(5, () => this.#take({ type: 'heard_written', id: last.id }));
        return;
      }
      case 'connect':
        this.#later(20, () => this.#take({ type: this.isOnline ? 'subscribed' : 'closed', path: 0 }));
        return;
      case 'send':
        this.#later(this.#delayMs('up'), () => this.#hear(effect.message));
        return;
      case 'disconnect':
      case 'log':
      case 'quit':
        return;
    }
  }

  #commit(): void {
    const writing = this.#writing;
    if (writing === undefined) return;
    const [reply] = this.disk.run([writing]);
    this.#writing = undefined;
    this.#take({ type: reply?.ok === true ? 'recorded' : 'record_refused' });
  }

  /** One connection delivers in order. */
  #delayMs(way: 'up' | 'down'): number {
    const atMs = Math.max(this.#deliveredUntilMs[way], this.nowMs + this.#chance.integer(1, 40));
    this.#deliveredUntilMs[way] = atMs;
    return atMs - this.nowMs;
  }

  #later(afterMs: number, run: () => void): void {
    this.#pending.push({ atMs: this.nowMs + afterMs, life: this.#life, run });
  }

  #runPending(): void {
    const due = this.#pending.filter(({ atMs }) => atMs <= this.nowMs);
    this.#pending = this.#pending.filter(({ atMs }) => atMs > this.nowMs);
    for (const { life, run } of due) {
      if (life === this.#life && this.#cabinet !== undefined) run();
    }
  }

  // ---- the relay ----

  #sendRents(): void {
    for (const [id, rent] of this.#rents) {
      if (this.trueMs > rent.message.expiresAtMs + 2_000) this.#rents.delete(id);
      else if (this.isOnline && this.nowMs >= rent.nextAtMs) {
        rent.nextAtMs = this.nowMs + 500;
        if (!this.#chance.happens(this.weather.messageLoss)) this.send(rent.message);
      }
    }
  }

  #hear(message: UpMessage): void {
    if (!this.isOnline || this.#chance.happens(this.weather.messageLoss)) return;
    switch (message.type) {
      case 'hello':
      case 'heartbeat': {
        const type = message.type === 'hello' ? 'welcome' : 'pulse';
        const relayTimeMs = unixMs(this.trueMs);
        const log = { logId: logId('00000000000000aa'), lastSeq: seq(0) };
        this.send({ type, ...log, relayTimeMs, nonce: message.nonce });
        return;
      }
      case 'rent_stored':
        this.stored.add(message.rentalId);
        this.#rents.delete(message.rentalId);
        this.answers.push(message);
        return;
      case 'reports': {
        const seqs = message.reports.map((report) => this.#keep(message.reportLog, report));
        if (!this.#chance.happens(this.weather.messageLoss)) {
          this.send({ type: 'report_confirmation', reportLog: message.reportLog, seqs });
        }
        return;
      }
      case 'rent_refused':
      case 'command_result':
        this.answers.push(message);
        return;
      default:
        return;
    }
  }

  #keep(log: string, report: CabinetReport): Seq {
    const key = `${log}/${report.seq}`;
    const before = this.reports.get(key);
    if (before === undefined) this.reports.set(key, report);
    else if (JSON.stringify(before) !== JSON.stringify(report)) this.contradictions.push(key);
    return report.seq;
  }
}
