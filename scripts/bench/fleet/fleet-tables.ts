import type { Database } from 'better-sqlite3';
import type { StoreHandlers, StoreSchema } from '../../../shared/store-operations.ts';
import { indexOf } from '../wire.ts';

/** One notice that reached a device. Its frame has bytes of its own: see {@link FleetInbox.add}. */
export interface ArrivedNotice {
  readonly place: number;
  readonly seq: number;
  readonly sn: string;
  readonly frame: Uint8Array;
}

export type FleetOperations = {
  readonly append: (arrived: readonly ArrivedNotice[]) => void;
  /** How often each of the first `count` notices of the run lies in the inbox. */
  readonly countRows: (count: number) => Uint16Array;
};

/**
 * The inboxes of all devices of the fleet in one database: each device has its own disk, this machine has one. Rows
 * are only appended, so that a commit touches few pages, as it does on a device.
 */
export const schema: StoreSchema<FleetOperations> = {
  applicationId: 0x54424c46,
  migrations: [
    'CREATE TABLE notices (place INTEGER NOT NULL, seq INTEGER NOT NULL, sn TEXT NOT NULL, frame BLOB NOT NULL) STRICT',
  ],
  createHandlers(database: Database): StoreHandlers<FleetOperations> {
    const insert = database.prepare('INSERT INTO notices (place, seq, sn, frame) VALUES (?, ?, ?, ?)');
    const listed = database.prepare<[], { sn: string; rows: number }>(
      'SELECT sn, count(*) AS rows FROM notices GROUP BY sn',
    );
    return {
      append: {
        access: 'write',
        run: (arrived) => {
          for (const { place, seq, sn, frame } of arrived) insert.run(place, seq, sn, frame);
        },
      },
      countRows: {
        access: 'read',
        run: (count) => {
          const found = new Uint16Array(count);
          for (const { sn, rows } of listed.iterate()) {
            const index = indexOf(sn);
            if (index !== undefined && index < count) found[index] = rows;
          }
          return found;
        },
      },
    };
  },
};
