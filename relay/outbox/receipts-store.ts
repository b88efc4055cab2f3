import type { Database } from 'better-sqlite3';
import type { DeviceId, LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Fingerprint } from '../../shared/log-fingerprint.ts';
import type { NoticeReceipt, Outcome } from '../../shared/notice.ts';
import type { Seq, UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type { DeviceReceipt, ReceiptAnswer } from '../store.ts';
import { createAlarmRaiser } from './alarms-store.ts';
import { type HandedOver, handOverDetails } from './outbox.ts';

export type ReceiptOperations = {
  recordReceipts(argument: { batch: readonly DeviceReceipt[]; nowMs: UnixMs }): readonly ReceiptAnswer[];
  handOverUnstored(argument: { madeBeforeMs: UnixMs; nowMs: UnixMs; most: number }): number;
  readOverdue(storedBeforeMs: UnixMs): readonly { readonly deviceId: DeviceId; readonly count: number }[];
};

interface NoticeRow {
  readonly id: number;
  readonly settled: Outcome | null;
}

interface FoundRow extends NoticeRow {
  readonly fingerprint: Fingerprint | null;
}

interface OpenRow extends HandedOver {
  readonly id: number;
  readonly deviceId: DeviceId;
}

const OPEN_COLUMNS = `notice.id, log.device_id AS deviceId, sn, order_event.event,
  notice.amount_fen AS amountFen
  FROM notice JOIN log ON log.id = notice.log JOIN order_event ON order_event.id = notice.event`;

type Settle = (
  notice: Pick<NoticeRow, 'id'>,
  receipt: Omit<NoticeReceipt, 'seq'>,
  by: 'device' | 'relay',
  nowMs: UnixMs,
) => void;

/** Gives a notice its one receipt. A device that tells of a notice has stored it, whatever was heard of that. */
function createSettle(database: Database): Settle {
  const insert = database.prepare<[number, Outcome, number, UnixMs, UnixMs, number]>(
    `INSERT INTO receipt (notice, outcome, repeat, at_ms, recorded_at_ms, from_device) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const settleStored = database.prepare<[Outcome, UnixMs, number]>(
    'UPDATE notice SET settled = ?, stored_at_ms = coalesce(stored_at_ms, ?) WHERE id = ?',
  );
  const settleOnly = database.prepare<[Outcome, number]>('UPDATE notice SET settled = ? WHERE id = ?');
  return ({ id }, { outcome, repeat, atMs }, by, nowMs) => {
    insert.run(id, outcome, repeat ? 1 : 0, atMs, nowMs, by === 'device' ? 1 : 0);
    if (by === 'device') settleStored.run(outcome, nowMs, id);
    else settleOnly.run(outcome, id);
  };
}

/** Tells a human of notices that no device will say, an alarm for each device and twenty notices. */
function createHandOverAlarms(database: Database) {
  const raise = createAlarmRaiser(database);
  return (rows: readonly OpenRow[], why: string, nowMs: UnixMs): void => {
    const byDevice = new Map<DeviceId, OpenRow[]>();
    for (const row of rows) {
      const sameDevice = byDevice.get(row.deviceId);
      if (sameDevice === undefined) byDevice.set(row.deviceId, [row]);
      else sameDevice.push(row);
    }
    for (const [subject, own] of byDevice) {
      for (const detail of handOverDetails(own, why)) {
        raise({ kind: 'notice_handed_over', subject, detail }, nowMs);
      }
    }
  };
}

/** Hands over all open notices of one log, inside the transaction that is under way. */
export function createLogHandOver(database: Database): (log: number, why: string, nowMs: UnixMs) => void {
  const settle = createSettle(database);
  const tell = createHandOverAlarms(database);
  const firstOpen = database.prepare<[number, number], OpenRow>(
    `SELECT ${OPEN_COLUMNS} WHERE notice.log = ? AND settled IS NULL ORDER BY seq LIMIT ?`,
  );
  return (log, why, nowMs) => {
    for (;;) {
      const rows = firstOpen.all(log, limits.handOverNotices);
      for (const row of rows) {
        settle(row, { outcome: 'handed_over', repeat: false, atMs: nowMs }, 'relay', nowMs);
      }
      tell(rows, why, nowMs);
      if (rows.length < limits.handOverNotices) return;
    }
  };
}

/**
 * Its place in the log was given to another notice, or it stands behind one: our disk was put back since the device heard
 * of it. The device's log is begun anew by its next heartbeat, and there it tells of what it has.
 */
const isAnother = ({ fingerprint }: FoundRow, receipt: NoticeReceipt): boolean =>
  fingerprint !== null && receipt.fingerprint !== undefined && fingerprint !== receipt.fingerprint;

export function createReceiptHandlers(database: Database): StoreHandlers<ReceiptOperations> {
  const settle = createSettle(database);
  const tell = createHandOverAlarms(database);
  const raise = createAlarmRaiser(database);
  const find = database.prepare<[Seq, LogId, DeviceId], FoundRow>(
    `SELECT notice.id, settled, fingerprint FROM log JOIN notice ON notice.log = log.id AND seq = ?
     WHERE log_id = ? AND device_id = ?`,
  );
  const describe = database.prepare<[number], OpenRow>(`SELECT ${OPEN_COLUMNS} WHERE notice.id = ?`);
  const noteContradiction = database.prepare<[string, string, UnixMs, DeviceId]>(
    `INSERT INTO order_note (sn, step, detail, at_ms, device_id) VALUES (?, 'receipt_contradicted', ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const unstored = database.prepare<[UnixMs, number], OpenRow>(
    `SELECT ${OPEN_COLUMNS} WHERE settled IS NULL AND stored_at_ms IS NULL AND made_at_ms < ?
     ORDER BY made_at_ms LIMIT ?`,
  );
  const overdue = database.prepare<[UnixMs, number], { deviceId: DeviceId; count: number }>(
    `SELECT device_id AS deviceId, count(*) AS count FROM notice JOIN log ON log.id = notice.log
     WHERE settled IS NULL AND stored_at_ms IS NOT NULL AND stored_at_ms < ? GROUP BY device_id LIMIT ?`,
  );

  function contradict(notice: NoticeRow, { deviceId, receipt }: DeviceReceipt, nowMs: UnixMs): void {
    const row = describe.get(notice.id);
    if (row === undefined) return;
    const detail = `${row.event}: ${deviceId} says ${receipt.outcome}, but ${notice.settled} stands`;
    if (noteContradiction.run(row.sn, detail, nowMs, deviceId).changes === 0) return;
    raise({ kind: 'receipt_contradicted', subject: row.sn, detail }, nowMs);
  }

  return {
    recordReceipts: {
      access: 'write',
      run({ batch, nowMs }) {
        const handedOver: OpenRow[] = [];
        const answers = batch.map((entry): ReceiptAnswer => {
          const { deviceId, logId, receipt } = entry;
          const notice = find.get(receipt.seq, logId, deviceId);
          if (notice === undefined || isAnother(notice, receipt)) return 'unknown';
          if (notice.settled === receipt.outcome) return 'already_recorded';
          if (notice.settled !== null) {
            contradict(notice, entry, nowMs);
            return 'contradicted';
          }
          settle(notice, receipt, 'device', nowMs);
          const row = receipt.outcome === 'handed_over' ? describe.get(notice.id) : undefined;
          if (row !== undefined) handedOver.push(row);
          return 'recorded';
        });
        tell(handedOver, 'the speaker gave them up unheard', nowMs);
        return answers;
      },
    },
    handOverUnstored: {
      access: 'write',
      run({ madeBeforeMs, nowMs, most }) {
        const rows = unstored.all(madeBeforeMs, Math.min(most, limits.handOverNotices));
        for (const row of rows) {
          settle(row, { outcome: 'handed_over', repeat: false, atMs: nowMs }, 'relay', nowMs);
        }
        tell(rows, 'no speaker has fetched them', nowMs);
        return rows.length;
      },
    },
    readOverdue: {
      access: 'read',
      run: (storedBeforeMs) => overdue.all(storedBeforeMs, limits.storeRowsPerRead),
    },
  };
}
