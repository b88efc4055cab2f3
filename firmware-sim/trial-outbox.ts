import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type RelayOperations, schema } from '../relay/outbox/tables-store.ts';
import type { DeviceEntry, OrderCallback, OrderState } from '../relay/store.ts';
import { Failure, type FailureCode } from '../shared/failure.ts';
import { deviceId, type LogId, logId, orderSn, storeId, terminalSn } from '../shared/ids.ts';
import { fen, unixMs } from '../shared/quantities.ts';
import { openDatabase, runBatch } from '../shared/sqlite-worker.ts';

/**
 * The relay's real tables on a real file, but in this process and without a worker: a test can look into the rows
 * beside the calls, and spoil them.
 */
export interface TrialOutbox {
  readonly database: Database;
  /** One operation in a transaction of its own, as the worker runs it. @throws Failure as its caller gets it */
  call<Name extends keyof RelayOperations>(
    name: Name,
    argument: Parameters<RelayOperations[Name]>[0],
  ): ReturnType<RelayOperations[Name]>;
  /** Puts a device on the roster, with log `trialLogId(number)`. */
  addDevice(number: number, change?: Partial<DeviceEntry>): DeviceEntry;
  close(): void;
}

export function openTrialOutbox(): TrialOutbox {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-outbox-'));
  const database = openDatabase(join(folder, 'relay.db'), schema);
  const handlers = schema.createHandlers(database);
  const call: TrialOutbox['call'] = (name, argument) => {
    const [reply] = runBatch(database, handlers, [{ name, argument }]);
    if (reply?.ok === true) return reply.result as never;
    throw new Failure((reply?.code ?? 'stopped') as FailureCode, reply?.message ?? 'no answer');
  };
  return {
    database,
    call,
    addDevice(number, change = {}) {
      const entry: DeviceEntry = {
        id: deviceId(`SPK-${number}`),
        role: 'speaker',
        terminals: [terminalSn(`T-${number}`)],
        store: storeId('shop-1'),
        language: 'zh-CN',
        ...change,
      };
      const key = new Uint8Array(32).fill(number);
      call('putDevice', { entry, key, newLog: trialLogId(number), nowMs: unixMs(1) });
      return entry;
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const trialLogId = (number: number): LogId => logId(number.toString(16).padStart(16, '0'));

/** A callback of order `number` at terminal `T-1`, of 10.00 unless `change` says otherwise. */
export function trialCallback(
  number: number,
  state: OrderState = 'PAID',
  change: Partial<OrderCallback> = {},
): OrderCallback {
  const total = change.totalAmountFen ?? fen(1_000);
  return {
    sn: orderSn(String(7_890_000_000_000_000 + number)),
    terminalSn: terminalSn('T-1'),
    clientSn: `C-${number}`,
    tradeNo: `N-${number}`,
    state,
    payway: '3',
    totalAmountFen: total,
    netAmountFen: state === 'REFUNDED' || state === 'CANCELED' ? fen(0) : total,
    finishedAtMs: unixMs(5_000),
    raw: '{}',
    ...change,
  };
}
