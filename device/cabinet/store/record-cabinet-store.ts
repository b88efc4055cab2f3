import type { Database } from 'better-sqlite3';
import { limits } from '../../../shared/limits.ts';
import type { StoreHandler } from '../../../shared/store-operations.ts';
import type {
  BankRecord,
  CabinetChange,
  CabinetOperations,
  RentalRecord,
  SlotMark,
} from '../cabinet-operations.ts';
import { slotKey } from '../readings.ts';

/** Writes what has changed. Each change can be written twice and is the same: the cabinet repeats what it is not sure of. */
export function recordHandler(database: Database): StoreHandler<CabinetOperations['record']> {
  const write = changeWriter(database);
  return {
    access: 'write',
    run: ({ changes }) => {
      for (const change of changes) write(change);
    },
  };
}

function changeWriter(database: Database): (change: CabinetChange) => void {
  const raise = database.prepare<[string, number]>(
    `INSERT INTO counter (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
  );
  const keepRental = rentalKeeper(database);
  const keepBank = bankKeeper(database);
  const keepSlot = slotKeeper(database);
  const keepReport = database.prepare<[number, string]>('REPLACE INTO report (seq, record) VALUES (?, ?)');
  const fixTime = database.prepare<[string, number]>(
    `UPDATE report SET record = json_set(record, '$.time', json(?)) WHERE seq = ?`,
  );
  const forgetReport = database.prepare<[number]>('DELETE FROM report WHERE seq = ?');
  const keepCommand = database.prepare<[string, number, string]>(
    'INSERT OR IGNORE INTO command (id, done, message) VALUES (?, ?, ?)',
  );
  const forgetCommands = database.prepare<[number]>(
    'DELETE FROM command WHERE number <= (SELECT max(number) FROM command) - ?',
  );
  const setFact = database.prepare<[string, string]>('REPLACE INTO fact (name, value) VALUES (?, ?)');
  const keepHeard = database.prepare<[number, string]>('REPLACE INTO heard (id, line) VALUES (?, ?)');
  const forgetHeard = database.prepare<[number]>('DELETE FROM heard WHERE id <= ?');

  return (change) => {
    switch (change.type) {
      case 'rental':
        return keepRental(change.rental);
      case 'bank':
        return keepBank(change.bank);
      case 'slot':
        return keepSlot(change.slot);
      case 'report': {
        const { report } = change;
        keepReport.run(report.seq, JSON.stringify(report));
        raise.run('report_seq', report.seq);
        if (report.time !== undefined) raise.run('newest_ms', report.time.atMs);
        return;
      }
      case 'report_time':
        fixTime.run(JSON.stringify(change.time), change.seq);
        raise.run('newest_ms', change.time.atMs);
        return;
      case 'report_confirmed':
        for (const seq of change.seqs) forgetReport.run(seq);
        return;
      case 'command_ids':
        raise.run('command_id', change.upTo);
        return;
      case 'command': {
        const { id, done, message } = change.outcome;
        keepCommand.run(id, done ? 1 : 0, message);
        forgetCommands.run(limits.commandsRemembered);
        return;
      }
      case 'fact':
        setFact.run(change.name, change.value);
        return;
      case 'heard':
        keepHeard.run(change.record.id, change.record.line);
        raise.run('heard_id', change.record.id);
        return;
      case 'heard_written':
        forgetHeard.run(change.upTo);
        return;
    }
  };
}

function rentalKeeper(database: Database): (rental: RentalRecord) => void {
  const update = database.prepare<[number, string, string]>(
    'UPDATE rental SET is_open = ?, record = ? WHERE id = ?',
  );
  // Not an upsert: that would use up a number each time, and the numbers tell how many there are.
  const insert = database.prepare<[string, number, string]>(
    'INSERT INTO rental (id, is_open, record) VALUES (?, ?, ?)',
  );
  const forget = database.prepare<[number]>(
    'DELETE FROM rental WHERE is_open = 0 AND number <= (SELECT max(number) FROM rental) - ?',
  );
  return (rental) => {
    const isOpen = rental.end === undefined ? 1 : 0;
    const record = JSON.stringify(rental);
    if (update.run(isOpen, record, rental.rentalId).changes > 0) return;
    insert.run(rental.rentalId, isOpen, record);
    forget.run(limits.rentalsRemembered);
  };
}

function bankKeeper(database: Database): (bank: BankRecord) => void {
  const drop = database.prepare<[string]>('DELETE FROM bank WHERE id = ?');
  // Anew at the end: the one that nothing was heard of for longest is the first to be forgotten.
  const keep = database.prepare<[string, number, string]>(
    'INSERT INTO bank (id, is_home, record) VALUES (?, ?, ?)',
  );
  const forget = database.prepare<[number]>(
    `DELETE FROM bank WHERE is_home = 0
       AND number <= (SELECT number FROM bank ORDER BY number DESC LIMIT 1 OFFSET ?)`,
  );
  return (bank) => {
    drop.run(bank.bankId);
    keep.run(bank.bankId, bank.is === 'home' ? 1 : 0, JSON.stringify(bank));
    forget.run(limits.banksRemembered);
  };
}

function slotKeeper(database: Database): (slot: SlotMark) => void {
  const keep = database.prepare<[string, string]>('REPLACE INTO slot (key, mark) VALUES (?, ?)');
  const forget = database.prepare<[string]>('DELETE FROM slot WHERE key = ?');
  return (slot) => {
    const isEmpty = slot.latched.length === 0 && Object.keys(slot.bars).length === 0;
    if (isEmpty) forget.run(slotKey(slot.at));
    else keep.run(slotKey(slot.at), JSON.stringify(slot));
  };
}
