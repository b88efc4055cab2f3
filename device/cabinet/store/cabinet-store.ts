import { join } from 'node:path';
import type { Failure } from '../../../shared/failure.ts';
import { SqliteStore } from '../../../shared/sqlite-store.ts';
import type { CabinetMemory, CabinetOperations } from '../cabinet-operations.ts';

export type CabinetStore = SqliteStore<CabinetOperations>;

/**
 * Opens the cabinet's memory in `folder`, or makes a new one there.
 *
 * @param onDeath the store ended without being asked to: the process can only stop
 * @throws Failure `foreign_store`, `corrupt_store` or `store_unavailable`; the file is then as it was
 */
export async function openCabinetStore(
  folder: string,
  onDeath: (failure: Failure) => void,
): Promise<{ readonly store: CabinetStore; readonly memory: CabinetMemory }> {
  const store: CabinetStore = await SqliteStore.open<CabinetOperations>({
    file: join(folder, 'cabinet.db'),
    schemaModule: new URL('./cabinet-tables-store.ts', import.meta.url),
    onDeath,
  });
  return { store, memory: await store.call('load', {}) };
}
