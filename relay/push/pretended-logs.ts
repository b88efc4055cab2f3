import { deriveDeviceKeys } from '../../shared/device-key.ts';
import { Failure } from '../../shared/failure.ts';
import { type DeviceId, deviceId, type LogId, logId, orderSn, storeId } from '../../shared/ids.ts';
import { NO_NOTICES, noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import type { Notice, NoticeReceipt } from '../../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import type { DeviceEntry, LoggedNotice, LogSums, StoredMark } from '../store.ts';
import type { DeviceStore } from './store-calls-link.ts';

interface PretendedLog {
  logId: LogId;
  notices: Notice[];
}

const sumsAt = (notice: Notice | undefined): LogSums => ({
  sumFen: notice?.sumFen ?? fenSum(0),
  ...(notice?.fingerprint === undefined ? {} : { fingerprint: notice.fingerprint }),
});

/** A store for tests: devices, their logs and receipts in memory, and faults on demand. */
export class PretendedLogs implements DeviceStore {
  readonly logs = new Map<DeviceId, PretendedLog>();
  readonly entries = new Map<DeviceId, DeviceEntry>();
  readonly keys = new Map<DeviceId, Uint8Array>();
  readonly marks: StoredMark[] = [];
  readonly receipts = new Map<string, NoticeReceipt>();
  rebuilds = 0;
  /** While set, every write is refused, as by a full disk. */
  isFull = false;
  /** While set, writes end only with this. */
  gate: Promise<void> | undefined;

  addDevice(name: string, log = '0123456789abcdef'): DeviceId {
    const id = deviceId(name);
    this.entries.set(id, { id, role: 'speaker', terminals: [], store: storeId('shop'), language: 'zh-CN' });
    this.keys.set(id, Buffer.alloc(32, name));
    this.logs.set(id, { logId: logId(log), notices: [] });
    return id;
  }

  keysOf(id: DeviceId): ReturnType<typeof deriveDeviceKeys> {
    return deriveDeviceKeys(this.keys.get(id) ?? new Uint8Array(32));
  }

  /** Commits one payment. */
  append(id: DeviceId, amountFen = 100): LoggedNotice {
    const log = this.#log(id);
    const at = log.notices.length + 1;
    const sumFen = fenSum((log.notices.at(-1)?.sumFen ?? 0) + amountFen);
    const plain = {
      logId: log.logId,
      seq: seq(at),
      kind: 'payment',
      sn: orderSn(String(at).padStart(16, '7')),
      event: 'PAID',
      amountFen: fen(amountFen),
      payway: '3',
      paidAtMs: unixMs(1_700_000_000_000 + at),
      sumFen,
    } as const;
    const fingerprint = withNotice(log.notices.at(-1)?.fingerprint ?? NO_NOTICES, noticeFingerprint(plain));
    const notice: Notice = { ...plain, fingerprint };
    log.notices.push(notice);
    return { deviceId: id, notice };
  }

  async readLogEnd(id: DeviceId) {
    const log = this.logs.get(id);
    if (log === undefined) return undefined;
    const last = log.notices.at(-1);
    return { logId: log.logId, lastSeq: last?.seq ?? seq(0), ...sumsAt(last) };
  }

  async readSumsUpTo(id: DeviceId, upTo: number) {
    const notice = this.#log(id).notices[upTo - 1];
    return upTo > 0 && notice === undefined ? undefined : sumsAt(notice);
  }

  async readNotices(
    id: DeviceId,
    log: LogId,
    ranges: readonly { first: number; last: number }[],
    most: number,
  ) {
    const present = this.#log(id);
    if (present.logId !== log) return [];
    return present.notices
      .filter((notice) => ranges.some(({ first, last }) => notice.seq >= first && notice.seq <= last))
      .slice(0, most);
  }

  async markStored(batch: readonly StoredMark[]) {
    await this.#write();
    this.marks.push(...batch);
  }

  async rebuildLog(id: DeviceId, newLog: LogId) {
    await this.#write();
    this.rebuilds += 1;
    const old = this.#log(id);
    const open = old.notices.filter((notice) => !this.receipts.has(`${id} ${old.logId} ${notice.seq}`));
    this.logs.set(id, { logId: newLog, notices: [] });
    for (const notice of open) this.append(id, notice.amountFen);
    const end = await this.readLogEnd(id);
    if (end === undefined) throw new Failure('not_found', 'no such device');
    return end;
  }

  async recordReceipts(batch: readonly { deviceId: DeviceId; logId: LogId; receipt: NoticeReceipt }[]) {
    await this.#write();
    return batch.map((one) => {
      const key = `${one.deviceId} ${one.logId} ${one.receipt.seq}`;
      const before = this.receipts.get(key);
      if (before !== undefined) {
        return before.outcome === one.receipt.outcome ? 'already_recorded' : 'contradicted';
      }
      const notice = this.#log(one.deviceId).notices[one.receipt.seq - 1];
      const { fingerprint = notice?.fingerprint } = one.receipt;
      if (notice === undefined || fingerprint !== notice.fingerprint) return 'unknown';
      this.receipts.set(key, one.receipt);
      return 'recorded';
    });
  }

  async readDevices() {
    return [...this.entries.values()];
  }

  async readSecrets() {
    return [...this.keys].map(([id, key]) => ({ id, key }));
  }

  async readDevice(device: DeviceId) {
    return this.entries.get(device);
  }

  async readSecret(device: DeviceId) {
    const key = this.keys.get(device);
    return key === undefined ? undefined : { id: device, key };
  }

  #log(id: DeviceId): PretendedLog {
    const log = this.logs.get(id);
    if (log === undefined) throw new Failure('not_found', 'no such device');
    return log;
  }

  async #write(): Promise<void> {
    await this.gate;
    if (this.isFull) throw new Failure('store_unavailable', 'database or disk is full');
  }
}
