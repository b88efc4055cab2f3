import type { Database } from 'better-sqlite3';

/** What a store can be asked: for each operation its argument and its result, both structured-cloneable. */
export type StoreOperations = { readonly [name: string]: (argument: never) => unknown };

/**
 * One operation as the worker runs it. A `read` runs outside a transaction and may not write. A `write` keeps nothing
 * beside the database: what it did may be rolled back, and it is run again then.
 */
export interface StoreHandler<Operation extends (argument: never) => unknown> {
  readonly access: 'read' | 'write';
  readonly run: Operation;
}

export type StoreHandlers<Operations extends StoreOperations> = {
  readonly [Name in keyof Operations]: StoreHandler<Operations[Name]>;
};

/**
 * What a store module (`tables-store.ts`, for example) exports as `schema`: which database this is, how its tables come to be, and
 * what can be done to them. It runs inside the store's worker.
 */
export interface StoreSchema<Operations extends StoreOperations> {
  /** SQLite `application_id`: tells a foreign database from ours. */
  readonly applicationId: number;
  /** Migration number n brings `user_version` from n to n + 1; never edited once released. */
  readonly migrations: readonly string[];
  createHandlers(database: Database): StoreHandlers<Operations>;
}

export interface StoreRequest {
  readonly name: string;
  readonly argument: unknown;
}

export type StoreReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type WorkerEvent =
  | { readonly event: 'open' }
  | { readonly event: 'refused'; readonly code: string; readonly message: string }
  | { readonly event: 'replies'; readonly replies: readonly StoreReply[] }
  | { readonly event: 'closed' };
