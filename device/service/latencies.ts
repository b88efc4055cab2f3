/** Upper ends of the classes, ms; beyond the last: everything later. */
const CLASSES_MS = [20, 40, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 60_000] as const;

/** How long payments took from the core's word to the first sample in the shop, counted in classes. */
export class Latencies {
  readonly #counts = Array.from({ length: CLASSES_MS.length + 1 }, () => 0);
  #total = 0;

  /** @param latencyMs below 0 where the clocks disagree: that is as good as 0 */
  add(latencyMs: number): void {
    const index = CLASSES_MS.findIndex((endMs) => latencyMs <= endMs);
    const place = index < 0 ? CLASSES_MS.length : index;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#total += 1;
  }

  get total(): number {
    return this.#total;
  }

  /** The end of the class that holds the `share` (0 … 1) of all; undefined: none yet, Infinity: beyond the last class. */
  quantileMs(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= share * this.#total) return CLASSES_MS[index] ?? Number.POSITIVE_INFINITY;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** `≤60 ms 12, ≤80 ms 3`: classes with something in them. */
  get text(): string {
    const classes = this.#counts.flatMap((count, index) => {
      if (count === 0) return [];
      const endMs = CLASSES_MS[index];
      return [`${endMs === undefined ? 'later' : `≤${classText(endMs)}`} ${count}`];
    });
    return classes.join(', ');
  }
}

const classText = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);
