import { describeThrown } from '../../../shared/failure.ts';
import { SqliteStore } from '../../../shared/sqlite-store.ts';
import type { ArrivedNotice, FleetOperations } from './fleet-tables.ts';

type Waiting = ArrivedNotice & { readonly onCommitted: () => void };

/** The devices' disk: what arrives while one commit runs shares the next. */
export class FleetInbox {
  readonly #store: SqliteStore<FleetOperations>;
  #waiting: Waiting[] = [];
  #committing = false;

  private constructor(store: SqliteStore<FleetOperations>) {
    this.#store = store;
  }

  static async open(file: string): Promise<FleetInbox> {
    const schemaModule = new URL('./fleet-tables.ts', import.meta.url);
    return new FleetInbox(await SqliteStore.open<FleetOperations>({ file, schemaModule, onDeath: giveUp }));
  }

  /**
   * Calls `onCommitted` when the notice is on the disk.
   *
   * The frame is copied: it is a view into the 64 kB that the socket read at once, and a structured clone of a view
   * copies all that lies under it.
   */
  add(place: number, seq: number, sn: string, frame: Uint8Array, onCommitted: () => void): void {
    this.#waiting.push({ place, seq, sn, frame: frame.slice(), onCommitted });
    if (!this.#committing && this.#waiting.length === 1) setImmediate(() => void this.#commit());
  }

  countRows(count: number): Promise<Uint16Array> {
    return this.#store.call('countRows', count);
  }

  async #commit(): Promise<void> {
    this.#committing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#store.call(
          'append',
          batch.map(({ place, seq, sn, frame }) => ({ place, seq, sn, frame })),
        );
      } catch (thrown) {
        giveUp(thrown);
      }
      for (const { onCommitted } of batch) onCommitted();
    }
    this.#committing = false;
  }
}

/** A fleet that cannot store measures nothing. */
function giveUp(thrown: unknown): never {
  process.stderr.write(`the fleet’s inbox failed: ${describeThrown(thrown)}\n`);
  process.exit(1);
}
