import type { Machine, Timer } from '../../shared/machine.ts';
import { type UnixMs, unixMs } from '../../shared/quantities.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A machine in the simulated world: clocks that may be wrong, and at most one process of ours. */
export class VirtualHost {
  readonly name: string;
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** The wall clock minus the true time. */
  wallErrorMs = 0;
  /** Timers that come again and again come no more often than this, so that an empty night costs no time. */
  restMs = 0;
  process: VirtualProcess | undefined;
  /** The process is to die before its effect after this many. */
  effectsToDeath: number | undefined;
  #isPowered = true;
  #boots = 1;
  #rate = 1;
  #steadyMs = 0;
  #steadyAtMs: number;
  #isFrozen = false;
  #held: (() => void)[] = [];

  constructor(name: string, time: VirtualTime, chance: Chance) {
    this.name = name;
    this.time = time;
    this.chance = chance;
    this.#steadyAtMs = time.nowMs;
  }

  get steadyMs(): number {
    return this.#steadyMs + (this.time.nowMs - this.#steadyAtMs) * this.#rate;
  }

  get wallMs(): UnixMs {
    return unixMs(Math.max(0, Math.round(this.time.nowMs + this.wallErrorMs)));
  }

  /** Names the present boot of the machine. */
  get bootId(): string {
    return `${this.name}-boot-${this.#boots}`;
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** How fast the machine's own clock goes; 1 is right. */
  set rate(rate: number) {
    this.#steadyMs = this.steadyMs;
    this.#steadyAtMs = this.time.nowMs;
    this.#rate = rate;
  }

  get rate(): number {
    return this.#rate;
  }

  powerOff(): void {
    this.#isPowered = false;
  }

  powerOn(): void {
    if (this.#isPowered) return;
    this.#isPowered = true;
    this.#boots += 1;
    this.#steadyMs = 0;
    this.#steadyAtMs = this.time.nowMs;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  /** All that was due meanwhile happens now, in its order. */
  thaw(): void {
    this.#isFrozen = false;
    const held = this.#held;
    this.#held = [];
    for (const run of held) this.time.after(0, run);
  }

  hold(run: () => void): void {
    this.#held.push(run);
  }

  start(): VirtualProcess {
    this.effectsToDeath = undefined;
    this.#isFrozen = false;
    this.#held = [];
    this.process = new VirtualProcess(this);
    return this.process;
  }
}

/**
 * One life of a program on its host. After its death nothing that it still does has any effect, so a death may come
 * between any two effects: every door asks {@link mayAct} first.
 */
export class VirtualProcess implements Machine {
  readonly host: VirtualHost;
  #isAlive = true;
  readonly #atDeath: (() => void)[] = [];

  constructor(host: VirtualHost) {
    this.host = host;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  atDeath(run: () => void): void {
    this.#atDeath.push(run);
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    if (this.host.process === this) this.host.process = undefined;
    for (const run of this.#atDeath) run();
  }

  /** To be asked before each effect on the world; this may be where the process dies. */
  mayAct(): boolean {
    const { host } = this;
    if (!this.#isAlive) return false;
    if (host.effectsToDeath === undefined) return true;
    host.effectsToDeath -= 1;
    if (host.effectsToDeath >= 0) return true;
    host.effectsToDeath = undefined;
    this.die();
    return false;
  }

  /** Something happens to the process: at once, when it is thawed, or never. */
  turn(run: () => void): void {
    if (!this.#isAlive) return;
    if (this.host.isFrozen) this.host.hold(() => this.turn(run));
    else run();
  }

  wallMs(): UnixMs {
    return this.host.wallMs;
  }

  steadyMs(): number {
    return this.host.steadyMs;
  }

  /** A timer of Node takes a millisecond at least. */
  after(delayMs: number, run: () => void): Timer {
    return this.lasts(Math.max(1, delayMs), run);
  }

  /** Something that takes so long, and is no timer. */
  lasts(delayMs: number, run: () => void): Timer {
    let isCancelled = false;
    const timer = this.host.time.after(delayMs / this.host.rate, () =>
      this.turn(() => {
        if (!isCancelled) run();
      }),
    );
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  every(periodMs: number, run: () => void): Timer {
    let timer: Timer;
    const arm = (): void => {
      timer = this.after(Math.max(periodMs, this.host.restMs), () => {
        arm();
        run();
      });
    };
    arm();
    return { cancel: () => timer.cancel() };
  }

  nextTurn(run: () => void): Timer {
    return this.lasts(0, run);
  }

  random = (): number => this.host.chance.next();

  drawBytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.host.chance.integer(0, 255)));
  }
}
