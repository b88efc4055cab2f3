import { BusEar } from '../../device/cabinet/bus/bus-ear.ts';
import {
  type BusEffect,
  type BusInput,
  type BusState,
  initialBus,
  stepBus,
} from '../../device/cabinet/bus/bus-master.ts';
import type { BusEvent, BusRequest } from '../../device/cabinet/readings.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import { BusWire } from './bus-wire.ts';
import { ModuleBoard } from './module-board.ts';

export interface TimedBusEvent {
  readonly atMs: number;
  readonly event: BusEvent;
}

/** The runtime's real bus machine and simulated boards on one wire, on time that passes only when told. */
export class VirtualBus {
  readonly wire: BusWire;
  readonly events: TimedBusEvent[] = [];
  readonly #chance: Chance;
  #state: BusState = initialBus;
  #ear = new BusEar();
  #wakeAtMs: number | undefined;
  #nowMs = 0;

  constructor(seed: number) {
    this.#chance = seededChance(seed);
    this.wire = new BusWire({ chance: this.#chance.fork() });
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get state(): BusState {
    return this.#state;
  }

  /** Plugs in a new module. */
  add(serial: string, slots = 8): ModuleBoard {
    const board = new ModuleBoard({ serial, slots, chance: this.#chance.fork(), nowMs: this.#nowMs - 1_000 });
    this.wire.plug(board);
    return board;
  }

  open(): void {
    this.#ear = new BusEar();
    this.#step({ type: 'opened' });
  }

  close(reason: string): void {
    this.#step({ type: 'closed', reason });
  }

  request(request: BusRequest): void {
    this.#step({ type: 'request', request });
  }

  /** Bytes that come from nowhere on the wire. */
  hear(bytes: Uint8Array): void {
    const frames = this.#ear.hear(bytes, this.#nowMs);
    this.#step(
      frames === undefined ? { type: 'overfed' } : { type: 'heard', byteCount: bytes.length, frames },
    );
  }

  runFor(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (true) {
      const next = Math.min(
        this.#wakeAtMs ?? Number.POSITIVE_INFINITY,
        this.wire.nextAtMs() ?? Number.POSITIVE_INFINITY,
      );
      if (next > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, next);
      for (const piece of this.wire.run(this.#nowMs)) this.hear(piece);
      if (this.#wakeAtMs !== undefined && this.#wakeAtMs <= this.#nowMs) this.#step({ type: 'tick' });
    }
    this.#nowMs = untilMs;
    for (const board of this.wire.boards) board.advance(untilMs);
  }

  /** Runs until an event is `wanted`, at most so long; what came of it. */
  until(wanted: (event: BusEvent) => boolean, mostMs: number): TimedBusEvent | undefined {
    const from = this.events.length;
    for (let ms = 0; ms < mostMs; ms += 1) {
      const found = this.events.slice(from).find(({ event }) => wanted(event));
      if (found !== undefined) return found;
      this.runFor(1);
    }
    return this.events.slice(from).find(({ event }) => wanted(event));
  }

  #step(input: BusInput): void {
    const { state, effects, wakeAtMs } = stepBus(this.#state, input, this.#nowMs);
    this.#state = state;
    this.#wakeAtMs = wakeAtMs;
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: BusEffect): void {
    if (effect.type === 'send') this.wire.hostSays(effect.bytes, this.#nowMs);
    else this.events.push({ atMs: this.#nowMs, event: effect.event });
  }
}
