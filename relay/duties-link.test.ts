import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../shared/failure.ts';
import { type DeviceId, deviceId, logId, storeId, terminalSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { createLog } from '../shared/log.ts';
import { thisMachine } from '../shared/machine-port.ts';
import { seq, type UnixMs, unixMs } from '../shared/quantities.ts';
import { parseCallback } from './core/order-callback.ts';
import { callbackJson } from './core/pretended-core.ts';
import { Duties, type DutiesOptions } from './duties-link.ts';
import { OutboxStore } from './outbox/outbox-store.ts';

interface Context {
  folder: string;
  store: OutboxStore;
}

const id = deviceId('SPK-1');
const log = logId('0123456789abcdef');
const silent = createLog('test', 'silent', { write: () => {} });

const duties = suite<Context>('duties');

duties.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-duties-'));
  context.store = await OutboxStore.open({ file: join(context.folder, 'relay.db'), onDeath: () => {} });
  const entry = {
    id,
    role: 'speaker',
    terminals: [terminalSn('T1')],
    store: storeId('s'),
    language: 'en',
  } as const;
  await context.store.putDevice(entry, Buffer.alloc(32, 1), log, unixMs(Date.now()));
});
duties.after.each(async ({ folder, store }) => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function accept({ store }: Context, sn: string, atMs: UnixMs): Promise<void> {
  await store.acceptOrders([parseCallback(Buffer.from(callbackJson({ sn })), atMs)], atMs);
}

/** Runs the first look at the ledger. */
async function lookOnce(context: Context, more: Partial<DutiesOptions> = {}): Promise<number[]> {
  const overdue: number[] = [];
  const running = await Duties.begin({
    store: context.store,
    deviceStates: () => new Map<DeviceId, never>(),
    log: silent,
    machine: thisMachine,
    alarmRaised: () => {},
    noticesOverdue: (count) => overdue.push(count),
    ...more,
  });
  await running.close();
  return overdue;
}

duties(
  'promise 6: what no device has stored for a day goes to a human, with an alarm; younger notices wait',
  async (context) => {
    const nowMs = Date.now();
    await accept(context, '7000000000000001', unixMs(nowMs - limits.handOverAgeMs - 1_000));
    await accept(context, '7000000000000002', unixMs(nowMs - limits.handOverAgeMs + 600_000));
    await lookOnce(context);
    const ledger = await context.store.readLedger({}, unixMs(nowMs));
    assert.equal([ledger.receipts.handed_over.count, ledger.open.count, ledger.balanced], [1, 1, true]);
    assert.equal(
      (await context.store.readAlarms(10)).map(({ kind }) => kind),
      ['notice_handed_over'],
    );
  },
);

duties('what a device stored long ago without a receipt is counted as overdue', async (context) => {
  const atMs = unixMs(Date.now() - limits.receiptOverdueMs - 60_000);
  await accept(context, '7000000000000001', atMs);
  await accept(context, '7000000000000002', unixMs(Date.now()));
  await context.store.markStored([{ deviceId: id, logId: log, seq: seq(1), atMs }]);
  assert.equal(await lookOnce(context), [1]);
});

duties('a store that refuses now does not end the duties', async (context) => {
  const lines: string[] = [];
  const failing = {
    readAlarms: async () => [],
    handOverUnstored: () => Promise.reject(new Failure('store_unavailable', 'the disk is full')),
  } as unknown as DutiesOptions['store'];
  await lookOnce(context, {
    store: failing,
    log: createLog('test', 'warn', { write: (line: string) => void lines.push(line) }),
  });
  assert.match(lines.join(), 'the disk is full');
});

duties('a change of the roster reads the device that changed, and no other', async ({ store }) => {
  const rounds: (() => void)[] = [];
  let asked: DeviceId[] = [];
  let wholeReads = 0;
  const readWhole = store.readDevices.bind(store);
  store.readDevices = () => {
    wholeReads += 1;
    return readWhole();
  };
  const running = await Duties.begin({
    store,
    deviceStates: () => ({
      get: (device) => {
        asked.push(device);
        return undefined;
      },
    }),
    log: silent,
    machine: {
      ...thisMachine,
      every: (_, round) => {
        rounds.push(round);
        return { cancel: () => {} };
      },
    },
    alarmRaised: () => {},
    noticesOverdue: () => {},
  });
  const [look] = rounds;
  const lookAgain = async (): Promise<readonly DeviceId[]> => {
    asked = [];
    look?.();
    await running.close();
    return [...new Set(asked)].sort();
  };
  assert.equal(await lookAgain(), [id]);
  const other = deviceId('SPK-2');
  const entry = { id: other, role: 'speaker', terminals: [], store: storeId('s'), language: 'en' } as const;
  await store.putDevice(entry, Buffer.alloc(32, 2), logId('0123456789abcde0'), unixMs(1));
  running.rosterChanged(other);
  assert.equal(await lookAgain(), [id, other]);
  await store.deleteDevice(id, unixMs(1));
  running.rosterChanged(id);
  assert.equal(await lookAgain(), [other]);
  assert.is(wholeReads, 1);
});

duties.run();
