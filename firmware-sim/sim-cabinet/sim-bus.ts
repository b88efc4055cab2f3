import { BusEar } from '../../device/cabinet/bus/bus-ear.ts';
import { type BusInput, type BusState, initialBus, stepBus } from '../../device/cabinet/bus/bus-master.ts';
import type { BusEvent, BusRequest } from '../../device/cabinet/readings.ts';
import { limits } from '../../shared/limits.ts';
import type { Timer } from '../../shared/machine.ts';
import type { HeardFrame } from '../../shared/serial-frame.ts';
import type { VirtualProcess } from '../sim/virtual-host.ts';
import type { SimWire } from './sim-wire.ts';

/**
 * While nothing happens, cycles come no more often than this: a machine that is busy otherwise is as slow. Well below
 * `busBlindMs`, so that nobody is blinded by it.
 */
const DOZING_MS = 800;

export interface SimBusParts {
  readonly process: VirtualProcess;
  readonly wire: SimWire;
  /** Nothing moves, and nobody stands before the cabinet. */
  readonly isDozing: () => boolean;
  readonly onEvent: (event: BusEvent) => void;
}

/** The controller's door to its bus (device/cabinet/bus/bus-port.ts) without a serial port; one life of the program. */
export class SimBus {
  readonly #parts: SimBusParts;
  #state: BusState = initialBus;
  #ear = new BusEar();
  #timer: Timer | undefined;
  readonly #events: BusEvent[] = [];
  #isTelling = false;

  constructor(parts: SimBusParts) {
    this.#parts = parts;
    const { process, wire } = parts;
    process.atDeath(() => {
      if (wire.host === this) wire.host = undefined;
    });
  }

  get isOpen(): boolean {
    return this.#state.isOpen;
  }

  open(): void {
    this.#parts.wire.host = this;
    this.#ear = new BusEar();
    this.#step({ type: 'opened' });
  }

  lose(): void {
    this.#parts.wire.host = undefined;
    this.#step({ type: 'closed', reason: 'the adapter is gone' });
  }

  request(request: BusRequest): void {
    if (this.#parts.process.mayAct()) this.#step({ type: 'request', request });
  }

  hear(bytes: Uint8Array): void {
    const { process, wire } = this.#parts;
    process.turn(() => {
      if (!this.#state.isOpen) return;
      const frames = this.#ear.hear(bytes, process.steadyMs());
      if (frames === undefined) {
        this.#step({ type: 'overfed' });
        return;
      }
      for (const heard of frames) noteRead(wire, heard);
      this.#step({ type: 'heard', byteCount: bytes.length, frames });
    });
  }

  #step(input: BusInput): void {
    const { process, isDozing } = this.#parts;
    const nowMs = process.steadyMs();
    const { state, effects, wakeAtMs } = stepBus(this.#state, input, nowMs);
    this.#state = state;
    this.#timer?.cancel();
    if (wakeAtMs !== undefined) {
      const dozingMs = state.flight === undefined && isDozing() ? DOZING_MS : 0;
      const delayMs = Math.max(dozingMs, Math.ceil(wakeAtMs - nowMs));
      this.#timer = process.after(delayMs, () => {
        this.#timer = process.nextTurn(() => this.#step({ type: 'tick' }));
      });
    }
    for (const effect of effects) {
      if (effect.type === 'tell') this.#events.push(effect.event);
      else if (process.mayAct()) this.#parts.wire.hostSays(effect.bytes);
    }
    this.#tell();
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift())
      this.#parts.onEvent(event);
    this.#isTelling = false;
  }
}

/** docs/cabinet-bus.md: the answer to a poll. */
const STATE_KIND = 0x84;

/** A whole answer to a poll has come through from whoever has that address now: what an auditor calls a reading that arrived. */
function noteRead(wire: SimWire, heard: HeardFrame): void {
  if (!('frame' in heard) || heard.frame.kind !== STATE_KIND) return;
  for (const module of wire.modules)
    if (module.board.address === heard.frame.address) module.readAtMs = wire.time.nowMs;
}

if (DOZING_MS >= limits.busBlindMs) throw new Error('dozing must not blind');
