import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { Chance } from '../../shared/seeded-chance.ts';
import { runBatch } from '../../shared/sqlite-worker.ts';
import type {
  StoreHandlers,
  StoreOperations,
  StoreReply,
  StoreRequest,
  StoreSchema,
} from '../../shared/store-operations.ts';

interface Tables<Operations extends StoreOperations> {
  database: Database;
  handlers: StoreHandlers<Operations>;
}

type Runnable = Parameters<typeof runBatch>[1];

/** `full`: nothing can be written. `failing`: written, but the sync fails, and nobody knows what is on the disk. */
export type DiskState = 'works' | 'full' | 'failing';

/** How slow the disk is: a batch of writes is durable after this, ms. */
export interface DiskPace {
  readonly leastMs: number;
  readonly mostMs: number;
}

export const SSD: DiskPace = { leastMs: 0.2, mostMs: 3 };

const REFUSED: StoreReply = { ok: false, code: 'store_unavailable', message: 'the simulated disk refused' };

/**
 * A disk with one database of the product's own tables on it, in memory. What a batch wrote is there once its time has
 * passed; a crash before that leaves it there or not, whole in either case (SQLite's promise, which `torture` checks).
 */
export class VirtualDisk<Operations extends StoreOperations> {
  state: DiskState = 'works';
  pace: DiskPace = SSD;
  readonly #schema: StoreSchema<Operations>;
  readonly #tables: Tables<Operations>;
  #chance: Chance;
  /** Refused, since its sync failed, and perhaps on the disk all the same: a restart may find it in the log. */
  #ghost: readonly StoreRequest[] | undefined;
  #copy: Buffer | undefined;

  constructor(schema: StoreSchema<Operations>, chance: Chance) {
    this.#schema = schema;
    this.#chance = chance;
    const database = new SqliteDatabase(':memory:');
    for (const migration of schema.migrations) database.exec(migration);
    this.#tables = { database, handlers: schema.createHandlers(database) };
    database.pragma('foreign_keys = ON');
  }

  /** As new. Keeps its prepared statements, which cost more than everything else in a short run. */
  reset(chance: Chance): void {
    this.#chance = chance;
    this.state = 'works';
    this.pace = SSD;
    this.#ghost = undefined;
    this.#copy = undefined;
    const { database } = this.#tables;
    database.pragma('foreign_keys = OFF');
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all();
    for (const table of tables) database.exec(`DELETE FROM ${table}`);
    database.pragma('foreign_keys = ON');
  }

  isWrite({ name }: StoreRequest): boolean {
    return this.#tables.handlers[name]?.access === 'write';
  }

  /** How long the next batch takes. */
  drawMs(isWriting: boolean): number {
    const { leastMs, mostMs } = this.pace;
    return isWriting ? leastMs + this.#chance.next() * (mostMs - leastMs) : leastMs / 4;
  }

  run(requests: readonly StoreRequest[]): StoreReply[] {
    if (this.state === 'works' || !requests.some((one) => this.isWrite(one))) {
      if (requests.some((one) => this.isWrite(one))) this.#ghost = undefined;
      return runBatch(this.#tables.database, this.#tables.handlers as Runnable, requests);
    }
    if (this.state === 'failing' && this.#chance.happens(0.5)) this.#ghost = requests;
    return requests.map((request) => (this.isWrite(request) ? REFUSED : (this.#runRead(request) ?? REFUSED)));
  }

  #runRead(request: StoreRequest): StoreReply | undefined {
    return runBatch(this.#tables.database, this.#tables.handlers as Runnable, [request])[0];
  }

  /** The process died, or the power went, while `underWay` was being written. */
  crash(underWay: readonly StoreRequest[]): void {
    const ghost = this.#ghost;
    this.#ghost = undefined;
    if (ghost !== undefined) runBatch(this.#tables.database, this.#tables.handlers as Runnable, ghost);
    const mayBeThere = this.state === 'works' && underWay.some((one) => this.isWrite(one));
    if (mayBeThere && this.#chance.happens(0.5)) this.run(underWay);
  }

  /** Asks past every fault, as a person would who takes the disk out. */
  look<Name extends keyof Operations & string>(
    name: Name,
    argument: Parameters<Operations[Name]>[0],
  ): ReturnType<Operations[Name]> {
    return this.#tables.handlers[name].run(argument) as ReturnType<Operations[Name]>;
  }

  keepCopy(): void {
    this.#copy = this.#tables.database.serialize();
  }

  get hasCopy(): boolean {
    return this.#copy !== undefined;
  }

  /** Puts the copy in place of what is there. */
  restoreCopy(): void {
    if (this.#copy === undefined) return;
    this.#tables.database.close();
    this.#ghost = undefined;
    const database = new SqliteDatabase(this.#copy);
    database.pragma('foreign_keys = ON');
    this.#tables.database = database;
    this.#tables.handlers = this.#schema.createHandlers(database);
  }
}
