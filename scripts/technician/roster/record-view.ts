/** What a relay has answered, read without trusting its form: another version of it may run. */
export class RecordView {
  readonly #record: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#record = typeof value === 'object' && value !== null ? { ...value } : {};
  }

  text(name: string): string {
    const value = this.#record[name];
    return typeof value === 'string' ? value : '';
  }

  number(name: string): number | undefined {
    const value = this.#record[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  is(name: string): boolean {
    return this.#record[name] === true;
  }

  texts(name: string): string[] {
    const value = this.#record[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  within(name: string): RecordView {
    return new RecordView(this.#record[name]);
  }

  has(name: string): boolean {
    return this.#record[name] !== undefined && this.#record[name] !== null;
  }

  list(name: string): RecordView[] {
    const value = this.#record[name];
    return Array.isArray(value) ? value.map((one) => new RecordView(one)) : [];
  }
}
