/**
 * Does for each of many what takes time, a few in each turn of the event loop, in their order: when thousands come or go
 * at one moment, payments come in between.
 */
export class InTurns<Subject> {
  readonly #perTurn: number;
  readonly #take: (subject: Subject) => void;
  readonly #waiting = new Set<Subject>();
  #turn: NodeJS.Immediate | undefined;

  constructor(perTurn: number, take: (subject: Subject) => void) {
    this.#perTurn = perTurn;
    this.#take = take;
  }

  /** Whoever waits already keeps its place. */
  add(subject: Subject): void {
    this.#waiting.add(subject);
    this.#turn ??= setImmediate(() => this.#takeSome());
  }

  /** It is not to be taken any more. */
  leave(subject: Subject): void {
    this.#waiting.delete(subject);
  }

  /** @returns those who were not taken */
  close(): readonly Subject[] {
    clearImmediate(this.#turn);
    const left = [...this.#waiting];
    this.#waiting.clear();
    return left;
  }

  #takeSome(): void {
    this.#turn = undefined;
    let count = 0;
    for (const subject of this.#waiting) {
      if (count === this.#perTurn) {
        this.#turn = setImmediate(() => this.#takeSome());
        return;
      }
      count += 1;
      this.#waiting.delete(subject);
      this.#take(subject);
    }
  }
}
