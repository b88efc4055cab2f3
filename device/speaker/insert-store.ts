import type { Database } from 'better-sqlite3';
import { noticeFingerprint } from '../../shared/log-fingerprint.ts';
import type { Notice, Outcome } from '../../shared/notice.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { StoreHandler } from '../../shared/store-operations.ts';
import type { HeldNotice } from './announcement.ts';
import { SETTLED, SPEAKING, WAITING } from './news-states.ts';
import type { InsertedNotice, InsertRequest, SpeakerOperations } from './speaker-operations.ts';

interface KnownNews {
  readonly id: number;
  readonly kind: string;
  readonly amountFen: number;
  readonly state: number;
  readonly outcome: Outcome | null;
  readonly isRepeat: number;
  readonly settledAtMs: number;
}

/** Puts notices into the log, tells which of them are news, and lets the oldest entries make room. */
export function insertHandler(database: Database): StoreHandler<SpeakerOperations['insert']> {
  const insertOne = oneInserter(database);
  const prune = pruner(database);
  const findLog = database.prepare<[string], { number: number; isCurrent: number }>(
    'SELECT number, is_current AS isCurrent FROM log WHERE log_id = ?',
  );
  const beginLog = database.prepare<[string]>(
    'INSERT INTO log (log_id, up_to, sum_fen, is_current) VALUES (?, 0, 0, 0)',
  );
  const makeCurrent = database.prepare<[number]>('UPDATE log SET is_current = (number = ?)');
  const moveLog = database.prepare<[number, number, number | null, number]>(
    'UPDATE log SET up_to = ?, sum_fen = ?, fingerprint = ? WHERE number = ?',
  );
  return {
    access: 'write',
    run: (request) => {
      const found = findLog.get(request.logId);
      const log = found?.number ?? Number(beginLog.run(request.logId).lastInsertRowid);
      if (found?.isCurrent !== 1) makeCurrent.run(log);
      moveLog.run(request.upTo, request.sumFen, request.fingerprint ?? null, log);
      const inserted = request.notices.map((notice) => insertOne(notice, log, request));
      return { inserted, pruned: request.prune > 0 ? prune(request.prune) : 0 };
    },
  };
}

function oneInserter(database: Database) {
  const findNews = database.prepare<[string, string], KnownNews>(
    `SELECT id, kind, amount_fen AS amountFen, state, outcome, is_repeat AS isRepeat, settled_at_ms AS settledAtMs
     FROM news WHERE sn = ? AND event = ?`,
  );
  const insertNews = database.prepare<[Record<string, string | number | null>]>(
    `INSERT INTO news (sn, event, kind, amount_fen, payway, paid_at_ms, log_number, seq, stored_at_ms, state, outcome, settled_at_ms)
     VALUES (:sn, :event, :kind, :amountFen, :payway, :paidAtMs, :log, :seq, :nowMs, :state, :outcome, :settledAtMs)`,
  );
  const insertEntry = database.prepare<[Record<string, number | null>]>(
    `INSERT OR IGNORE INTO entry (log_number, seq, news_id, amount_fen, sum_fen, fingerprint, own_fingerprint, confirmed)
     VALUES (:log, :seq, :newsId, :amountFen, :sumFen, :fingerprint, :ownFingerprint, :confirmed)`,
  );
  const withdraw = database.prepare<[Outcome, number, number]>(
    `UPDATE news SET state = ${SETTLED}, outcome = ?, settled_at_ms = ? WHERE id = ?`,
  );
  const settleEntries = database.prepare<[number]>('UPDATE entry SET confirmed = 1 WHERE news_id = ?');

  return (notice: Notice, log: number, request: InsertRequest): InsertedNotice => {
    const { sn, event, kind, amountFen, payway, paidAtMs, seq, sumFen, fingerprint, settled } = notice;
    const { logId, isClaimed, nowMs } = request;
    const known = findNews.get(sn, event);
    const enter = (newsId: number): void => {
      const isToBeAdded = fingerprint !== undefined && seq > request.upTo;
      insertEntry.run({
        ...{ log, seq, newsId, amountFen, sumFen, fingerprint: fingerprint ?? null },
        ownFingerprint: isToBeAdded ? noticeFingerprint(notice) : null,
        confirmed: settled === undefined ? 0 : 1,
      });
    };
    if (known === undefined) {
      const state = settled !== undefined ? SETTLED : isClaimed ? SPEAKING : WAITING;
      const settledAtMs = settled === undefined ? 0 : nowMs;
      const fields = { sn, event, kind, amountFen, payway, paidAtMs, log, seq, nowMs, state, settledAtMs };
      const newsId = Number(insertNews.run({ ...fields, outcome: settled ?? null }).lastInsertRowid);
      enter(newsId);
      if (settled !== undefined) return { is: 'known', differs: false };
      const held: HeldNotice = {
        newsId,
        logId,
        logNumber: log,
        seq,
        sn,
        kind,
        payway,
        amountFen,
        paidAtMs,
      };
      return { is: isClaimed ? 'speaking' : 'waiting', notice: held };
    }
    enter(known.id);
    const differs = known.kind !== kind || known.amountFen !== amountFen;
    if (settled !== undefined) {
      if (known.state === SETTLED) return { is: 'known', differs };
      withdraw.run(settled, nowMs, known.id);
      settleEntries.run(known.id);
      return { is: 'withdrawn', newsId: known.id };
    }
    if (known.outcome === null) return { is: 'known', differs };
    const receipt = {
      seq,
      outcome: known.outcome,
      repeat: known.isRepeat === 1,
      atMs: unixMs(known.settledAtMs),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    return { is: 'settled', owed: { logId, receipt }, differs };
  };
}

/**
 * Removes the oldest entries about which nothing is open, and the news that no entry tells of any more. What is removed
 * is forgotten as a key too: were its order to come again under another log, it would be news (and, unless it is less
 * than a day old, handed over instead of spoken).
 */
function pruner(database: Database): (most: number) => number {
  const findOldest = database.prepare<[number], { log: number; seq: number; newsId: number }>(
    `SELECT entry.log_number AS log, entry.seq, entry.news_id AS newsId
     FROM entry JOIN log ON log.number = entry.log_number JOIN news ON news.id = entry.news_id
     WHERE entry.confirmed = 1 AND entry.seq <= log.up_to AND news.state = ${SETTLED}
     ORDER BY entry.log_number, entry.seq LIMIT ?`,
  );
  const removeEntry = database.prepare<[number, number]>(
    'DELETE FROM entry WHERE log_number = ? AND seq = ?',
  );
  const removeNews = database.prepare<[number]>(
    'DELETE FROM news WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entry WHERE news_id = news.id)',
  );
  const removeLogs = database.prepare(
    'DELETE FROM log WHERE is_current = 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE log_number = log.number)',
  );
  return (most) => {
    const oldest = findOldest.all(most);
    for (const { log, seq, newsId } of oldest) {
      removeEntry.run(log, seq);
      removeNews.run(newsId);
    }
    removeLogs.run();
    return oldest.length;
  };
}
