import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox, trialCallback } from '../../firmware-sim/trial-outbox.ts';
import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fingerprint, noticeFingerprint } from '../../shared/log-fingerprint.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { openDatabase } from '../../shared/sqlite-worker.ts';
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

tables(
  'where a bank was last is one step in an index, and not a walk through what its cabinet told in years',
  ({ outbox }) => {
    const [sql, ...more] = new Set(statementsOf(outbox.database).filter((one) => one.includes("'$.bankId'")));
    assert.ok(sql !== undefined && more.length === 0);
    const plan = outbox.database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    assert.equal(
      plan.all(null, null, null, null).map(({ detail }) => detail),
      ['SEARCH report USING INDEX report_of_bank (device_id=? AND <expr>=? AND rowid<?)'],
    );
  },
);

tables('the database says by itself what must never be', ({ outbox }) => {
  outbox.addDevice(1);
  const refuse = (sql: string, says: RegExp): void => {
    assert.throws(() => outbox.database.exec(sql), says, sql);
  };
  const event = (id: number) =>
    `INSERT INTO order_event VALUES (${id}, '7890000000000001', 'PAID', 'PAID', 'T', '', '', '', 1, 1, 1, 1, 0, 0, 'payment', 1, 1, 1, NULL, NULL, '')`;
  const notice = (id: number, seq: number, eventId: number) =>
    `INSERT INTO notice VALUES (${id}, 1, ${seq}, ${eventId}, 1, 1, 1, NULL, NULL, NULL)`;
  outbox.database.exec(`${event(1)}; ${notice(1, 1, 1)}`);
  refuse(event(2), /UNIQUE.*sn, order_event.event/);
  refuse(notice(2, 1, 1), /UNIQUE/);
  refuse(notice(2, 2, 1), /UNIQUE.*event, notice.log/);
  refuse(notice(2, 2, 77), /FOREIGN KEY/);
  refuse("UPDATE notice SET settled = 'forgotten'", /CHECK/);
  refuse("UPDATE notice SET amount_fen = 'ten'", /cannot store TEXT/);
});

tables('webhooks of the first version go on where they were: same id, same words, same attempts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-migration-'));
  const file = join(folder, 'relay.db');
  const first = openDatabase(file, {
    ...schema,
    migrations: schema.migrations.slice(0, 1),
    createHandlers: () => ({}),
  });
  const detail = '终端 "T1"\nno device';
  first
    .prepare(
      "INSERT INTO alarm (kind, subject, occurrence, detail, raised_at_ms) VALUES ('log_rebuilt', ?, ?, ?, ?)",
    )
    .run('SPK-1', detail, detail, 1_000);
  first.exec(
    "INSERT INTO alarm (kind, subject, occurrence, detail, raised_at_ms) VALUES ('device_offline', 'SPK-2', '', '', 2000)",
  );
  first.exec('INSERT INTO webhook VALUES (1, 3, 7000, NULL), (2, 1, 2000, 2500)');
  first.close();

  const database = openDatabase(file, schema);
  const handlers = schema.createHandlers(database);
  const due = handlers.readDueWebhooks.run({ nowMs: unixMs(9_000), most: 9 });
  const data = JSON.stringify({ id: 1, kind: 'log_rebuilt', subject: 'SPK-1', detail });
  assert.equal(due, [
    { id: 1, webhookId: 'alarm_1000_1', type: 'alarm.log_rebuilt', atMs: 1_000, data, attempt: 3 },
  ]);
  handlers.raiseAlarms.run({
    batch: [{ kind: 'device_offline', subject: 'SPK-3', detail: '' }],
    nowMs: unixMs(8_000),
  });
  assert.is(handlers.readDueWebhooks.run({ nowMs: unixMs(9_000), most: 9 }).length, 2);
  assert.equal(database.pragma('foreign_key_check'), []);
  database.close();
  rmSync(folder, { recursive: true });
});

tables('logs of the second version go on where they were: the end, the sum and what is open', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-migration-'));
  const file = join(folder, 'relay.db');
  const second = openDatabase(file, {
    ...schema,
    migrations: schema.migrations.slice(0, 2),
    createHandlers: () => ({}),
  });
  second.exec(`
    INSERT INTO log VALUES (1, 'aaaaaaaaaaaaaaaa', 'SPK-1', 3, 600, 1, 1), (2, 'bbbbbbbbbbbbbbbb', 'SPK-2', 0, 0, 0, 1);
    INSERT INTO device VALUES ('SPK-1', 'speaker', 'shop', 'zh-CN', zeroblob(32), 1, 1),
      ('SPK-2', 'speaker', 'shop', 'zh-CN', zeroblob(32), 2, 1);`);
  for (const number of [1, 2, 3]) {
    second.exec(`
      INSERT INTO order_event VALUES (${number}, '789000000000000${number}', 'PAID', 'PAID', 'T', '', '', '3', 1, 1, 1, 1, 0, 0, 'payment', ${number}00, 1, 1, NULL, NULL, '');
      INSERT INTO notice VALUES (${number}, 1, ${number}, ${number}, ${number}00, ${[0, 100, 300, 600][number]}, 1, 1, ${number === 2 ? 'NULL' : "'announced'"})`);
  }
  second.close();

  const database = openDatabase(file, schema);
  const { readLogEnd } = schema.createHandlers(database);
  assert.equal(readLogEnd.run(deviceId('SPK-1')), {
    ...{ logId: 'aaaaaaaaaaaaaaaa', lastSeq: 3, sumFen: 600, oldestOpen: 2 },
  });
  assert.equal(readLogEnd.run(deviceId('SPK-2')), { logId: 'bbbbbbbbbbbbbbbb', lastSeq: 0, sumFen: 0 });
  assert.equal(database.pragma('foreign_key_check'), []);
  assert.is(database.pragma('integrity_check', { simple: true }), 'ok');
  database.close();
  rmSync(folder, { recursive: true });
});

tables('reports of the third version are found by their bank', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-migration-'));
  const file = join(folder, 'relay.db');
  const third = openDatabase(file, {
    ...schema,
    migrations: schema.migrations.slice(0, 3),
    createHandlers: () => ({}),
  });
  const back: CabinetEvent = {
    kind: 'bank_returned',
    bankId: bankId('PB1'),
    at: { module: moduleSerial('0a1b2c3d'), slot: 3 },
    levelPercent: 20,
    rentalId: rentalId('R-1'),
  };
  third
    .prepare(
      "INSERT INTO report VALUES (1, 'CAB-1', 'aaaaaaaaaaaaaaaa', 7, 0, 'bank_returned', ?, NULL, NULL, 1, 0, 1)",
    )
    .run(JSON.stringify(back));
  third.close();

  const database = openDatabase(file, schema);
  const { recordReports, readDueWebhooks } = schema.createHandlers(database);
  const tell = (number: number, event: CabinetEvent): number => {
    const report = {
      seq: seq(limits.reportSeqsSkipped + number),
      atMs: unixMs(2),
      isTimeUncertain: false,
      event,
    };
    const told = { deviceId: deviceId('CAB-1'), reportLog: logId('aaaaaaaaaaaaaaaa'), report };
    recordReports.run({ batch: [told], nowMs: unixMs(3) });
    return readDueWebhooks.run({ nowMs: unixMs(9), most: 9 }).length;
  };
  assert.is(tell(1, back), 0, 'told before, by the report of the third version');
  assert.is(tell(2, { ...back, bankId: bankId('PB2') }), 1);
  assert.is(database.pragma('integrity_check', { simple: true }), 'ok');
  database.close();
  rmSync(folder, { recursive: true });
});

tables('a log of the fourth version goes on, with fingerprints from its next notice on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-migration-'));
  const file = join(folder, 'relay.db');
  const fourth = openDatabase(file, {
    ...schema,
    migrations: schema.migrations.slice(0, 4),
    createHandlers: () => ({}),
  });
  fourth.exec(`
    INSERT INTO log VALUES (1, 'aaaaaaaaaaaaaaaa', 'SPK-1', 1);
    INSERT INTO device VALUES ('SPK-1', 'speaker', 'shop', 'zh-CN', zeroblob(32), 1, 1);
    INSERT INTO serves VALUES ('T-1', 'SPK-1');
    INSERT INTO order_event VALUES (1, '7890000000000001', 'PAID', 'PAID', 'T-1', '', '', '3', 1, 1, 1, 1, 0, 0, 'payment', 100, 1, 1, NULL, NULL, '');
    INSERT INTO notice VALUES (1, 1, 1, 1, 100, 100, 1, 1, NULL)`);
  fourth.close();

  const database = openDatabase(file, schema);
  const { acceptOrders, readLogEnd, readNotices, readSumsUpTo, recordReceipts } =
    schema.createHandlers(database);
  const device = deviceId('SPK-1');
  const log = logId('aaaaaaaaaaaaaaaa');
  assert.equal(readLogEnd.run(device), { logId: log, lastSeq: 1, sumFen: 100, oldestOpen: 1 });
  acceptOrders.run({ batch: [trialCallback(2)], nowMs: unixMs(10_000) });
  const [old, next] = readNotices.run({ device, log, ranges: [{ first: seq(1), last: seq(2) }], most: 9 });
  assert.ok(old !== undefined && next !== undefined);
  assert.not.ok('fingerprint' in old);
  assert.is(next.fingerprint, noticeFingerprint(next));
  assert.equal(readSumsUpTo.run({ device, upTo: seq(1) }), { sumFen: 100 });
  assert.equal(readSumsUpTo.run({ device, upTo: seq(2) }), { sumFen: 1_100, fingerprint: next.fingerprint });
  // A device that had more than its relay says so of a notice that has none here: nothing is to be compared.
  const receipt = { seq: seq(1), outcome: 'announced', repeat: false, atMs: unixMs(1) } as const;
  const named = { ...receipt, fingerprint: fingerprint(7) };
  const batch = [{ deviceId: device, logId: log, receipt: named }];
  assert.equal(recordReceipts.run({ batch, nowMs: unixMs(2) }), ['recorded']);
  assert.equal(database.pragma('foreign_key_check'), []);
  database.close();
  rmSync(folder, { recursive: true });
});

tables.run();
