import type { Timer } from '../../shared/machine.ts';

interface Event {
  readonly atMs: number;
  /** Of events at one moment the one that was asked for first comes first. */
  readonly order: number;
  run: (() => void) | undefined;
}

const isBefore = (one: Event, other: Event): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

/** Far more than the busiest second has. */
const EVENTS_PER_SECOND_MOST = 200_000;

/** The one true time of a simulated world, Unix ms, and everything that is going to happen in it. */
export class VirtualTime {
  nowMs: number;
  readonly #heap: Event[] = [];
  #order = 0;
  #isUnsettled = false;
  #events = 0;
  #countedFromMs = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  at(atMs: number, run: () => void): Timer {
    this.#order += 1;
    const event: Event = { atMs: Math.max(atMs, this.nowMs), order: this.#order, run };
    this.#push(event);
    return {
      cancel: () => {
        event.run = undefined;
      },
    };
  }

  after(delayMs: number, run: () => void): Timer {
    return this.at(this.nowMs + Math.max(0, delayMs), run);
  }

  /** A promise was settled: whatever waits for it goes on before time does. */
  promised(): void {
    this.#isUnsettled = true;
  }

  /** Lets everything happen up to `untilMs`. */
  async pass(untilMs: number): Promise<void> {
    await this.#settle();
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop();
      const { run } = next;
      if (run === undefined) continue;
      this.#countAt(next.atMs);
      run();
      if (this.#isUnsettled) await this.#settle();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** @throws Error when somebody works without end and lets no time pass */
  #countAt(atMs: number): void {
    if (atMs >= this.#countedFromMs + 1_000) {
      this.#countedFromMs = atMs;
      this.#events = 0;
    }
    this.#events += 1;
    if (this.#events > EVENTS_PER_SECOND_MOST) throw new Error(`${this.#events} events within a second`);
    this.nowMs = atMs;
  }

  /** A turn of the real event loop comes only after every promise callback has run, however long their chain. */
  async #settle(): Promise<void> {
    while (this.#isUnsettled) {
      this.#isUnsettled = false;
      await new Promise((done) => setImmediate(done));
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || isBefore(parent, event)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const moved = heap.pop();
    if (moved === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !isBefore(child, moved)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = moved;
  }
}
