import type { Database } from 'better-sqlite3';
import { logId, orderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fingerprint } from '../../shared/log-fingerprint.ts';
import type { NoticeKind, Outcome } from '../../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import type { StoreHandler } from '../../shared/store-operations.ts';
import type { CommandOutcome } from '../commands.ts';
import type { HeldNotice } from './announcement.ts';
import type { HeardRecord } from './heard.ts';
import type { LoadedLog, LogEntry } from './log-copy.ts';
import { SETTLED, SPEAKING, WAITING } from './news-states.ts';
import type { OwedReceipt } from './receipts.ts';
import { knownFingerprint } from './settle-store.ts';
import type { FactName, Facts, SpeakerOperations } from './speaker-operations.ts';

interface HeldRow {
  readonly newsId: number;
  readonly logId: string;
  readonly logNumber: number;
  readonly seq: number;
  readonly sn: string;
  readonly kind: NoticeKind;
  readonly payway: string;
  readonly amountFen: number;
  readonly paidAtMs: number;
}

interface OwedRow {
  readonly logId: string;
  readonly seq: number;
  readonly outcome: Outcome;
  readonly isRepeat: number;
  readonly atMs: number;
  readonly fingerprint: number | null;
}

interface EntryRow {
  readonly seq: number;
  readonly amountFen: number;
  readonly sumFen: number;
  readonly fingerprint: number | null;
  readonly ownFingerprint: number | null;
}

const HELD = `SELECT news.id AS newsId, coalesce(log.log_id, '') AS logId, news.log_number AS logNumber, news.seq, news.sn,
    news.kind, news.payway, news.amount_fen AS amountFen, news.paid_at_ms AS paidAtMs
  FROM news LEFT JOIN log ON log.number = news.log_number`;

const heldOf = (row: HeldRow): HeldNotice => ({
  ...row,
  logId: row.logId as HeldNotice['logId'],
  seq: seq(row.seq),
  sn: orderSn(row.sn),
  amountFen: fen(row.amountFen),
  paidAtMs: unixMs(row.paidAtMs),
});

/** Everything that the speaker needs to go on where it was. */
export function loadHandler(database: Database): StoreHandler<SpeakerOperations['load']> {
  return {
    access: 'read',
    run: ({ replayNotices }) => {
      // The first term names the partial index, which SQLite does not infer from the second.
      const open = (state: number): HeldNotice[] =>
        database
          .prepare<[], HeldRow>(`${HELD} WHERE news.state < ${SETTLED} AND news.state = ${state}`)
          .all()
          .map(heldOf);
      const heard = database
        .prepare<[number], HeldRow>(
          `${HELD} WHERE news.state = ${SETTLED} AND news.outcome <> 'handed_over'
           ORDER BY news.settled_at_ms DESC, news.log_number DESC, news.seq DESC LIMIT ?`,
        )
        .all(replayNotices)
        .map(heldOf);
      const current = database
        .prepare<[], { logId: string }>('SELECT log_id AS logId FROM log WHERE is_current = 1')
        .get();
      return {
        facts: loadFacts(database),
        logs: loadLogs(database),
        currentLog: current === undefined ? undefined : logId(current.logId),
        waiting: open(WAITING),
        interrupted: open(SPEAKING),
        heard,
        owed: loadOwed(database),
        commands: loadCommands(database),
        heardRecords: database
          .prepare<[number], HeardRecord>('SELECT id, line FROM heard ORDER BY id DESC LIMIT ?')
          .all(limits.heardLinesUnwritten)
          .reverse(),
        entryCount: countOf(database, 'SELECT count(*) AS value FROM entry'),
        newestKnownMs: countOf(
          database,
          'SELECT max(max(stored_at_ms), max(settled_at_ms)) AS value FROM news',
        ),
      };
    },
  };
}

const countOf = (database: Database, query: string): number =>
  database.prepare<[], { value: number | null }>(query).get()?.value ?? 0;

function loadFacts(database: Database): Facts {
  const rows = database.prepare<[], { name: FactName; value: string }>('SELECT name, value FROM fact').all();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

function loadLogs(database: Database): LoadedLog[] {
  const logs = database
    .prepare<[], { number: number; logId: string; upTo: number; sumFen: number; fingerprint: number | null }>(
      'SELECT number, log_id AS logId, up_to AS upTo, sum_fen AS sumFen, fingerprint FROM log ORDER BY number',
    )
    .all();
  const beyond = database.prepare<[number, number], EntryRow>(
    `SELECT seq, amount_fen AS amountFen, sum_fen AS sumFen, fingerprint, own_fingerprint AS ownFingerprint
     FROM entry WHERE log_number = ? AND seq > ?`,
  );
  return logs.map((log) => ({
    logId: logId(log.logId),
    upTo: seq(log.upTo),
    sumFen: fenSum(log.sumFen),
    ...knownFingerprint(log),
    beyond: beyond.all(log.number, log.upTo).map(entryOf),
  }));
}

function entryOf(row: EntryRow): LogEntry {
  const entry = { seq: seq(row.seq), amountFen: fen(row.amountFen), sumFen: fenSum(row.sumFen) };
  if (row.fingerprint === null || row.ownFingerprint === null) return entry;
  const fingerprints = { own: fingerprint(row.ownFingerprint), log: fingerprint(row.fingerprint) };
  return { ...entry, fingerprints };
}

function loadOwed(database: Database): OwedReceipt[] {
  return database
    .prepare<[], OwedRow>(
      `SELECT log.log_id AS logId, entry.seq, news.outcome, news.is_repeat AS isRepeat, news.settled_at_ms AS atMs,
         entry.fingerprint
       FROM entry JOIN news ON news.id = entry.news_id JOIN log ON log.number = entry.log_number
       WHERE entry.confirmed = 0 AND news.state = ${SETTLED}
       ORDER BY entry.log_number, entry.seq`,
    )
    .all()
    .map((row) => ({
      logId: logId(row.logId),
      receipt: {
        seq: seq(row.seq),
        outcome: row.outcome,
        repeat: row.isRepeat === 1,
        atMs: unixMs(row.atMs),
        ...knownFingerprint(row),
      },
    }));
}

function loadCommands(database: Database): CommandOutcome[] {
  return database
    .prepare<[], { id: string; done: number; message: string }>(
      'SELECT id, done, message FROM command ORDER BY number',
    )
    .all()
    .map(({ id, done, message }) => ({ id, done: done === 1, message }));
}
