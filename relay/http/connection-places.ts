/**
 * Who keeps a connection when places run short. Anybody can open connections; so a connection that has proved its
 * caller (a verified callback, the operator's token) keeps its place, and of the others the oldest goes: whoever
 * opens thousands only drives out his own.
 */
export class ConnectionPlaces {
  readonly #most: number;
  readonly #proven = new Set<string>();
  /** In order of arrival. */
  readonly #unproven = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#proven.size + this.#unproven.size;
  }

  /** @returns the connection that must go for it, which may be the new one itself */
  open(id: string): string | undefined {
    this.#unproven.add(id);
    if (this.taken <= this.#most) return undefined;
    const [oldest = id] = this.#unproven;
    this.#unproven.delete(oldest);
    return oldest;
  }

  prove(id: string): void {
    if (this.#unproven.delete(id)) this.#proven.add(id);
  }

  close(id: string): void {
    this.#unproven.delete(id);
    this.#proven.delete(id);
  }
}
