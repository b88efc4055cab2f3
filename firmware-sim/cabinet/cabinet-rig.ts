import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import { openPty, type Pty } from '../pty.ts';
import { BusWire } from './bus-wire.ts';
import { ModuleBoard } from './module-board.ts';

/** Heat and outputs go on although nobody asks. */
const ADVANCE_MS = 250;

export interface CabinetRigMaking {
  readonly seed: number;
  /** A name for the adapter that stays the same from plug-in to plug-in; a symbolic link. */
  readonly link?: string;
}

/** Modules on one wire behind a serial adapter that a real program opens; time is the real one. */
export class CabinetRig {
  readonly wire: BusWire;
  readonly #making: CabinetRigMaking;
  readonly #chance: Chance;
  readonly #startedAtMs = performance.now();
  #pty: Pty | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ambientCelsius = 25;

  constructor(making: CabinetRigMaking) {
    this.#making = making;
    this.#chance = seededChance(making.seed);
    this.wire = new BusWire({ chance: this.#chance.fork() });
  }

  /** Of this rig's clock. */
  get nowMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  /** What the host opens. */
  get path(): string {
    return this.#making.link ?? this.#pty?.path ?? '';
  }

  get ambientCelsius(): number {
    return this.#ambientCelsius;
  }

  set ambientCelsius(celsius: number) {
    this.#ambientCelsius = celsius;
    for (const board of this.wire.boards) board.ambientCelsius = celsius;
  }

  /** A new module, in the wall and under power. */
  add(serial: string, slots = 8): ModuleBoard {
    const ambientCelsius = this.#ambientCelsius;
    const board = new ModuleBoard({
      serial,
      slots,
      ambientCelsius,
      chance: this.#chance.fork(),
      nowMs: this.nowMs,
    });
    this.wire.plug(board);
    return board;
  }

  /** @throws Failure unreachable: no pty to be had, with what is missing */
  async plugIn(): Promise<void> {
    await this.unplug();
    const pty = await openPty();
    pty.onData((bytes) => {
      this.wire.hostSays(bytes, this.nowMs);
      this.#carry();
    });
    this.#pty = pty;
    if (this.#making.link !== undefined) pointLink(this.#making.link, pty.path);
    this.#carry();
  }

  /** Pulls the adapter out of the computer; the modules keep their power. */
  async unplug(): Promise<void> {
    clearTimeout(this.#timer);
    const pty = this.#pty;
    this.#pty = undefined;
    if (pty !== undefined && this.#making.link !== undefined) rmSync(this.#making.link, { force: true });
    await pty?.close();
  }

  #carry(): void {
    clearTimeout(this.#timer);
    const nowMs = this.nowMs;
    for (const piece of this.wire.run(nowMs)) this.#pty?.write(piece);
    for (const board of this.wire.boards) board.advance(nowMs);
    if (this.#pty === undefined) return;
    const inMs = (this.wire.nextAtMs() ?? nowMs + ADVANCE_MS) - this.nowMs;
    this.#timer = setTimeout(() => this.#carry(), Math.max(0, Math.min(ADVANCE_MS, Math.ceil(inMs))));
  }
}

function pointLink(link: string, path: string): void {
  // By renaming, so that nobody ever sees no link at all.
  const next = `${link}.next`;
  rmSync(next, { force: true });
  symlinkSync(path, next);
  renameSync(next, link);
}
