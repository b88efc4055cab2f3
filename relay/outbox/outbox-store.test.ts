import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { trialCallback, trialLogId } from '../../firmware-sim/trial-outbox.ts';
import { type Failure, isFailure } from '../../shared/failure.ts';
import { deviceId, storeId, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import type { DeviceEntry, RelayStore } from '../store.ts';
import { OutboxStore } from './outbox-store.ts';

const outbox = suite<{ folder: string; file: string; open(): Promise<RelayStore>; opened: RelayStore[] }>(
  'outbox',
);
outbox.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-relay-'));
  context.file = join(context.folder, 'relay.db');
  context.opened = [];
  context.open = async () => {
    const store = await OutboxStore.open({ file: context.file, onDeath: assert.unreachable as () => never });
    context.opened.push(store);
    return store;
  };
});
outbox.after.each(async ({ folder, opened }) => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ONE = deviceId('SPK-1');
const LOG = trialLogId(1);
const at = unixMs;
const speaker: DeviceEntry = {
  id: ONE,
  role: 'speaker',
  terminals: [terminalSn('T-1')],
  store: storeId('shop-1'),
  language: 'zh-CN',
};
const key = new Uint8Array(32).fill(5);

outbox('a payment goes its whole way, and is all there after a restart', async ({ open }) => {
  const first = await open();
  assert.is(await first.putDevice(speaker, key, LOG, at(1)), 'made');
  const [answer] = await first.acceptOrders([trialCallback(1)], at(10_000));
  assert.ok(answer?.answer === 'recorded');
  const [logged] = answer.notices;
  await first.markStored([{ deviceId: ONE, logId: LOG, seq: seq(1), atMs: at(10_030) }]);
  await first.close();

  const store = await open();
  assert.equal(await store.readDevices(), [speaker]);
  assert.equal(await store.readSecrets(), [{ id: ONE, key }]);
  const sums = { sumFen: 1_000, fingerprint: logged?.notice.fingerprint };
  assert.equal(await store.readLogEnd(ONE), { logId: LOG, lastSeq: 1, ...sums, oldestOpen: 1 });
  assert.equal(await store.readSumsUpTo(ONE, seq(1)), sums);
  assert.equal(await store.readNotices(ONE, LOG, [{ first: seq(1), last: seq(9) }], 9), [logged?.notice]);
  assert.equal(await store.readOverdue(at(20_000)), [{ deviceId: ONE, count: 1 }]);
  const receipt = { seq: seq(1), outcome: 'announced', repeat: false, atMs: at(11_000) } as const;
  const batch = [{ deviceId: ONE, logId: LOG, receipt }];
  assert.equal(await store.recordReceipts(batch, at(12_000)), ['recorded']);
  const steps = (await store.readOrder(trialCallback(1).sn))?.steps.map(({ step }) => step);
  assert.equal(steps, ['accepted', 'logged', 'stored', 'receipt']);
  const ledger = await store.readLedger({}, at(20_000));
  assert.equal([ledger.balanced, ledger.receipts.announced.count, ledger.open.count], [true, 1, 0]);
  assert.equal(await store.acceptOrders([trialCallback(1)], at(20_000)), [{ answer: 'already_recorded' }]);
});

outbox('every call of the contract reaches the database', async ({ open }) => {
  const store = await open();
  await store.putDevice(speaker, key, LOG, at(1));
  await store.acceptOrders([trialCallback(1), trialCallback(2, 'CREATED')], at(10_000));
  assert.is((await store.readUnfinishedOrders(at(0), 9)).length, 1);
  assert.is((await store.rebuildLog(ONE, trialLogId(7), at(11_000))).logId, trialLogId(7));
  assert.is(await store.handOverUnstored(at(20_000), at(20_000), 9), 1);
  assert.ok(await store.replaceKey(ONE, new Uint8Array(32)));
  assert.ok(await store.deleteDevice(ONE, at(21_000)));
  await store.raiseAlarms([{ kind: 'device_offline', subject: ONE, detail: '' }], at(22_000));
  await store.clearAlarms([{ kind: 'device_offline', subject: ONE }], at(23_000));
  assert.equal(
    (await store.readAlarms(9)).map(({ kind, clearedAtMs }) => [kind, clearedAtMs]),
    [
      ['device_offline', 23_000],
      ['notice_handed_over', undefined],
      ['log_rebuilt', undefined],
    ],
  );
  const due = await store.readDueWebhooks(at(30_000), 9);
  assert.is(due.length, 3);
  for (const { id } of due) await store.settleWebhook(id, { deliveredAtMs: at(31_000) });
  assert.equal(await store.readDueWebhooks(at(99_000), 9), []);
});

outbox('callbacks of one sn that arrive together are recorded once', async ({ open }) => {
  const store = await open();
  await store.putDevice(speaker, key, LOG, at(1));
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => store.acceptOrders([trialCallback(1)], at(10_000))),
  );
  assert.is(answers.flat().filter(({ answer }) => answer === 'recorded').length, 1);
  assert.is(answers.flat().filter(({ answer }) => answer === 'already_recorded').length, 49);
  assert.is((await store.readLogEnd(ONE))?.lastSeq, 1);
});

outbox('a ledger of many steps adds up while orders go on', async ({ open }) => {
  const store = await open();
  await store.putDevice(speaker, key, LOG, at(1));
  const accept = (first: number, count: number) =>
    store.acceptOrders(
      Array.from({ length: count }, (_, index) => trialCallback(first + index)),
      at(10_000),
    );
  for (let first = 0; first < 2_000; first += 500) await accept(first, 500);
  const [ledger] = await Promise.all([store.readLedger({}, at(20_000)), accept(2_000, 200)]);
  assert.ok(ledger.balanced);
  assert.ok(ledger.notices.count >= 2_000);
  assert.is(ledger.notices.count, ledger.ordersAccepted.count);
});

outbox('a batch beyond the bound is refused whole', async ({ open }) => {
  const store = await open();
  const many = Array.from({ length: limits.storeBatchRows + 1 }, (_, index) => trialCallback(index));
  for (const attempt of [
    () => store.acceptOrders(many, at(1)),
    () => store.markStored(many.map(() => ({ deviceId: ONE, logId: LOG, seq: seq(1), atMs: at(1) }))),
  ]) {
    try {
      await attempt();
      assert.unreachable();
    } catch (thrown) {
      assert.ok(isFailure(thrown, 'usage'));
    }
  }
  assert.is((await store.readLedger({}, at(1))).ordersAccepted.count, 0);
});

outbox('a file that is not ours is refused, with what to do, and not overwritten', async ({ file }) => {
  writeFileSync(file, 'my accounts, please keep '.repeat(100));
  try {
    await OutboxStore.open({ file, onDeath: assert.unreachable as () => never });
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'foreign_store'));
    assert.match((thrown as Failure).message, /move the file away/);
  }
});

outbox(
  'kill -9 while orders, stored marks and receipts are written: nothing accepted is lost, no log has a gap',
  async ({ file, open }) => {
    const program = fileURLToPath(new URL('../../firmware-sim/order-writer.ts', import.meta.url));
    const writer = spawn(process.execPath, ['--import', 'tsx', program, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const accepted: number[] = [];
    for await (const line of createInterface({ input: writer.stdout })) {
      accepted.push(Number(line));
      if (accepted.length === 600) writer.kill('SIGKILL');
    }
    assert.ok(accepted.length >= 600);

    const store = await open();
    const ledger = await store.readLedger({}, at(99_000));
    assert.ok(ledger.balanced);
    assert.ok(ledger.ordersAccepted.count >= accepted.length);
    assert.is(ledger.notices.count, 2 * ledger.ordersAccepted.count, 'one for each of two speakers');
    for (let first = 0; first < accepted.length; first += 500) {
      const again = accepted.slice(first, first + 500).map((number) => trialCallback(number));
      for (const { answer } of await store.acceptOrders(again, at(99_000))) {
        assert.is(answer, 'already_recorded');
      }
    }
    for (const [device, log] of [
      [ONE, LOG],
      [deviceId('SPK-2'), trialLogId(2)],
    ] as const) {
      const end = await store.readLogEnd(device);
      assert.is(end?.lastSeq, ledger.ordersAccepted.count);
      let sumFen = fen(0);
      for (let next = 1; next <= (end?.lastSeq ?? 0); ) {
        const notices = await store.readNotices(
          device,
          log,
          [{ first: seq(next), last: seq(next + 999) }],
          999,
        );
        for (const notice of notices) {
          assert.is(notice.seq, next, 'no gap');
          sumFen = fen(sumFen + notice.amountFen);
          assert.is(notice.sumFen, sumFen);
          next += 1;
        }
      }
      assert.is(end?.sumFen, sumFen);
    }
  },
);

outbox.run();
