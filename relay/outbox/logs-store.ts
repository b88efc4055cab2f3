import type { Database } from 'better-sqlite3';
import { Failure } from '../../shared/failure.ts';
import type { DeviceId, LogId, OrderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Fingerprint } from '../../shared/log-fingerprint.ts';
import type { Notice, NoticeKind, Outcome, SeqRange } from '../../shared/notice.ts';
import { type Fen, fenSum, type Seq, seq, type UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type { LogEnd, LogSums, StoredMark } from '../store.ts';
import { createAlarmRaiser } from './alarms-store.ts';
import { createLogTails, type StoredTail } from './log-tails-store.ts';
import { advance, type LogTail, mergeRanges, type Told } from './outbox.ts';

export type LogOperations = {
  readLogEnd(device: DeviceId): LogEnd | undefined;
  readSumsUpTo(argument: { device: DeviceId; upTo: Seq }): LogSums | undefined;
  readNotices(argument: {
    device: DeviceId;
    log: LogId;
    ranges: readonly SeqRange[];
    most: number;
  }): readonly Notice[];
  markStored(batch: readonly StoredMark[]): void;
  rebuildLog(argument: { device: DeviceId; newLog: LogId; nowMs: UnixMs }): LogEnd;
};

interface NoticeRow {
  readonly seq: Seq;
  readonly kind: NoticeKind;
  readonly sn: OrderSn;
  readonly event: string;
  readonly amountFen: Fen;
  readonly payway: string;
  readonly paidAtMs: UnixMs;
  readonly sumFen: Fen;
  readonly fingerprint: Fingerprint | null;
  readonly settled: Outcome | null;
}

interface OpenRow extends Told {
  readonly id: number;
}

/** Notices moved at a time when a log is rebuilt: memory stays small however many there are. */
const MOVED_AT_ONCE = 1_000;

function prepare(database: Database) {
  return {
    sumsAt: database.prepare<[number, Seq], { sumFen: Fen; fingerprint: Fingerprint | null }>(
      'SELECT sum_fen AS sumFen, fingerprint FROM notice WHERE log = ? AND seq = ?',
    ),
    range: database.prepare<[number, Seq, Seq, number], NoticeRow>(
      `SELECT seq, kind, sn, order_event.event, notice.amount_fen AS amountFen, payway,
         moved_at_ms AS paidAtMs, sum_fen AS sumFen, fingerprint, settled
       FROM notice JOIN order_event ON order_event.id = notice.event
       WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`,
    ),
    mark: database.prepare<[UnixMs, LogId, DeviceId, Seq]>(
      `UPDATE notice SET stored_at_ms = ?
       WHERE log = (SELECT id FROM log WHERE log_id = ? AND device_id = ?) AND seq = ? AND stored_at_ms IS NULL`,
    ),
    begin: database.prepare<[LogId, DeviceId, UnixMs]>(
      'INSERT INTO log (log_id, device_id, begun_at_ms) VALUES (?, ?, ?)',
    ),
    firstOpen: database.prepare<[number, number], OpenRow>(
      `SELECT notice.id, sn, order_event.event, kind, notice.amount_fen AS amountFen
       FROM notice JOIN order_event ON order_event.id = notice.event
       WHERE log = ? AND settled IS NULL ORDER BY seq LIMIT ?`,
    ),
    move: database.prepare<[number, Seq, Fen, Fingerprint, number]>(
      'UPDATE notice SET log = ?, seq = ?, sum_fen = ?, fingerprint = ?, stored_at_ms = NULL WHERE id = ?',
    ),
    follow: database.prepare<[number, DeviceId]>('UPDATE device SET log = ? WHERE id = ?'),
  };
}

const sumsOf = (sumFen: Fen, fingerprint: Fingerprint | null | undefined): LogSums =>
  fingerprint === null || fingerprint === undefined ? { sumFen } : { sumFen, fingerprint };

const endOf = ({ logId, lastSeq, sumFen, fingerprint }: LogTail): LogEnd => ({
  logId,
  lastSeq,
  ...sumsOf(sumFen, fingerprint),
});

export function createLogHandlers(database: Database): StoreHandlers<LogOperations> {
  const statements = prepare(database);
  const tails = createLogTails(database);
  const raise = createAlarmRaiser(database);

  function rebuild(old: StoredTail, newLog: LogId, nowMs: UnixMs): LogEnd {
    const { deviceId } = old;
    const log = Number(statements.begin.run(newLog, deviceId, nowMs).lastInsertRowid);
    const nothing = { lastSeq: seq(0), sumFen: fenSum(0), fingerprint: undefined, openNotices: 0 };
    let tail: LogTail = { logId: newLog, deviceId, ...nothing };
    for (;;) {
      const open = statements.firstOpen.all(old.log, MOVED_AT_ONCE);
      for (const { id, ...told } of open) {
        const next = advance(tail, told);
        statements.move.run(log, next.lastSeq, next.sumFen, next.fingerprint, id);
        tail = next;
      }
      if (open.length < MOVED_AT_ONCE) break;
    }
    statements.follow.run(log, deviceId);
    const detail = `log ${old.logId} ended at seq ${old.lastSeq}, ${newLog} begins with its ${tail.openNotices} open notices`;
    raise({ kind: 'log_rebuilt', subject: deviceId, detail }, nowMs);
    return endOf(tail);
  }

  return {
    readLogEnd: {
      access: 'read',
      run(device) {
        const tail = tails.ofDevice(device);
        if (tail === undefined) return undefined;
        return tail.oldestOpen === null ? endOf(tail) : { ...endOf(tail), oldestOpen: tail.oldestOpen };
      },
    },
    readSumsUpTo: {
      access: 'read',
      run({ device, upTo }) {
        const tail = tails.ofDevice(device);
        if (tail === undefined) return undefined;
        if (upTo === 0) return sumsOf(fenSum(0), undefined);
        const sums = statements.sumsAt.get(tail.log, upTo);
        return sums === undefined ? undefined : sumsOf(sums.sumFen, sums.fingerprint);
      },
    },
    readNotices: {
      access: 'read',
      run({ device, log, ranges, most }) {
        const tail = tails.ofDevice(device);
        if (tail?.logId !== log) return [];
        const notices: Notice[] = [];
        for (const { first, last } of mergeRanges(ranges)) {
          const room = Math.min(most, limits.storeRowsPerRead) - notices.length;
          if (room <= 0) break;
          for (const row of statements.range.all(tail.log, first, last, room)) {
            const { settled, sumFen, fingerprint, ...plain } = row;
            const sums = sumsOf(sumFen, fingerprint);
            notices.push({ logId: log, ...plain, ...sums, ...(settled === null ? {} : { settled }) });
          }
        }
        return notices;
      },
    },
    markStored: {
      access: 'write',
      run(batch) {
        for (const { deviceId, logId, seq, atMs } of batch) statements.mark.run(atMs, logId, deviceId, seq);
      },
    },
    rebuildLog: {
      access: 'write',
      run({ device, newLog, nowMs }) {
        const tail = tails.ofDevice(device);
        if (tail === undefined) throw new Failure('not_found', `there is no device ${device}`);
        // The answer to the first call was lost: the log that it began is the present one.
        return tail.logId === newLog ? endOf(tail) : rebuild(tail, newLog, nowMs);
      },
    },
  };
}
