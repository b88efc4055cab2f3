import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { fingerprint, noticeFingerprint } from '../../shared/log-fingerprint.ts';
import type { Notice } from '../../shared/notice.ts';
import { fen, fenSum, seq } from '../../shared/quantities.ts';
import { openDatabase } from '../../shared/sqlite-worker.ts';
import { openSpeakerStore } from './inbox-store.ts';
import { SETTLED, WAITING } from './news-states.ts';
import type { InsertRequest } from './speaker-operations.ts';
import { schema } from './tables-store.ts';
import { LOG, NOON, OTHER_LOG, trialNotice } from './trial-speaker-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-speaker-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

function tables() {
  const database = new Database(':memory:');
  for (const migration of schema.migrations) database.exec(migration);
  const { load, insert, record, settle, confirm, remember } = schema.createHandlers(database);
  const request = (notices: readonly Notice[], upTo: number, other: Partial<InsertRequest> = {}) =>
    insert.run({
      logId: notices[0]?.logId ?? LOG,
      notices,
      upTo: seq(upTo),
      sumFen: fenSum(upTo * 100),
      isClaimed: false,
      nowMs: NOON,
      prune: 0,
      ...other,
    });
  const settleIds = (newsIds: readonly number[], line?: string) =>
    settle.run({
      settlements: [
        { newsIds, outcome: 'announced', repeat: false, atMs: NOON, ...(line === undefined ? {} : { line }) },
      ],
      heardWrittenUpTo: 0,
    });
  return {
    database,
    insert: request,
    settleIds,
    memory: () => load.run({ replayNotices: limits.replayNotices }),
    record: record.run,
    settle: settle.run,
    confirm: (log: typeof LOG, position: number) => confirm.run({ logId: log, seqs: [seq(position)] }),
    remember: remember.run,
  };
}

test('what is loaded is what was left: position, holes, waiting, interrupted', () => {
  const one = tables();
  one.insert([trialNotice(1), trialNotice(2), trialNotice(4)], 2);
  one.record({ newsIds: [2], releasedIds: [] });
  const memory = one.memory();
  assert.is(memory.currentLog, LOG);
  assert.equal(memory.logs, [
    {
      logId: LOG,
      upTo: 2,
      sumFen: 200,
      beyond: [{ seq: 4, amountFen: 100, sumFen: 400 }],
    },
  ]);
  assert.equal(
    memory.waiting.map((notice) => notice.seq),
    [1, 4],
  );
  assert.equal(
    memory.interrupted.map((notice) => notice.seq),
    [2],
  );
  assert.equal([memory.entryCount, memory.newestKnownMs], [3, NOON]);
});

test('fingerprints are kept: our own of the log, the relay’s for receipts, both of what is to be added yet', () => {
  const one = tables();
  const log = (position: number) => fingerprint(1_000 + position);
  const notices = [1, 3].map((position) => trialNotice(position, { fingerprint: log(position) }));
  one.insert(notices, 1, { fingerprint: fingerprint(77) });
  const [copy] = one.memory().logs;
  assert.is(copy?.fingerprint, 77);
  const [, third] = notices;
  assert.ok(third !== undefined);
  assert.equal(copy?.beyond[0]?.fingerprints, { own: noticeFingerprint(third), log: log(3) });
  assert.equal(
    one.settleIds([1, 2]).owed.map(({ receipt }) => receipt.fingerprint),
    [log(1), log(3)],
  );
  assert.equal(
    one.memory().owed.map(({ receipt }) => receipt.fingerprint),
    [log(1), log(3)],
  );
  const [again] = one.insert([trialNotice(1, { logId: OTHER_LOG, fingerprint: log(9) })], 1).inserted;
  assert.is(again?.is === 'settled' && again.owed.receipt.fingerprint, log(9), 'of the log that asks now');
});

test('a memory of the first version goes on where it was, and knows no fingerprints', () => {
  const file = join(folder, 'first.db');
  const first = openDatabase(file, {
    ...schema,
    migrations: schema.migrations.slice(0, 1),
    createHandlers: () => ({}),
  });
  first.exec(`
    INSERT INTO log VALUES (1, '${LOG}', 1, 100, 1);
    INSERT INTO news VALUES (1, '0000000000000001', 'PAID', 'payment', 100, '3', 1, 1, 1, 1, ${SETTLED}, 'announced', 0, 1),
      (2, '0000000000000003', 'PAID', 'payment', 100, '3', 1, 1, 3, 1, ${WAITING}, NULL, 0, 0);
    INSERT INTO entry VALUES (1, 1, 1, 100, 100, 0), (1, 3, 2, 100, 300, 0);`);
  first.close();
  const database = openDatabase(file, schema);
  const memory = schema.createHandlers(database).load.run({ replayNotices: 1 });
  const beyond = [{ seq: 3, amountFen: 100, sumFen: 300 }];
  assert.equal(memory.logs, [{ logId: LOG, upTo: 1, sumFen: 100, beyond }]);
  assert.equal(
    memory.owed.map(({ receipt }) => 'fingerprint' in receipt),
    [false],
  );
  database.close();
});

test('promise 2 on the device: under one sn and event there is one piece of news, whatever log tells of it', () => {
  const one = tables();
  one.insert([trialNotice(1)], 1);
  const [twin] = one.insert([trialNotice(1, { logId: OTHER_LOG })], 1).inserted;
  assert.equal(twin, { is: 'known', differs: false });
  const { owed } = one.settleIds([1]);
  assert.equal(
    owed.map(({ logId }) => logId),
    [LOG, OTHER_LOG],
  );
  const [third] = one.insert(
    [trialNotice(2, { logId: OTHER_LOG, sn: trialNotice(1).sn, amountFen: fen(7) })],
    2,
  ).inserted;
  assert.is(third?.is, 'settled');
  assert.is(third?.is === 'settled' && third.differs, true, 'another amount is told aloud');
  assert.is(one.memory().currentLog, OTHER_LOG);
});

test('promise 5: outcome, receipt and heard line are one transaction, and a settled one stays as it is', () => {
  const one = tables();
  one.insert([trialNotice(1)], 1);
  assert.is(one.settleIds([1], '{"a":1}').heardRecords[0]?.line, '{"a":1}');
  assert.equal(one.settleIds([1]).owed, [], 'the first outcome stands');
  const memory = one.memory();
  assert.is(memory.owed.length, 1);
  assert.equal(memory.heardRecords, [{ id: 1, line: '{"a":1}' }]);
  one.settle({ settlements: [], heardWrittenUpTo: 1 });
  assert.equal(one.memory().heardRecords, []);
});

test('a confirmed receipt is owed no more; an ended log confirms under its own name', () => {
  const one = tables();
  one.insert([trialNotice(1)], 1);
  one.insert([trialNotice(1, { logId: OTHER_LOG })], 1);
  one.settleIds([1]);
  one.confirm(LOG, 1);
  assert.equal(
    one.memory().owed.map(({ logId }) => logId),
    [OTHER_LOG],
  );
});

test('promise 15: the oldest entries make room, but only those about which nothing is open', () => {
  const one = tables();
  one.insert(
    [1, 2, 3, 4].map((position) => trialNotice(position)),
    4,
  );
  one.settleIds([1, 2, 3]);
  one.confirm(LOG, 1);
  one.confirm(LOG, 3);
  assert.is(one.insert([trialNotice(5)], 5, { prune: 10 }).pruned, 2);
  const memory = one.memory();
  assert.is(memory.entryCount, 3);
  assert.equal(memory.logs[0]?.upTo, 5, 'the position outlives its entries');
  assert.equal(
    memory.owed.map(({ receipt }) => receipt.seq),
    [2],
  );
  assert.equal(
    memory.waiting.map((notice) => notice.seq),
    [4, 5],
  );
});

test('an ended log is forgotten with its last entry', () => {
  const one = tables();
  one.insert([trialNotice(1)], 1);
  one.settleIds([1]);
  one.confirm(LOG, 1);
  one.insert([trialNotice(2, { logId: OTHER_LOG })], 1, { prune: 1 });
  assert.equal(
    one.memory().logs.map(({ logId }) => logId),
    [OTHER_LOG],
  );
});

test('the last ten that were heard come back for the button, the newest first', () => {
  const one = tables();
  const positions = Array.from({ length: 12 }, (_, index) => index + 1);
  one.insert(
    positions.map((position) => trialNotice(position)),
    12,
  );
  for (const position of positions) {
    const outcome = position === 12 ? 'handed_over' : 'announced';
    one.settle({
      settlements: [{ newsIds: [position], outcome, repeat: false, atMs: NOON + position }],
      heardWrittenUpTo: 0,
    });
  }
  assert.equal(
    one.memory().heard.map((notice) => notice.seq),
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
  );
});

test('facts and commands are kept, commands up to their bound', () => {
  const one = tables();
  for (let count = 1; count <= limits.commandsRemembered + 3; count += 1) {
    const command = { id: `c${count}`, done: true, message: 'done' };
    one.remember({ facts: { volume: String(count % 100) }, command });
  }
  const memory = one.memory();
  assert.is(memory.facts.volume, String((limits.commandsRemembered + 3) % 100));
  assert.is(memory.commands.length, limits.commandsRemembered);
  assert.is(memory.commands[0]?.id, 'c4');
});

test('promise 16: a foreign file is refused with what to do, and stays as it was', async () => {
  const file = join(folder, 'speaker.db');
  writeFileSync(file, 'not a database, but somebody’s diary');
  try {
    const { store } = await openSpeakerStore(folder, () => {});
    await store.close();
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'foreign_store'), String(thrown));
    assert.match((thrown as Error).message, 'move the file away');
  }
  assert.is(readFileSync(file, 'utf8'), 'not a database, but somebody’s diary');
  rmSync(file);
});

test('a store that was closed goes on where it was', async () => {
  const first = await openSpeakerStore(join(folder, 'new'), () => {});
  const notices = [trialNotice(1)];
  const request = { logId: LOG, notices, upTo: seq(1), sumFen: fenSum(100), nowMs: NOON, prune: 0 };
  const { inserted } = await first.store.call('insert', { ...request, isClaimed: true });
  assert.is(inserted[0]?.is, 'speaking');
  await first.store.close();
  const second = await openSpeakerStore(join(folder, 'new'), () => {});
  await second.store.close();
  assert.is(second.memory.interrupted[0]?.sn, trialNotice(1).sn);
});

test.run();
