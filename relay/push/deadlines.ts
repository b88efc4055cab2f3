/** A moment at which something is to be looked at again. */
export interface Deadline<Subject> {
  readonly atMs: number;
  readonly subject: Subject;
}

/**
 * Many deadlines behind one timer: a binary heap, O(log n) a deadline. Nothing is ever taken out early; who is called
 * looks whether its matter still stands, which is cheaper than finding the entry again for each *stored*.
 */
export class Deadlines<Subject> {
  readonly #heap: Deadline<Subject>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the earliest falls due, or undefined when there is none. */
  get nextAtMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  add(atMs: number, subject: Subject): void {
    const entry = { atMs, subject };
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || parent.atMs <= atMs) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  /** Takes the earliest out, when it is due. */
  takeDue(nowMs: number): Subject | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.atMs > nowMs) return undefined;
    const moved = heap.pop();
    if (moved !== undefined && heap.length > 0) this.#sink(moved);
    return first.subject;
  }

  #sink(moved: Deadline<Subject>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && right.atMs < left.atMs ? right : left;
      if (child === undefined || child.atMs >= moved.atMs) break;
      heap[index] = child;
      index = 2 * index + (child === left ? 1 : 2);
    }
    heap[index] = moved;
  }
}
