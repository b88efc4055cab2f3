import type { Database } from 'better-sqlite3';
import type { DeviceId, LogId, StoreId, TerminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Fingerprint } from '../../shared/log-fingerprint.ts';
import type { Fen, Seq } from '../../shared/quantities.ts';
import type { LogTail } from './outbox.ts';

/** A log's end, as its newest notice tells it. */
export interface StoredTail extends LogTail {
  readonly log: number;
  readonly store: StoreId;
  readonly oldestOpen: Seq | null;
}

export interface LogTails {
  /** Of the device's present log. */
  ofDevice(device: DeviceId): StoredTail | undefined;
  /** Of every speaker that serves the terminal, in the order of their names. */
  ofTerminal(terminal: TerminalSn): StoredTail[];
}

interface TailRow {
  readonly log: number;
  readonly logId: LogId;
  readonly deviceId: DeviceId;
  readonly store: StoreId;
  readonly lastSeq: Seq;
  readonly sumFen: Fen;
  readonly fingerprint: Fingerprint | null;
  readonly oldestOpen: Seq | null;
}

/**
 * Nothing is kept that the notices say: a count and a sum beside them were two more writes for each order, on a page
 * of its own among thousands of devices (docs/relay-cost.md).
 */
const TAIL = `log.id AS log, log.log_id AS logId, device.id AS deviceId, store,
  coalesce(newest.seq, 0) AS lastSeq, coalesce(newest.sum_fen, 0) AS sumFen, newest.fingerprint,
  (SELECT min(seq) FROM notice WHERE notice.log = log.id AND settled IS NULL) AS oldestOpen`;
const NEWEST = `log ON log.id = device.log LEFT JOIN notice AS newest ON newest.log = log.id
  AND newest.seq = (SELECT max(seq) FROM notice WHERE notice.log = log.id)`;

/** Reads where logs end. */
export function createLogTails(database: Database): LogTails {
  const ofDevice = database.prepare<[DeviceId], TailRow>(
    `SELECT ${TAIL} FROM device JOIN ${NEWEST} WHERE device.id = ?`,
  );
  const ofTerminal = database.prepare<[TerminalSn], TailRow>(
    `SELECT ${TAIL} FROM serves JOIN device ON device.id = serves.device_id JOIN ${NEWEST}
     WHERE terminal_sn = ? AND role = 'speaker' ORDER BY serves.device_id`,
  );
  const countOpen = database
    .prepare<[number], number>('SELECT count(*) FROM notice WHERE log = ? AND settled IS NULL')
    .pluck();
  /** All since the oldest open one are counted, and only where that would be too many, one by one. */
  const openNotices = ({ log, lastSeq, oldestOpen }: TailRow): number => {
    const most = oldestOpen === null ? 0 : lastSeq - oldestOpen + 1;
    return most < limits.openNoticesPerDevice ? most : (countOpen.get(log) ?? 0);
  };
  const tailOf = (row: TailRow): StoredTail => ({
    ...row,
    fingerprint: row.fingerprint ?? undefined,
    openNotices: openNotices(row),
  });
  return {
    ofDevice(device) {
      const row = ofDevice.get(device);
      return row === undefined ? undefined : tailOf(row);
    },
    ofTerminal: (terminal) => ofTerminal.all(terminal).map(tailOf),
  };
}
