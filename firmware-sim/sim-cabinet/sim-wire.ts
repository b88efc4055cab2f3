import type { Timer } from '../../shared/machine.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import { BusWire } from '../cabinet/bus-wire.ts';
import type { ModuleBoard } from '../cabinet/module-board.ts';
import type { VirtualTime } from '../sim/virtual-time.ts';

/** A module, and what an auditor knows of it. */
export interface SimModule {
  readonly board: ModuleBoard;
  isPlugged: boolean;
  /** When the controller last got a whole answer of it. */
  readAtMs: number;
  /** For how long, since the beginning, the controller could see it. */
  visibleMs: number;
}

interface WireHost {
  hear(bytes: Uint8Array): void;
}

/** The simulated pair of wires (cabinet/bus-wire.ts) on the world's virtual time. */
export class SimWire {
  readonly time: VirtualTime;
  readonly modules: SimModule[];
  readonly #wire: BusWire;
  /** Who listens at the controller's end. */
  host: WireHost | undefined;
  /** The supply of the modules. */
  #isPowered = true;
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(time: VirtualTime, chance: Chance, boards: readonly ModuleBoard[]) {
    this.time = time;
    this.#wire = new BusWire({ chance });
    this.modules = boards.map((board) => ({ board, isPlugged: true, readAtMs: 0, visibleMs: 0 }));
    for (const board of boards) this.#wire.plug(board);
  }

  set noise(share: number) {
    this.#wire.noise = share;
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** All bytes that the controller has said so far. */
  get hostBytes(): number {
    return this.#wire.hostBytes;
  }

  hostSays(bytes: Uint8Array): void {
    this.#wire.hostSays(bytes, this.time.nowMs);
    this.#arm();
  }

  unplug(module: SimModule): void {
    module.isPlugged = false;
    this.#wire.unplug(module.board);
    module.board.restart(this.time.nowMs);
  }

  plug(module: SimModule): void {
    if (module.isPlugged) return;
    module.isPlugged = true;
    module.board.restart(this.time.nowMs);
    if (this.#isPowered) this.#wire.plug(module.board);
    this.#arm();
  }

  /** All modules lose their power: outputs off, motions broken off. */
  cutPower(): void {
    this.#isPowered = false;
    for (const { board } of this.modules) {
      this.#wire.unplug(board);
      board.restart(this.time.nowMs);
    }
  }

  restorePower(): void {
    if (this.#isPowered) return;
    this.#isPowered = true;
    for (const { board, isPlugged } of this.modules) {
      board.restart(this.time.nowMs);
      if (isPlugged) this.#wire.plug(board);
    }
    this.#arm();
  }

  /** Something on the wire has changed that nobody has said: a module that floods. */
  stir(): void {
    this.#arm();
  }

  #arm(): void {
    const nextAtMs = this.#wire.nextAtMs();
    if (nextAtMs === undefined || nextAtMs >= this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = nextAtMs;
    this.#timer = this.time.at(nextAtMs, () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      for (const bytes of this.#wire.run(this.time.nowMs)) this.host?.hear(bytes);
      this.#arm();
    });
  }
}
