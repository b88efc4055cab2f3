import { limits } from '../../shared/limits.ts';

/** The newest lines of the log, each with its number since the start of the program. */
export class LogRing {
  readonly #lines: string[] = [];
  #dropped = 0;

  add(line: string): void {
    const text = line.trimEnd();
    const most = limits.serviceLogLineCharacters;
    this.#lines.push(text.length > most ? `${text.slice(0, most)}…` : text);
    if (this.#lines.length <= limits.serviceLogLines) return;
    this.#lines.shift();
    this.#dropped += 1;
  }

  /** @returns the lines from number `from` on, or from the oldest that is left, and the number of the first */
  from(from: number): { readonly first: number; readonly lines: readonly string[] } {
    const first = Math.max(from, this.#dropped);
    return { first, lines: this.#lines.slice(first - this.#dropped) };
  }
}
