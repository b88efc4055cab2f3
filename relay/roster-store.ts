import type { Database } from 'better-sqlite3';
import { Failure } from '../shared/failure.ts';
import type { DeviceId, LogId, StoreId, TerminalSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { UnixMs } from '../shared/quantities.ts';
import type { StoreHandlers } from '../shared/store-operations.ts';
import { createLogHandOver } from './outbox/receipts-store.ts';
import type { DeviceEntry, DeviceRole, DeviceSecret, Language } from './store.ts';

export type RosterOperations = {
  readDevices(argument: null): readonly DeviceEntry[];
  readSecrets(argument: null): readonly DeviceSecret[];
  readDevice(device: DeviceId): DeviceEntry | undefined;
  readSecret(device: DeviceId): DeviceSecret | undefined;
  listDevices(argument: { after: string; count: number }): readonly DeviceEntry[];
  putDevice(argument: {
    entry: DeviceEntry;
    key: Uint8Array;
    newLog: LogId;
    nowMs: UnixMs;
  }): 'made' | 'changed';
  replaceKey(argument: { device: DeviceId; key: Uint8Array }): boolean;
  deleteDevice(argument: { device: DeviceId; nowMs: UnixMs }): boolean;
};

interface DeviceRow {
  readonly id: DeviceId;
  readonly role: DeviceRole;
  readonly store: StoreId;
  readonly language: Language;
  readonly log: number;
}

function prepare(database: Database) {
  return {
    all: database.prepare<[], DeviceRow>('SELECT id, role, store, language, log FROM device ORDER BY id'),
    one: database.prepare<[DeviceId], DeviceRow>(
      'SELECT id, role, store, language, log FROM device WHERE id = ?',
    ),
    behind: database.prepare<[string, number], DeviceRow>(
      'SELECT id, role, store, language, log FROM device WHERE id > ? ORDER BY id LIMIT ?',
    ),
    count: database.prepare<[], number>('SELECT count(*) FROM device').pluck(),
    terminals: database.prepare<[], { deviceId: DeviceId; terminalSn: TerminalSn }>(
      'SELECT device_id AS deviceId, terminal_sn AS terminalSn FROM serves ORDER BY device_id, terminal_sn',
    ),
    terminalsOf: database
      .prepare<[DeviceId], TerminalSn>(
        'SELECT terminal_sn FROM serves WHERE device_id = ? ORDER BY terminal_sn',
      )
      .pluck(),
    secret: database.prepare<[DeviceId], Buffer>('SELECT key FROM device WHERE id = ?').pluck(),
    secrets: database.prepare<[], { id: DeviceId; key: Buffer }>('SELECT id, key FROM device ORDER BY id'),
    beginLog: database.prepare<[LogId, DeviceId, UnixMs]>(
      'INSERT INTO log (log_id, device_id, begun_at_ms) VALUES (?, ?, ?)',
    ),
    insert: database.prepare<[DeviceId, DeviceRole, StoreId, Language, Uint8Array, number | bigint, UnixMs]>(
      'INSERT INTO device (id, role, store, language, key, log, made_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    change: database.prepare<[StoreId, Language, DeviceId]>(
      'UPDATE device SET store = ?, language = ? WHERE id = ?',
    ),
    setKey: database.prepare<[Uint8Array, DeviceId]>('UPDATE device SET key = ? WHERE id = ?'),
    remove: database.prepare<[DeviceId]>('DELETE FROM device WHERE id = ?'),
    servesNothing: database.prepare<[DeviceId]>('DELETE FROM serves WHERE device_id = ?'),
    serve: database.prepare<[TerminalSn, DeviceId]>(
      'INSERT INTO serves (terminal_sn, device_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    speakersOf: database
      .prepare<[TerminalSn], number>(
        `SELECT count(*) FROM serves JOIN device ON device.id = device_id
         WHERE terminal_sn = ? AND role = 'speaker'`,
      )
      .pluck(),
  };
}

export function createRosterHandlers(database: Database): StoreHandlers<RosterOperations> {
  const statements = prepare(database);
  const handOverLog = createLogHandOver(database);

  function put(entry: DeviceEntry, key: Uint8Array, newLog: LogId, nowMs: UnixMs): 'made' | 'changed' {
    const present = statements.one.get(entry.id);
    if (present === undefined) {
      if ((statements.count.get() ?? 0) >= limits.devices) {
        throw new Failure('conflict', `the roster is full with ${limits.devices} devices`);
      }
      const log = statements.beginLog.run(newLog, entry.id, nowMs).lastInsertRowid;
      statements.insert.run(entry.id, entry.role, entry.store, entry.language, key, log, nowMs);
    } else {
      // A speaker that became a cabinet would leave its open notices to nobody.
      if (present.role !== entry.role) {
        throw new Failure('conflict', `${entry.id} is a ${present.role}: delete it first to change its role`);
      }
      statements.change.run(entry.store, entry.language, entry.id);
      statements.servesNothing.run(entry.id);
    }
    serve(entry);
    return present === undefined ? 'made' : 'changed';
  }

  const entryOf = ({ log: _, ...row }: DeviceRow): DeviceEntry => ({
    ...row,
    terminals: statements.terminalsOf.all(row.id),
  });

  function serve({ id, role, terminals }: DeviceEntry): void {
    if (terminals.length > limits.terminalsPerDevice) {
      throw new Failure(
        'malformed',
        `${terminals.length} terminals, at most ${limits.terminalsPerDevice} a device`,
      );
    }
    for (const terminal of terminals) {
      statements.serve.run(terminal, id);
      if (role === 'speaker' && (statements.speakersOf.get(terminal) ?? 0) > limits.speakersPerTerminal) {
        throw new Failure(
          'conflict',
          `terminal ${terminal} has ${limits.speakersPerTerminal} speakers already`,
        );
      }
    }
  }

  return {
    readDevices: {
      access: 'read',
      run() {
        const terminals = new Map<DeviceId, TerminalSn[]>();
        for (const { deviceId, terminalSn } of statements.terminals.iterate()) {
          const own = terminals.get(deviceId);
          if (own === undefined) terminals.set(deviceId, [terminalSn]);
          else own.push(terminalSn);
        }
        return statements.all
          .all()
          .map(({ log: _, ...row }) => ({ ...row, terminals: terminals.get(row.id) ?? [] }));
      },
    },
    readSecrets: {
      access: 'read',
      run: () => statements.secrets.all().map(({ id, key }) => ({ id, key: new Uint8Array(key) })),
    },
    readDevice: {
      access: 'read',
      run(device) {
        const row = statements.one.get(device);
        return row === undefined ? undefined : entryOf(row);
      },
    },
    readSecret: {
      access: 'read',
      run(device) {
        const key = statements.secret.get(device);
        return key === undefined ? undefined : { id: device, key: new Uint8Array(key) };
      },
    },
    listDevices: {
      access: 'read',
      run: ({ after, count }) => statements.behind.all(after, count).map(entryOf),
    },
    putDevice: {
      access: 'write',
      run: ({ entry, key, newLog, nowMs }) => put(entry, key, newLog, nowMs),
    },
    replaceKey: {
      access: 'write',
      run: ({ device, key }) => statements.setKey.run(key, device).changes > 0,
    },
    deleteDevice: {
      access: 'write',
      run({ device, nowMs }) {
        const present = statements.one.get(device);
        if (present === undefined) return false;
        handOverLog(present.log, 'their speaker was taken off the roster', nowMs);
        statements.remove.run(device);
        return true;
      },
    },
  };
}
