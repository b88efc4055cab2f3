import type { Database } from 'better-sqlite3';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fingerprint } from '../../shared/log-fingerprint.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { StoreHandler } from '../../shared/store-operations.ts';
import type { Settlement } from './announcer-state.ts';
import type { HeardRecord } from './heard.ts';
import { SETTLED, SPEAKING, WAITING } from './news-states.ts';
import type { OwedReceipt } from './receipts.ts';
import type { SpeakerOperations } from './speaker-operations.ts';

/** Before speaking: what is about to be said, and what is not being said after all. */
export function recordHandler(database: Database): StoreHandler<SpeakerOperations['record']> {
  const move = database.prepare<[number, number]>(
    `UPDATE news SET state = ? WHERE id = ? AND state < ${SETTLED}`,
  );
  return {
    access: 'write',
    run: ({ newsIds, releasedIds }) => {
      for (const id of releasedIds) move.run(WAITING, id);
      for (const id of newsIds) move.run(SPEAKING, id);
    },
  };
}

/** As a receipt names it; nothing where its entry has none. */
export const knownFingerprint = (entry: { readonly fingerprint: number | null }) =>
  entry.fingerprint === null ? {} : { fingerprint: fingerprint(entry.fingerprint) };

/** After speaking: outcome, receipts and heard line in one transaction (promise 5). */
export function settleHandler(database: Database): StoreHandler<SpeakerOperations['settle']> {
  const settle = database.prepare<[string, number, number, number]>(
    `UPDATE news SET state = ${SETTLED}, outcome = ?, is_repeat = ?, settled_at_ms = ?
     WHERE id = ? AND state < ${SETTLED}`,
  );
  const entriesOf = database.prepare<[number], { logId: string; seq: number; fingerprint: number | null }>(
    `SELECT log.log_id AS logId, entry.seq, entry.fingerprint FROM entry JOIN log ON log.number = entry.log_number
     WHERE entry.news_id = ? AND entry.confirmed = 0`,
  );
  const insertHeard = database.prepare<[string]>('INSERT INTO heard (line) VALUES (?)');
  const forgetHeard = database.prepare<[number]>('DELETE FROM heard WHERE id <= ?');

  function settleNews(newsId: number, { outcome, repeat, atMs }: Settlement): OwedReceipt[] {
    if (outcome === undefined || settle.run(outcome, repeat ? 1 : 0, atMs, newsId).changes === 0) return [];
    return entriesOf.all(newsId).map((entry) => ({
      logId: logId(entry.logId),
      receipt: { seq: seq(entry.seq), outcome, repeat, atMs: unixMs(atMs), ...knownFingerprint(entry) },
    }));
  }

  return {
    access: 'write',
    run: ({ settlements, heardWrittenUpTo }) => {
      forgetHeard.run(heardWrittenUpTo);
      const owed: OwedReceipt[] = [];
      const heardRecords: HeardRecord[] = [];
      for (const settlement of settlements) {
        for (const newsId of settlement.newsIds) owed.push(...settleNews(newsId, settlement));
        const { line } = settlement;
        if (line !== undefined)
          heardRecords.push({ id: Number(insertHeard.run(line).lastInsertRowid), line });
      }
      return { owed, heardRecords };
    },
  };
}

/** The relay has these receipts on its disk. */
export function confirmHandler(database: Database): StoreHandler<SpeakerOperations['confirm']> {
  const confirm = database.prepare<[string, number]>(
    'UPDATE entry SET confirmed = 1 WHERE log_number = (SELECT number FROM log WHERE log_id = ?) AND seq = ?',
  );
  return {
    access: 'write',
    run: ({ logId: log, seqs }) => {
      for (const position of seqs) confirm.run(log, position);
    },
  };
}

/** Facts, and the command that changed them: both or neither. */
export function rememberHandler(database: Database): StoreHandler<SpeakerOperations['remember']> {
  const setFact = database.prepare<[string, string]>(
    'INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const keepCommand = database.prepare<[string, number, string]>(
    'INSERT OR IGNORE INTO command (id, done, message) VALUES (?, ?, ?)',
  );
  const forgetCommands = database.prepare<[number]>(
    'DELETE FROM command WHERE number <= (SELECT max(number) FROM command) - ?',
  );
  return {
    access: 'write',
    run: ({ facts, command }) => {
      for (const [name, value] of Object.entries(facts)) setFact.run(name, value);
      if (command === undefined) return;
      keepCommand.run(command.id, command.done ? 1 : 0, command.message);
      forgetCommands.run(limits.commandsRemembered);
    },
  };
}
