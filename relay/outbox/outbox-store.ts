import type { CommitPace } from '../../shared/commit-pace.ts';
import { Failure } from '../../shared/failure.ts';
import type { DeviceId, LogId, OrderSn, RentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Notice, SeqRange } from '../../shared/notice.ts';
import type { Seq, UnixMs } from '../../shared/quantities.ts';
import { SqliteStore } from '../../shared/sqlite-store.ts';
import type {
  CabinetReportAnswer,
  DeviceCabinetReport,
  OpenRental,
  RecordedReport,
  RentalAnswer,
  RentalLife,
  RentalMark,
  RentalOrder,
  RentalQuery,
  RentalStep,
  ReportQuery,
} from '../cabinet/cabinet-memory.ts';
import { LedgerSum } from '../ledger.ts';
import type {
  AcceptAnswer,
  Alarm,
  AlarmKind,
  DeviceEntry,
  DeviceReceipt,
  DeviceSecret,
  Ledger,
  LedgerQuery,
  LogEnd,
  LogSums,
  NewAlarm,
  OrderCallback,
  OrderLife,
  PendingWebhook,
  ReceiptAnswer,
  RelayStore,
  StoredMark,
  UnfinishedOrder,
} from '../store.ts';
import type { LedgerPlace } from './ledger-store.ts';
import type { RelayOperations } from './tables-store.ts';

export interface OutboxStoreOptions {
  readonly file: string;
  /** Called once when the store dies without being asked to: the process can only stop. */
  readonly onDeath: (failure: Failure) => void;
}

/** A database with the relay's tables behind a batching door. */
export type RelayDatabase = Pick<SqliteStore<RelayOperations>, 'call' | 'close' | 'waitingOperations'>;

/**
 * An order waits at most 5 ms for company, and so do a rental and its end: somebody stands before the cabinet. Nobody
 * waits for the mark that a notice or a rental is stored (losing it costs a repeat at the device's door), and a receipt
 * may be confirmed a moment later: gathered, theirs are a tenth less of what the store costs (docs/relay-cost.md).
 */
const PACE: CommitPace<keyof RelayOperations & string> = {
  intervalMs: limits.commitIntervalMs,
  patient: ['markStored', 'recordReceipts', 'markRentals'],
  patienceMs: limits.commitPatienceMs,
};

/** The relay's memory in one SQLite file: every write that resolves has been fsynced. */
export class OutboxStore implements RelayStore {
  readonly #store: RelayDatabase;

  constructor(store: RelayDatabase) {
    this.#store = store;
  }

  /** @throws Failure `foreign_store`, `corrupt_store` or `store_unavailable`; the file is then as it was. */
  static async open({ file, onDeath }: OutboxStoreOptions): Promise<OutboxStore> {
    const schemaModule = new URL('./tables-store.ts', import.meta.url);
    return new OutboxStore(
      await SqliteStore.open<RelayOperations>({ file, schemaModule, onDeath, pace: PACE }),
    );
  }

  /** How many operations wait for a commit that has not begun. */
  get waitingOperations(): number {
    return this.#store.waitingOperations;
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  // ---- orders ----

  async acceptOrders(batch: readonly OrderCallback[], nowMs: UnixMs): Promise<readonly AcceptAnswer[]> {
    return this.#store.call('acceptOrders', { batch: bounded(batch), nowMs });
  }

  readOrder(sn: OrderSn): Promise<OrderLife | undefined> {
    return this.#store.call('readOrder', sn);
  }

  readUnfinishedOrders(acceptedAfterMs: UnixMs, most: number): Promise<readonly UnfinishedOrder[]> {
    return this.#store.call('readUnfinishedOrders', { acceptedAfterMs, most });
  }

  async readLedger(query: LedgerQuery, nowMs: UnixMs): Promise<Ledger> {
    const sum = new LedgerSum(nowMs);
    let after: LedgerPlace | undefined;
    do {
      const step = await this.#store.call('readLedgerStep', { query, after });
      for (const order of step.orders) sum.addOrder(order);
      after = step.next;
    } while (after !== undefined);
    return sum.result();
  }

  // ---- logs ----

  readLogEnd(device: DeviceId): Promise<LogEnd | undefined> {
    return this.#store.call('readLogEnd', device);
  }

  readSumsUpTo(device: DeviceId, upTo: Seq): Promise<LogSums | undefined> {
    return this.#store.call('readSumsUpTo', { device, upTo });
  }

  readNotices(
    device: DeviceId,
    log: LogId,
    ranges: readonly SeqRange[],
    most: number,
  ): Promise<readonly Notice[]> {
    return this.#store.call('readNotices', { device, log, ranges, most });
  }

  async markStored(batch: readonly StoredMark[]): Promise<void> {
    return this.#store.call('markStored', bounded(batch));
  }

  rebuildLog(device: DeviceId, newLog: LogId, nowMs: UnixMs): Promise<LogEnd> {
    return this.#store.call('rebuildLog', { device, newLog, nowMs });
  }

  // ---- receipts ----

  async recordReceipts(batch: readonly DeviceReceipt[], nowMs: UnixMs): Promise<readonly ReceiptAnswer[]> {
    return this.#store.call('recordReceipts', { batch: bounded(batch), nowMs });
  }

  handOverUnstored(madeBeforeMs: UnixMs, nowMs: UnixMs, most: number): Promise<number> {
    return this.#store.call('handOverUnstored', { madeBeforeMs, nowMs, most });
  }

  readOverdue(
    storedBeforeMs: UnixMs,
  ): Promise<readonly { readonly deviceId: DeviceId; readonly count: number }[]> {
    return this.#store.call('readOverdue', storedBeforeMs);
  }

  // ---- roster ----

  readDevices(): Promise<readonly DeviceEntry[]> {
    return this.#store.call('readDevices', null);
  }

  readSecrets(): Promise<readonly DeviceSecret[]> {
    return this.#store.call('readSecrets', null);
  }

  readDevice(device: DeviceId): Promise<DeviceEntry | undefined> {
    return this.#store.call('readDevice', device);
  }

  readSecret(device: DeviceId): Promise<DeviceSecret | undefined> {
    return this.#store.call('readSecret', device);
  }

  listDevices(after: string, count: number): Promise<readonly DeviceEntry[]> {
    return this.#store.call('listDevices', { after, count });
  }

  putDevice(entry: DeviceEntry, key: Uint8Array, newLog: LogId, nowMs: UnixMs): Promise<'made' | 'changed'> {
    return this.#store.call('putDevice', { entry, key, newLog, nowMs });
  }

  replaceKey(device: DeviceId, key: Uint8Array): Promise<boolean> {
    return this.#store.call('replaceKey', { device, key });
  }

  deleteDevice(device: DeviceId, nowMs: UnixMs): Promise<boolean> {
    return this.#store.call('deleteDevice', { device, nowMs });
  }

  // ---- alarms ----

  async raiseAlarms(batch: readonly NewAlarm[], nowMs: UnixMs): Promise<void> {
    return this.#store.call('raiseAlarms', { batch: bounded(batch), nowMs });
  }

  async clearAlarms(
    batch: readonly { readonly kind: AlarmKind; readonly subject: string }[],
    nowMs: UnixMs,
  ): Promise<void> {
    return this.#store.call('clearAlarms', { batch: bounded(batch), nowMs });
  }

  readAlarms(most: number): Promise<readonly Alarm[]> {
    return this.#store.call('readAlarms', most);
  }

  // ---- webhooks ----

  readDueWebhooks(nowMs: UnixMs, most: number): Promise<readonly PendingWebhook[]> {
    return this.#store.call('readDueWebhooks', { nowMs, most });
  }

  settleWebhook(
    id: number,
    outcome: { readonly deliveredAtMs: UnixMs } | { readonly retryAtMs: UnixMs },
  ): Promise<void> {
    return this.#store.call('settleWebhook', { id, outcome });
  }

  // ---- cabinets ----

  requestRental(order: RentalOrder, nowMs: UnixMs): Promise<RentalAnswer> {
    return this.#store.call('requestRental', { order, nowMs });
  }

  async markRentals(batch: readonly RentalMark[]): Promise<void> {
    return this.#store.call('markRentals', bounded(batch));
  }

  readOpenRentals(most: number): Promise<readonly OpenRental[]> {
    return this.#store.call('readOpenRentals', most);
  }

  async giveUpRentals(rentalIds: readonly RentalId[], nowMs: UnixMs): Promise<void> {
    return this.#store.call('giveUpRentals', { rentalIds: bounded(rentalIds), nowMs });
  }

  readRental(
    rentalId: RentalId,
  ): Promise<(RentalLife & { readonly steps: readonly RentalStep[] }) | undefined> {
    return this.#store.call('readRental', rentalId);
  }

  readRentals(query: RentalQuery, most: number): Promise<readonly RentalLife[]> {
    return this.#store.call('readRentals', { query, most });
  }

  async recordReports(
    batch: readonly DeviceCabinetReport[],
    nowMs: UnixMs,
  ): Promise<readonly CabinetReportAnswer[]> {
    return this.#store.call('recordReports', { batch: bounded(batch), nowMs });
  }

  readReports(query: ReportQuery, most: number): Promise<readonly RecordedReport[]> {
    return this.#store.call('readReports', { query, most });
  }
}

/** @throws Failure `usage`: a larger batch would hold up the commits of everybody else */
function bounded<Row>(batch: readonly Row[]): readonly Row[] {
  if (batch.length > limits.storeBatchRows) {
    throw new Failure('usage', `${batch.length} rows in one batch, at most ${limits.storeBatchRows}`);
  }
  return batch;
}
