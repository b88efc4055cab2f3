import type { SlotBook } from '../slot/slot-book.ts';

/**
 * After a start the modules are called: only a board can say what it has done that this disk may have forgotten. What it
 * has said once stays heard, though it may be lost again.
 */
export class RollCall {
  readonly #known: ReadonlySet<string>;
  readonly #heard = new Set<string>();

  /** @param known modules that have banks at home by the books of the start */
  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  /** After each reading. */
  look({ modules }: SlotBook): void {
    for (const [module, { bays }] of modules) {
      if (bays.every(({ reading }) => reading !== undefined)) this.#heard.add(module);
    }
  }

  /** All that the books know have been heard, and all that were found, and somebody at least. */
  isComplete({ modules }: SlotBook): boolean {
    return this.#heard.size > 0 && [...this.#known, ...modules.keys()].every((one) => this.#heard.has(one));
  }
}
