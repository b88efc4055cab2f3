/** What was refused since the start, counted by reason (promise 9). */
export class Refusals {
  readonly #counts = new Map<string, number>();

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /**
   * @returns the count where it is worth a line in the log: at 1, 10, 100 …, so that whoever floods us does not fill the
   * disk
   */
  add(why: string): number | undefined {
    const count = (this.#counts.get(why) ?? 0) + 1;
    this.#counts.set(why, count);
    return /^10*$/.test(String(count)) ? count : undefined;
  }
}
