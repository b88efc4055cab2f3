import { join } from 'node:path';
import type { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { SqliteStore } from '../../shared/sqlite-store.ts';
import type { SpeakerMemory, SpeakerOperations } from './speaker-operations.ts';

export type SpeakerStore = SqliteStore<SpeakerOperations>;

/**
 * Opens the speaker's memory in `folder`, or makes a new one there.
 *
 * @param onDeath the store ended without being asked to: the process can only stop
 * @throws Failure `foreign_store`, `corrupt_store` or `store_unavailable`; the file is then as it was
 */
export async function openSpeakerStore(
  folder: string,
  onDeath: (failure: Failure) => void,
): Promise<{ readonly store: SpeakerStore; readonly memory: SpeakerMemory }> {
  const store: SpeakerStore = await SqliteStore.open<SpeakerOperations>({
    file: join(folder, 'speaker.db'),
    schemaModule: new URL('./tables-store.ts', import.meta.url),
    onDeath,
  });
  return { store, memory: await store.call('load', { replayNotices: limits.replayNotices }) };
}
