import { randomBytes } from 'node:crypto';
import { type DeviceKeys, deriveDeviceKeys, nonceFrom } from '../../../shared/device-key.ts';
import { openDown } from '../../../shared/frame.ts';
import type { LogId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { DownMessage } from '../../../shared/messages.ts';
import type { NoticeReceipt } from '../../../shared/notice.ts';
import { type Seq, unixMs } from '../../../shared/quantities.ts';
import { nowUs } from '../clock.ts';
import type { Seat, Wire } from '../wire.ts';
import { DeviceLog } from './device-log.ts';
import type { FleetInbox } from './fleet-inbox.ts';
import { FleetPath } from './fleet-path.ts';

const STATUS = {
  volumePercent: 70,
  batteryMillivolts: 4_000,
  waiting: 0,
  inboxNotices: 0,
  language: 'zh-CN',
  software: 'bench',
  panel: false,
  warnings: [],
} as const;

export interface FleetDeviceOptions {
  readonly wire: Wire;
  /** The server's address on each of the device's paths. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly place: number;
  readonly seat: Seat;
  readonly inbox: FleetInbox;
  /** A new notice is on the disk, which came at `receivedUs` by a connection that was opened at `openedUs`. */
  readonly onStored: (sn: string, receivedUs: number, openedUs: number) => void;
  /** A notice came that had come before. */
  readonly onRepeat: () => void;
  readonly onDisconnect: () => void;
}

/** On which connection a notice came, and under which number its acknowledgement is wanted there (MQTT's QoS 1). */
interface Arrival {
  readonly path: FleetPath;
  readonly connection: number;
  readonly messageId: number | undefined;
  readonly receivedUs: number;
}

/**
 * One device: what the real one does to be told and to answer, and nothing else. It is the same to every server up to
 * the acknowledgement, which is *stored* to ours and PUBACK to a plain broker; both follow the commit.
 */
export class FleetDevice {
  readonly #options: FleetDeviceOptions;
  readonly #keys: DeviceKeys;
  readonly #paths: readonly FleetPath[];
  readonly #log = new DeviceLog();
  /** Arrived, and not on the disk yet: to be acknowledged on every path that brought it, as the real device does. */
  readonly #uncommitted = new Map<Seq, Arrival[]>();
  readonly #receipts = new Map<Seq, NoticeReceipt>();
  #logId: LogId | undefined;
  /** The first hole at the last pulse. */
  #holeBefore: Seq | undefined;

  constructor(options: FleetDeviceOptions) {
    this.#options = options;
    this.#keys = deriveDeviceKeys(options.seat.key);
    const { wire, port, seat, hosts, onDisconnect } = options;
    this.#paths = hosts.map(
      (host, path) =>
        new FleetPath({
          ...{ wire, host, port, path, seat, keys: this.#keys, onDisconnect },
          onSubscribed: (subscribed) => this.#onSubscribed(subscribed),
          onFrame: (by, frame, messageId) => this.#onFrame(by, frame, messageId),
        }),
    );
  }

  /** Receipts that the relay has not confirmed. */
  get openReceipts(): number {
    return this.#receipts.size;
  }

  get isReady(): boolean {
    return this.#paths.every(({ isReady }) => isReady);
  }

  /** Resolves when notices may come on every path; goes on trying until then, and whenever a connection is lost. */
  async connect(): Promise<void> {
    for (const path of this.#paths) path.open();
    await this.ready();
  }

  async ready(): Promise<void> {
    await Promise.all(this.#paths.map((path) => path.ready()));
  }

  drop(): void {
    for (const path of this.#paths) path.drop();
  }

  freeze(): void {
    for (const path of this.#paths) path.freeze();
  }

  thaw(): void {
    for (const path of this.#paths) path.thaw();
  }

  close(): void {
    for (const path of this.#paths) path.close();
  }

  /** Shows that it is alive; every 10 s. */
  beat(): void {
    for (const path of this.#paths) {
      if (!path.isReady) continue;
      if (this.#options.wire === 'mqtt') path.ping();
      else this.#ask(path, { type: 'heartbeat', spokenUpTo: this.#log.upTo });
    }
  }

  /** Tells the relay what the shop heard; all that it has not confirmed yet, up to a full message. */
  sendReceipts(): void {
    const path = this.#paths.find(({ isReady }) => isReady);
    if (this.#receipts.size === 0 || this.#logId === undefined || path === undefined) return;
    const receipts = [...this.#receipts.values()].slice(0, limits.receiptsPerMessage);
    path.say({ type: 'receipts', logId: this.#logId, receipts });
  }

  #onSubscribed(path: FleetPath): void {
    if (this.#options.wire === 'mqtt') path.becomeReady();
    else this.#ask(path, { type: 'hello' });
  }

  #ask(path: FleetPath, how: { type: 'hello' } | { type: 'heartbeat'; spokenUpTo: Seq }): void {
    path.nonce = nonceFrom(randomBytes(8));
    const { upTo, sums } = this.#log;
    const logId = this.#logId === undefined ? {} : { logId: this.#logId };
    path.say({ ...how, ...logId, upTo, ...sums, nonce: path.nonce, status: STATUS });
  }

  #onFrame(path: FleetPath, frame: Buffer, messageId: number | undefined): void {
    const arrival = { path, connection: path.connection, messageId, receivedUs: nowUs() };
    const message = openDown(this.#keys, this.#options.seat.id, frame);
    if (message.type === 'notice') this.#onNotice(message, frame, arrival);
    else if (message.type === 'receipt_confirmation') {
      for (const number of message.seqs) this.#receipts.delete(number);
    } else if ((message.type === 'welcome' || message.type === 'pulse') && message.nonce === path.nonce) {
      this.#logId = message.logId;
      this.#fillHoles(path, message.lastSeq, message.type === 'welcome');
      if (message.type === 'welcome') path.becomeReady();
    }
  }

  /** What is under way at a pulse is no hole yet: only one that was there at the last pulse too is asked for. */
  #fillHoles(path: FleetPath, lastSeq: Seq, isGreeting: boolean): void {
    const ranges = this.#log.missing(lastSeq, limits.syncRanges);
    const first = ranges[0]?.first;
    const isOld = first !== undefined && first === this.#holeBefore;
    this.#holeBefore = first;
    if ((isGreeting || isOld) && this.#logId !== undefined)
      path.say({ type: 'sync', logId: this.#logId, ranges });
  }

  #onNotice(notice: DownMessage & { type: 'notice' }, frame: Buffer, arrival: Arrival): void {
    const { place, inbox } = this.#options;
    this.#logId ??= notice.logId;
    const { sumFen, fingerprint } = notice;
    const told = fingerprint === undefined ? {} : { fingerprint };
    if (!this.#log.take(notice.seq, { sumFen, ...told })) {
      this.#options.onRepeat();
      const arrivals = this.#uncommitted.get(notice.seq);
      if (arrivals === undefined) this.#acknowledge(notice.seq, arrival);
      else if (!arrivals.some(({ path }) => path === arrival.path)) arrivals.push(arrival);
      return;
    }
    const arrivals = [arrival];
    const { openedUs } = arrival.path;
    this.#uncommitted.set(notice.seq, arrivals);
    inbox.add(place, notice.seq, notice.sn, frame, () => {
      this.#uncommitted.delete(notice.seq);
      this.#options.onStored(notice.sn, arrival.receivedUs, openedUs);
      for (const one of arrivals) this.#acknowledge(notice.seq, one);
      if (this.#options.wire === 'mqtt') return;
      const receipt = {
        seq: notice.seq,
        outcome: 'announced',
        repeat: false,
        atMs: unixMs(Date.now()),
        ...told,
      } as const;
      this.#receipts.set(notice.seq, receipt);
    });
  }

  #acknowledge(number: Seq, { path, connection, messageId, receivedUs }: Arrival): void {
    if (this.#options.wire === 'mqtt') {
      // On the next connection the same number stands for another notice.
      if (path.connection === connection) path.puback(messageId ?? 0);
    } else if (this.#logId !== undefined) {
      const heldUs = [Math.round(nowUs() - receivedUs)];
      path.say({ type: 'stored', logId: this.#logId, seqs: [number], heldUs });
    }
  }
}
