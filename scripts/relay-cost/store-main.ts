import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schema } from '../../relay/outbox/tables-store.ts';
import type { AcceptAnswer, DeviceReceipt, OrderCallback, StoredMark } from '../../relay/store.ts';
import { Failure } from '../../shared/failure.ts';
import { deviceId, logId, orderSn, storeId, terminalSn } from '../../shared/ids.ts';
import { fen, unixMs } from '../../shared/quantities.ts';
import { openDatabase, runBatch } from '../../shared/sqlite-worker.ts';
import type { StoreRequest } from '../../shared/store-operations.ts';

/**
 * `npx tsx scripts/relay-cost/store-main.ts [ORDERS]`: processor time of the store alone, an order, as a relay with
 * 2,000 devices and 2,000 orders a second asks it: ten orders a commit, with every fifth what has gathered meanwhile of
 * *stored*, which comes 10 ms after its order, and of receipts, which come after a second. Everything runs in one thread, so that the figure holds nothing but the store (and, of a short run, its
 * compilation); on a machine that others use take the least of several.
 */
const ORDERS = Number(process.argv[2] ?? 40_000);
const WARM_UP_ORDERS = 4_000;
const DEVICES = 2_000;
const GROUP = 10;
/** `limits.commitPatienceMs / 2`, in commits. */
const COMMITS_GATHERED = 5;
const MARKS_BEHIND = 2 * GROUP;
const RECEIPTS_BEHIND = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'tillbell-store-cost-'));
const database = openDatabase(join(folder, 'relay.db'), schema);
const handlers = schema.createHandlers(database);

function run(requests: readonly StoreRequest[]): readonly unknown[] {
  return runBatch(database, handlers, requests).map((reply) => {
    if (!reply.ok) throw new Failure('store_unavailable', reply.message);
    return reply.result;
  });
}

const device = (number: number) => deviceId(`SPK-${String(number).padStart(5, '0')}`);
const terminal = (number: number) => terminalSn(`1000000${String(number).padStart(5, '0')}`);

for (let number = 0; number < DEVICES; number += 1) {
  const entry = { id: device(number), role: 'speaker', store: storeId('shop'), language: 'zh-CN' } as const;
  const argument = {
    entry: { ...entry, terminals: [terminal(number)] },
    key: new Uint8Array(32),
    newLog: logId(number.toString(16).padStart(16, '0')),
    nowMs: unixMs(1),
  };
  run([{ name: 'putDevice', argument }]);
}

let nowMs = unixMs(1_700_000_000_000);
const marks: StoredMark[] = [];
const receipts: DeviceReceipt[] = [];

function order(number: number): OrderCallback {
  const sn = orderSn(String(7_890_000_000_000_000 + number));
  return {
    ...{ sn, terminalSn: terminal((number * 7_919) % DEVICES), clientSn: `c${sn}`, tradeNo: `t${sn}` },
    ...{ state: 'PAID', payway: '3', totalAmountFen: fen(1_234), netAmountFen: fen(1_234) },
    ...{ finishedAtMs: nowMs, raw: '{"a body of the usual length":"'.padEnd(480, '.') },
  };
}

let before = process.cpuUsage();
for (let number = 0; number < WARM_UP_ORDERS + ORDERS; number += GROUP) {
  if (number === WARM_UP_ORDERS) before = process.cpuUsage();
  nowMs = unixMs(nowMs + 5);
  const orders = Array.from({ length: GROUP }, (_, index) => ({
    name: 'acceptOrders',
    argument: { batch: [order(number + index)], nowMs },
  }));
  const rest: StoreRequest[] = [];
  if ((number / GROUP) % COMMITS_GATHERED === 0) {
    const stored = marks.splice(0, Math.max(0, marks.length - MARKS_BEHIND));
    const batch = receipts.splice(0, Math.max(0, receipts.length - RECEIPTS_BEHIND));
    if (stored.length > 0) rest.push({ name: 'markStored', argument: stored });
    if (batch.length > 0) rest.push({ name: 'recordReceipts', argument: { batch, nowMs } });
  }
  const answers = run([...orders, ...rest]).slice(0, GROUP) as (readonly AcceptAnswer[])[];
  for (const answer of answers.flat()) {
    for (const { deviceId: to, notice } of answer.answer === 'recorded' ? answer.notices : []) {
      const { logId: log, seq } = notice;
      marks.push({ deviceId: to, logId: log, seq, atMs: nowMs });
      const receipt = { seq, outcome: 'announced', repeat: false, atMs: nowMs } as const;
      receipts.push({ deviceId: to, logId: log, receipt });
    }
  }
}
const { user, system } = process.cpuUsage(before);
const each = (us: number): string => (us / ORDERS).toFixed(1);
process.stdout.write(
  `${each(user + system)} µs an order: ${each(user)} in the program, ${each(system)} in the system\n`,
);
database.close();
rmSync(folder, { recursive: true });
