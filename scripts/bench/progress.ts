/** Tells a person on stderr what goes on; stdout is for results. */
export class Progress {
  readonly #live = process.stderr.isTTY === true;
  #open = false;

  /** A line that the next one overwrites; where nobody watches a terminal, nothing. */
  step(text: string): void {
    if (!this.#live) return;
    process.stderr.write(`\r\u001b[K  ${text}`);
    this.#open = true;
  }

  /** A line that stays. */
  line(text: string): void {
    process.stderr.write(`${this.#open ? '\r\u001b[K' : ''}${text}\n`);
    this.#open = false;
  }
}
