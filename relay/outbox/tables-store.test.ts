import type { Database } from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox } from '../../firmware-sim/trial-outbox.ts';
import { schema } from './tables-store.ts';

const tables = suite<{ outbox: TrialOutbox }>('tables');
tables.before.each((context) => {
  context.outbox = openTrialOutbox();
});
tables.after.each(({ outbox }) => outbox.close());

/** Every statement that the handlers prepare. */
function statementsOf(database: Database): string[] {
  const statements: string[] = [];
  const recorder = new Proxy(database, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name) as unknown;
      return (sql: string) => {
        statements.push(sql);
        return target.prepare(sql);
      };
    },
  });
  schema.createHandlers(recorder);
  return statements;
}

tables('no operation reads through a table that grows: each finds its rows by a key', ({ outbox }) => {
  const statements = statementsOf(outbox.database);
  assert.ok(statements.length > 40, `${statements.length} statements`);
  // The roster is bounded and read whole; the newest alarms are the end of their table.
  const mayBeScanned = /^SCAN (device|serves)\b|^SCAN alarm$/;
  for (const sql of new Set(statements)) {
    const plan = outbox.database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const parameters = [...sql.matchAll(/\?/g)].map(() => null);
    const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]));
    const rows = sql.includes('@') ? plan.all(named) : plan.all(...parameters);
    for (const { detail } of rows) {
      assert.ok(!detail.startsWith('SCAN') || mayBeScanned.test(detail), `${detail}: ${sql}`);
    }
  }
});

tables('the database says by itself what must never be', ({ outbox }) => {
  outbox.addDevice(1);
  const refuse = (sql: string, says: RegExp): void => {
    assert.throws(() => outbox.database.exec(sql), says, sql);
  };
  const event = (id: number) =>
    `INSERT INTO order_event VALUES (${id}, '7890000000000001', 'PAID', 'PAID', 'T', '', '', '', 1, 1, 1, 1, 0, 0, 'payment', 1, 1, 1, NULL, NULL, '')`;
  const notice = (id: number, seq: number, eventId: number) =>
    `INSERT INTO notice VALUES (${id}, 1, ${seq}, ${eventId}, 1, 1, 1, NULL, NULL)`;
  outbox.database.exec(`${event(1)}; ${notice(1, 1, 1)}`);
  refuse(event(2), /UNIQUE.*sn, order_event.event/);
  refuse(notice(2, 1, 1), /UNIQUE/);
  refuse(notice(2, 2, 1), /UNIQUE.*event, notice.log/);
  refuse(notice(2, 2, 77), /FOREIGN KEY/);
  refuse("UPDATE notice SET settled = 'forgotten'", /CHECK/);
  refuse("UPDATE notice SET amount_fen = 'ten'", /cannot store TEXT/);
  refuse('UPDATE log SET open_notices = -1', /CHECK/);
});

tables.run();
